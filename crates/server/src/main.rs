//! The binary gridhall.
fn main() {}

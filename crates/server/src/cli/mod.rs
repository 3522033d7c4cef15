//! The command line of the binary.

/// Runs what the command line asks for.
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}

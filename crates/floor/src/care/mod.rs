//! (to be written)
use store::Sql;

pub(crate) fn statements() -> Vec<&'static Sql> {
    Vec::new()
}

//! Cargo, as the chores use it.

use std::path::PathBuf;
use std::process::Command;

use crate::root;
use crate::run::command;

/// Cargo in the project's folder. On a fresh machine nothing is built twice, so nothing is kept for building it again.
pub(crate) fn cargo() -> Command {
    let mut cargo = command("cargo");
    if !target().join("debug/incremental").exists() {
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

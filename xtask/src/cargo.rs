//! Cargo, as the chores use it.

use std::path::PathBuf;
use std::process::Command;

use crate::root;
use crate::run::command;

/// Cargo in the project's folder. On a fresh machine nothing is built twice, so nothing is kept for building it again.
pub(crate) fn cargo() -> Command {
    let mut cargo = command("cargo");
    // Cargo tells a program it runs about itself. Passed on, it would make build scripts that watch those variables run
    // again, and with them whole libraries be built anew, each time a chore and a person build in turn.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| OF_THIS_RUN.iter().any(|of| name.starts_with(of))) {
            cargo.env_remove(name);
        }
    }
    if !target().join("debug/incremental").exists() {
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}

/// How the variables begin that tell of the package that cargo runs, and are nobody else's business.
const OF_THIS_RUN: &[&str] =
    &["CARGO_BIN_", "CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_PRIMARY_PACKAGE"];

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

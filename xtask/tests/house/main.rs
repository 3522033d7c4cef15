//! The rules of the house that no compiler knows, each a test that names the file and the rule. Reads the project's
//! files and cargo's own account of it; never builds, never changes anything.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod documents;
mod generated;
mod graph;
mod sources;
mod statements;
mod surfaces;
mod voice;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The text of a file that must be there.
fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every file below `folder` whose name ends in one of `ends`, sorted. Nothing of what was generated or installed.
fn files(folder: &str, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    below(&root().join(folder), &mut |path| {
        let name = path.file_name().unwrap().to_string_lossy();
        if ends.iter().any(|end| name.ends_with(end)) {
            found.push(path.to_owned());
        }
    });
    found.sort();
    found
}

fn below(folder: &Path, each: &mut dyn FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", "node_modules", "dist", "data", "shots"].contains(&name.as_str())
                && !name.starts_with('.')
            {
                below(&path, each);
            }
        } else {
            each(&path);
        }
    }
}

/// A path as it is said in messages, and by which files are known here.
fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The folders of the crates below `crates/`.
fn crates() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("Cargo.toml").is_file())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Fails with every breach, one a line, below the rule that they break.
fn keep(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}\n  {}\n", breaches.join("\n  "));
}

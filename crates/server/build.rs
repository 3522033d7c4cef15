//! A release carries the web front end: it fails loudly when that was not built, or was built from other sources.
//! A debug build needs neither it nor Node. Never runs npm itself.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PROFILE");
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    let web = Path::new("../../web");
    for watched in ["dist", "src", "public", "package-lock.json", "vite.config.ts"] {
        println!("cargo::rerun-if-changed={}", web.join(watched).display());
    }
    let built = fs::read(web.join("dist/build.json")).unwrap_or_else(|_| {
        panic!("web/dist is not built: run `npm ci && npm run build` in web/ before a release build")
    });
    let built: serde_json::Value = serde_json::from_slice(&built).expect("web/dist/build.json is JSON");
    let stamp = stamp(web);
    assert!(
        built["stamp"] == stamp.as_str(),
        "web/dist was built from other sources than those in web/: run `npm run build` in web/ again"
    );
}

/// The stamp of the sources below `web`; the rule is written in web/scripts/stamp.mjs.
fn stamp(web: &Path) -> String {
    let mut files = vec!["package-lock.json".to_owned(), "vite.config.ts".to_owned()];
    for folder in ["src", "public"] {
        below(web, folder, &mut files);
    }
    for (name, path) in listed(web) {
        if name.ends_with(".html") && path.is_file() {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(name);
        }
    }
    files.sort_unstable();
    let mut hash = Sha256::new();
    for file in files {
        let content = fs::read(web.join(&file)).unwrap_or_else(|error| panic!("web/{file}: {error}"));
        hash.update(file.as_bytes());
        hash.update([0]);
        hash.update(content.len().to_string());
        hash.update([0]);
        hash.update(&content);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn below(web: &Path, folder: &str, files: &mut Vec<String>) {
    for (name, path) in listed(&web.join(folder)) {
        let file = format!("{folder}/{name}");
        if path.is_dir() {
            below(web, &file, files);
        } else if path.is_file() {
            files.push(file);
        }
    }
}

/// What is in a folder, but for names that begin with a dot; nothing if there is no such folder.
fn listed(folder: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let named = entries.map(|entry| {
        let path = entry.expect("a folder can be listed").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("names in web/ are UTF-8");
        (name.to_owned(), path)
    });
    named.filter(|(name, _)| !name.starts_with('.')).collect()
}

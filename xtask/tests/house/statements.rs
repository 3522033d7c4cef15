//! Every file with statements is listed, up to the list that is prepared on every engine: a statement that nobody
//! prepares is found out by a customer.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::{crates, files, keep, root, shown};

/// Crates whose statements are the product's.
const WITH_STATEMENTS: &[&str] = &["centre", "floor", "money", "people", "server", "store"];

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Whether `text` takes up the statements of the module `name`.
fn lists(text: &str, name: &str) -> bool {
    let marker = format!("{name}::");
    text.match_indices(&marker).any(|(at, _)| {
        let own = text[..at].chars().next_back().is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
        let rest = &text[at + marker.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        own && (rest[..end] == *"STATEMENTS" || rest[..end].ends_with("statements"))
    })
}

/// The file of the module that holds the module in `path`.
fn holder(path: &Path) -> Option<std::path::PathBuf> {
    let folder = if stem(path) == "mod" { path.parent()?.parent()? } else { path.parent()? };
    ["mod.rs", "lib.rs"].into_iter().map(|name| folder.join(name)).find(|file| file.is_file())
}

/// The name by which its holder knows a module.
fn module(path: &Path) -> String {
    if stem(path) == "mod" { stem(path.parent().unwrap()) } else { stem(path) }
}

#[test]
fn every_file_with_statements_is_listed_up_to_its_crate() {
    let mut breaches = Vec::new();
    for name in WITH_STATEMENTS {
        let source = root().join("crates").join(name).join("src");
        for path in files(&format!("crates/{name}/src"), &[".rs"]) {
            let text = fs::read_to_string(&path).unwrap();
            let program = text.split("#[cfg(test)]").next().unwrap_or_default();
            let declares = program
                .lines()
                .any(|line| line.starts_with("store::statements! {") || line.starts_with("statements! {"));
            if !declares {
                continue;
            }
            // Upwards until the crate's own list; a folder in between may be jumped over by its full name.
            let mut at = path.clone();
            while at != source.join("lib.rs") {
                let Some(above) = holder(&at) else {
                    breaches.push(format!("{}: nothing holds {}", shown(&path), shown(&at)));
                    break;
                };
                let listed_here = lists(&fs::read_to_string(&above).unwrap(), &module(&at));
                let listed_on_top = lists(&fs::read_to_string(source.join("lib.rs")).unwrap(), &module(&at));
                if !listed_here && !listed_on_top {
                    breaches.push(format!(
                        "{}: {} does not list {}",
                        shown(&path),
                        shown(&above),
                        module(&at)
                    ));
                    break;
                }
                if listed_on_top {
                    break;
                }
                at = above;
            }
        }
    }
    keep("statements that no list takes up, so that no test prepares them:", &breaches);
}

/// The names of the statements that a source declares, with their lines.
fn names(text: &str) -> Vec<(usize, &str)> {
    let mut within = false;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        within = line.ends_with("statements! {") || (within && line != "}");
        let name = line.strip_prefix("    ").and_then(|line| line.split_once(" = ")).map(|(name, _)| name);
        let name = name
            .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
        found.extend(name.filter(|_| within).map(|name| (at + 1, name)));
    }
    found
}

#[test]
fn every_statement_has_a_name_of_its_own_by_which_the_log_knows_it() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut breaches = Vec::new();
    for path in WITH_STATEMENTS.iter().flat_map(|name| files(&format!("crates/{name}/src"), &[".rs"])) {
        let text = fs::read_to_string(&path).unwrap();
        for (at, name) in names(text.split("#[cfg(test)]").next().unwrap_or_default()) {
            let here = format!("{}:{at}", shown(&path));
            if let Some(there) = seen.insert(name.to_owned(), here.clone()) {
                breaches.push(format!("{name}: {there} and {here}"));
            }
        }
    }
    assert!(seen.len() > 100, "only {} statements were found", seen.len());
    keep("two statements have one name:", &breaches);
}

#[test]
fn the_servers_list_takes_up_every_crate_with_statements() {
    let top = fs::read_to_string(root().join("crates/server/src/lib.rs")).unwrap();
    let mut breaches = Vec::new();
    for name in crates() {
        let declares = files(&format!("crates/{name}/src"), &[".rs"])
            .iter()
            .any(|path| fs::read_to_string(path).unwrap().lines().any(|line| line == "store::statements! {"));
        let known = WITH_STATEMENTS.contains(&name.as_str()) || name == "testkit";
        if declares && !known {
            breaches.push(format!("crates/{name} has statements: add it to xtask/tests/house/statements.rs"));
        }
        if WITH_STATEMENTS.contains(&name.as_str()) && name != "server" && !lists(&top, &name) {
            breaches.push(format!("crates/server/src/lib.rs does not take up {name}::statements()"));
        }
    }
    keep("the server's list of statements is complete:", &breaches);
}

#[test]
fn every_migration_is_there_for_both_engines_and_embedded_in_both() {
    let mut folders: Vec<_> =
        fs::read_dir(root().join("migrations")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut breaches = Vec::new();
    for (at, folder) in folders.iter().enumerate() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with(&format!("{:04}_", at + 1)) {
            breaches.push(format!("migrations/{name}: the {}. migration begins with {:04}_", at + 1, at + 1));
        }
        for (file, owner) in [("sqlite.sql", "store-sqlite"), ("postgres.sql", "store-postgres")] {
            if !folder.join(file).is_file() {
                breaches.push(format!("migrations/{name}/{file} is missing"));
            }
            let embedded = files(&format!("crates/{owner}/src"), &[".rs"])
                .iter()
                .any(|path| fs::read_to_string(path).unwrap().contains(&format!("migrations/{name}/{file}")));
            if !embedded {
                breaches.push(format!("crates/{owner} does not embed migrations/{name}/{file}"));
            }
        }
    }
    keep("migrations are numbered without gaps, there for both engines, and embedded in both:", &breaches);
}

#[test]
fn a_module_is_listed_by_its_own_name_only() {
    assert!(lists("[rows::STATEMENTS, lend::STATEMENTS].concat()", "lend"));
    assert!(lists("http::known::statements()", "known"));
    assert!(lists("http::view_statements()", "http"));
    assert!(!lists("[blend::STATEMENTS]", "lend"));
    assert!(!lists("mod lend; lend::Lend::new()", "lend"));
}

//! The web front end's chores: packages, build, types, tests.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::counts::{Counts, of_vitest};
use crate::run::{ask, show, tee};
use crate::{Done, root};

fn in_web(program: &str, words: &[&str]) -> Command {
    let mut command = crate::run::command(program);
    command.current_dir(root().join("web")).args(words).env("NO_COLOR", "1").env("FORCE_COLOR", "0");
    command
}

/// A script of `web/package.json`.
pub(crate) fn npm(script: &str) -> Command {
    in_web("npm", &["run", "--silent", script])
}

/// Installs the packages unless they are those of the lock file.
pub(crate) fn packages() -> Done {
    let web = root().join("web");
    let locked = read_json(&web.join("package-lock.json"))?;
    // What npm itself noted about what it installed.
    let installed = read_json(&web.join("node_modules/.package-lock.json"));
    if installed.is_ok_and(|installed| are_installed(&locked, &installed)) {
        println!("the packages are those of package-lock.json");
        return Ok(());
    }
    show(&mut in_web("npm", &["ci", "--no-audit", "--no-fund"]))
}

fn read_json(path: &Path) -> Done<Value> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Whether every locked package is installed in its locked form, and no other is. Optional ones are for some machines.
fn are_installed(locked: &Value, installed: &Value) -> bool {
    let (Some(locked), Some(installed)) = (locked["packages"].as_object(), installed["packages"].as_object())
    else {
        return false;
    };
    let optional = |package: &Value| ["optional", "devOptional"].iter().any(|key| package[key] == true);
    let complete = locked
        .iter()
        .filter(|(path, package)| !path.is_empty() && !optional(package))
        .all(|(path, _)| installed.contains_key(path));
    complete
        && installed.iter().all(|(path, package)| {
            locked.get(path).is_some_and(|wanted| wanted["integrity"] == package["integrity"])
        })
}

/// Builds `web/dist`.
pub(crate) fn build() -> Done {
    show(&mut npm("build"))
}

/// Builds `web/dist` unless it was built from what is there now.
pub(crate) fn build_if_stale() -> Done {
    if is_fresh() {
        println!("web/dist is fresh");
        return Ok(());
    }
    build()
}

/// Whether `web/dist` was built from what is there now: the stamp that `npm run build` left.
fn is_fresh() -> bool {
    let built = fs::read_to_string(root().join("web/dist/build.json")).unwrap_or_default();
    let now = ask(&mut in_web("node", &["scripts/stamp.mjs"])).unwrap_or_default();
    let stamp = |text: &str| {
        let value: Value = serde_json::from_str(text).ok()?;
        Some(value.get("stamp")?.as_str()?.to_owned())
    };
    stamp(&built).is_some_and(|built| stamp(&now).is_some_and(|now| now == built))
}

/// Checks the types of scripts and templates.
pub(crate) fn types() -> Done {
    show(&mut npm("check"))
}

/// Runs the unit tests.
pub(crate) fn unit_tests() -> Done<(Counts, Done)> {
    let (output, done) = tee(&mut npm("test"))?;
    Ok((of_vitest(&output), done))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn packages_are_installed_when_all_are_there_in_their_locked_form() {
        let locked = json!({"packages": {
            "": {"name": "web"},
            "node_modules/a": {"integrity": "1"},
            "node_modules/elsewhere": {"integrity": "2", "optional": true},
        }});
        let installed = |packages: Value| are_installed(&locked, &json!({ "packages": packages }));
        assert!(installed(json!({"node_modules/a": {"integrity": "1"}})));
        assert!(!installed(json!({"node_modules/a": {"integrity": "old"}})));
        assert!(!installed(json!({})));
        assert!(!installed(
            json!({"node_modules/a": {"integrity": "1"}, "node_modules/b": {"integrity": "3"}})
        ));
    }
}

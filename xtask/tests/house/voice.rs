//! The spoken clips: what is shipped went through the gate, and the players find it by its name.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{files, keep, read, shown};

fn manifest() -> Value {
    serde_json::from_str(&read("voice/manifest.json")).unwrap()
}

fn table(manifest: &Value, name: &str) -> Map<String, Value> {
    manifest[name].as_object().unwrap_or_else(|| panic!("voice/manifest.json has no {name}")).clone()
}

/// The naming rule by which players find a clip: `chime`, `zh/n/A012`, `zh/c/3`, `en/c/screen`, `en/s/recall`.
fn is_id(id: &str) -> bool {
    let [language, kind, name] = id.split('/').collect::<Vec<_>>()[..] else { return id == "chime" };
    let named = match kind {
        "n" => {
            let mut signs = name.chars();
            signs.next().is_some_and(|c| c.is_ascii_uppercase())
                && name.len() == 4
                && signs.all(|c| c.is_ascii_digit())
        }
        "c" => name == "screen" || (1..=12).any(|counter: u8| counter.to_string() == name),
        "s" => !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
        _ => false,
    };
    ["zh", "en"].contains(&language) && named
}

#[test]
fn every_clip_is_in_the_manifest_and_every_entry_has_its_clip() {
    let on_disk: BTreeSet<String> = files("voice/clips", &[""]).iter().map(|path| shown(path)).collect();
    let listed: BTreeSet<String> = table(&manifest(), "clips")
        .values()
        .map(|clip| format!("voice/{}", clip["file"].as_str().unwrap_or_default()))
        .collect();
    assert!(!listed.is_empty(), "voice/manifest.json lists no clip");
    let unlisted = on_disk.difference(&listed).map(|file| format!("{file}: not in the manifest"));
    let missing = listed.difference(&on_disk).map(|file| format!("{file}: in the manifest only"));
    keep(
        "a clip that was not gated is not shipped, and none is promised:",
        &unlisted.chain(missing).collect::<Vec<_>>(),
    );
}

#[test]
fn every_clip_says_how_it_passed_the_gate_and_is_named_by_rule() {
    let manifest = manifest();
    let rejected = table(&manifest, "rejected");
    let mut breaches = Vec::new();
    for (id, clip) in table(&manifest, "clips") {
        let says = |what: &str| clip[what].as_str().is_some_and(|text| !text.is_empty());
        let faults = [
            ("not an id", !is_id(&id)),
            ("not the file of its id", clip["file"] != format!("clips/{id}.ogg")),
            ("no gate", !says("gate")),
            ("no text", id != "chime" && !says("text")),
            ("no duration_ms", clip["duration_ms"].as_u64().is_none_or(|ms| ms == 0)),
            ("also rejected", rejected.contains_key(&id)),
        ];
        breaches.extend(faults.iter().filter(|(_, is)| *is).map(|(fault, _)| format!("{id}: {fault}")));
    }
    keep("voice/README.md says what a clip's entry holds:", &breaches);
}

#[test]
fn ids_are_told_from_other_names() {
    for id in ["chime", "zh/n/A012", "en/c/12", "zh/c/screen", "en/s/next_on_screen"] {
        assert!(is_id(id), "{id}");
    }
    for other in [
        "",
        "zh",
        "fr/n/A012",
        "zh/n/A12",
        "zh/n/a012",
        "zh/n/A0123",
        "zh/c/0",
        "zh/c/13",
        "zh/s/",
        "zh/n/é01",
    ] {
        assert!(!is_id(other), "{other}");
    }
}

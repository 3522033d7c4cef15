//! What the code calls a thing, a screen can say in Chinese and English. A screen without the word shows the code's own,
//! and no type checker minds.

use std::collections::BTreeSet;

use crate::{keep, read};

/// The text between `begin` and the next `end`.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
    let rest = text.split_once(begin).unwrap_or_else(|| panic!("there is no {begin:?}")).1;
    rest.split(end).next().unwrap_or_default()
}

/// `TicketMoved` as `ticket_moved`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Every kind of event there is.
fn events() -> BTreeSet<String> {
    let body = read("crates/kernel/src/event.rs");
    let variants = between(&body, "pub enum Event {\n", "\n}\n").lines();
    // A variant stands four spaces in; its fields stand deeper.
    let named = variants.filter_map(|line| line.strip_prefix("    ")?.split([' ', ',', '{']).next());
    named.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).map(snake).collect()
}

/// The words of a closed list of the kernel.
fn list(name: &str) -> BTreeSet<String> {
    let text = read("crates/kernel/src/words.rs");
    let body = between(&text, &format!("\n    {name} {{\n"), "\n    }\n").to_owned();
    body.lines().filter_map(|line| line.split("= \"").nth(1)?.split('"').next()).map(str::to_owned).collect()
}

/// The keys of each object called `name` in a file of words: one in Chinese, one in English.
fn keys(file: &str, name: &str) -> Vec<BTreeSet<String>> {
    let (text, begin) = (read(file), format!("  {name}: {{"));
    let objects = text.split(&begin).skip(1).filter_map(|rest| rest.split('}').next());
    objects
        .map(|object| {
            let before_colon = object.split(':').filter_map(|part| part.split([',', '\n', ' ']).next_back());
            before_colon.map(|key| key.trim().to_owned()).collect()
        })
        .collect()
}

#[test]
fn every_event_device_and_role_has_words_on_the_screens() {
    let manager = "web/src/surfaces/manager/words.ts";
    let asked = [
        ("Event", events(), manager, "eventKind"),
        ("DeviceKind", list("DeviceKind"), manager, "deviceKind"),
        ("Role", list("Role"), "web/src/design/staff/words.ts", "role"),
    ];
    let mut breaches = Vec::new();
    for (of, words, file, name) in asked {
        assert!(words.len() > 5, "{of} was not found");
        let said = keys(file, name);
        assert_eq!(said.len(), 2, "{file}: {name} in Chinese and in English");
        for (language, said) in ["Chinese", "English"].iter().zip(said) {
            let missing = words.difference(&said);
            breaches.extend(missing.map(|word| format!("{file}: {name}.{word} ({of}) has no {language}")));
        }
    }
    keep("a word of the code that no screen can say:", &breaches);
}

#[test]
fn variants_are_called_as_their_json_is() {
    assert_eq!(snake("TicketMoved"), "ticket_moved");
    assert!(events().contains("staff_log_in_failed") && events().contains("pack_loaded"));
    assert!(list("Role").contains("security_admin"));
}

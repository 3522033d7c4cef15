//! A surface is a page that the front end builds, the server serves by a short name, and the first paint of which is
//! measured. A list that forgets one shows nobody an error: the page is simply not there.

use std::collections::BTreeSet;
use std::fs;

use crate::{keep, read, root};

/// The words in quotes (of either sort) between `begin` and the next `end`.
fn quoted(text: &str, begin: &str, end: char) -> BTreeSet<String> {
    let list = text.split(begin).nth(1).and_then(|rest| rest.split(end).next()).unwrap_or_default();
    list.split(['\'', '"']).skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_surface_is_built_served_and_measured() {
    let pages: BTreeSet<String> = fs::read_dir(root().join("web"))
        .unwrap()
        .filter_map(|entry| Some(entry.unwrap().file_name().to_str()?.strip_suffix(".html")?.to_owned()))
        .collect();
    let mut served = quoted(&read("crates/server/src/http/web.rs"), "const SURFACES: &[&str] =", ';');
    // The first page is served as `/`.
    served.insert("index".to_owned());
    let paint = read("web/scripts/first-paint.mjs");
    let paint =
        paint.split("const PAGES = {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap_or_default();
    let measured: BTreeSet<String> = paint
        .lines()
        .filter_map(|line| line.split_once(':').map(|(name, _)| name.trim().to_owned()))
        .collect();
    let lists = [
        ("SURFACES in web/vite.config.ts", quoted(&read("web/vite.config.ts"), "SURFACES = [", ']')),
        ("SURFACES in crates/server/src/http/web.rs", served),
        ("PAGES in web/scripts/first-paint.mjs", measured),
    ];
    let mut breaches = Vec::new();
    for (list, listed) in lists {
        breaches.extend(pages.difference(&listed).map(|name| format!("web/{name}.html is not in {list}")));
        breaches
            .extend(listed.difference(&pages).map(|name| format!("{list} names {name}: no web/{name}.html")));
    }
    keep("a surface is in every list of surfaces:", &breaches);
}

#[test]
fn a_list_is_read_whatever_its_quotes() {
    let words = |text| quoted(text, "A = [", ']').into_iter().collect::<Vec<_>>();
    assert_eq!(words("A = [\n  'one', 'two',\n] // 'three'"), ["one", "two"]);
    assert_eq!(words("A = [\"one\"]; [\"two\"]"), ["one"]);
}

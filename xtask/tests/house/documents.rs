//! What the documents say is true as far as a machine can tell: links lead somewhere, crates have their line, commands
//! that a reader is told to type are there.

use std::collections::BTreeSet;
use std::fs;

use crate::{crates, files, keep, read, root, shown};

/// The two commands that everybody begins with.
const COMMANDS: &[&str] = &["cargo xtask demo", "cargo xtask test"];
/// The same page in two languages.
const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

/// The lines of a page with their numbers, without those of its code blocks.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut code = false;
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        if !code && !fence {
            lines.push((at + 1, line));
        }
    }
    lines
}

/// Where the links and pictures of a line lead, as they are written: `[words](target)`.
fn targets(line: &str) -> Vec<&str> {
    let behind = line.split("](").skip(1);
    behind.filter_map(|rest| rest.split([')', ' ']).next()).collect()
}

/// The file that a target stands for; nothing for what is elsewhere or on the same page.
fn file(target: &str) -> Option<&str> {
    let path = target.split('#').next().unwrap_or_default();
    (!path.is_empty() && !target.contains(':')).then_some(path)
}

#[test]
fn every_link_and_picture_in_a_document_leads_to_a_file() {
    let mut breaches = Vec::new();
    for page in files("", &[".md"]) {
        let text = fs::read_to_string(&page).unwrap();
        for (at, line) in prose(&text) {
            for path in targets(line).into_iter().filter_map(file) {
                if !page.parent().unwrap().join(path).exists() {
                    breaches.push(format!("{}:{at}: {path}", shown(&page)));
                }
            }
        }
    }
    keep("a link that leads nowhere:", &breaches);
}

#[test]
fn the_architecture_has_a_line_for_every_crate_and_for_no_other() {
    let text = read("ARCHITECTURE.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split("` |").next());
    let described: BTreeSet<&str> = rows.filter(|name| *name != "xtask").collect();
    let here = crates();
    let here: BTreeSet<&str> = here.iter().map(String::as_str).collect();
    let breaches: Vec<String> =
        here.symmetric_difference(&described).map(|name| (*name).to_owned()).collect();
    keep("the table in ARCHITECTURE.md has a row for each crate (| `name` | …), and only those:", &breaches);
}

#[test]
fn both_readmes_give_both_commands_and_show_the_same_things() {
    let mut breaches = Vec::new();
    let links = READMES.map(|name| {
        let text = read(name);
        for command in COMMANDS.iter().filter(|command| !text.lines().any(|line| line == **command)) {
            breaches.push(format!("{name}: `{command}` has no line of its own"));
        }
        let links =
            prose(&text).into_iter().flat_map(|(_, line)| targets(line)).filter(|it| !READMES.contains(it));
        links.map(str::to_owned).collect::<BTreeSet<_>>()
    });
    for link in links[0].symmetric_difference(&links[1]) {
        breaches.push(format!("{link} is in one of the two only"));
    }
    keep("the two READMEs give the same commands, links and pictures:", &breaches);
}

/// The word after each `before` in `text`.
fn words_after<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    let ends = |c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_';
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split(ends).next())
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn what_a_reader_is_told_to_type_is_there() {
    let help = read("xtask/src/main.rs");
    let package: serde_json::Value = serde_json::from_str(&read("web/package.json")).unwrap();
    let mut breaches = Vec::new();
    for page in files("", &[".md"]) {
        let (text, name) = (fs::read_to_string(&page).unwrap(), shown(&page));
        for chore in words_after(&text, "cargo xtask ") {
            if !help.contains(&format!("\n  {chore} ")) {
                breaches.push(format!("{name}: cargo xtask {chore}"));
            }
        }
        for script in words_after(&text, "npm run ").into_iter().filter(|_| !name.starts_with("voice")) {
            if package["scripts"][script].is_null() {
                breaches.push(format!("{name}: npm run {script}"));
            }
        }
        for told in text.split("cargo test -p ").skip(1) {
            let told = told.split(['`', '\n']).next().unwrap_or_default();
            if !is_test(told) {
                breaches.push(format!("{name}: cargo test -p {told}"));
            }
        }
    }
    keep("a document tells its reader to type what is not there:", &breaches);
}

/// Whether there is the crate, and the integration test if one is named, in the rest of a `cargo test -p`.
fn is_test(told: &str) -> bool {
    let mut words = told.split(' ');
    let package = words.next().unwrap_or_default();
    let folder = if package == "xtask" { root().join("xtask") } else { root().join("crates").join(package) };
    let named = words.skip_while(|word| *word != "--test").nth(1);
    let there =
        |test: &str| ["tests/NAME.rs", "tests/NAME/main.rs"].map(|at| folder.join(at.replace("NAME", test)));
    folder.join("Cargo.toml").is_file()
        && named.is_none_or(|test| there(test).iter().any(|path| path.is_file()))
}

/// All Rust of the project, in one text.
fn sources() -> String {
    let paths = files("crates", &[".rs"]).into_iter().chain(files("xtask", &[".rs"]));
    paths.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_example_of_style_stands_in_the_code() {
    let (style, sources) = (read("STYLE.md"), sources());
    let examples = style.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = examples.flat_map(str::lines).map(str::trim).filter(|line| line.len() > 1);
    let breaches: Vec<String> = lines.filter(|line| !sources.contains(line)).map(str::to_owned).collect();
    keep("STYLE.md shows what the code does not say:", &breaches);
}

#[test]
fn every_test_that_a_recipe_names_is_there() {
    let (recipes, sources) = (read("CONTRIBUTING.md").replace('\n', " "), sources());
    let emphasised = recipes.split('*').skip(1).step_by(2).filter(|words| words.split(' ').count() > 3);
    let mut named = 0;
    let mut breaches = Vec::new();
    for words in emphasised {
        let name = words.to_lowercase().replace([' ', '-'], "_").replace(',', "");
        named += 1;
        if !sources.contains(&format!("fn {name}")) {
            breaches.push(format!("*{words}*: no fn {name}"));
        }
    }
    assert!(named > 8, "only {named} were found");
    keep("CONTRIBUTING.md names a test that is not there:", &breaches);
}

#[test]
fn links_are_found_in_prose_and_not_in_code() {
    let text =
        "see [a](x/y.md#part), ![b](z.webp)\n```\n[c](nowhere)\n```\n[d](https://e.org/f)\n[g](#here)\n";
    let found: Vec<&str> =
        prose(text).into_iter().flat_map(|(_, line)| targets(line)).filter_map(file).collect();
    assert_eq!(found, ["x/y.md", "z.webp"]);
    assert_eq!(words_after("cargo xtask demo, cargo xtask test`", "cargo xtask "), ["demo", "test"]);
    assert!(is_test("xtask --test house -- words") && is_test("api"));
    assert!(!is_test("api --test nothing") && !is_test("nothing"));
}

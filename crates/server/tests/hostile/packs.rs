//! A pack that is broken is named by file, line and rule, and the store stays as it was.

use std::fs;
use std::path::{Path, PathBuf};

use testkit::{World, every_engine};

use crate::house::{self, program::gridhall};

/// A way to break a pack: the file, what is replaced (nothing to take the file away), by what, and what is said.
struct Case(&'static str, &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    Case("calendar.csv", "", "", "calendar.csv:0: "),
    Case("pack.toml", "org = 1407", "org = = 1407", "[pack.syntax]"),
    Case("halls.csv", "140702105", "140702999", "[pack.dangling]"),
    Case("halls.csv", "JZ-0703-B01", "JZ-YC-A01", "[pack.duplicate]"),
    Case("services.toml", "code = \"XZ07\"", "code = \"XZ07\"\nprice = 3", "[pack.shape]"),
    Case("calendar.csv", "2016-01-01", "2016-02-30", "[pack.shape]"),
];

fn copied(to: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/jinzhong");
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        // Files in folders beside a pack's own are no part of it.
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
    to.to_owned()
}

/// Breaks the pack in `folder`; answers the line that is broken.
fn break_it(folder: &Path, Case(file, from, to, _): &Case) -> usize {
    let path = folder.join(file);
    if from.is_empty() {
        fs::remove_file(path).unwrap();
        return 0;
    }
    let text = fs::read_to_string(&path).unwrap();
    let at = text.find(from).unwrap_or_else(|| panic!("{file} has no {from:?} any more"));
    fs::write(path, text.replacen(from, to, 1)).unwrap();
    1 + text[..at].matches('\n').count() + to.matches('\n').count()
}

#[every_engine]
fn a_broken_pack_is_named_by_file_line_and_rule_and_the_store_stays_as_it_was(w: &mut World) {
    house::load(w);
    let org = w.org;
    let chains = |w: &World| w.read(move |tx| store::chain_days(tx, org, None, 100)).unwrap();
    let before = format!("{:?}", chains(w));
    w.store.engine().close();
    let folder =
        std::env::temp_dir().join(format!("gridhall_packs_{}_{}", std::process::id(), w.is_postgres()));
    for (n, case) in CASES.iter().enumerate() {
        let pack = copied(&folder.join(n.to_string()));
        let line = break_it(&pack, case);
        let init = gridhall(w).arg("init").arg("--pack").arg(&pack).output().unwrap();
        let said = String::from_utf8(init.stderr).unwrap();
        assert_eq!(init.status.code(), Some(1), "{said}");
        let place = format!("{}:{line}: ", case.0);
        let named =
            said.lines().any(|it| it.starts_with(&place) && (case.1.is_empty() || it.contains(case.3)));
        assert!(named, "{place} {} in {said}", case.3);
    }
    fs::write(folder.join("0/calendar.csv"), b"year,day\n\xFF\xFE").unwrap();
    let init = gridhall(w).arg("init").arg("--pack").arg(folder.join("0")).output().unwrap();
    let said = String::from_utf8(init.stderr).unwrap();
    assert!(!init.status.success() && said.contains("calendar.csv"), "{said}");
    fs::remove_dir_all(&folder).unwrap();
    w.restart();
    assert_eq!(format!("{:?}", chains(w)), before, "nothing was written");
    assert_eq!(w.broken_chains(), []);
    house::sweep(w);
}

//! The pack of the demo company, as it stands in the repository, must read clean.

use std::collections::BTreeMap;
use std::path::Path;

use pack::Pack;

fn files() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/jinzhong");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn jinzhong() -> Pack {
    pack::read(&files()).unwrap_or_else(|refused| {
        let lines: Vec<String> = refused.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

#[test]
fn the_demo_pack_reads_clean_with_all_items_halls_and_towns() {
    let pack = jinzhong();
    assert_eq!((pack.catalogue.items.len(), pack.halls.len(), pack.towns.len()), (61, 44, 130));
}

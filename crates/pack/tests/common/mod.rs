//! The files of the demo pack, as they stand in the repository. Reads them only.

use std::collections::BTreeMap;
use std::path::Path;

/// Name and text of every file.
pub fn files() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/jinzhong");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let entries = entries.filter(|path| path.is_file());
    entries
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The line, from 1, on which `part` begins in `text`.
#[allow(dead_code, reason = "one of the tests has no use for it")]
pub fn line_of(text: &str, part: &str) -> usize {
    text[..text.find(part).unwrap()].matches('\n').count() + 1
}

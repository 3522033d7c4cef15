//! Everything that tariffs are made of at one moment: the files of the pack, and the approved versions over them.

use std::collections::BTreeMap;

use kernel::Org;
use store::{DbError, Tx, all};
use tariff::{Book, Refusal, Tariff};

use super::Version;
use super::rows::read_version;
use super::samples::{self, SAMPLES, Sample};

store::statements! {
    /// The files of the pack's tariffs and samples.
    TARIFF_FILES = "SELECT name, body FROM tariff_file WHERE org = $1 ORDER BY name LIMIT 2000";
    /// Versions that hold, held or will hold.
    APPROVED_VERSIONS = "SELECT id, tariff, state, edition, from_day, body, reason, verdict, written_by, written_us, proposed_by, proposed_us, decided_by, decided_us FROM tariff_version WHERE org = $1 AND state = 'approved' ORDER BY tariff, from_day LIMIT 2000";
}

/// The pack's files and the approved versions.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// Text of each file by its name: documents, factor tables, and samples under [`SAMPLES`].
    pub files: BTreeMap<String, String>,
    /// Approved versions, by tariff and first day.
    pub approved: Vec<Version>,
}

/// What is on the shelf.
///
/// # Errors
/// The database could not.
pub fn shelf(tx: &mut dyn Tx, org: Org) -> Result<Shelf, DbError> {
    let files =
        all(tx, &TARIFF_FILES, &[org.into()], |row| (row.text(0).to_owned(), row.text(1).to_owned()))?;
    let approved = all(tx, &APPROVED_VERSIONS, &[org.into()], read_version)?;
    Ok(Shelf {
        files: files.into_iter().collect(),
        approved: approved.into_iter().collect::<Result<_, _>>()?,
    })
}

impl Shelf {
    /// Every version there is, checked: the pack's and the approved ones.
    ///
    /// # Errors
    /// Everything that is wrong, by file, line and rule.
    pub fn book(&self) -> Result<Book, Vec<Refusal>> {
        tariff::read(&self.texts())
    }

    /// As [`Shelf::book`], with one more document as though it were approved.
    ///
    /// # Errors
    /// Everything that is wrong, such as two versions that hold on the same day.
    pub fn book_with(&self, file: &str, text: &str) -> Result<Book, Vec<Refusal>> {
        let mut texts = self.texts();
        texts.insert(file.to_owned(), text.to_owned());
        tariff::read(&texts)
    }

    /// One document by itself, with the factor tables it may refer to.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn document(&self, file: &str, text: &str) -> Result<Tariff, Vec<Refusal>> {
        let mut alone = self.texts();
        alone.retain(|name, _| name.ends_with(".csv"));
        alone.insert(file.to_owned(), text.to_owned());
        let book = tariff::read(&alone)?;
        Ok(Tariff::clone(book.versions().first().expect("a document that was read is in the book")))
    }

    /// The text of a file of [`Shelf::book`], and the version it is, unless it is the pack's.
    #[must_use]
    pub fn text_of(&self, file: &str) -> Option<(&str, Option<&Version>)> {
        let stored = self.approved.iter().find(|version| file_of(version) == file);
        stored
            .map(|version| (version.text.as_str(), Some(version)))
            .or_else(|| self.files.get(file).map(|text| (text.as_str(), None)))
    }

    /// The sample customers of the pack.
    ///
    /// # Errors
    /// The first thing that is wrong, by file and line.
    pub fn samples(&self) -> Result<Vec<Sample>, Refusal> {
        samples::read(&self.files)
    }

    /// Texts of documents and factor tables, by file.
    fn texts(&self) -> BTreeMap<String, String> {
        let pack = self.files.iter().filter(|(name, _)| !name.starts_with(SAMPLES));
        let mut texts: BTreeMap<String, String> =
            pack.map(|(name, text)| (name.clone(), text.clone())).collect();
        texts.extend(self.approved.iter().map(|version| (file_of(version), version.text.clone())));
        texts
    }
}

/// What an approved version is called where a file is named.
pub(super) fn file_of(version: &Version) -> String {
    match version.from_day {
        Some(day) => format!("{}@{day}.toml", version.tariff),
        None => format!("{}@draft.toml", version.tariff),
    }
}

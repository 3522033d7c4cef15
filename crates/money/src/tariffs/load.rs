//! Taking the tariffs of a company pack into the store. A newer pack replaces the files of the one before and never
//! touches a version that somebody made.

use std::collections::BTreeMap;

use kernel::{Cx, Event, HallId};
use serde::{Deserialize, Serialize};
use store::{Fail, Refusal, Tx, once};

use super::shelf::{Shelf, shelf};

store::statements! {
    /// Forgets the files of the pack before.
    DROP_TARIFF_FILES = "DELETE FROM tariff_file WHERE org = $1";
    /// Stores a file.
    ADD_TARIFF_FILE = "INSERT INTO tariff_file (org, name, body, loaded_us) VALUES ($1, $2, $3, $4)";
}

/// The tariffs of a pack were loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TariffsLoaded {
    /// Documents.
    pub documents: i64,
    /// Sample customers.
    pub samples: i64,
}

kernel::refusals! {
    /// Why the tariffs of a pack were not loaded.
    pub enum LoadTariffsRefusal {
        /// A file is wrong, or does not stand beside a version that was approved.
        Unsound { file, line, field, rule } = "tariff_unsound",
    }
}

impl From<tariff::Refusal> for LoadTariffsRefusal {
    fn from(refusal: tariff::Refusal) -> Self {
        let tariff::Refusal { file, line, rule, about } = refusal;
        LoadTariffsRefusal::Unsound {
            file,
            line: line.to_string(),
            field: about,
            rule: rule.code().to_owned(),
        }
    }
}

/// Takes `files` in the place of those before: documents and factor tables by their names, samples with
/// [`super::SAMPLES`] before theirs.
///
/// # Errors
/// As [`LoadTariffsRefusal`] says, or the database could not.
pub fn load_tariffs(
    tx: &mut dyn Tx,
    cx: &Cx,
    files: &BTreeMap<String, String>,
) -> Result<TariffsLoaded, Fail<Refusal<LoadTariffsRefusal>>> {
    once(tx, cx, "load_tariffs", &[HallId::ORG], files, |tx| {
        let new = Shelf { files: files.clone(), approved: shelf(tx, cx.org)?.approved };
        let refuse = |refusal: tariff::Refusal| Fail::Refused(refusal.into());
        new.book().map_err(|mut refused| refuse(refused.swap_remove(0)))?;
        let samples = new.samples().map_err(refuse)?;
        tx.execute(&DROP_TARIFF_FILES, &[cx.org.into()])?;
        for (name, text) in files {
            tx.execute(&ADD_TARIFF_FILE, &[cx.org.into(), name.into(), text.into(), cx.now.into()])?;
        }
        let documents =
            files.keys().filter(|name| name.ends_with(".toml") && !name.starts_with(super::SAMPLES));
        let count = |many: usize| i64::try_from(many).expect("few files");
        let loaded = TariffsLoaded { documents: count(documents.count()), samples: count(samples.len()) };
        let TariffsLoaded { documents, samples } = loaded;
        store::append(tx, cx, HallId::ORG, Event::TariffsLoaded { documents, samples })?;
        Ok(loaded)
    })
}

//! All versions of all tariffs of a pack, and which holds when. Built by [`crate::read`].

use std::sync::Arc;

use kernel::Day;

use crate::refusal::{Refusal, Rule};
use crate::tariff::Tariff;

/// The tariffs of a company, by id and day. No two versions of one tariff hold on the same day.
#[derive(Clone, Debug, Default)]
pub struct Book {
    tariffs: Vec<Arc<Tariff>>,
}

impl Book {
    pub(crate) fn new(mut tariffs: Vec<Arc<Tariff>>) -> Book {
        tariffs.sort_by(|one, other| (&one.id, one.effective_from).cmp(&(&other.id, other.effective_from)));
        Book { tariffs }
    }

    /// A book of one version alone.
    #[must_use]
    pub fn of(tariff: Tariff) -> Book {
        Book { tariffs: vec![Arc::new(tariff)] }
    }

    /// A book of versions of different tariffs, one each.
    #[must_use]
    pub fn of_all(tariffs: impl IntoIterator<Item = Tariff>) -> Book {
        let mut tariffs: Vec<Arc<Tariff>> = tariffs.into_iter().map(Arc::new).collect();
        tariffs.sort_by(|one, other| one.id.cmp(&other.id));
        tariffs.dedup_by(|one, other| one.id == other.id);
        Book { tariffs }
    }

    /// Every version, by id and first day.
    #[must_use]
    pub fn versions(&self) -> &[Arc<Tariff>] {
        &self.tariffs
    }

    /// The ids, each once.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.tariffs.iter().map(|tariff| tariff.id.as_str()).collect();
        ids.dedup();
        ids
    }

    /// The version of `id` that holds on `day`.
    ///
    /// # Errors
    /// There is none.
    pub fn in_force(&self, id: &str, day: Day) -> Result<&Arc<Tariff>, Refusal> {
        let found = self.tariffs.iter().find(|tariff| tariff.id == id && tariff.holds_on(day));
        found.ok_or_else(|| Refusal::of(Rule::NothingInForce, format!("{id} {day}")))
    }
}

//! Storing a roster: a new draft, or one that was changed.

use kernel::{Cx, Day, Event, HallId};
use planning::roster::{Roster, RosterQuestion};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::{RosterRow, roster};

store::statements! {
    /// The first roster of a month.
    ADD_ROSTER = "INSERT INTO roster (org, hall, month, version, seed, changed_us, question, roster, bound) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    /// Replaces a roster, if nobody has since.
    REPLACE_ROSTER = "UPDATE roster SET version = version + 1, seed = $5, changed_us = $6, question = $7, roster = $8, bound = $9 WHERE org = $1 AND hall = $2 AND month = $3 AND version = $4";
}

/// A roster to be stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PutRoster {
    /// The first day of the month.
    pub month: Day,
    /// The version that it replaces; 0 for none.
    pub version: i64,
    /// The seed of its first draft.
    pub seed: i64,
    /// What was asked.
    pub question: RosterQuestion,
    /// Who works when.
    pub roster: Roster,
    /// No roster costs less.
    pub bound: Option<i64>,
}

kernel::refusals! {
    /// Why a roster was not stored.
    pub enum PutRosterRefusal {
        /// What was asked is no question.
        Question { rule } = "roster_figure",
        /// Somebody else changed it since.
        Stale { rule } = "roster_stale",
        /// It breaks a rule that must hold: which, whose, when.
        Breaks { rule, person, day } = "roster_breaks",
    }
}

/// Stores a roster of `hall`.
///
/// Invariant: a stored roster breaks no rule of rest and nobody works while away, whoever changed it.
///
/// # Errors
/// As [`PutRosterRefusal`] says, or the database could not.
pub fn put_roster(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    input: &PutRoster,
) -> Result<RosterRow, Fail<Refusal<PutRosterRefusal>>> {
    use PutRosterRefusal as No;
    once(tx, cx, "put_roster", &[hall], &(hall, input), |tx| {
        planning::roster::valid(&input.question)
            .map_err(|refusal| Fail::Refused(No::Question { rule: format!("{refusal:?}") }))?;
        let breaches = planning::roster::check(&input.question, &input.roster);
        if let Some(breach) = breaches.into_iter().find(|breach| !breach.code.is_soft()) {
            let person = breach.person.and_then(|n| input.question.people.get(n));
            return Err(Fail::Refused(No::Breaks {
                rule: breach.code.code().to_owned(),
                person: person.map_or_else(String::new, |it| it.key.clone()),
                day: input.month.plus(i32::try_from(breach.day).unwrap_or(0)).to_string(),
            }));
        }
        let stored = roster(tx, cx.org, hall, input.month)?.map_or(0, |row| row.version);
        let stale = |version: i64| Fail::Refused(No::Stale { rule: version.to_string() });
        if stored != input.version {
            return Err(stale(stored));
        }
        let question = serde_json::to_string(&input.question).expect("a question is plain data");
        let body = serde_json::to_string(&input.roster).expect("a roster is plain data");
        let key = [cx.org.into(), hall.into(), input.month.into()];
        let rest = [input.seed.into(), cx.now.into(), (&question).into(), (&body).into(), input.bound.into()];
        let put = match stored {
            0 => tx.execute(&ADD_ROSTER, &[&key[..], &rest[..]].concat())?,
            _ => tx.execute(&REPLACE_ROSTER, &[&key[..], &[stored.into()], &rest[..]].concat())?,
        };
        if put == 0 {
            return Err(stale(stored));
        }
        let version = stored + 1;
        append(tx, cx, hall, Event::RosterChanged { month: input.month, version })?;
        Ok(RosterRow {
            version,
            seed: input.seed,
            changed_at: cx.now,
            question: input.question.clone(),
            roster: input.roster.clone(),
            bound: input.bound,
        })
    })
}

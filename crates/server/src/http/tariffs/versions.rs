//! The list of tariffs, one version, and the steps of a version that somebody makes.

use std::collections::HashMap;
use std::sync::Arc;

use api::routes::{
    DecideATariff, GetTariffVersion, ListTariffs, ProposeATariff, SaveATariff, WithdrawATariff,
};
use api::{TariffSample, TariffSummary, TariffVersion, TariffVersionBrief, Tariffs};
use kernel::{Day, HallId, RecordId, Role, StaffId};
use money::tariffs::{self, Decide, Propose, Sample, SaveDraft, Shelf, Stamp, State, Version, Withdraw};
use tariff::{Book, Load, Tariff};

use super::{book, computed, examined, nothing_in_force, on_shelf, sheet, unsound, wire};
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::http::view;
use crate::http::who::Caller;
use crate::{App, Refused};

/// Binds what is here.
pub(super) fn routes(mount: Mount) -> Mount {
    mount.on(list).on(one).on(save).on(propose).on(decide).on(withdraw)
}

type Names = HashMap<StaffId, String>;

/// Who asks, and how people are called.
struct Viewer<'a> {
    caller: &'a Caller,
    names: Names,
    today: Day,
}

impl Viewer<'_> {
    fn has(&self, roles: &[Role]) -> bool {
        self.caller.roles().iter().any(|role| roles.contains(role))
    }

    fn name(&self, staff: StaffId) -> String {
        self.names.get(&staff).cloned().unwrap_or_else(|| format!("#{staff}"))
    }

    /// A version that somebody made.
    fn brief(&self, it: &Version) -> TariffVersionBrief {
        let me = self.caller.staff().ok();
        let writes = self.has(&[Role::CatalogueAdmin]);
        let decides = self.has(&[Role::CatalogueAdmin, Role::Command]);
        let own = me == Some(it.written_by) || me == it.proposed_by;
        let begun = it.state == State::Approved && it.from_day.is_some_and(|day| day <= self.today);
        TariffVersionBrief {
            version: it.id.to_string(),
            state: it.state.as_str().to_owned(),
            edition: it.edition,
            from_day: it.from_day,
            to_day: None,
            to_verify: None,
            reason: it.reason.clone(),
            verdict: it.verdict.clone(),
            written_by: Some(self.name(it.written_by)),
            written_us: Some(it.written_at),
            proposed_by: it.proposed_by.map(|staff| self.name(staff)),
            proposed_us: it.proposed_at,
            decided_by: it.decided_by.map(|staff| self.name(staff)),
            decided_us: it.decided_at,
            may_write: writes && it.state.open(),
            may_decide: decides && it.state == State::Proposed && !own,
            may_withdraw: decides && it.state != State::Withdrawn && !begun,
        }
    }

    /// A version of the book: what its text alone does not say is when it ends and what is open in it.
    fn of_book(&self, shelf: &Shelf, it: &Tariff) -> TariffVersionBrief {
        let made = shelf.text_of(&it.file).and_then(|(_, version)| version);
        let brief = made.map_or_else(|| of_pack(it), |version| self.brief(version));
        TariffVersionBrief {
            from_day: Some(it.effective_from),
            to_day: it.effective_to,
            to_verify: Some(wire::count(it.to_verify().len())),
            ..brief
        }
    }
}

/// What a document of the pack is called.
fn pack_name(it: &Tariff) -> String {
    format!("{}@{}", it.id, it.effective_from)
}

fn of_pack(it: &Tariff) -> TariffVersionBrief {
    TariffVersionBrief {
        version: pack_name(it),
        state: "pack".to_owned(),
        edition: 0,
        from_day: None,
        to_day: None,
        to_verify: None,
        reason: String::new(),
        verdict: String::new(),
        written_by: None,
        written_us: None,
        proposed_by: None,
        proposed_us: None,
        decided_by: None,
        decided_us: None,
        may_write: false,
        may_decide: false,
        may_withdraw: false,
    }
}

async fn viewer<'a>(app: &App, caller: &'a Caller) -> Result<Viewer<'a>, Refused> {
    Ok(Viewer { caller, names: view::company_names(app).await?, today: app.today() })
}

async fn list(app: Arc<App>, ask: Ask<ListTariffs>) -> Result<Tariffs, Refused> {
    let org = app.org;
    let day = ask.query.day.unwrap_or_else(|| app.today());
    let shelf = on_shelf(&app).await?;
    let made = app.read(move |tx| tariffs::versions(tx, org)).await?;
    let viewer = viewer(&app, &ask.caller).await?;
    let (book, findings) = match shelf.book() {
        Ok(book) => (book, Vec::new()),
        Err(refused) => (Book::default(), refused.iter().map(wire::finding).collect()),
    };
    let samples = shelf.samples().map_err(|refusal| unsound(&refusal))?;
    Ok(Tariffs {
        day,
        earliest: app.today().plus(1),
        tariffs: summaries(&viewer, &shelf, &book, &made, day),
        samples: samples.iter().filter_map(sample).collect(),
        may_draft: viewer.has(&[Role::CatalogueAdmin]),
        findings,
    })
}

fn summaries(viewer: &Viewer, shelf: &Shelf, book: &Book, made: &[Version], day: Day) -> Vec<TariffSummary> {
    let mut ids: Vec<&str> = book.ids();
    ids.extend(made.iter().map(|it| it.tariff.as_str()));
    ids.sort_unstable();
    ids.dedup();
    let summary = |id: &str| {
        let of_book: Vec<_> = book.versions().iter().filter(|it| it.id == id).collect();
        let last = of_book.last();
        let holding = of_book.iter().find(|it| it.holds_on(day));
        let waiting = made.iter().filter(|it| it.tariff == id && it.state != State::Approved);
        let mut versions: Vec<TariffVersionBrief> = waiting.map(|it| viewer.brief(it)).collect();
        versions.sort_by_key(|it| it.state == State::Withdrawn.as_str());
        let gone = versions.iter().position(|it| it.state == State::Withdrawn.as_str());
        let withdrawn = versions.split_off(gone.unwrap_or(versions.len()));
        versions.extend(of_book.iter().rev().map(|it| viewer.of_book(shelf, it)));
        versions.extend(withdrawn);
        TariffSummary {
            tariff: id.to_owned(),
            name_zh: last.map_or_else(|| id.to_owned(), |it| it.name_zh.clone()),
            name_en: last.map_or_else(|| id.to_owned(), |it| it.name_en.clone()),
            classes: last.map_or_else(Vec::new, |it| it.classes.clone()),
            in_force: holding.map(|it| viewer.of_book(shelf, it).version),
            versions,
        }
    };
    ids.into_iter().map(summary).collect()
}

/// A sample; nothing if its load has no period, which was asked when it came.
fn sample(it: &Sample) -> Option<TariffSample> {
    let periods = it.load.periods().ok()?;
    Some(TariffSample {
        sample: it.id.clone(),
        name_zh: it.name_zh.clone(),
        name_en: it.name_en.clone(),
        tariff: it.tariff.clone(),
        class: it.customer.class.clone(),
        tags: it.customer.tags.clone(),
        from: periods.first()?.from,
        to: periods.last()?.to.plus(-1),
        intervals: matches!(it.load, Load::Series(_)),
    })
}

// One version -------------------------------------------------------------------------------------------------------

/// A version that was asked for by its name.
pub(super) enum Found {
    /// Made by somebody.
    Made(Box<Version>),
    /// Of the pack, or in force on the day that was named.
    Book(Box<Tariff>),
}

impl Found {
    /// Its document.
    pub(super) fn document(self, shelf: &Shelf) -> Result<Tariff, Refused> {
        match self {
            Found::Book(tariff) => Ok(*tariff),
            Found::Made(version) => {
                let file = format!("{}.toml", version.id);
                shelf.document(&file, &version.text).map_err(|refused| unsound(&refused[0]))
            }
        }
    }
}

/// The version called `name`: an id, or `tariff@day` for what holds on that day.
pub(super) async fn read(app: &App, shelf: &Shelf, name: &str) -> Result<Found, Refused> {
    let unknown = || Refused::new("tariff_unknown").at("version").rule(name);
    if let Some((id, day)) = name.split_once('@') {
        let day: Day = day.parse().map_err(|_| unknown())?;
        let book = book(shelf)?;
        let found = book.in_force(id, day).map_err(|_| nothing_in_force(name))?;
        return Ok(Found::Book(Box::new(Tariff::clone(found))));
    }
    let id: RecordId = name.parse().map_err(|_| unknown())?;
    let org = app.org;
    let found = app.read(move |tx| tariffs::version(tx, org, id)).await?;
    found.map(|version| Found::Made(Box::new(version))).ok_or_else(unknown)
}

async fn one(app: Arc<App>, ask: Ask<GetTariffVersion>) -> Result<TariffVersion, Refused> {
    let shelf = on_shelf(&app).await?;
    let viewer = viewer(&app, &ask.caller).await?;
    let today = app.today();
    let year = ask.query.year.unwrap_or_else(|| i64::from(today.year()));
    let calendar = app.pack.working_calendar();
    let (tariff, text, brief) = match read(&app, &shelf, &ask.path.version).await? {
        Found::Made(version) => {
            let brief = viewer.brief(&version);
            (version.tariff, version.text, brief)
        }
        Found::Book(it) => {
            let text = shelf.text_of(&it.file).map(|(text, _)| text.to_owned()).unwrap_or_default();
            let brief = viewer.of_book(&shelf, &it);
            (it.id, text, brief)
        }
    };
    let before = match (brief.from_day, brief.state.as_str()) {
        // What is in force from its day is compared with what was in force the day before.
        (Some(day), "approved" | "pack") => day.plus(-1),
        _ => today,
    };
    computed(move || {
        let book = shelf.book().unwrap_or_default();
        let beside = book.in_force(&tariff, before).ok().map(|it| name_in_book(&shelf, it));
        let (document, findings) = match brief.state.as_str() {
            "approved" | "pack" => (shelf.document("tariff.toml", &text).ok(), Vec::new()),
            _ => examined(&shelf, &text),
        };
        let sheet = document.map(|mut it| {
            it.effective_to = brief.to_day;
            sheet::sheet(&it, year, &calendar)
        });
        TariffVersion { brief, tariff, text, sheet, findings, beside }
    })
    .await
}

/// What a version of the book is called.
fn name_in_book(shelf: &Shelf, it: &Tariff) -> String {
    let made = shelf.text_of(&it.file).and_then(|(_, version)| version);
    made.map_or_else(|| pack_name(it), |version| version.id.to_string())
}

// Steps -------------------------------------------------------------------------------------------------------------

/// The version as it stands after a step.
async fn after(app: &App, caller: &Caller, stamp: Stamp) -> Result<TariffVersionBrief, Refused> {
    let org = app.org;
    let version = app.read(move |tx| tariffs::version(tx, org, stamp.id)).await?;
    let version = version.ok_or(Refused::new("tariff_unknown"))?;
    Ok(viewer(app, caller).await?.brief(&version))
}

async fn save(app: Arc<App>, ask: Ask<SaveATariff>) -> Result<TariffVersionBrief, Refused> {
    let (staff, actor) = (ask.caller.staff()?, ask.actor());
    let api::SaveTariff { version, edition, tariff, text, reason } = ask.body;
    let input = SaveDraft { version, edition, tariff, text, reason };
    let stamp = app
        .write("save_draft", HallId::ORG, actor, &ask.request, move |tx, cx| {
            tariffs::save_draft(tx, cx, staff, &input)
        })
        .await?;
    after(&app, &ask.caller, stamp).await
}

async fn propose(app: Arc<App>, ask: Ask<ProposeATariff>) -> Result<TariffVersionBrief, Refused> {
    let (staff, actor) = (ask.caller.staff()?, ask.actor());
    let input = Propose { version: ask.path.record, edition: ask.body.edition, reason: ask.body.reason };
    let stamp = app
        .write("propose_tariff", HallId::ORG, actor, &ask.request, move |tx, cx| {
            tariffs::propose(tx, cx, staff, &input)
        })
        .await?;
    after(&app, &ask.caller, stamp).await
}

async fn decide(app: Arc<App>, ask: Ask<DecideATariff>) -> Result<TariffVersionBrief, Refused> {
    let (staff, actor) = (ask.caller.staff()?, ask.actor());
    let api::DecideTariff { edition, approve, reason } = ask.body;
    let input = Decide { version: ask.path.record, edition, approve, reason };
    let stamp = app
        .write("decide_tariff", HallId::ORG, actor, &ask.request, move |tx, cx| {
            tariffs::decide(tx, cx, staff, &input)
        })
        .await?;
    after(&app, &ask.caller, stamp).await
}

async fn withdraw(app: Arc<App>, ask: Ask<WithdrawATariff>) -> Result<TariffVersionBrief, Refused> {
    let (staff, actor) = (ask.caller.staff()?, ask.actor());
    let input = Withdraw { version: ask.path.record, edition: ask.body.edition };
    let stamp = app
        .write("withdraw_tariff", HallId::ORG, actor, &ask.request, move |tx, cx| {
            tariffs::withdraw(tx, cx, staff, input)
        })
        .await?;
    after(&app, &ask.caller, stamp).await
}

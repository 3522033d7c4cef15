//! Tariffs: what is in force, versions and their steps, checks of a draft, what customers would pay, advice. Decides
//! nothing about a price, which `tariff` does, nor about who may do what, which the routes and `money` do.

mod advice;
mod loads;
mod prices;
mod sheet;
mod versions;
mod wire;

use std::sync::Arc;

use api::routes::{CheckATariff, CompareTariffVersions};
use api::{TariffCheck, TariffDifferences, TariffEdit, TariffFinding};
use money::tariffs::{Shelf, shelf};
use tariff::{Book, Change, Edit, Refusal, Rule, Tariff};

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::{App, Refused};

/// What a draft is called where a line of it is named.
const DRAFT: &str = "draft.toml";

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    advice::routes(prices::routes(versions::routes(mount.on(check).on(differences))))
}

/// Everything that tariffs are made of now.
async fn on_shelf(app: &App) -> Result<Shelf, Refused> {
    let org = app.org;
    app.read(move |tx| shelf(tx, org)).await
}

/// Every version in store. Each was checked when it came, so that a fault here is one of the house.
fn book(shelf: &Shelf) -> Result<Book, Refused> {
    shelf.book().map_err(|refused| {
        let first = refused.first().map(ToString::to_string).unwrap_or_default();
        tracing::error!(count = refused.len(), first, "the tariffs in store cannot be read");
        unsound(&refused[0])
    })
}

/// A refusal of a document on its way to the wire.
fn unsound(refusal: &Refusal) -> Refused {
    Refused {
        code: "tariff_unsound",
        field: Some(refusal.about.clone()).filter(|about| !about.is_empty()),
        line: i64::try_from(refusal.line).ok().filter(|line| *line > 0),
        rule: Some(refusal.rule.code().to_owned()),
    }
}

/// Work that is more than a look: on a thread that may take its time.
async fn computed<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refused> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Refused::new("internal"))
}

async fn differences(app: Arc<App>, ask: Ask<CompareTariffVersions>) -> Result<TariffDifferences, Refused> {
    let [one, other] = [&ask.query.one, &ask.query.other];
    let shelf = on_shelf(&app).await?;
    let one = versions::read(&app, &shelf, one).await?.document(&shelf)?;
    let other = versions::read(&app, &shelf, other).await?.document(&shelf)?;
    Ok(TariffDifferences { differences: wire::differences(&one, &other) })
}

async fn check(app: Arc<App>, ask: Ask<CheckATariff>) -> Result<TariffCheck, Refused> {
    let shelf = on_shelf(&app).await?;
    let beside = match &ask.body.beside {
        Some(version) => Some(versions::read(&app, &shelf, version).await?.document(&shelf)?),
        None => None,
    };
    let edits =
        ask.body.edits.iter().enumerate().map(|(n, it)| edit_of(n, it)).collect::<Result<Vec<_>, _>>()?;
    let earliest = app.today().plus(1);
    let year = ask.body.year.unwrap_or_else(|| i64::from(app.today().year()));
    let calendar = app.pack.working_calendar();
    let text = ask.body.text;
    computed(move || {
        let text = tariff::edit(DRAFT, &text, &edits).or_else(|refusal| match edits.is_empty() {
            true => Ok(text),
            false => Err(unsound(&refusal)),
        })?;
        let (document, mut findings) = examined(&shelf, &text);
        if let Some(document) = &document
            && document.effective_from < earliest
        {
            let line = text.lines().position(|line| line.trim_start().starts_with("effective_from"));
            findings.push(in_past(line.map_or(0, |line| line + 1), &format!("≥ {earliest}")));
        }
        Ok(TariffCheck {
            findings,
            sheet: document.as_ref().map(|it| sheet::sheet(it, year, &calendar)),
            differences: document
                .iter()
                .zip(&beside)
                .flat_map(|(it, beside)| wire::differences(beside, it))
                .collect(),
            text,
        })
    })
    .await?
}

/// The document that a text is, and what keeps it from standing beside the versions in force.
fn examined(shelf: &Shelf, text: &str) -> (Option<Tariff>, Vec<TariffFinding>) {
    let all = |refused: Vec<Refusal>| refused.iter().map(wire::finding).collect();
    match shelf.document(DRAFT, text) {
        Err(refused) => (None, all(refused)),
        Ok(document) => {
            let findings = shelf.book_with(DRAFT, text).map_or_else(all, |_| Vec::new());
            (Some(document), findings)
        }
    }
}

fn in_past(line: usize, about: &str) -> TariffFinding {
    let words = api::refusal_text("tariff_in_past");
    TariffFinding {
        file: DRAFT.to_owned(),
        line: i64::try_from(line).unwrap_or(0),
        rule: words.code.to_owned(),
        message_zh: words.zh.to_owned(),
        message_en: words.en.to_owned(),
        about: about.to_owned(),
    }
}

fn edit_of(n: usize, sent: &TariffEdit) -> Result<Edit, Refused> {
    let wrong =
        |part: &str, rule: &str| Refused::new("field_wrong").at(format!("edits[{n}].{part}")).rule(rule);
    let change = match sent.how.as_str() {
        "set" => Change::Set(sent.text.clone().ok_or_else(|| wrong("text", "set needs text"))?),
        "list" => Change::List(sent.texts.clone().ok_or_else(|| wrong("texts", "list needs texts"))?),
        "pending" => Change::Pending,
        "remove" => Change::Remove,
        "copy" => Change::Copy,
        _ => return Err(wrong("how", "set, list, pending, remove, copy")),
    };
    Ok(Edit { path: sent.path.clone(), change })
}

/// A refusal of a load or of a price, which is told beside the others and keeps nothing else from being told.
fn nothing_in_force(about: &str) -> Refused {
    Refused::new("tariff_unknown").at("version").rule(format!("{about}: {}", Rule::NothingInForce.code()))
}

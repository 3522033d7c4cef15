//! What a customer would pay: one load under two versions, as though each had held over it, every line with its working.

use std::sync::Arc;

use api::routes::PriceUnderTariffs;
use api::{TariffPriced, TariffPrices};
use kernel::WorkingCalendar;
use tariff::advice::as_if;
use tariff::{Book, Plan, Refusal, Tariff};

use super::loads::{Used, used};
use super::{DRAFT, computed, on_shelf, unsound, versions, wire};
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::{App, Refused};

/// Binds what is here.
pub(super) fn routes(mount: Mount) -> Mount {
    mount.on(price)
}

async fn price(app: Arc<App>, ask: Ask<PriceUnderTariffs>) -> Result<TariffPrices, Refused> {
    let shelf = on_shelf(&app).await?;
    let body = ask.body;
    let before = match &body.before {
        Some(version) => Some(versions::read(&app, &shelf, version).await?.document(&shelf)?),
        None => None,
    };
    let after = match (&body.after, &body.text) {
        (Some(version), None) => versions::read(&app, &shelf, version).await?.document(&shelf)?,
        (None, Some(text)) => shelf.document(DRAFT, text).map_err(|refused| unsound(&refused[0]))?,
        _ => return Err(Refused::new("field_wrong").at("after").rule("after / text: 1")),
    };
    let calendar = app.pack.working_calendar();
    computed(move || {
        let used = used(&shelf, body.sample.as_deref(), body.load.as_ref())?;
        let before = before.map(|version| priced(&version, &used, &calendar));
        let after = priced(&after, &used, &calendar);
        let sides = before.as_ref().and_then(|it| it.total_fen).zip(after.total_fen);
        let first = used.periods.first().zip(used.periods.last());
        let (first, last) = first.ok_or(Refused::new("tariff_load"))?;
        Ok(TariffPrices {
            from: first.from,
            to: last.to.plus(-1),
            more_fen: sides.map(|(before, after)| after - before),
            before,
            after,
        })
    })
    .await?
}

fn priced(version: &Tariff, used: &Used, calendar: &WorkingCalendar) -> TariffPriced {
    let bills = || -> Result<TariffPriced, Refusal> {
        version.eligible(&used.customer)?;
        let book = Book::of(as_if(version, &used.periods));
        let plan = Plan::new(&book, &version.id, &used.periods, calendar, &used.customer)?;
        let bills = tariff::price(&plan, &used.customer, &used.load)?;
        Ok(wire::priced(version, &plan, &bills))
    };
    bills().unwrap_or_else(|refusal| wire::not_priced(&refusal))
}

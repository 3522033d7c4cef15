//! What an auditor reads: the event log of a hall's day, and the proof that nothing was removed from it.

use std::sync::Arc;

use api::routes::{ListEvents, ProveChains};
use api::{ChainProof, Events, LoggedEvent};
use kernel::{Actor, Day, HallId, Org};
use store::{ChainReport, DbError, StoredEvent, Tx, chain_days, events_after, verify_chain};

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::http::view::days_of;
use crate::{App, Refused, heads};

/// Events on a page.
const PAGE: usize = 200;
/// The longest range of days that is proved in one request.
const DAYS_MAX: i32 = 31;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(list_events).on(prove_chains)
}

/// An event as it is shown to those who may see it.
#[must_use]
pub(crate) fn logged(stored: &StoredEvent) -> LoggedEvent {
    let (actor, actor_id) = match stored.actor {
        Actor::Staff(id) => ("staff", Some(id.to_string())),
        Actor::Device(id) => ("device", Some(id.to_string())),
        Actor::Customer(id) => ("customer", Some(id.to_string())),
        Actor::Guest => ("guest", None),
        Actor::System => ("system", None),
    };
    LoggedEvent {
        seq: stored.seq,
        at_us: stored.at,
        actor: actor.to_owned(),
        actor_id,
        event: serde_json::to_value(&stored.event).expect("an event is plain data"),
    }
}

async fn list_events(app: Arc<App>, ask: Ask<ListEvents>) -> Result<Events, Refused> {
    let (org, hall) = (app.org, ask.path.hall);
    let day = ask.query.day.unwrap_or_else(|| app.today());
    let after = ask.query.after.unwrap_or(0);
    let mut stored = app.read(move |tx| events_after(tx, org, hall, day, after, PAGE as i64 + 1)).await?;
    let more = stored.len() > PAGE;
    stored.truncate(PAGE);
    Ok(Events { hall, day, events: stored.iter().map(logged).collect(), more })
}

/// Walks the first chain after `after`; nothing when there is none. One snapshot for its head and its events, so that
/// a chain that grows meanwhile is not taken for a broken one.
///
/// # Errors
/// The database could not.
pub(crate) fn walk_next(
    tx: &mut dyn Tx,
    org: Org,
    after: Option<(Day, HallId)>,
) -> Result<Option<ChainReport>, DbError> {
    match chain_days(tx, org, after, 1)?.pop() {
        Some(chain) => verify_chain(tx, org, chain).map(Some),
        None => Ok(None),
    }
}

/// What is wrong with a chain, in words.
pub(crate) fn break_in_words(report: &ChainReport) -> Option<String> {
    use store::ChainBreak::{Changed, CutOff, HeadDiffers, Missing};
    let words = match report.broken.as_ref()? {
        Missing(seq) => format!("event {seq} is missing"),
        Changed(seq) => format!("event {seq} was changed"),
        CutOff { expected, found } if found > expected => {
            format!("events {} to {found} were added", expected + 1)
        }
        CutOff { expected, found } => format!("events {} to {expected} are missing", found + 1),
        HeadDiffers => "the remembered head differs".to_owned(),
    };
    Some(format!("hall {} {}: {words}", report.hall, report.day))
}

async fn prove_chains(app: Arc<App>, ask: Ask<ProveChains>) -> Result<ChainProof, Refused> {
    let (from, to) = days_of(&ask.query, app.today(), DAYS_MAX)?;
    let org = app.org;
    let (path, within) = (app.config.heads.clone(), move |day: Day| from <= day && day <= to);
    let heads = tokio::task::spawn_blocking(move || heads::read(&path)).await;
    let mut heads = heads.map_err(|error| error.to_string()).flatten().map_err(|error| {
        tracing::error!(error, "the heads that were written down cannot be read");
        Refused::new("internal")
    })?;
    heads.retain(|head| within(head.day));
    let mut proof = ChainProof { chains: 0, events: 0, broken: Vec::new() };
    let mut after = Some((from.plus(-1), HallId(i64::MAX)));
    while let Some(report) = app.read(move |tx| walk_next(tx, org, after)).await? {
        if report.day > to {
            break;
        }
        proof.chains += 1;
        proof.events += report.events;
        proof.broken.extend(break_in_words(&report));
        after = Some((report.day, report.hall));
    }
    proof.broken.extend(app.read(move |tx| heads::contradicted(tx, org, &heads)).await?);
    Ok(proof)
}

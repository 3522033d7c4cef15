//! Care of a store from the command line: migrate, backup, restore, verify.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::{Failed, Settings};
use crate::config::StoreAt;
use crate::heads;
use crate::http::audit::{break_in_words, walk_next};
use crate::running::{open_store, orgs};

/// Where to copy to.
#[derive(Args)]
pub(super) struct BackupArgs {
    /// The file to make; it must not be there.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// What to restore from.
#[derive(Args)]
pub(super) struct RestoreArgs {
    /// The copy.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Replace a store that is there.
    #[arg(long)]
    force: bool,
}

pub(super) fn migrate(settings: &Settings) -> Result<(), Failed> {
    let done = match &settings.store {
        StoreAt::Sqlite(path) => store_sqlite::migrate(path),
        StoreAt::Postgres { url, schema } => store_postgres::migrate(url, schema.as_deref()),
    };
    match done.map_err(|fail| fail.to_string())?.as_slice() {
        [] => println!("the store {} is up to date", settings.store),
        names => println!("the store {} was brought up to date: {}", settings.store, names.join(", ")),
    }
    Ok(())
}

fn embedded(settings: &Settings) -> Result<&PathBuf, Failed> {
    match &settings.store {
        StoreAt::Sqlite(path) => Ok(path),
        StoreAt::Postgres { .. } => {
            Err("PostgreSQL has its own tools for this: pg_dump, pg_basebackup, pg_restore".to_owned())
        }
    }
}

pub(super) fn backup(settings: &Settings, args: &BackupArgs) -> Result<(), Failed> {
    store_sqlite::backup(embedded(settings)?, &args.to).map_err(|fail| fail.to_string())?;
    println!("copied to {}, and checked; the keys are not in it", args.to.display());
    Ok(())
}

pub(super) fn restore(settings: &Settings, args: &RestoreArgs) -> Result<(), Failed> {
    let to = embedded(settings)?;
    store_sqlite::restore(&args.from, to, args.force).map_err(|fail| match fail {
        store_sqlite::CopyFail::Exists => format!("{} is there: --force replaces it", to.display()),
        fail => fail.to_string(),
    })?;
    println!("restored {} from {}", to.display(), args.from.display());
    Ok(())
}

pub(super) fn verify(settings: &Settings) -> Result<(), Failed> {
    let store = open_store(&settings.store, 64, Arc::new(|_| {})).map_err(|fail| {
        let words = fail.to_string();
        let served = words.contains("another process");
        let instead =
            if served { "; its server proves it by GET /api/v1/chains, and so does a backup" } else { "" };
        words + instead
    })?;
    let done = verify_all(settings, &store);
    store.engine().close();
    done
}

fn verify_all(settings: &Settings, store: &store::Store) -> Result<(), Failed> {
    let said = |error: store::DbError| error.to_string();
    let orgs = match settings.org {
        Some(org) => vec![org],
        None => store.read_and_wait(orgs).map_err(said)?,
    };
    let heads = Arc::new(heads::read(&settings.heads)?);
    let (mut chains, mut events, mut broken) = (0, 0, Vec::new());
    for org in orgs {
        let written = Arc::clone(&heads);
        broken.extend(store.read_and_wait(move |tx| heads::contradicted(tx, org, &written)).map_err(said)?);
        let mut after = None;
        while let Some(report) = store.read_and_wait(move |tx| walk_next(tx, org, after)).map_err(said)? {
            chains += 1;
            events += report.events;
            broken.extend(break_in_words(&report));
            after = Some((report.day, report.hall));
        }
    }
    println!("{chains} chains, {events} events walked");
    let at = settings.heads.display();
    if heads.is_empty() {
        println!("no heads are written down in {at}: that the last events are still there cannot be proved");
    } else {
        println!("{} heads written down in {at} compared", heads.len());
    }
    if broken.is_empty() {
        println!("every chain is whole");
        return Ok(());
    }
    Err(format!("BROKEN CHAINS:\n{}", broken.join("\n")))
}

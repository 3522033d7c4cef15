//! `gridhall init`: a pack into a store, with keys and the first accounts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;

use clap::Args;
use kernel::{Actor, Cx, HallId, Org, Refuse, RequestId, Role};
use pack::Pack;
use people::AddStaff;
use store::{Fail, Lane, Refusal, Store, Tx, WriteFail};

use super::{Failed, Settings, upkeep};
use crate::clock::Clock;
use crate::draw::{Draw, token};
use crate::http::staff::NAME_COLUMN;
use crate::keys::Keys;
use crate::passwords::hash_now;
use crate::running::open_store;

/// What to load.
#[derive(Args)]
pub(super) struct InitArgs {
    /// The folder of the pack.
    #[arg(long, value_name = "DIR")]
    pack: PathBuf,
    /// Also make the pack's sample accounts, all with one published password. Never for a real hall.
    #[arg(long)]
    demo: bool,
}

/// Runs commands of the system itself, one after the other.
struct Own {
    store: Store,
    draw: Draw,
    clock: Clock,
    org: Org,
    zone: kernel::Zone,
}

impl Own {
    fn cx(&self, request: RequestId) -> Cx {
        let (org, zone) = (self.org, self.zone);
        Cx { now: self.clock.now(), org, zone, actor: Actor::System, request, ids: self.draw.ids() }
    }
}

fn in_words<O, E: Refuse>(answer: Result<Result<O, Refusal<E>>, WriteFail>) -> Result<O, Failed> {
    match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(refusal)) => {
            let refused = crate::Refused::from(refusal);
            let text = api::refusal_text(refused.code);
            let rest = [refused.field, refused.rule].into_iter().flatten().collect::<Vec<_>>().join(": ");
            Err(format!("{} {} ({rest})", text.en, text.zh))
        }
        Err(fail) => Err(fail.to_string()),
    }
}

pub(super) fn init(settings: &Settings, args: &InitArgs) -> Result<(), Failed> {
    let pack = read_pack(&args.pack)?;
    upkeep::migrate(settings)?;
    let keys = if settings.keys.exists() {
        Keys::read(&settings.keys).map_err(|fail| fail.to_string())?
    } else {
        let keys = Keys::create(&settings.keys).map_err(|fail| fail.to_string())?;
        println!("keys drawn into {}: back them up apart from the store", settings.keys.display());
        keys
    };
    let store = open_store(&settings.store, 4096, Arc::new(|_| {})).map_err(|fail| fail.to_string())?;
    let own = Own {
        store: store.clone(),
        draw: Draw::new(),
        clock: Clock::real(),
        org: pack.company.org,
        zone: pack.zone(),
    };
    let done = fill(&own, &keys, pack, args.demo).and_then(|()| load_tariffs(&own, &args.pack));
    store.engine().close();
    done
}

/// Reads the pack in `folder`, or says everything that is wrong with it.
pub(super) fn read_pack(folder: &Path) -> Result<Pack, Failed> {
    let mut files = BTreeMap::new();
    let listed = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in listed {
        let path = entry.map_err(|error| error.to_string())?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.ends_with(".toml") || name.ends_with(".csv") {
            let text =
                std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            files.insert(name.to_owned(), text);
        }
    }
    pack::read(&files).map_err(|refusals| {
        let lines: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        format!("the pack is not taken, {} reasons:\n{}", lines.len(), lines.join("\n"))
    })
}

fn fill(own: &Own, keys: &Keys, pack: Pack, demo: bool) -> Result<(), Failed> {
    let pack = Arc::new(pack);
    let cx = own.cx(own.draw.request());
    let load = Arc::clone(&pack);
    let loaded =
        in_words(own.store.write_and_wait(Lane(0), move |tx| floor::setup::load_pack(tx, &cx, &load)))?;
    println!(
        "pack {}: {} halls ({} new), {} service items, {} rules",
        loaded.version, loaded.halls, loaded.new_halls, loaded.items, loaded.rules
    );
    if demo {
        let made = add_demo_accounts(own, keys, &pack)?;
        println!("{made} sample accounts (示例), all with the password of the pack's accounts.toml");
    } else {
        add_first_account(own, keys)?;
    }
    Ok(())
}

/// Takes the tariffs and sample customers in `folder` into the store.
fn load_tariffs(own: &Own, folder: &Path) -> Result<(), Failed> {
    let files = super::tariff::files_to_store(folder)?;
    let cx = own.cx(own.draw.request());
    let load = move |tx: &mut dyn Tx| money::tariffs::load_tariffs(tx, &cx, &files);
    let loaded = in_words(own.store.write_and_wait(Lane(0), load))?;
    println!("tariffs: {} documents, {} sample customers", loaded.documents, loaded.samples);
    Ok(())
}

fn add_demo_accounts(own: &Own, keys: &Keys, pack: &Pack) -> Result<usize, Failed> {
    let org = own.org;
    let halls =
        own.store.read_and_wait(move |tx| floor::halls::halls(tx, org)).map_err(|error| error.to_string())?;
    let password = &pack.accounts.demo_only_password;
    // One hash for all: the password is published, and argon2 is slow on purpose.
    let hash = Arc::new(hash_now(password));
    let (sender, receiver) = mpsc::channel();
    let accounts = pack.demo_accounts();
    for account in &accounts {
        let hall = match &account.hall {
            Some(code) => {
                let found = halls.iter().find(|hall| hall.code == *code).map(|hall| hall.id);
                Some(found.ok_or_else(|| format!("account {}: no hall {code}", account.login))?)
            }
            None => None,
        };
        let input = AddStaff {
            login: account.login.clone(),
            hall,
            roles: vec![account.role],
            fingerprint: keys.fingerprint(&["account", &account.name, password]),
        };
        // The same request whenever it is loaded again: an account that is there is not made twice.
        let request =
            RequestId::new(&format!("init-{}", account.login)).ok_or("a login of the pack is malformed")?;
        let (cx, hash) = (own.cx(request), Arc::clone(&hash));
        let name = keys.seal(NAME_COLUMN, &account.name);
        let sender = sender.clone();
        let add = move |tx: &mut dyn Tx| people::add_staff(tx, &cx, &input, &name, &hash);
        let done = move |answer| drop(sender.send(in_words(answer)));
        own.store
            .write(Lane(hall.map_or(0, |hall: HallId| hall.0)), add, done)
            .map_err(|_| "the queue is full")?;
    }
    drop(sender);
    receiver.iter().take(accounts.len()).collect::<Result<Vec<_>, _>>().map(|made| made.len())
}

/// Makes the one account that can make the others, unless there is any account already.
fn add_first_account(own: &Own, keys: &Keys) -> Result<(), Failed> {
    let org = own.org;
    let accounts =
        own.store.read_and_wait(move |tx| people::accounts(tx, org)).map_err(|error| error.to_string())?;
    if !accounts.is_empty() {
        println!("{} accounts are there already", accounts.len());
        return Ok(());
    }
    let password = token();
    let (login, name) = ("security", "安全管理员");
    let input = AddStaff {
        login: login.to_owned(),
        hall: None,
        roles: vec![Role::SecurityAdmin],
        fingerprint: keys.fingerprint(&["account", name, &password]),
    };
    let (cx, hash) = (own.cx(own.draw.request()), hash_now(&password));
    let sealed = keys.seal(NAME_COLUMN, name);
    let add = move |tx: &mut dyn Tx| -> Result<_, Fail<Refusal<people::AddStaffRefusal>>> {
        people::add_staff(tx, &cx, &input, &sealed, &hash)
    };
    in_words(own.store.write_and_wait(Lane(0), add))?;
    println!("first account: {login}\npassword, shown this once: {password}");
    Ok(())
}

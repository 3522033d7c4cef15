//! Copying an embedded store while it is written, and putting the copy back.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use kernel::{Actor, Cx, HallId};
use store::{Lane, Store, Tx};
use store_sqlite::{CopyFail, backup, check, restore};
use testkit::sample::{Left, broken_chains, left, take_number};
use testkit::{Place, Setup, World};

const HALL: HallId = HallId(7);

fn world() -> (World, PathBuf, PathBuf) {
    let w = World::in_place(Place::file());
    let Place::File(path) = w.place() else { panic!("a file was asked for") };
    let (path, copy) = (path.clone(), path.with_file_name("copy.db"));
    (w, path, copy)
}

fn take(store: &Store, cx: Cx) {
    let command = move |tx: &mut dyn Tx| take_number(tx, &cx, HALL, "A", false);
    store.write_and_wait(Lane(7), command).unwrap().unwrap();
}

/// Opens the store at `path`, walks its chain, and answers how many events it has.
fn verified_events(w: &World, path: &Path) -> i64 {
    let org = w.org;
    let place = Place::File(path.to_owned());
    let store = Store::new(place.open(Setup::default()).unwrap());
    let (left, broken) =
        store.read_and_wait(move |tx| Ok((left(tx, org)?, broken_chains(tx, org)?))).unwrap();
    assert_eq!(broken, vec![]);
    let whole = Left { numbers: left.events, events: left.events, answers: left.events };
    assert_eq!(left, whole, "a copy in the middle of a commit");
    store.engine().close();
    // Dropping the place would remove the folder, which belongs to the world.
    std::mem::forget(place);
    left.events
}

#[test]
fn a_copy_made_while_writing_is_a_whole_store() {
    let (mut w, path, copy) = world();
    let stop = Arc::new(AtomicBool::new(false));
    let contexts: Vec<Cx> = (0..4000).map(|_| w.fresh_cx(Actor::Guest)).collect();
    let (store, stopped) = (w.store.clone(), Arc::clone(&stop));
    let (some, written) = sync_channel(1);
    let writer = thread::spawn(move || {
        let mut count = 0;
        for cx in contexts {
            take(&store, cx);
            count += 1;
            if count == 50 {
                some.send(()).unwrap();
            }
            if stopped.load(Ordering::SeqCst) {
                break;
            }
        }
        count
    });
    written.recv().unwrap();
    for _ in 0..3 {
        let _ = fs::remove_file(&copy);
        backup(&path, &copy).unwrap();
        let copied = verified_events(&w, &copy);
        assert!(copied >= 50, "{copied} events in the copy");
    }
    stop.store(true, Ordering::SeqCst);
    let written: i64 = writer.join().unwrap();
    let org = w.org;
    assert_eq!(w.read(move |tx| left(tx, org)).unwrap().events, written, "writing suffered");
}

#[test]
fn a_copy_goes_back_into_the_place_of_the_store() {
    let (mut w, path, copy) = world();
    for _ in 0..10 {
        let cx = w.fresh_cx(Actor::Guest);
        take(&w.store, cx);
    }
    backup(&path, &copy).unwrap();
    for _ in 0..5 {
        let cx = w.fresh_cx(Actor::Guest);
        take(&w.store, cx);
    }
    let served = restore(&copy, &path, true).unwrap_err();
    assert!(matches!(served, CopyFail::Db(_)), "restored over a store that is served: {served}");
    w.store.engine().close();
    assert_eq!(verified_events(&w, &path), 15);
    assert_eq!(restore(&copy, &path, false), Err(CopyFail::Exists));
    assert_eq!(verified_events(&w, &path), 15);
    assert_eq!(restore(&copy, &path, true), Ok(()));
    assert_eq!(verified_events(&w, &path), 10);
    assert_eq!(restore(&copy, &path.with_file_name("new.db"), false), Ok(()));
    assert_eq!(verified_events(&w, &path.with_file_name("new.db")), 10);
    assert_eq!(backup(&path, &copy), Err(CopyFail::Exists), "an old copy was overwritten");
}

#[test]
fn refuses_to_restore_what_is_not_a_sound_store() {
    let (mut w, path, copy) = world();
    for _ in 0..200 {
        let cx = w.fresh_cx(Actor::Guest);
        take(&w.store, cx);
    }
    backup(&path, &copy).unwrap();
    w.store.engine().close();
    let refused = |bytes: &[u8]| {
        let bad = path.with_file_name("bad.db");
        fs::write(&bad, bytes).unwrap();
        let refused = restore(&bad, &path, true).unwrap_err();
        assert_eq!(verified_events(&w, &path), 200, "the store was touched");
        refused
    };
    let sound = fs::read(&copy).unwrap();
    assert_eq!(refused(b""), CopyFail::NotAStore);
    assert!(matches!(refused(b"not a database at all, just some text"), CopyFail::Damaged(_)));
    assert!(matches!(refused(&sound[..sound.len() / 2]), CopyFail::Damaged(_)));
    let mut scribbled = sound.clone();
    let (page, middle) = (4096, sound.len() / 2 / 4096 * 4096);
    scribbled[middle..middle + page].fill(0xAA);
    assert!(matches!(refused(&scribbled), CopyFail::Damaged(_)));
    let nothing = restore(&path.with_file_name("none.db"), &path, true);
    assert!(matches!(nothing, Err(CopyFail::Db(_))), "{nothing:?}");
    assert_eq!(check(&path), Ok(()));
}

#[test]
fn refuses_to_serve_a_file_that_is_served() {
    let (w, path, _) = world();
    let place = Place::File(path);
    let Err(refused) = place.open(Setup::default()) else { panic!("two engines on one file") };
    assert!(refused.to_string().contains("another process serves"), "{refused}");
    w.store.engine().close();
    place.open(Setup::default()).unwrap().close();
    std::mem::forget(place);
}

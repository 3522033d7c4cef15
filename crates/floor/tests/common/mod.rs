//! The demo pack of the repository, loaded into a fresh world. For tests only.
#![allow(dead_code, reason = "every test file uses its own part of this")]

pub mod deeds;
pub mod play;
pub mod rebuilt;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use floor::Setting;
use floor::setup::{Loaded, load_pack};
use kernel::{Actor, Cx, Event, HallId, StaffId};
use pack::Pack;
use store::{Fail, Lane, Refusal, Tx};
use testkit::World;

pub const HALL: HallId = HallId(1);
pub const MANAGER: Actor = Actor::Staff(StaffId(901));
pub const GUIDE: Actor = Actor::Staff(StaffId(902));

/// The demo pack.
pub fn demo_pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/jinzhong");
        let files: BTreeMap<String, String> = pack::FILES
            .iter()
            .map(|name| ((*name).to_owned(), std::fs::read_to_string(folder.join(name)).unwrap()))
            .collect();
        pack::read(&files).unwrap()
    })
}

/// Loads `pack`, as the server does when it starts.
pub fn load(w: &mut World, pack: Pack) -> Result<Loaded, Refusal<floor::setup::LoadPackRefusal>> {
    run(w, Actor::System, move |tx, cx| load_pack(tx, cx, &pack))
}

/// Loads the demo pack.
pub fn with_halls(w: &mut World) {
    let loaded = load(w, demo_pack().clone()).unwrap();
    assert_eq!(loaded.new_halls, 44);
}

/// Runs a command as `actor` under a fresh request and gives its answer or refusal.
pub fn run<O: Send + 'static, E: Send + 'static>(
    w: &mut World,
    actor: Actor,
    command: impl FnMut(&mut dyn Tx, &Cx) -> Result<O, Fail<E>> + Send + 'static,
) -> Result<O, E> {
    let request = w.fresh_request();
    w.write(Lane(1), actor, request, command).unwrap()
}

/// The setting of a hall now.
pub fn setting(w: &World, hall: HallId) -> Setting {
    let (org, day) = (w.org, w.day());
    let (row, version) = w
        .read(move |tx| {
            let row = floor::halls::hall(tx, org, hall)?;
            Ok((row, floor::halls::plan_in_force(tx, org, hall, day)?))
        })
        .unwrap();
    let plan = version.unwrap().plan;
    let hours = plan.hours_on(&demo_pack().working_calendar(), day).ok();
    Setting::of(demo_pack(), hall, &row.unwrap().code, Arc::new(plan), hours, day).unwrap()
}

/// The events of a hall so far.
pub fn events(w: &World, hall: HallId) -> Vec<Event> {
    w.published().into_iter().filter(|it| it.hall == hall).map(|it| it.event).collect()
}

/// The code of a command's own refusal.
pub fn code<O: std::fmt::Debug, E: kernel::Refuse>(answer: Result<O, Refusal<E>>) -> &'static str {
    match answer {
        Err(Refusal::Command(refusal)) => refusal.code(),
        other => panic!("{other:?} is no refusal"),
    }
}

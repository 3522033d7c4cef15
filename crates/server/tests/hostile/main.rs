//! Bad input everywhere, at the real program: refused with its field, line and rule; nothing is lost, nothing panics,
//! and nobody's name or number comes out where it must not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod devices;
#[path = "../house/mod.rs"]
mod house;
mod packs;
mod privacy;
mod requests;

use api::{Method, RouteInfo, Who};
use house::program::{Program, verify};
use house::{With, as_device, as_staff};
use kernel::{HallId, Role};
use testkit::World;

const HALL: HallId = HallId(1);

/// Every route of the contract but the log-out, which would end a session that others use, and the streams.
fn routes() -> Vec<RouteInfo> {
    let mut all = house::routes();
    all.retain(|info| info.method != Method::Delete && !info.stream);
    all
}

/// Somebody whom the route lets in.
fn allowed(info: &RouteInfo) -> With {
    match info.who[0] {
        Who::Public | Who::Visitor => With::default(),
        Who::Staff(roles) => as_staff(roles[0].as_str()),
        Who::AnyStaff => as_staff(Role::Clerk.as_str()),
        Who::Device(kinds) => as_device(kinds[0]),
    }
}

/// A company with an account of every role, above all halls, and a device of every kind in the first hall.
fn company(w: &mut World) {
    house::load(w);
    house::add_everybody(w, HALL);
    w.store.engine().close();
}

/// A server at ten on a Monday, with a broker of its own.
fn serve(w: &World) -> Program {
    Program::serve_with(w, &["--broker", "127.0.0.1:0", "--clock-from", "2026-10-12T10:00"])
}

/// After the storm: no panic was counted or logged, and every chain is whole.
fn all_is_well(w: &World, server: Program) {
    let metrics = house::send(server.addr, "GET", "/metrics", &With::default()).text;
    for panics in ["gridhall_panics_total 0", "gridhall_store_panics_total 0"] {
        assert!(metrics.contains(panics), "{metrics}");
    }
    assert!(!server.log().contains("A PANIC"), "{}", server.log());
    server.terminate();
    assert!(server.wait().success());
    let walked = verify(w);
    assert!(walked.status.success(), "{}", String::from_utf8_lossy(&walked.stderr));
    house::sweep(w);
}

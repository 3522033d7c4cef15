//! Logging in and out over real HTTP, and what becomes of a session when its account changes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use house::{PASSWORD, With, as_staff, open};
use kernel::{HallId, Role};
use server::passwords::hash_now;
use testkit::{World, every_engine};

fn log_in(house: &house::House, login: &str, password: &str) -> house::Answer {
    let body = format!("{{\"login\": \"{login}\", \"password\": \"{password}\"}}");
    house.post("/api/v1/session", With::default().key("k").json(body))
}

#[every_engine]
fn a_session_is_opened_by_the_password_and_closed_by_its_owner(w: &mut World) {
    house::load(w);
    house::add_staff(w, "clerk", Role::Clerk, Some(HallId(1)), &hash_now(PASSWORD));
    let house = open(w, |_| {});
    for (login, password) in [("clerk", "wrong"), ("nobody", PASSWORD), ("", "")] {
        let refused = log_in(&house, login, password);
        assert_eq!((refused.status, refused.code().as_str()), (401, "log_in_failed"));
        assert_eq!(refused.header("set-cookie"), None);
    }
    let opened = log_in(&house, "clerk", PASSWORD);
    assert_eq!(opened.status, 200, "{}", opened.text);
    let cookie = opened.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly; SameSite=Strict") && !cookie.contains("Secure"), "{cookie}");
    let token = cookie.split(';').next().unwrap().to_owned();
    let csrf = opened.json()["csrf"].as_str().unwrap().to_owned();
    let mine = || With::default().header("cookie", token.clone());
    let session = house.get("/api/v1/session", mine());
    assert_eq!(session.json()["name"], "示例");
    assert_eq!(session.json()["csrf"], csrf.as_str());
    let closed = house.send("DELETE", "/api/v1/session", mine().key("out").header("x-csrf-token", csrf));
    assert_eq!(closed.status, 200, "{}", closed.text);
    assert_eq!(house.get("/api/v1/session", mine()).code(), "not_logged_in");
}

#[every_engine]
fn too_many_wrong_passwords_lock_the_account(w: &mut World) {
    house::load(w);
    house::add_staff(w, "clerk", Role::Clerk, Some(HallId(1)), &hash_now(PASSWORD));
    let house = open(w, |_| {});
    let tries = house.app().rules().unwrap().login_tries_max;
    for _ in 1..tries {
        assert_eq!(log_in(&house, "clerk", "wrong").code(), "log_in_failed");
    }
    assert_eq!(log_in(&house, "clerk", "wrong").code(), "locked");
    let locked = log_in(&house, "clerk", PASSWORD);
    assert_eq!((locked.status, locked.code().as_str()), (423, "locked"));
}

#[every_engine]
fn an_account_that_is_closed_is_out_at_once(w: &mut World) {
    house::load(w);
    let clerk = house::add_staff(w, "clerk", Role::Clerk, Some(HallId(1)), "no password");
    house::add_staff(w, "boss", Role::SecurityAdmin, None, "no password");
    let house = open(w, |_| {});
    assert_eq!(house.get("/api/v1/session", as_staff("clerk")).status, 200);
    let closed = "{\"roles\": [\"clerk\"], \"hall\": \"1\", \"active\": false}";
    let path = format!("/api/v1/staff/{clerk}");
    let changed = house.post(&path, as_staff("boss").key("k").json(closed));
    assert_eq!((changed.status, &changed.json()["state"]), (200, &"closed".into()), "{}", changed.text);
    assert_eq!(house.get("/api/v1/session", as_staff("clerk")).code(), "not_logged_in");
    let mixed = "{\"roles\": [\"clerk\", \"auditor\"], \"active\": true}";
    let refused = house.post(&path, as_staff("boss").key("k2").json(mixed));
    assert_eq!((refused.code().as_str(), &refused.json()["field"]), ("roles_exclude", &"roles".into()));
}

#[every_engine]
fn a_session_not_used_for_long_is_over(w: &mut World) {
    house::load(w);
    let staff = house::add_staff(w, "clerk", Role::Clerk, None, "no password");
    w.now = w.now.plus_s(-3 * 3600);
    house::open_session(w, "idle", staff, None);
    let house = open(w, |_| {});
    assert_eq!(house.get("/api/v1/session", as_staff("clerk")).status, 200);
    let idle = house.get("/api/v1/session", as_staff("idle"));
    assert_eq!(idle.code(), "not_logged_in");
}

// One engine will do: this is about how the server was set up, not about what the store keeps.
#[test]
fn behind_https_the_cookie_is_kept_to_https() {
    testkit::on_sqlite(|w| {
        house::load(w);
        house::add_staff(w, "clerk", Role::Clerk, None, &hash_now(PASSWORD));
        let house = open(w, |config| config.public_url = Some("https://hall.example".into()));
        let opened = log_in(&house, "clerk", PASSWORD);
        assert!(opened.header("set-cookie").is_some_and(|cookie| cookie.ends_with("; Secure")));
    });
}

// One engine will do: this is about how the server was set up, not about what the store keeps.
#[test]
fn the_sample_accounts_are_only_there_in_a_demonstration() {
    testkit::on_sqlite(|w| {
        house::load(w);
        let mut house = open(w, |_| {});
        assert_eq!(house.get("/api/v1/demo", With::default()).code(), "demo_only");
        house.shut();
        drop(house);
    });
}

#[every_engine]
fn an_auditor_reads_the_log_and_proves_the_chains(w: &mut World) {
    house::load(w);
    house::add_staff(w, "auditor", Role::Auditor, None, "no password");
    let house = open(w, |_| {});
    let log = house.get("/api/v1/halls/0/events", as_staff("auditor")).json();
    let kinds: Vec<&str> =
        log["events"].as_array().unwrap().iter().map(|it| it["event"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["pack_loaded", "staff_changed", "staff_logged_in"]);
    let proof = house.get("/api/v1/chains", as_staff("auditor")).json();
    assert_eq!(proof["broken"], serde_json::json!([]));
    assert!(proof["events"].as_i64().unwrap() >= 3, "{proof}");
    let wrong = house.get("/api/v1/chains?from=2026-10-12&to=2026-10-01", as_staff("auditor"));
    assert_eq!(wrong.code(), "day_wrong");
}

#[every_engine]
fn what_was_acknowledged_is_there_after_a_shutdown(w: &mut World) {
    house::load(w);
    house::add_staff(w, "boss", Role::SecurityAdmin, None, "no password");
    let mut house = open(w, |_| {});
    let add = |login: &str| {
        let body = format!(
            "{{\"login\": \"{login}\", \"name\": \"示例\", \"roles\": [\"guide\"], \"password\": \"abcdefghi1\"}}"
        );
        house.post("/api/v1/staff", as_staff("boss").key(login).json(body)).status
    };
    assert_eq!(add("g1"), 200);
    house.shut();
    w.restart();
    let org = w.org;
    let found = w.read(move |tx| people::account_by_login(tx, org, "g1")).unwrap();
    assert!(found.is_some());
}

store::statements! {
    /// Takes the last events of a chain out.
    CUT_OFF = "DELETE FROM event WHERE org = $1 AND hall = 0 AND seq > 2";
    /// Sets the remembered head back to what is left.
    SET_BACK = "UPDATE hall_day SET seq = 2, head = $2 WHERE org = $1 AND hall = 0";
    /// The hash of the last event that is left.
    LEFT = "SELECT hash FROM event WHERE org = $1 AND hall = 0 AND seq = 2";
}

#[every_engine]
fn a_chain_cut_off_with_its_head_set_back_is_shown_by_what_was_written_down(w: &mut World) {
    house::load(w);
    house::add_staff(w, "auditor", Role::Auditor, None, "no password");
    let mut house = open(w, |_| {});
    house.shut();
    w.restart();
    let org = w.org;
    let cut = move |tx: &mut dyn store::Tx| {
        tx.execute(&CUT_OFF, &[org.into()])?;
        let left = store::first(tx, &LEFT, &[org.into()], |row| row.bytes(0).to_vec())?.unwrap();
        tx.execute(&SET_BACK, &[org.into(), (&left).into()])?;
        Ok::<(), store::Fail<()>>(())
    };
    w.store.write_and_wait(store::Lane(0), cut).unwrap().unwrap();
    assert_eq!(w.broken_chains(), vec![], "the chain alone does not show it");
    let house = open(w, |_| {});
    let proof = house.get("/api/v1/chains", as_staff("auditor")).json();
    let broken = proof["broken"][0].as_str().unwrap_or_else(|| panic!("nothing was found: {proof}"));
    assert!(broken.contains("event 3 was written down and is gone"), "{broken}");
}

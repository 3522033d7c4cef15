//! Rules of accounts, log-ins and one-time codes, on every engine.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kernel::{Actor, Event, HallId, Role, StaffId, Time};
use people::*;
use store::{Lane, Refusal};
use testkit::{World, every_engine, request};

const RULES: LogInRules = LogInRules { tries_max: 3, lock_us: 600_000_000, session_us: 8 * 3_600_000_000 };
const RIGHT: Proof = Proof { right: true, totp: TotpProof::Missing };
const WRONG: Proof = Proof { right: false, totp: TotpProof::Missing };
const HALL: Option<HallId> = Some(HallId(7));
const BOSS: Actor = Actor::Staff(StaffId(900_000));

fn try_add(w: &mut World, login: &str, roles: &[Role]) -> Result<StaffId, Refusal<AddStaffRefusal>> {
    let input =
        AddStaff { login: login.into(), hall: HALL, roles: roles.to_vec(), fingerprint: login.into() };
    let request = w.fresh_request();
    w.write(Lane(7), BOSS, request, move |tx, cx| add_staff(tx, cx, &input, b"name", "hash")).unwrap()
}

fn add(w: &mut World, login: &str) -> StaffId {
    try_add(w, login, &[Role::Clerk]).unwrap()
}

fn log_in_with(w: &mut World, staff: StaffId, proof: Proof) -> LoggedIn {
    let request = w.fresh_request();
    let token_hash = vec![u8::try_from(w.next_id % 251).unwrap(); 32];
    let input = LogIn { staff, home: HallId(7), proof, token_hash, csrf: "c".into() };
    w.write(Lane(7), Actor::Guest, request, move |tx, cx| log_in(tx, cx, &input, RULES)).unwrap().unwrap()
}

fn sessions_of(w: &World, staff: StaffId) -> usize {
    let org = w.org;
    let hashes = (0..251u8).map(|byte| [byte; 32]);
    hashes
        .filter(|hash| {
            let hash = *hash;
            w.read(move |tx| session(tx, org, &hash)).unwrap().is_some_and(|it| it.staff == staff)
        })
        .count()
}

fn change(w: &mut World, actor: Actor, input: ChangeStaff) -> Result<(), Refusal<ChangeStaffRefusal>> {
    let request = w.fresh_request();
    w.write(Lane(7), actor, request, move |tx, cx| change_staff(tx, cx, &input)).unwrap()
}

fn as_it_is(staff: StaffId) -> ChangeStaff {
    ChangeStaff { staff, roles: vec![Role::Clerk], hall: HALL, active: true, unlock: false }
}

#[every_engine]
fn a_right_password_opens_a_session_that_ends_by_the_rule(w: &mut World) {
    let staff = add(w, "gy01");
    let expires = Time(w.now.0 + RULES.session_us);
    assert_eq!(log_in_with(w, staff, RIGHT), LoggedIn::Open { expires });
    assert_eq!(sessions_of(w, staff), 1);
    let last = w.published().pop().unwrap();
    assert_eq!((last.hall, last.event), (HallId(7), Event::StaffLoggedIn { staff }));
}

#[every_engine]
fn too_many_failures_lock_even_the_right_password_out_until_the_time_is_over(w: &mut World) {
    let staff = add(w, "gy01");
    assert_eq!(log_in_with(w, staff, WRONG), LoggedIn::Wrong);
    assert_eq!(log_in_with(w, staff, WRONG), LoggedIn::Wrong);
    let until = Time(w.now.0 + RULES.lock_us);
    assert_eq!(log_in_with(w, staff, WRONG), LoggedIn::Locked { until });
    assert_eq!(w.published().pop().unwrap().event, Event::StaffLogInFailed { staff, locked: true });
    assert_eq!(log_in_with(w, staff, RIGHT), LoggedIn::Locked { until });
    assert_eq!(sessions_of(w, staff), 0);
    w.pass_s(600);
    assert!(matches!(log_in_with(w, staff, RIGHT), LoggedIn::Open { .. }));
}

#[every_engine]
fn a_good_log_in_wipes_the_count_of_failures(w: &mut World) {
    let staff = add(w, "gy01");
    for _ in 0..3 {
        assert_eq!(log_in_with(w, staff, WRONG), LoggedIn::Wrong);
        assert_eq!(log_in_with(w, staff, WRONG), LoggedIn::Wrong);
        assert!(matches!(log_in_with(w, staff, RIGHT), LoggedIn::Open { .. }));
    }
}

#[every_engine]
fn a_one_time_code_is_asked_for_once_confirmed_and_opens_one_session_only(w: &mut World) {
    let staff = add(w, "gy01");
    let (me, own) = (Actor::Staff(staff), (staff, HallId(7)));
    let step = |w: &mut World, step: Option<i64>| {
        let request = w.fresh_request();
        w.write(Lane(7), me, request, move |tx, cx| confirm_totp(tx, cx, own, step)).unwrap()
    };
    let wrong = Err(Refusal::Command(TotpRefusal::Wrong { field: "code".into() }));
    assert_eq!(step(w, Some(100)), wrong, "there is no secret yet");
    let kept = w.write(Lane(7), me, request("start"), move |tx, cx| start_totp(tx, cx, own, b"one"));
    assert_eq!(kept.unwrap(), Ok(b"one".to_vec()));
    let again = w.write(Lane(7), me, request("start"), move |tx, cx| start_totp(tx, cx, own, b"two"));
    assert_eq!(again.unwrap(), Ok(b"one".to_vec()), "the same request shows the same secret");
    assert!(matches!(log_in_with(w, staff, RIGHT), LoggedIn::Open { .. }), "not confirmed yet");
    assert_eq!(step(w, None), wrong);
    assert_eq!(step(w, Some(100)), Ok(()));
    assert_eq!(log_in_with(w, staff, RIGHT), LoggedIn::TotpNeeded);
    let with = |totp| Proof { right: true, totp };
    assert_eq!(log_in_with(w, staff, with(TotpProof::Wrong)), LoggedIn::Wrong);
    assert_eq!(log_in_with(w, staff, with(TotpProof::Step(100))), LoggedIn::Wrong, "used when confirming");
    assert!(matches!(log_in_with(w, staff, with(TotpProof::Step(101))), LoggedIn::Open { .. }));
    assert_eq!(log_in_with(w, staff, with(TotpProof::Step(101))), LoggedIn::Wrong, "used before");
    let over = w.write(Lane(7), me, request("over"), move |tx, cx| start_totp(tx, cx, own, b"three"));
    assert!(matches!(over.unwrap(), Err(Refusal::Command(TotpRefusal::AlreadyOn { .. }))));
    let stop = |w: &mut World, step| {
        let request = w.fresh_request();
        w.write(Lane(7), me, request, move |tx, cx| stop_totp(tx, cx, own, step)).unwrap()
    };
    assert_eq!(stop(w, Some(101)), wrong);
    assert_eq!(stop(w, Some(102)), Ok(()));
    assert!(matches!(log_in_with(w, staff, RIGHT), LoggedIn::Open { .. }));
}

#[every_engine]
fn a_wrong_password_learns_nothing_of_one_time_codes(w: &mut World) {
    let staff = add(w, "gy01");
    let own = (staff, HallId(7));
    let me = Actor::Staff(staff);
    w.write(Lane(7), me, request("a"), move |tx, cx| start_totp(tx, cx, own, b"one")).unwrap().unwrap();
    w.write(Lane(7), me, request("b"), move |tx, cx| confirm_totp(tx, cx, own, Some(5))).unwrap().unwrap();
    assert_eq!(log_in_with(w, staff, WRONG), LoggedIn::Wrong);
}

#[every_engine]
fn refuses_an_account_whose_roles_exclude_each_other(w: &mut World) {
    let refused = try_add(w, "x", &[Role::Auditor, Role::SystemAdmin]).unwrap_err();
    assert!(matches!(refused, Refusal::Command(AddStaffRefusal::RolesExclude { .. })));
    let staff = add(w, "gy01");
    let both = ChangeStaff { roles: vec![Role::Clerk, Role::SecurityAdmin], ..as_it_is(staff) };
    let refused = change(w, BOSS, both).unwrap_err();
    assert!(matches!(refused, Refusal::Command(ChangeStaffRefusal::RolesExclude { .. })));
}

#[every_engine]
fn refuses_a_login_that_is_taken_or_malformed_and_an_account_without_roles(w: &mut World) {
    add(w, "gy01");
    let taken = Refusal::Command(AddStaffRefusal::LoginTaken { field: "login".into() });
    assert_eq!(try_add(w, "gy01", &[Role::Guide]).unwrap_err(), taken);
    for (login, roles, field) in [
        ("", &[Role::Clerk][..], "login"),
        ("Gy", &[Role::Clerk], "login"),
        ("gy 2", &[Role::Clerk], "login"),
        ("gy2", &[], "roles"),
    ] {
        match try_add(w, login, roles).unwrap_err() {
            Refusal::Command(AddStaffRefusal::Wrong { field: named, .. }) => assert_eq!(named, field),
            other => panic!("{login}: {other:?}"),
        }
    }
}

#[every_engine]
fn nobody_changes_the_own_account(w: &mut World) {
    let staff = add(w, "gy01");
    let refused = change(w, Actor::Staff(staff), as_it_is(staff)).unwrap_err();
    assert_eq!(refused, Refusal::Command(ChangeStaffRefusal::Own));
    let refused = change(w, BOSS, as_it_is(StaffId(999))).unwrap_err();
    assert_eq!(refused, Refusal::Command(ChangeStaffRefusal::Unknown));
}

#[every_engine]
fn what_an_account_may_do_cannot_change_under_an_open_session(w: &mut World) {
    let staff = add(w, "gy01");
    log_in_with(w, staff, RIGHT);
    change(w, BOSS, as_it_is(staff)).unwrap();
    assert_eq!(sessions_of(w, staff), 1, "nothing changed");
    change(w, BOSS, ChangeStaff { roles: vec![Role::Guide], ..as_it_is(staff) }).unwrap();
    assert_eq!(sessions_of(w, staff), 0);
    change(w, BOSS, ChangeStaff { active: false, ..as_it_is(staff) }).unwrap();
    assert_eq!(log_in_with(w, staff, RIGHT), LoggedIn::Wrong, "closed");
}

#[every_engine]
fn a_lock_can_be_lifted(w: &mut World) {
    let staff = add(w, "gy01");
    for _ in 0..3 {
        log_in_with(w, staff, WRONG);
    }
    change(w, BOSS, ChangeStaff { unlock: true, ..as_it_is(staff) }).unwrap();
    assert!(matches!(log_in_with(w, staff, RIGHT), LoggedIn::Open { .. }));
}

#[every_engine]
fn a_new_password_ends_every_other_session(w: &mut World) {
    let staff = add(w, "gy01");
    log_in_with(w, staff, RIGHT);
    log_in_with(w, staff, RIGHT);
    assert_eq!(sessions_of(w, staff), 2);
    let mine = [u8::try_from((w.next_id) % 251).unwrap(); 32];
    log_in_with(w, staff, RIGHT);
    let keep = (0..251u8).map(|byte| [byte; 32]).find(|hash| *hash == mine).unwrap();
    let input = ChangePassword { staff, home: HallId(7), fingerprint: "f".into() };
    let wrong = input.clone();
    let request = w.fresh_request();
    let refused = w.write(Lane(7), Actor::Staff(staff), request, move |tx, cx| {
        change_password(tx, cx, &wrong, false, "h", &keep)
    });
    assert!(matches!(refused.unwrap(), Err(Refusal::Command(ChangePasswordRefusal::OldWrong { .. }))));
    assert_eq!(sessions_of(w, staff), 3);
    let request = w.fresh_request();
    w.write(Lane(7), Actor::Staff(staff), request, move |tx, cx| {
        change_password(tx, cx, &input, true, "h2", &keep)
    })
    .unwrap()
    .unwrap();
    assert_eq!(sessions_of(w, staff), 1);
    let org = w.org;
    assert_eq!(w.read(move |tx| account(tx, org, staff)).unwrap().unwrap().password, "h2");
}

#[every_engine]
fn logging_out_ends_the_session_and_is_told_once(w: &mut World) {
    let staff = add(w, "gy01");
    let mine = [u8::try_from((w.next_id) % 251).unwrap(); 32];
    log_in_with(w, staff, RIGHT);
    for _ in 0..2 {
        let request = w.fresh_request();
        w.write(Lane(7), Actor::Staff(staff), request, move |tx, cx| {
            log_out(tx, cx, (staff, HallId(7)), &mine)
        })
        .unwrap()
        .unwrap();
    }
    assert_eq!(sessions_of(w, staff), 0);
    let told = w.published().into_iter().filter(|it| it.event == Event::StaffLoggedOut { staff }).count();
    assert_eq!(told, 1);
}

#[every_engine]
fn every_statement_prepares(w: &mut World) {
    assert_eq!(w.refused_statements(&people::statements()), Vec::<String>::new());
}

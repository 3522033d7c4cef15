//! Staff: logging in and out, the own password and one-time codes, accounts of others.
//!
//! Passwords are compared and secrets drawn here, outside of any transaction; what a command is handed no longer tells
//! them.

use std::sync::Arc;

use api::routes::{
    AddAccount, ChangeAccount, CloseSession, ConfirmTotp, GetSession, ListStaff, OpenSession, SetPassword,
    StartTotp, StopTotp,
};
use api::{Done, Session, StaffAccount, StaffAccounts, TotpSecret};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use data_encoding::BASE64;
use kernel::{Actor, HallId, StaffId, Time};
use people::{Account, LogInRules, LoggedIn, Proof, SignedIn, TotpProof};

use crate::clock::real_now_us;
use crate::draw::{random, token, token_hash};
use crate::http::ask::Ask;
use crate::http::mount::{Mount, json};
use crate::http::who::COOKIE_NAME;
use crate::{App, Refused, passwords};

/// The columns that are encrypted, as [`crate::keys::Keys::seal`] wants them named.
pub const NAME_COLUMN: &str = "staff.name_enc";
const TOTP_COLUMN: &str = "staff.totp_enc";
const HOUR_US: i64 = 3_600_000_000;
const MINUTE_US: i64 = 60_000_000;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount
        .raw(open_session)
        .on(get_session)
        .raw(close_session)
        .on(set_password)
        .on(start_totp)
        .on(confirm_totp)
        .on(stop_totp)
        .on(list_staff)
        .on(add_account)
        .on(change_account)
}

const DONE: Done = Done { done: true };

async fn open_session(app: Arc<App>, ask: Ask<OpenSession>) -> Result<Response, Refused> {
    let api::LogIn { login, password, totp } = ask.body;
    let rules = app.rules()?;
    let org = app.org;
    let wanted = login.clone();
    let account = app.read(move |tx| people::account_by_login(tx, org, &wanted)).await?;
    let right = passwords::verify(password, account.as_ref().map(|it| it.password.clone())).await;
    let Some(account) = account else {
        tracing::info!("a log-in with an unknown login");
        return Err(Refused::new("log_in_failed"));
    };
    let proof = Proof { right, totp: totp_proof(&app, &account, totp.as_deref())? };
    let rules = LogInRules {
        tries_max: rules.login_tries_max,
        lock_us: app.clock.stretch_us(rules.login_lockout_min * MINUTE_US),
        session_us: app.clock.stretch_us(rules.session_max_h * HOUR_US),
    };
    let (token, csrf) = (token(), token());
    let home = people::home(account.hall);
    let input = people::LogIn {
        staff: account.id,
        home,
        proof,
        token_hash: token_hash(&token).to_vec(),
        csrf: csrf.clone(),
    };
    let actor = if right { Actor::Staff(account.id) } else { Actor::Guest };
    // A log-in sent twice opens two sessions: an answer that holds a secret is never kept to be told again.
    let request = app.draw.request();
    let outcome = app
        .write("log_in", home, actor, &request, move |tx, cx| people::log_in(tx, cx, &input, rules))
        .await?;
    let expires = match outcome {
        LoggedIn::Open { expires } => expires,
        LoggedIn::TotpNeeded => return Err(Refused::new("totp_needed").at("totp")),
        LoggedIn::Wrong => return Err(Refused::new("log_in_failed")),
        LoggedIn::Locked { .. } => return Err(Refused::new("locked")),
    };
    let signed_in = SignedIn {
        staff: account.id,
        totp: account.has_totp(),
        login: account.login,
        name_enc: account.name_enc,
        hall: account.hall,
        roles: account.roles,
        csrf,
        seen: app.now(),
        expires,
    };
    let session = session_of(&app, &signed_in)?;
    Ok(with_cookie(&app, json(StatusCode::OK, &session), &token, None))
}

fn totp_proof(app: &App, account: &Account, code: Option<&str>) -> Result<TotpProof, Refused> {
    let Some(code) = code else { return Ok(TotpProof::Missing) };
    Ok(totp_step(app, account, code)?.map_or(TotpProof::Wrong, TotpProof::Step))
}

/// The step that `code` stands for, by the secret of `account`.
fn totp_step(app: &App, account: &Account, code: &str) -> Result<Option<i64>, Refused> {
    let Some(sealed) = &account.totp_enc else { return Ok(None) };
    let secret = opened(app, TOTP_COLUMN, sealed)?;
    let secret = BASE64.decode(secret.as_bytes()).map_err(|_| Refused::new("internal"))?;
    Ok(people::matching_step(&secret, code, real_now_us() / 1_000_000))
}

fn opened(app: &App, column: &str, sealed: &[u8]) -> Result<String, Refused> {
    app.keys.open(column, sealed).map_err(|error| {
        tracing::error!(column, %error, "is this the key file of this store?");
        Refused::new("internal")
    })
}

fn session_of(app: &App, signed_in: &SignedIn) -> Result<Session, Refused> {
    let idle_us = app.clock.stretch_us(app.rules()?.session_idle_min * MINUTE_US);
    Ok(Session {
        staff: signed_in.staff,
        login: signed_in.login.clone(),
        name: opened(app, NAME_COLUMN, &signed_in.name_enc)?,
        roles: signed_in.roles.clone(),
        hall: signed_in.hall,
        csrf: signed_in.csrf.clone(),
        expires_us: signed_in.expires.min(Time(app.now().0 + idle_us)),
        totp: signed_in.totp,
    })
}

fn with_cookie(app: &App, mut response: Response, token: &str, max_age: Option<u64>) -> Response {
    let secure = if app.config.https() { "; Secure" } else { "" };
    let age = max_age.map(|age| format!("; Max-Age={age}")).unwrap_or_default();
    let cookie = format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Strict{age}{secure}");
    let cookie = HeaderValue::from_str(&cookie).expect("a token is plain ASCII");
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

async fn get_session(app: Arc<App>, ask: Ask<GetSession>) -> Result<Session, Refused> {
    session_of(&app, &ask.caller.session()?.signed_in)
}

async fn close_session(app: Arc<App>, ask: Ask<CloseSession>) -> Result<Response, Refused> {
    let session = Arc::clone(ask.caller.session()?);
    let own = own(&session.signed_in);
    let hash = session.token_hash;
    app.write("log_out", own.1, ask.actor(), &ask.request, move |tx, cx| people::log_out(tx, cx, own, &hash))
        .await?;
    Ok(with_cookie(&app, json(StatusCode::OK, &DONE), "", Some(0)))
}

/// The account and the chain of its events.
fn own(signed_in: &SignedIn) -> (StaffId, HallId) {
    (signed_in.staff, people::home(signed_in.hall))
}

/// The account of whoever asks, as it stands in the store.
async fn own_account(app: &App, staff: StaffId) -> Result<Account, Refused> {
    let org = app.org;
    let account = app.read(move |tx| people::account(tx, org, staff)).await?;
    account.ok_or(Refused::new("staff_unknown"))
}

fn check_password(field: &'static str, password: &str) -> Result<(), Refused> {
    if people::is_weak(password) {
        return Err(Refused::new("password_weak").at(field).rule(people::PASSWORD_RULE));
    }
    Ok(())
}

async fn set_password(app: Arc<App>, ask: Ask<SetPassword>) -> Result<Done, Refused> {
    let session = Arc::clone(ask.caller.session()?);
    let (staff, home) = own(&session.signed_in);
    check_password("new", &ask.body.new)?;
    let account = own_account(&app, staff).await?;
    let fingerprint = app.keys.fingerprint(&["password", &ask.body.old, &ask.body.new]);
    let actor = ask.actor();
    let old_right = passwords::verify(ask.body.old, Some(account.password)).await;
    let hash = passwords::hash(ask.body.new).await;
    let input = people::ChangePassword { staff, home, fingerprint };
    let keep = session.token_hash;
    app.write("change_password", home, actor, &ask.request, move |tx, cx| {
        people::change_password(tx, cx, &input, old_right, &hash, &keep)
    })
    .await?;
    Ok(DONE)
}

async fn start_totp(app: Arc<App>, ask: Ask<StartTotp>) -> Result<TotpSecret, Refused> {
    let session = Arc::clone(ask.caller.session()?);
    let own = own(&session.signed_in);
    let sealed = app.keys.seal(TOTP_COLUMN, &BASE64.encode(&random::<20>()));
    let kept = app
        .write("start_totp", own.1, ask.actor(), &ask.request, move |tx, cx| {
            people::start_totp(tx, cx, own, &sealed)
        })
        .await?;
    let secret = opened(&app, TOTP_COLUMN, &kept)?;
    let secret = BASE64.decode(secret.as_bytes()).map_err(|_| Refused::new("internal"))?;
    let (secret, uri) = people::otpauth_uri(&session.signed_in.login, &secret);
    Ok(TotpSecret { secret, uri })
}

async fn confirm_totp(app: Arc<App>, ask: Ask<ConfirmTotp>) -> Result<Done, Refused> {
    let own = own(&ask.caller.session()?.signed_in);
    let step = totp_step(&app, &own_account(&app, own.0).await?, &ask.body.code)?;
    app.write("confirm_totp", own.1, ask.actor(), &ask.request, move |tx, cx| {
        people::confirm_totp(tx, cx, own, step)
    })
    .await?;
    Ok(DONE)
}

async fn stop_totp(app: Arc<App>, ask: Ask<StopTotp>) -> Result<Done, Refused> {
    let own = own(&ask.caller.session()?.signed_in);
    let step = totp_step(&app, &own_account(&app, own.0).await?, &ask.body.code)?;
    app.write("stop_totp", own.1, ask.actor(), &ask.request, move |tx, cx| {
        people::stop_totp(tx, cx, own, step)
    })
    .await?;
    Ok(DONE)
}

fn shown(app: &App, account: Account) -> Result<StaffAccount, Refused> {
    Ok(StaffAccount {
        staff: account.id,
        name: opened(app, NAME_COLUMN, &account.name_enc)?,
        totp: account.has_totp(),
        login: account.login,
        hall: account.hall,
        roles: account.roles,
        state: if account.active { "active" } else { "closed" }.to_owned(),
        locked_until_us: account.locked_until.filter(|until| app.now() < *until),
    })
}

async fn list_staff(app: Arc<App>, _: Ask<ListStaff>) -> Result<StaffAccounts, Refused> {
    let org = app.org;
    let accounts = app.read(move |tx| people::accounts(tx, org)).await?;
    let accounts = accounts.into_iter().map(|account| shown(&app, account)).collect::<Result<_, _>>()?;
    Ok(StaffAccounts { accounts })
}

async fn add_account(app: Arc<App>, ask: Ask<AddAccount>) -> Result<StaffAccount, Refused> {
    let actor = ask.actor();
    let api::AddStaff { login, name, hall, roles, password } = ask.body;
    if name.trim().is_empty() || name.chars().count() > 40 {
        return Err(Refused::new("field_wrong").at("name").rule("1–40"));
    }
    check_password("password", &password)?;
    if let Some(hall) = hall {
        app.live.hall(&app, hall).await.map_err(|refused| refused.at("hall"))?;
    }
    let fingerprint = app.keys.fingerprint(&["account", &name, &password]);
    let sealed = app.keys.seal(NAME_COLUMN, &name);
    let hash = passwords::hash(password).await;
    let input = people::AddStaff { login, hall, roles, fingerprint };
    let staff = app
        .write("add_staff", people::home(hall), actor, &ask.request, move |tx, cx| {
            people::add_staff(tx, cx, &input, &sealed, &hash)
        })
        .await?;
    shown(&app, own_account(&app, staff).await?)
}

async fn change_account(app: Arc<App>, ask: Ask<ChangeAccount>) -> Result<StaffAccount, Refused> {
    let actor = ask.actor();
    let staff = ask.path.staff;
    let api::ChangeStaff { roles, hall, active, unlock } = ask.body;
    if let Some(hall) = hall {
        app.live.hall(&app, hall).await.map_err(|refused| refused.at("hall"))?;
    }
    let input = people::ChangeStaff { staff, roles, hall, active, unlock };
    app.write("change_staff", people::home(hall), actor, &ask.request, move |tx, cx| {
        people::change_staff(tx, cx, &input)
    })
    .await?;
    shown(&app, own_account(&app, staff).await?)
}

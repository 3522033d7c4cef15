//! The frame every command runs in: lock the root, look the request up, run, remember the answer.

use std::fmt::Write as _;

use kernel::{Cx, HallId, Time};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sm3::{Digest, Sm3};

use crate::error::{DbError, DbErrorKind, Fail};
use crate::events::{lock_chain, write_heads};
use crate::query::first;
use crate::sql::Tx;

statements! {
    /// The remembered answer of a request.
    REMEMBERED = "SELECT input, refused, answer FROM request WHERE org = $1 AND actor = $2 AND id = $3";
    /// Remembers an answer.
    REMEMBER = "INSERT INTO request (org, actor, id, input, refused, answer, at_us) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    /// Forgets old answers.
    FORGET = "DELETE FROM request WHERE org = $1 AND at_us < $2";
}

/// What is remembered of a request: the hash of its input and its answer.
#[derive(Clone, Debug)]
pub struct Remembered {
    org: i64,
    actor: String,
    id: String,
    input: [u8; 32],
    refused: bool,
    answer: String,
    at: Time,
}

/// A refusal as the frame hands it on.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal<E> {
    /// The command's own refusal.
    Command(E),
    /// The request id was used before with another input.
    RequestReused,
}

/// Runs `command` once for `cx.request`: the same request with the same input gets the stored answer or refusal.
///
/// Locks the days of `halls` first (in the order of their ids, so that two commands never wait for each other in a
/// circle), looks the request up second, and remembers the answer last. A refusal is remembered by the engine after
/// the command's rows were rolled back, so a refused id stays refused.
///
/// # Errors
/// The command refused, the id was reused, or the database could not.
pub fn once<I, O, E>(
    tx: &mut dyn Tx,
    cx: &Cx,
    name: &'static str,
    halls: &[HallId],
    input: &I,
    command: impl FnOnce(&mut dyn Tx) -> Result<O, Fail<E>>,
) -> Result<O, Fail<Refusal<E>>>
where
    I: Serialize,
    O: Serialize + DeserializeOwned,
    E: Serialize + DeserializeOwned,
{
    cx.ids.rewind();
    let mut halls = halls.to_vec();
    halls.sort_unstable();
    halls.dedup();
    for hall in halls {
        lock_chain(tx, cx, hall)?;
    }
    let mut record = Remembered {
        org: cx.org.0,
        actor: serde_json::to_string(&cx.actor).expect("an actor is plain data"),
        id: cx.request.as_str().to_owned(),
        input: input_hash(name, input),
        refused: false,
        answer: String::new(),
        at: cx.now,
    };
    if let Some((input, refused, answer)) = look_up(tx, &record)? {
        if input != record.input {
            return Err(Fail::Refused(Refusal::RequestReused));
        }
        return if refused {
            Err(Fail::Refused(Refusal::Command(read_answer(&answer)?)))
        } else {
            Ok(read_answer(&answer)?)
        };
    }
    match command(tx) {
        Ok(answer) => {
            record.answer = serde_json::to_string(&answer).expect("an answer is plain data");
            write_heads(tx, cx)?;
            remember(tx, &record)?;
            Ok(answer)
        }
        Err(Fail::Refused(refusal)) => {
            record.answer = serde_json::to_string(&refusal).expect("a refusal is plain data");
            record.refused = true;
            tx.notes().refusal = Some(record);
            Err(Fail::Refused(Refusal::Command(refusal)))
        }
        Err(Fail::Db(error)) => Err(Fail::Db(error)),
    }
}

fn look_up(tx: &mut dyn Tx, key: &Remembered) -> Result<Option<([u8; 32], bool, String)>, DbError> {
    first(tx, &REMEMBERED, &[key.org.into(), (&key.actor).into(), (&key.id).into()], |row| {
        let input = row.bytes(0).try_into().expect("a stored hash has 32 bytes");
        (input, row.flag(1), row.text(2).to_owned())
    })
}

fn read_answer<T: DeserializeOwned>(answer: &str) -> Result<T, DbError> {
    serde_json::from_str(answer).map_err(|error| DbError {
        kind: DbErrorKind::Broken,
        message: format!("a remembered answer cannot be read: {error}"),
        during: REMEMBERED.name,
    })
}

fn input_hash(name: &str, input: &impl Serialize) -> [u8; 32] {
    let mut text = String::from(name);
    let json = serde_json::to_string(input).expect("an input is plain data");
    write!(text, "\n{json}").expect("writing to a string cannot fail");
    Sm3::digest(text.as_bytes()).into()
}

/// Writes what is remembered of a request. Engines call this for refusals, after rolling the command back.
///
/// # Errors
/// The database could not.
pub fn remember(tx: &mut dyn Tx, record: &Remembered) -> Result<(), DbError> {
    let params = [
        record.org.into(),
        (&record.actor).into(),
        (&record.id).into(),
        record.input.as_slice().into(),
        record.refused.into(),
        (&record.answer).into(),
        record.at.into(),
    ];
    tx.execute(&REMEMBER, &params).map(drop)
}

/// Forgets the answers of requests older than `before`; answers how many.
///
/// # Errors
/// The database could not.
pub fn forget_before(tx: &mut dyn Tx, org: kernel::Org, before: Time) -> Result<u64, DbError> {
    tx.execute(&FORGET, &[org.into(), before.into()])
}

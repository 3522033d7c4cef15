//! Evaluations of a day, questions that still wait, and open follow-ups. Reads only.

use kernel::{CounterId, Day, HallId, Org, RecordId, StaffId, TicketId, Time};
use store::{DbError, Row, Tx, all, first};

store::statements! {
    /// Asked and answered by score.
    SCORES = "SELECT COUNT(*), COALESCE(SUM(CASE WHEN answered_us IS NULL THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN score = 1 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN score = 2 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN score = 3 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN score = 4 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN score = 5 THEN 1 ELSE 0 END), 0) FROM evaluation WHERE org = $1 AND hall = $2 AND day = $3";
    /// Answers of a day, newest first.
    ANSWERS = "SELECT evaluation.ticket, ticket.prefix, ticket.number, evaluation.score, evaluation.reasons, evaluation.text_enc, evaluation.channel, evaluation.answered_us, evaluation.staff FROM evaluation LEFT JOIN ticket ON ticket.org = evaluation.org AND ticket.id = evaluation.ticket WHERE evaluation.org = $1 AND evaluation.hall = $2 AND evaluation.day = $3 AND evaluation.answered_us IS NOT NULL ORDER BY evaluation.answered_us DESC, evaluation.ticket LIMIT 500";
    /// Follow-ups that are open, oldest first.
    OPEN_TASKS = "SELECT follow_up.id, follow_up.ticket, ticket.prefix, ticket.number, evaluation.score, follow_up.opened_us FROM follow_up LEFT JOIN ticket ON ticket.org = follow_up.org AND ticket.id = follow_up.ticket LEFT JOIN evaluation ON evaluation.org = follow_up.org AND evaluation.ticket = follow_up.ticket WHERE follow_up.org = $1 AND follow_up.hall = $2 AND follow_up.state = 'open' ORDER BY follow_up.opened_us, follow_up.id LIMIT 500";
    /// The last question at a counter since a time that nobody has answered.
    PENDING_AT = "SELECT evaluation.ticket, ticket.prefix, ticket.number, evaluation.asked_us, evaluation.counter, evaluation.score FROM evaluation LEFT JOIN ticket ON ticket.org = evaluation.org AND ticket.id = evaluation.ticket WHERE evaluation.org = $1 AND evaluation.hall = $2 AND evaluation.day = $3 AND evaluation.counter = $4 AND evaluation.asked_us >= $5 AND evaluation.answered_us IS NULL ORDER BY evaluation.asked_us DESC, evaluation.ticket LIMIT 1";
    /// The question about a ticket.
    PENDING_OF = "SELECT evaluation.ticket, ticket.prefix, ticket.number, evaluation.asked_us, evaluation.counter, evaluation.score FROM evaluation LEFT JOIN ticket ON ticket.org = evaluation.org AND ticket.id = evaluation.ticket WHERE evaluation.org = $1 AND evaluation.ticket = $2";
}

/// The prefix and the number of a ticket.
pub type Number = Option<(String, i64)>;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: Number,
    /// Score.
    pub score: i64,
    /// Codes of reasons.
    pub reasons: Vec<String>,
    /// Free text, encrypted.
    pub text_enc: Option<Vec<u8>>,
    /// `pad` or `phone`.
    pub channel: String,
    /// When.
    pub answered_at: Time,
    /// Who served.
    pub staff: Option<StaffId>,
}

/// Evaluations of a hall's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayEvaluations {
    /// Asked.
    pub asked: i64,
    /// Of these, not answered.
    pub unanswered: i64,
    /// Answered, by score from 1 to 5.
    pub scores: [i64; 5],
    /// The last 500 answers, newest first.
    pub answers: Vec<Answer>,
}

/// A follow-up that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpRow {
    /// Its id.
    pub id: RecordId,
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: Number,
    /// Score.
    pub score: i64,
    /// When it was opened.
    pub opened_at: Time,
}

/// A question to a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: Number,
    /// When it was asked.
    pub asked_at: Time,
    /// The counter that served.
    pub counter: Option<CounterId>,
    /// The score, once it was answered.
    pub score: Option<i64>,
}

/// Evaluations of a hall's day. Whoever was asked and said nothing is counted as such.
///
/// # Errors
/// The database could not.
pub fn evaluations_of_day(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    day: Day,
) -> Result<DayEvaluations, DbError> {
    let params = [org.into(), hall.into(), day.into()];
    let (asked, unanswered, scores) = first(tx, &SCORES, &params, |row| {
        (row.int(0), row.int(1), [2, 3, 4, 5, 6].map(|column| row.int(column)))
    })?
    .expect("a sum is one row");
    let answers = all(tx, &ANSWERS, &params, |row| Answer {
        ticket: TicketId(row.int(0)),
        number: number(row, 1),
        score: row.int(3),
        reasons: serde_json::from_str(row.text(4)).expect("stored reasons are a list of codes"),
        text_enc: row.opt_bytes(5).map(<[u8]>::to_vec),
        channel: row.text(6).to_owned(),
        answered_at: Time(row.int(7)),
        staff: row.opt_int(8).map(StaffId),
    })?;
    Ok(DayEvaluations { asked, unanswered, scores, answers })
}

/// Follow-ups of a hall that are open, oldest first.
///
/// # Errors
/// The database could not.
pub fn open_follow_ups(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Vec<FollowUpRow>, DbError> {
    all(tx, &OPEN_TASKS, &[org.into(), hall.into()], |row| FollowUpRow {
        id: RecordId(row.int(0)),
        ticket: TicketId(row.int(1)),
        number: number(row, 2),
        score: row.opt_int(4).unwrap_or_default(),
        opened_at: Time(row.int(5)),
    })
}

/// What the pad of a counter should ask about: the last question there since `since` that nobody answered.
///
/// # Errors
/// The database could not.
pub fn pending_at_counter(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    day: Day,
    counter: CounterId,
    since: Time,
) -> Result<Option<Asked>, DbError> {
    let params = [org.into(), hall.into(), day.into(), counter.into(), since.into()];
    first(tx, &PENDING_AT, &params, read_asked)
}

/// The question about one ticket, answered or not.
///
/// # Errors
/// The database could not.
pub fn pending_of_ticket(tx: &mut dyn Tx, org: Org, ticket: TicketId) -> Result<Option<Asked>, DbError> {
    first(tx, &PENDING_OF, &[org.into(), ticket.into()], read_asked)
}

fn read_asked(row: &dyn Row) -> Asked {
    Asked {
        ticket: TicketId(row.int(0)),
        number: number(row, 1),
        asked_at: Time(row.int(3)),
        counter: row.opt_int(4).map(CounterId),
        score: row.opt_int(5),
    }
}

fn number(row: &dyn Row, column: usize) -> Number {
    Some((row.opt_text(column)?.to_owned(), row.opt_int(column + 1)?))
}

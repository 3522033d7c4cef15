//! Rating a service: at the pad right after it, or on the phone for some hours. Once.

use kernel::{Cx, Event, HallId, RecordId, StaffId, TicketId, Time};
use pack::Rules;
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Tx, append, first, once};

store::statements! {
    /// What was asked.
    ASKED = "SELECT staff, asked_us, answered_us FROM evaluation WHERE org = $1 AND ticket = $2 AND hall = $3";
    /// The answer, if there is none yet.
    ANSWER = "UPDATE evaluation SET answered_us = $4, score = $5, reasons = $6, text_enc = $7, channel = $8 WHERE org = $1 AND ticket = $2 AND hall = $3 AND answered_us IS NULL";
    /// A follow-up of a low score.
    OPEN_FOLLOW_UP = "INSERT INTO follow_up (org, id, hall, ticket, state, opened_us) VALUES ($1, $2, $3, $4, 'open', $5)";
}

/// How an answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Through {
    /// At the pad of the counter.
    Pad,
    /// By the link on the phone.
    Phone,
}

impl Through {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Through::Pad => "pad",
            Through::Phone => "phone",
        }
    }

    /// Seconds after the question in which an answer is taken this way.
    #[must_use]
    pub fn window_s(self, rules: &Rules) -> i64 {
        match self {
            Through::Pad => rules.evaluation_pad_s,
            Through::Phone => rules.evaluation_link_h * 3600,
        }
    }
}

/// A reason that goes with a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Code.
    pub code: &'static str,
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
    /// Whether it goes with low scores.
    pub low: bool,
}

/// The reasons one can choose from. A closed list, so that figures of years compare.
#[must_use]
pub fn reasons() -> &'static [Reason] {
    const fn reason(code: &'static str, zh: &'static str, en: &'static str, low: bool) -> Reason {
        Reason { code, zh, en, low }
    }
    const REASONS: &[Reason] = &[
        reason("friendly", "态度热情", "Friendly", false),
        reason("fast", "办理快捷", "Fast", false),
        reason("skilled", "业务熟练", "Knows the business", false),
        reason("clear", "解释清楚", "Explained clearly", false),
        reason("comfortable", "环境舒适", "Comfortable hall", false),
        reason("waited_long", "等候太久", "Waited too long", true),
        reason("unfriendly", "态度不好", "Unfriendly", true),
        reason("slow", "办理太慢", "Slow at the counter", true),
        reason("unclear", "解释不清", "Not explained clearly", true),
        reason("not_solved", "问题没有解决", "Not solved", true),
        reason("many_papers", "要的资料太多", "Too many documents", true),
    ];
    REASONS
}

/// Rates a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Give {
    /// The ticket.
    pub ticket: TicketId,
    /// 1 very dissatisfied to 5 very satisfied.
    pub score: i64,
    /// Codes of reasons.
    pub reasons: Vec<String>,
    /// How it came.
    pub through: Through,
    /// Whether there is free text.
    pub has_text: bool,
    /// The free text, encrypted. Not part of what makes two requests the same: it encrypts differently each time.
    #[serde(skip)]
    pub text_enc: Option<Vec<u8>>,
}

/// A rating was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The ticket.
    pub ticket: TicketId,
    /// The task that a low score opened.
    pub follow_up: Option<RecordId>,
}

kernel::refusals! {
    /// Why a rating was not taken.
    pub enum GiveRefusal {
        /// Nobody was asked about that ticket in this hall.
        Unknown = "evaluation_unknown",
        /// It is rated already.
        Already = "evaluation_given",
        /// The time for it is over.
        Late = "evaluation_late",
        /// Not 1 to 5.
        ScoreWrong { field, rule } = "score_wrong",
        /// Not a reason of the list, or one twice.
        ReasonUnknown { field } = "reason_unknown",
    }
}

struct Question {
    staff: Option<StaffId>,
    asked_at: Time,
    answered: bool,
}

/// Takes a rating. A score as low as the pack says opens a follow-up in the same commit.
///
/// Invariant: one answer for each service; the condition in `ANSWER` sees to it.
///
/// # Errors
/// As [`GiveRefusal`] says, or the database could not.
pub fn give(
    tx: &mut dyn Tx,
    cx: &Cx,
    rules: &Rules,
    hall: HallId,
    input: &Give,
) -> Result<Given, Fail<Refusal<GiveRefusal>>> {
    once(tx, cx, "give", &[hall], &(hall, input), |tx| {
        if !(1..=5).contains(&input.score) {
            let refusal = GiveRefusal::ScoreWrong { field: "score".into(), rule: "1–5".into() };
            return Err(Fail::Refused(refusal));
        }
        check_reasons(&input.reasons)?;
        let Some(question) = question(tx, cx, hall, input.ticket)? else {
            return Err(Fail::Refused(GiveRefusal::Unknown));
        };
        if question.answered {
            return Err(Fail::Refused(GiveRefusal::Already));
        }
        if cx.now.since_s(question.asked_at) > input.through.window_s(rules) {
            return Err(Fail::Refused(GiveRefusal::Late));
        }
        write_answer(tx, cx, hall, input)?;
        let Give { ticket, score, reasons, has_text, .. } = input.clone();
        let staff = question.staff;
        append(tx, cx, hall, Event::EvaluationGiven { ticket, staff, score, reasons, has_text })?;
        let low = score <= rules.evaluation_low_max;
        let follow_up = if low { Some(open_follow_up(tx, cx, hall, ticket)?) } else { None };
        Ok(Given { ticket, follow_up })
    })
}

fn question(tx: &mut dyn Tx, cx: &Cx, hall: HallId, ticket: TicketId) -> Result<Option<Question>, DbError> {
    first(tx, &ASKED, &[cx.org.into(), ticket.into(), hall.into()], |row| Question {
        staff: row.opt_int(0).map(StaffId),
        asked_at: Time(row.int(1)),
        answered: row.opt_int(2).is_some(),
    })
}

fn write_answer(tx: &mut dyn Tx, cx: &Cx, hall: HallId, input: &Give) -> Result<(), Fail<GiveRefusal>> {
    let reasons = serde_json::to_string(&input.reasons).expect("codes are plain data");
    let params = [
        cx.org.into(),
        input.ticket.into(),
        hall.into(),
        cx.now.into(),
        input.score.into(),
        (&reasons).into(),
        input.text_enc.as_ref().into(),
        input.through.as_str().into(),
    ];
    if tx.execute(&ANSWER, &params)? == 0 {
        return Err(Fail::Refused(GiveRefusal::Already));
    }
    Ok(())
}

fn check_reasons(codes: &[String]) -> Result<(), Fail<GiveRefusal>> {
    let wrong = |at: usize| {
        let known = reasons().iter().any(|reason| reason.code == codes[at]);
        !known || codes[..at].contains(&codes[at])
    };
    match (0..codes.len()).find(|at| wrong(*at)) {
        Some(at) => Err(Fail::Refused(GiveRefusal::ReasonUnknown { field: format!("reasons[{at}]") })),
        None => Ok(()),
    }
}

fn open_follow_up(tx: &mut dyn Tx, cx: &Cx, hall: HallId, ticket: TicketId) -> Result<RecordId, DbError> {
    let task: RecordId = cx.ids.next();
    tx.execute(&OPEN_FOLLOW_UP, &[cx.org.into(), task.into(), hall.into(), ticket.into(), cx.now.into()])?;
    append(tx, cx, hall, Event::FollowUpOpened { task, ticket })?;
    Ok(task)
}

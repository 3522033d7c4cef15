//! From rows and the read model to the wire: tickets as staff see them, names masked, reasons in words; and from the wire
//! the days that are asked for.

use std::collections::HashMap;

use api::{DaysQuery, ItemName, Lang, TicketView, Wait};
use floor::Setting;
use floor::tickets::{Ticket, Visit, tickets_of_visit, visit};
use kernel::{Day, HallId, Move, Role, StaffId, TicketId, TicketState, VisitId};
use queueing::{Reason, Why};
use store::{DbError, Tx, all};

use crate::http::who::Caller;
use crate::live::Now;
use crate::{App, Refused};

store::statements! {
    /// Names of the staff of a hall.
    STAFF_NAMES = "SELECT id, name_enc FROM staff WHERE org = $1 AND hall = $2 ORDER BY id LIMIT 500";
    /// Logins and names of the staff who are bound to no hall.
    COMPANY_STAFF_NAMES = "SELECT id, login, name_enc FROM staff WHERE org = $1 AND hall IS NULL ORDER BY id LIMIT 500";
}

/// Every statement of this file.
pub(crate) fn statements() -> &'static [&'static store::Sql] {
    STATEMENTS
}

/// The days that are asked for, both ends included: today if none is named, and `most` of them at most.
///
/// # Errors
/// They end before they begin, or are too many.
pub(crate) fn days_of(query: &DaysQuery, today: Day, most: i32) -> Result<(Day, Day), Refused> {
    let from = query.from.unwrap_or(today);
    let to = query.to.unwrap_or(from.max(today));
    if to < from || from.plus(most) <= to {
        return Err(Refused::new("day_wrong").at("to").rule(format!("1–{most}")));
    }
    Ok((from, to))
}

/// What preferences of visitors are sealed for.
pub(crate) const PREFERENCES_COLUMN: &str = "visit.preferences_enc";

/// The token of a visit's link: made from the server's secret, so that a repeated answer holds the same link and the
/// store never holds it.
pub(crate) fn link_token(app: &App, visit: VisitId) -> String {
    let mut token = app.keys.fingerprint(&["visit", &app.org.to_string(), &visit.to_string()]);
    token.truncate(32);
    token
}

/// The hash of a visit's link, as commands want it.
pub(crate) fn link_hash(app: &App, visit: VisitId) -> [u8; 32] {
    crate::draw::token_hash(&link_token(app, visit))
}

/// The customer's link, as an address on this server.
pub(crate) fn link(app: &App, visit: VisitId) -> String {
    format!("/v/{}", link_token(app, visit))
}

/// The names of items in both languages.
pub(crate) fn item_names(app: &App, codes: &[String]) -> Vec<ItemName> {
    let today = app.today();
    let name = |code: &String| {
        let item = app.pack.item(code, today);
        let words = |text: Option<&String>| text.unwrap_or(code).clone();
        ItemName {
            code: code.clone(),
            zh: words(item.map(|item| &item.name_zh)),
            en: words(item.map(|item| &item.name_en)),
        }
    };
    codes.iter().map(name).collect()
}

/// Documents to have ready for items, each once, in Chinese: as staff and slips say them.
pub(crate) fn documents(app: &App, codes: &[String]) -> Vec<String> {
    documents_in(app, codes, Lang::Zh)
}

/// Documents to have ready for items, each once, in the customer's language.
pub(crate) fn documents_in(app: &App, codes: &[String], lang: Lang) -> Vec<String> {
    let today = app.today();
    let mut all: Vec<String> = Vec::new();
    for item in codes.iter().filter_map(|code| app.pack.item(code, today)) {
        for code in &item.documents {
            let document = app.pack.catalogue.documents.iter().find(|it| it.code == *code);
            let name = document.map_or_else(
                || code.clone(),
                |it| {
                    if lang == Lang::Zh { it.name_zh.clone() } else { it.name_en.clone() }
                },
            );
            if !all.contains(&name) {
                all.push(name);
            }
        }
    }
    all
}

/// A name with all but its first character hidden.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let mut chars = name.chars();
    let first: String = chars.by_ref().take(1).collect();
    first + &"*".repeat(chars.count().clamp(1, 3))
}

/// A phone number with its middle hidden.
#[must_use]
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 7 {
        return "*".repeat(digits.len().max(3));
    }
    let head: String = digits[..3].iter().collect();
    let tail: String = digits[digits.len() - 4..].iter().collect();
    format!("{head}{}{tail}", "*".repeat(digits.len() - 7))
}

/// A ticket with its visit, as both are stored.
pub(crate) struct Found {
    pub(crate) ticket: Ticket,
    pub(crate) visit: Visit,
}

/// Puts tickets and their visits together.
pub(crate) fn with_visits(
    tx: &mut dyn Tx,
    org: kernel::Org,
    tickets: Vec<Ticket>,
) -> Result<Vec<Found>, DbError> {
    let mut found = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        let visit = visit(tx, org, ticket.visit)?;
        let visit = visit.ok_or_else(|| crate::app::broken("a ticket has no visit", "with_visits"))?;
        found.push(Found { ticket, visit });
    }
    Ok(found)
}

/// Tickets of a visit with the visit.
pub(crate) fn of_visit(
    tx: &mut dyn Tx,
    org: kernel::Org,
    visit: Visit,
) -> Result<(Visit, Vec<Ticket>), DbError> {
    let tickets = tickets_of_visit(tx, org, visit.id)?;
    Ok((visit, tickets))
}

/// What `caller` may do with a ticket now.
pub(crate) fn moves(setting: &Setting, ticket: &Ticket, caller: &Caller) -> Vec<Move> {
    let senior = caller.roles().contains(&Role::HallManager);
    let own = caller.staff().ok() == ticket.standing.staff && ticket.standing.staff.is_some();
    let recalls = u32::try_from(ticket.standing.recalls).unwrap_or(u32::MAX);
    let at_counter = ticket.standing.state.at_counter();
    let all = Move::ALL.iter().copied();
    all.filter(|step| !matches!(step, Move::Book | Move::Issue | Move::CheckIn | Move::Call | Move::Undo))
        .filter(|_| !at_counter || own || senior)
        .filter(|step| queueing::step_within(&setting.queue, ticket.standing.state, *step, recalls).is_ok())
        .collect()
}

/// A ticket as staff see it.
pub(crate) fn ticket_view(app: &App, now: &Now<'_>, found: &Found, caller: &Caller) -> TicketView {
    let Found { ticket, visit } = found;
    let setting = now.setting();
    let standing = &ticket.standing;
    let clear = |column: &str, sealed: &Option<Vec<u8>>| {
        sealed.as_ref().and_then(|sealed| app.keys.open(column, sealed).ok())
    };
    TicketView {
        ticket: ticket.id,
        visit: visit.id,
        label: ticket.number.map(|number| setting.label(&ticket.prefix, number)),
        state: standing.state,
        class: standing.class,
        channel: ticket.channel,
        items: item_names(app, &ticket.items),
        documents: documents(app, &ticket.items),
        needs: visit.needs.clone(),
        people: visit.people,
        preferences: clear(PREFERENCES_COLUMN, &visit.preferences_enc)
            .and_then(|words| serde_json::from_str(&words).ok())
            .unwrap_or_default(),
        name: clear("visit.name_enc", &visit.name_enc).map(|name| mask_name(&name)),
        phone: clear("visit.phone_enc", &visit.phone_enc).map(|phone| mask_phone(&phone)),
        queued_us: standing.queued_at,
        not_before_us: standing.not_before,
        slot_us: ticket.slot_at,
        only_counter: standing.only_counter,
        zone: standing.zone.clone(),
        counter: standing.counter,
        staff: standing.staff,
        recalls: standing.recalls,
        issued_us: ticket.issued_at,
        called_us: standing.called_at,
        started_us: standing.started_at,
        ended_us: standing.ended_at,
        wait: wait_of(app, now, ticket.id, standing.state),
        moves: moves(setting, ticket, caller),
        why: standing.why.as_ref().map(|why| why_view(now, why)),
        from_hall: ticket.from_hall.map(|hall| hall_name(app, hall)),
    }
}

/// What a ticket may still wait; nothing once it is called.
pub(crate) fn wait_of(app: &App, now: &Now<'_>, ticket: TicketId, state: TicketState) -> Wait {
    if state == TicketState::Waiting {
        now.outlook().of_ticket(ticket, app.now())
    } else {
        Wait { p50_s: None, p90_s: None }
    }
}

/// A hall's name, if the list of halls has been read, which any look at a hall does.
pub(crate) fn hall_name(app: &App, hall: HallId) -> String {
    hall_name_in(app, hall, Lang::Zh)
}

/// The name of a hall in the customer's language.
pub(crate) fn hall_name_in(app: &App, hall: HallId, lang: Lang) -> String {
    let known = app.live.known_hall(hall);
    known.map_or_else(|| hall.to_string(), |row| if lang == Lang::Zh { row.name } else { row.name_en })
}

/// Why a ticket was called, in words with their figures.
pub(crate) fn why_view(now: &Now<'_>, why: &Why) -> api::Why {
    let label = |ticket: TicketId| {
        let it = now.live().tickets.get(&ticket);
        let number = it.and_then(|it| Some((it.prefix.as_str(), it.number?)));
        number.map_or_else(|| "—".to_owned(), |(prefix, number)| now.setting().label(prefix, number))
    };
    let (code, mut zh, mut en) = words(why.reason(), &label);
    if why.special && why.rule == queueing::Rule::HeadStart {
        zh.push_str("提前量含本柜台专席优先。");
        en.push_str(" Some of that is because this counter is specialised for it.");
    }
    api::Why {
        code: code.to_owned(),
        zh,
        en,
        waited_s: why.waited_s,
        head_start_s: why.head_start_s,
        eligible: i64::from(why.eligible),
        runner_up: why.runner_up.as_ref().map(|next| label(next.ticket)),
        runner_up_score_s: why.runner_up.as_ref().map(|next| next.score_s),
    }
}

fn minutes(seconds: i64) -> i64 {
    (seconds.max(0) + 30) / 60
}

fn words(reason: Reason, label: &dyn Fn(TicketId) -> String) -> (&'static str, String, String) {
    match reason {
        Reason::OnlyOne { waited_s } => {
            let m = minutes(waited_s);
            let zh = format!("当前只有此号可由本柜台办理，已等候{m}分钟。");
            ("only_one", zh, format!("The only ticket this counter can take; waited {m} min."))
        }
        Reason::LongestWait { waited_s, of } => {
            let m = minutes(waited_s);
            let zh = format!("在{of}个可办理的号中等候最久，已等候{m}分钟。");
            ("longest_wait", zh, format!("Waited longest of {of} tickets this counter can take: {m} min."))
        }
        Reason::HeadStart { class, waited_s, head_start_s, over, over_score_s } => {
            let (m, h, o) = (minutes(waited_s), minutes(head_start_s), minutes(over_score_s));
            let (class_zh, class_en) = class_words(class);
            let over = label(over);
            let zh = format!("{class_zh}客户，已等候{m}分钟，按规则提前{h}分钟计，先于{over}（计{o}分钟）。");
            let en = format!(
                "{class_en}: waited {m} min, counted {h} min earlier by the rule, before {over} ({o} min)."
            );
            ("head_start", zh, en)
        }
        Reason::SpecialFirst { waited_s, of } => {
            let m = minutes(waited_s);
            let zh = format!("本柜台为专席，优先办理专项业务；已等候{m}分钟，可办理的号共{of}个。");
            let en =
                format!("A specialised counter takes its own kind first; waited {m} min, of {of} tickets.");
            ("special_first", zh, en)
        }
        Reason::CareBeforeVip { waited_s, passed } => {
            let m = minutes(waited_s);
            let zh = format!("爱心客户优先于重要客户（{passed}位顺延），已等候{m}分钟。");
            let en = format!("Care goes before key customers ({passed} passed over); waited {m} min.");
            ("care_before_vip", zh, en)
        }
        Reason::Tie { waited_s, over } => {
            let (m, over) = (minutes(waited_s), label(over));
            let zh = format!("与{over}同时到，按取号先后；已等候{m}分钟。");
            ("tie", zh, format!("Came together with {over}; the earlier number goes first; waited {m} min."))
        }
    }
}

fn class_words(class: kernel::PriorityClass) -> (&'static str, &'static str) {
    use kernel::PriorityClass as Class;
    match class {
        Class::Care => ("爱心", "Care"),
        Class::Appointment => ("预约", "Appointment on time"),
        Class::Normal => ("普通", "Ordinary"),
        Class::Vip => ("重要", "Key customer"),
    }
}

/// Masked names of the staff of a hall, for colleagues.
pub(crate) fn staff_names(app: &App, rows: &[(StaffId, Vec<u8>)]) -> HashMap<StaffId, String> {
    let clear = |sealed: &[u8]| app.keys.open("staff.name_enc", sealed).ok();
    rows.iter().filter_map(|(staff, sealed)| Some((*staff, mask_name(&clear(sealed)?)))).collect()
}

/// Sealed names of the staff of a hall.
pub(crate) fn sealed_names(
    tx: &mut dyn Tx,
    org: kernel::Org,
    hall: HallId,
) -> Result<Vec<(StaffId, Vec<u8>)>, DbError> {
    all(tx, &STAFF_NAMES, &[org.into(), hall.into()], |row| (StaffId(row.int(0)), row.bytes(1).to_vec()))
}

/// Those who are bound to no hall, by masked name and login: who answers for a price must be told apart.
pub(crate) async fn company_names(app: &App) -> Result<HashMap<StaffId, String>, Refused> {
    let org = app.org;
    let read = |row: &dyn store::Row| (StaffId(row.int(0)), row.text(1).to_owned(), row.bytes(2).to_vec());
    let rows = app.read(move |tx| all(tx, &COMPANY_STAFF_NAMES, &[org.into()], read)).await?;
    let logins: HashMap<StaffId, String> = rows.iter().map(|(id, login, _)| (*id, login.clone())).collect();
    let sealed: Vec<_> = rows.into_iter().map(|(id, _, sealed)| (id, sealed)).collect();
    let named = staff_names(app, &sealed).into_iter();
    Ok(named.map(|(id, name)| (id, format!("{name} {}", logins[&id]))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_phones_show_no_more_than_they_must() {
        assert_eq!(mask_name("王"), "王*");
        assert_eq!(mask_name("王小明"), "王**");
        assert_eq!(mask_name("Alexandra"), "A***");
        assert_eq!(mask_phone("138 0000 1234"), "138****1234");
        assert_eq!(mask_phone("12345"), "*****");
    }
}

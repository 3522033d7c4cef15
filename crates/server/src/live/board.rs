//! The public board: numbers only, made once for everybody who looks at it.

use api::{Board, CallShown, CounterShown, NextShown, Notice, QueueShown};
use floor::Setting;
use floor::tickets::LiveTicket;
use kernel::{CounterState, PriorityClass, TicketId, TicketState, Time};
use pack::{Pack, ServiceItem};
use queueing::SkillSet;

use super::outlook::Outlook;
use super::watch::State;

/// Calls on the board at most.
const CALLS_MAX: usize = 8;
/// Numbers in line on the board at most.
const NEXT_MAX: usize = 12;

/// The board of a hall as it stands; `waiting` is its line. Looks through all tickets of the day once more and no
/// oftener: it is made many times a second.
pub(crate) fn board(pack: &Pack, state: &State, waiting: &[(TicketId, &LiveTicket)], now: Time) -> Board {
    let (setting, live) = (&state.setting, &state.live);
    let mut here = Vec::new();
    let mut served = 0;
    for (id, it) in &live.tickets {
        if it.state.at_counter() {
            here.push((*id, it));
        }
        served += i64::from(it.state == TicketState::Done);
    }
    Board {
        hall: setting.hall,
        code: setting.code.clone(),
        name: state.row.name.clone(),
        name_en: state.row.name_en.clone(),
        day: setting.day,
        seq: live.seq,
        at_us: now,
        open: setting.open_at(now),
        closes_us: setting.closes_after(now),
        waiting: count(waiting.len()),
        wait: state.outlook.of_newcomer(state.usual.hall, PriorityClass::Normal),
        counters: counters(state, &here),
        calls: calls(state, here),
        queues: queues(pack, state, waiting),
        next: next(state, waiting, now),
        served,
        notices: notices(state, now),
    }
}

/// Everybody who waits, in the order of their waits with head start: the order a general counter would call them in.
pub(crate) fn in_line(state: &State) -> Vec<(TicketId, &LiveTicket)> {
    let waiting = |it: &LiveTicket| it.state == TicketState::Waiting;
    let mut line: Vec<(TicketId, &LiveTicket)> =
        state.live.tickets.iter().filter(|(_, it)| waiting(it)).map(|(id, it)| (*id, it)).collect();
    line.sort_by_key(|(id, it)| {
        let head_start = state.setting.queue.head_start_s.of(it.class);
        (it.queued_at.plus_s(-head_start), *id)
    });
    line
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn label(state: &State, it: &LiveTicket) -> String {
    it.number.map_or_else(String::new, |number| state.setting.label(&it.prefix, number))
}

/// Calls, the last first, from whom is at a counter.
fn calls(state: &State, mut called: Vec<(TicketId, &LiveTicket)>) -> Vec<CallShown> {
    called.sort_by_key(|(id, it)| (std::cmp::Reverse(it.called_at), *id));
    let shown = called.into_iter().take(CALLS_MAX).filter_map(|(id, it)| {
        let counter = it.counter?;
        Some(CallShown {
            ticket: id,
            label: label(state, it),
            prefix: it.prefix.clone(),
            number: it.number?,
            counter,
            counter_name: state.setting.counter(counter)?.name.clone(),
            at_us: it.called_at?,
            recalls: it.recalls,
            arrived: it.state != TicketState::Called,
        })
    });
    shown.collect()
}

fn queues(pack: &Pack, state: &State, waiting: &[(TicketId, &LiveTicket)]) -> Vec<QueueShown> {
    let prefixes = pack.catalogue.prefixes.iter().zip(&state.usual.queues);
    let shown = prefixes.map(|(prefix, usual)| {
        let here = waiting.iter().filter(|(_, it)| it.prefix == prefix.prefix).count();
        QueueShown {
            prefix: prefix.prefix.clone(),
            name: prefix.name_zh.clone(),
            name_en: prefix.name_en.clone(),
            waiting: count(here),
            wait: state.outlook.of_newcomer(*usual, PriorityClass::Normal),
        }
    });
    shown.collect()
}

/// What most people come for: the needs of the item with the largest share in a hall of this grade. Known for the day,
/// as the setting is: to look through the catalogue for every board would take longer than the board.
pub(crate) struct Usual {
    hall: SkillSet,
    /// Of each queue, in the order of the pack's prefixes.
    queues: Vec<SkillSet>,
}

impl Usual {
    /// What is usual in the hall of `setting`.
    pub(crate) fn of(pack: &Pack, setting: &Setting) -> Usual {
        let items: Vec<&ServiceItem> = pack.items(setting.day).collect();
        let needs = |prefix: Option<&str>| {
            let items = items.iter().filter(|item| prefix.is_none_or(|prefix| item.prefix == prefix));
            let share = |item: &ServiceItem| item.weight_at(setting.plan.grade);
            let usual = items.max_by(|one, other| share(one).total_cmp(&share(other)));
            let facts = usual.and_then(|item| setting.items.get(&item.code));
            facts.or_else(|| setting.items.values().next()).map_or(SkillSet::EMPTY, |facts| facts.skills)
        };
        let prefixes = pack.catalogue.prefixes.iter();
        Usual { hall: needs(None), queues: prefixes.map(|prefix| needs(Some(&prefix.prefix))).collect() }
    }
}

fn next(state: &State, line: &[(TicketId, &LiveTicket)], now: Time) -> Vec<NextShown> {
    let callable = line.iter().filter(|(_, it)| it.not_before.is_none_or(|time| time <= now));
    let shown = callable.take(NEXT_MAX).map(|(id, it)| NextShown {
        label: label(state, it),
        // Whom the pack protects is marked; who is a key customer is nobody's business.
        class: if it.class == PriorityClass::Vip { PriorityClass::Normal } else { it.class },
        wait: state.outlook.of_ticket(*id, now),
    });
    shown.collect()
}

fn counters(state: &State, at_counters: &[(TicketId, &LiveTicket)]) -> Vec<CounterShown> {
    let counters = state.setting.plan.counters.iter();
    let shown = counters.map(|counter| {
        let here = at_counters.iter().map(|(_, it)| *it).find(|it| it.counter == Some(counter.id));
        CounterShown {
            counter: counter.id,
            name: counter.name.clone(),
            state: state.live.counters.get(&counter.id).map_or(CounterState::Closed, |it| it.state),
            label: here.map(|it| label(state, it)),
            serving: here.is_some_and(|it| it.state == TicketState::Serving),
        }
    });
    shown.collect()
}

/// What everybody in the hall should know now.
fn notices(state: &State, now: Time) -> Vec<Notice> {
    let mut notices = Vec::new();
    let warn = state.setting.rules.closing_warn_min;
    match state.setting.closes_after(now) {
        None => notices.push(Notice {
            zh: "当前不在营业时间，您可以通过线上渠道办理业务。".to_owned(),
            en: "The hall is closed now; most services can be done online.".to_owned(),
        }),
        Some(closes) if closes.since_s(now) < warn * 60 => notices.push(Notice {
            zh: "本厅即将停止取号，请合理安排时间。".to_owned(),
            en: "This hall stops giving numbers soon.".to_owned(),
        }),
        Some(_) => {}
    }
    notices.push(Notice {
        zh: "请留意叫号显示与语音播报，过号请到引导台重新排队。".to_owned(),
        en: "Please watch the display and listen for your number; if you miss it, see the guide desk."
            .to_owned(),
    });
    notices.push(Notice {
        zh: "老年人、残疾人、孕妇和军人军属可向引导员申请优先办理。".to_owned(),
        en: "Elderly or disabled visitors, expectant mothers and service families may ask the guide for priority."
            .to_owned(),
    });
    notices
}

impl Outlook {
    /// Whether a new forecast is due: something happened, or a while has passed.
    pub(crate) fn is_old(&self, now: Time, after_s: i64) -> bool {
        self.at.is_none_or(|at| now.since_s(at) >= after_s)
    }
}

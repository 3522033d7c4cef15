//! A hall on a day as the planner simulates it: the hall's own plan and rules, the pack's arrivals and service times.

use api::{HallDesign, Lang, Sourced};
use floor::Setting;
use kernel::{Grade, PriorityClass};
use pack::{Pack, ServiceItem};
use planning::hall::{
    Clerk, Closing, Costs, Counter, Curve, Hall, Item, Kiosks, Law, Party, Segment, Span, Step, Triage, Wants,
};
use planning::staff::StaffDay;
use queueing::SkillSet;

use crate::Refused;

/// A quarter of an hour, in seconds: the length of a slot of arrivals.
const SLOT_S: u32 = 900;
/// The category of items that can be paid.
const PAYMENTS: &str = "billing";

/// What arrivals and service times rest on.
pub(crate) fn source(pack: &Pack, lang: Lang) -> Sourced {
    let words = match lang {
        Lang::Zh => "到厅规律与办理时长取自公司配置包（示例）",
        Lang::En => "Arrivals and service times are those of the company pack (demo)",
    };
    let it = &pack.arrivals;
    Sourced { text: words.into(), certainty: it.certainty.mark().into(), source: it.source.clone() }
}

/// People who come to a hall of `grade` on the day of `setting`, open or not, before anything is changed.
pub(crate) fn people(pack: &Pack, grade: Grade, day: kernel::Day) -> f64 {
    let usual = pack.arrivals.grade.iter().find(|it| it.grade == grade);
    let usual = usual.map_or(0.0, |it| (it.people_low + it.people_high) as f64 / 2.0);
    usual * crate::day::factor(pack, day)
}

/// A hall on the day of `setting`, as `design` changes it.
///
/// # Errors
/// The hall is closed on that day, or a figure of the design is none.
pub(crate) fn hall(pack: &Pack, setting: &Setting, design: &HallDesign) -> Result<Hall, Refused> {
    check(design)?;
    let spans = spans(setting)?;
    let (opens_s, closes_s) = (spans[0].from_s, spans[spans.len() - 1].to_s);
    let kiosks = u32::try_from(design.kiosks.unwrap_or(setting.plan.kiosks)).unwrap_or(0);
    let counters = counters(setting, design);
    let wanted = wanted(pack, setting, design, &counters, kiosks > 0);
    let share: f64 = wanted.iter().map(|(_, weight)| weight).sum();
    if share <= 0.0 {
        return Err(Refused::new("plan_impossible").at("design").rule("0 %"));
    }
    let law = |it: &pack::Lognormal| Law::Learned { mu: it.median_s.max(1.0).ln(), sigma: it.sigma };
    let people = people(pack, setting.plan.grade, setting.day) * share * per_mille(design.customers_pm);
    let all = spans.clone();
    let clerks = (0..counters.len()).map(|counter| Clerk {
        counter,
        skills: counters[counter].skills,
        shifts: all.clone(),
        breaks: Vec::new(),
    });
    let clerks: Vec<Clerk> = clerks.collect();
    let roster = &pack.planning.roster;
    Ok(Hall {
        opens_s,
        closes_s,
        closing: Closing::ServesAll,
        rules: setting.queue.clone(),
        segments: segments(pack, setting, people, &spans, &wanted, kiosks > 0),
        items: wanted.iter().map(|(item, _)| hall_item(setting, item)).collect(),
        bookings: Vec::new(),
        clerks,
        counters,
        kiosks: (kiosks > 0).then_some(Kiosks { count: kiosks, failures: None, unsolved: 0.0 }),
        places: None,
        turn: Some(law(&pack.arrivals.walk)),
        interrupts: false,
        costs: Costs {
            clerk_fen_per_h: (roster.clerk_yuan_per_hour * 100.0).round() as i64,
            kiosk_fen_per_day: (roster.kiosk_yuan_per_day * 100.0).round() as i64,
            wait_fen_per_h: 0,
            lost_fen: 0,
        },
    })
}

fn per_mille(value: Option<i64>) -> f64 {
    value.map_or(1.0, |pm| pm as f64 / 1000.0)
}

fn check(design: &HallDesign) -> Result<(), Refused> {
    let fields = [
        ("counters", design.counters, 0, 100),
        ("kiosks", design.kiosks, 0, 100),
        ("customers_pm", design.customers_pm, 0, 10_000),
        ("online_pm", design.online_pm, 0, 1000),
    ];
    for (field, value, low, high) in fields {
        if value.is_some_and(|value| !(low..=high).contains(&value)) {
            let field = format!("design.{field}");
            return Err(Refused::new("field_wrong").at(field).rule(format!("{low}–{high}")));
        }
    }
    Ok(())
}

/// Opening hours of the day.
pub(crate) fn spans(setting: &Setting) -> Result<Vec<Span>, Refused> {
    let hours = setting.hours.as_ref();
    let hours =
        hours.ok_or_else(|| Refused::new("calendar_unpublished").rule(setting.day.year().to_string()))?;
    let seconds = |minute: i64| u32::try_from(minute * 60).unwrap_or(0);
    let span = |it: &floor::Span| Span { from_s: seconds(it.from_min), to_s: seconds(it.to_min) };
    if hours.spans.is_empty() {
        return Err(Refused::new("hall_closed").at("day").rule(setting.day.to_string()));
    }
    Ok(hours.spans.iter().map(span).collect())
}

fn counters(setting: &Setting, design: &HallDesign) -> Vec<Counter> {
    let plan = &setting.plan;
    let all = plan.counters.iter().fold(SkillSet::EMPTY, |all, it| all.union(setting.skill_set(&it.skills)));
    let wanted = design.counters.map_or(plan.counters.len(), |n| usize::try_from(n).unwrap_or(0));
    // More counters than the plan draws are as its first one, which is for everything.
    let drawn = (0..wanted).filter_map(|n| plan.counters.get(n).or_else(|| plan.counters.first()));
    let counter = |(n, it): (usize, &floor::PlanCounter)| {
        let desk = setting.desk(it);
        let for_all = design.one_for_all == Some(true);
        Counter {
            name: if n < plan.counters.len() { it.name.clone() } else { format!("{}+", it.name) },
            skills: if for_all { all } else { desk.skills },
            special: if for_all { SkillSet::EMPTY } else { desk.special },
            helps_general: for_all || desk.helps_general,
        }
    };
    drawn.enumerate().map(counter).collect()
}

/// Items that can be done here, with their weights among all arrivals: those that would go elsewhere do not come.
fn wanted<'p>(
    pack: &'p Pack,
    setting: &Setting,
    design: &HallDesign,
    counters: &[Counter],
    kiosks: bool,
) -> Vec<(&'p ServiceItem, f64)> {
    let grade = setting.plan.grade;
    let items: Vec<&ServiceItem> = pack.items(setting.day).collect();
    let total: f64 = items.iter().map(|item| item.weight_at(grade)).sum();
    let stays = 1.0 - design.online_pm.unwrap_or(0) as f64 / 1000.0;
    let weight = |item: &ServiceItem| {
        let part = if item.category == PAYMENTS && item.online() { stays } else { 1.0 };
        item.weight_at(grade) * part / total
    };
    let done_here = |item: &&ServiceItem| {
        let needs = setting.items.get(&item.code).map(|facts| facts.skills);
        let at_counter = needs.is_some_and(|needs| counters.iter().any(|it| it.skills.covers(needs)));
        at_counter || (kiosks && item.kiosk_doable())
    };
    let here = items.into_iter().filter(done_here).map(|item| (item, weight(item)));
    here.filter(|(_, weight)| *weight > 0.0).collect()
}

fn hall_item(setting: &Setting, item: &ServiceItem) -> Item {
    let facts = &setting.items[&item.code];
    let time = Law::Learned { mu: facts.service.mu, sigma: facts.service.sigma };
    Item {
        name: item.code.clone(),
        kiosk: item.kiosk_doable().then(|| time.clone()),
        steps: vec![Step { needs: facts.skills, time, again: 0.0 }],
        online: item.online(),
    }
}

fn segments(
    pack: &Pack,
    setting: &Setting,
    people: f64,
    spans: &[Span],
    wanted: &[(&ServiceItem, f64)],
    kiosks: bool,
) -> Vec<Segment> {
    let it = &pack.arrivals;
    let needs = it.need.iter().filter(|it| setting.rules.care_needs.contains(&it.need));
    let care = 1.0 - needs.fold(1.0, |none, it| none * (1.0 - it.share));
    let patience = Law::Learned { mu: it.patience.median_s.max(1.0).ln(), sigma: it.patience.sigma };
    let mix: Vec<Wants> =
        wanted.iter().enumerate().map(|(item, (_, share))| Wants { item, share: *share }).collect();
    let segment = |class: PriorityClass, share: f64| Segment {
        name: class.as_str().to_owned(),
        class,
        arrivals: curve(&it.hour, people * share, spans),
        party: Party::default(),
        mix: mix.clone(),
        triage: Triage { online: it.accepts_online, kiosk: if kiosks { it.accepts_kiosk } else { 0.0 } },
        patience: Some(patience.clone()),
    };
    vec![segment(PriorityClass::Normal, 1.0 - care), segment(PriorityClass::Care, care)]
}

/// `people` of a day by quarters of an hour from the opening on; nobody comes while doors are closed.
fn curve(hour: &[f64], people: f64, spans: &[Span]) -> Curve {
    let total: f64 = hour.iter().sum();
    let (opens, closes) = (spans[0].from_s, spans[spans.len() - 1].to_s);
    let rate = |slot: u32| {
        let at = opens + slot * SLOT_S;
        let open = spans.iter().any(|span| (span.from_s..span.to_s).contains(&at));
        let weight = hour.get((at / 3600) as usize % 24).copied().unwrap_or(0.0);
        if open { people * weight / total } else { 0.0 }
    };
    Curve { slot_s: SLOT_S, per_h: (0..(closes - opens).div_ceil(SLOT_S)).map(rate).collect() }
}

/// The work at counters, for staffing: customers of each quarter of an hour of each span of opening, and how long they take.
pub(crate) struct Work {
    /// By span: when it begins, in minutes after midnight, and customers by quarters.
    pub(crate) spans: Vec<(i64, Vec<f64>)>,
    /// Mean time at the counter with the turn before it, in minutes.
    pub(crate) service_min: f64,
    /// Squared coefficient of variation of it.
    pub(crate) service_cv2: f64,
    /// Mean patience, in minutes.
    pub(crate) patience_min: f64,
}

/// The work at counters of a hall: without those whom the guide sends online or to a kiosk.
pub(crate) fn work(hall: &Hall, spans: &[Span]) -> Work {
    let mut sums = (0.0, 0.0, 0.0);
    let turn = hall.turn.as_ref().map_or((0.0, 0.0), |law| (law.mean_s(), law.mean_square_s2()));
    let triage = hall.segments.first().map_or(Triage::default(), |it| it.triage);
    let at_counter = |item: &Item| {
        let online = if item.online { triage.online } else { 0.0 };
        let kiosk = if item.kiosk.is_some() { triage.kiosk } else { 0.0 };
        (1.0 - online - kiosk).max(0.0)
    };
    let mix = hall.segments.first().map_or(&[][..], |it| &it.mix[..]);
    let all: f64 = mix.iter().map(|it| it.share).sum();
    for wants in mix {
        let item = &hall.items[wants.item];
        let (share, time) = (wants.share / all * at_counter(item), &item.steps[0].time);
        let (mean, square) =
            (time.mean_s() + turn.0, time.mean_square_s2() + 2.0 * time.mean_s() * turn.0 + turn.1);
        sums = (sums.0 + share, sums.1 + share * mean, sums.2 + share * square);
    }
    let (stay, mean) = (sums.0, sums.1 / sums.0.max(1e-9));
    let square = sums.2 / sums.0.max(1e-9);
    let visitors = |span: &Span| {
        let slots = (span.from_s - hall.opens_s) / SLOT_S..(span.to_s - hall.opens_s).div_ceil(SLOT_S);
        let of = |slot: u32| {
            let rates = hall.segments.iter().filter_map(|it| it.arrivals.per_h.get(slot as usize));
            rates.sum::<f64>() / 4.0 * stay
        };
        (i64::from(span.from_s / 60), slots.map(of).collect())
    };
    let patience =
        hall.segments.first().and_then(|it| it.patience.as_ref()).map_or(f64::INFINITY, Law::mean_s);
    Work {
        spans: spans.iter().map(visitors).collect(),
        service_min: mean / 60.0,
        service_cv2: (square / (mean * mean) - 1.0).max(0.0),
        patience_min: patience / 60.0,
    }
}

impl Work {
    /// What the staffing of a hall with `most` counters is asked: a day for each span of opening, with the minute it
    /// begins.
    pub(crate) fn days(&self, most: u32) -> Vec<(i64, StaffDay)> {
        let day = |(from, visitors): &(i64, Vec<f64>)| {
            let day = StaffDay {
                visitors: visitors.clone(),
                service_min: self.service_min,
                service_cv2: self.service_cv2,
                patience_min: self.patience_min.is_finite().then_some(self.patience_min),
                counters_min: 1,
                counters_max: most,
            };
            (*from, day)
        };
        self.spans.iter().map(day).collect()
    }
}

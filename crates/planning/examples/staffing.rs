//! What staffing and the roster reach, beside what a spreadsheet does: a table, and the same as one line of JSON at the end.
//!
//! `cargo run --release -p planning --example staffing [-- SEED [DAYS]]`: `SEED` of the played days that check the plans
//! (101 without), and how many of them (20000 without).

use std::time::Instant;

use planning::roster::{
    Band, Contract, Need, Pause, Person, RestRules, RosterAnswer, RosterDay, RosterEffort, RosterQuestion,
    RosterRefusal, Shift, Want, Weights, Wish, mend_roster, roster,
};
use planning::staff::{
    Effort, ExactDay, FormulaName, Judge, Per, PlayedDays, StaffDay, Staffing, StaffingRefusal, Target,
    by_formula, extra_clerks, staff,
};
use planning::{Silent, Stream};
use serde_json::{Value, json};

/// What is promised: four of five within five minutes, in every hour.
const TARGET: Target = Target { share: 0.8, wait_min: 5.0, per: Per::Hour };
/// What is asked for, so that what is played shows the promise kept beyond its interval.
const ASKED: f64 = 0.805;

fn main() -> Result<(), String> {
    let number = |at: usize, otherwise| {
        std::env::args()
            .nth(at)
            .map_or(Ok(otherwise), |text| text.parse().map_err(|_| format!("no number: {text}")))
    };
    let staffing =
        staffing(number(1, 101)?, number(2, 20_000)? as u32).map_err(|refusal| format!("{refusal:?}"))?;
    let roster = rostering().map_err(|refusal| format!("{refusal:?}"))?;
    println!("{}", json!({ "bench": "staffing", "staffing": staffing, "roster": roster }));
    Ok(())
}

/// Ten opening hours with a peak in the late morning and one in the afternoon; services of eighteen minutes. Visitors a
/// minute by hours are a third of 0.5, 1.1, 1.5, 1.3, 0.6, 0.5, 1.1, 1.4, 1.0, 0.4.
fn double_peak() -> StaffDay {
    let by_hour = [0.5, 1.1, 1.5, 1.3, 0.6, 0.5, 1.1, 1.4, 1.0, 0.4];
    StaffDay {
        visitors: by_hour.iter().flat_map(|rate| [rate / 3.0 * 15.0; 4]).collect(),
        service_min: 18.0,
        service_cv2: 1.0,
        patience_min: None,
        counters_min: 1,
        counters_max: 20,
    }
}

/// Hours that miss the promise: by computation, and by what is played, with the worst share and its interval.
fn missed(day: &StaffDay, counters: &[u32], played: &PlayedDays) -> (usize, usize, Vec<f64>) {
    let hours = |judge: &dyn Judge| judge.periods(counters);
    let count = |hours: &[planning::staff::Reached]| hours.iter().filter(|p| p.within < TARGET.share).count();
    let seen = hours(played);
    let shares = seen.iter().map(|p| (p.within * 1e4).round() / 1e4).collect();
    (count(&hours(&ExactDay::new(day, &TARGET))), count(&seen), shares)
}

fn staffing(seed: u64, days: u32) -> Result<Value, StaffingRefusal> {
    let day = double_peak();
    let played = PlayedDays::new(&day, &TARGET, days, seed);
    println!("Double peak, 18 minutes a service, 80 % within 5 minutes in each of ten hours");
    println!("{:<22} {:>14} {:>16} {:>14}", "plan", "counter-hours", "hours missed", "missed, played");
    let mut rows = vec![];
    let mut show = |name: &str, counters: &[u32]| {
        let (computed, seen, shares) = missed(&day, counters, &played);
        let hours = f64::from(counters.iter().sum::<u32>()) / 4.0;
        println!("{name:<22} {hours:>14.2} {computed:>16} {seen:>14}");
        rows.push(json!({ "plan": name, "counter_hours": hours, "missed": computed, "missed_played": seen,
            "shares_played": shares }));
    };
    for (name, formula) in [
        ("hourly Erlang-C", FormulaName::HourlyErlang),
        ("lagged", FormulaName::Lagged),
        ("modified load", FormulaName::ModifiedLoad),
        ("backlog carryover", FormulaName::BacklogCarryover),
    ] {
        show(name, &by_formula(&day, &TARGET, formula));
    }
    let begun = Instant::now();
    let asked = Target { share: ASKED, ..TARGET };
    let plan = staff(&day, &asked, &ExactDay::new(&day, &asked), Effort::default(), &Silent)?;
    let seconds = begun.elapsed().as_secs_f64();
    show("gridhall", &plan.counters);
    println!("gridhall asked the exact judge {} times in {seconds:.1} s", plan.judged);
    Ok(json!({ "plans": rows, "seed": seed, "played_days": days, "judged": plan.judged, "seconds": seconds,
        "counters": plan.counters, "extra": extra(&day, &plan) }))
}

/// What each extra clerk buys, at 60 yuan an hour.
fn extra(day: &StaffDay, plan: &Staffing) -> Value {
    let judge = ExactDay::new(day, &TARGET);
    let curve = extra_clerks(day, &TARGET, &judge, &plan.counters, -1..=2, 6_000);
    println!("{:>6} {:>10} {:>10} {:>10} {:>8}", "clerks", "P90 min", "in time", "worst", "yuan");
    for point in &curve {
        let yuan = point.cost_fen / 100;
        let (p90, within, worst) = (point.waits.p90_min, point.within, point.worst_within);
        println!("{:>+6} {p90:>10.2} {within:>10.4} {worst:>10.4} {yuan:>8}", point.delta);
    }
    json!(curve)
}

/// A month of a hall of twelve: two peaks a day, a skill that somebody must always have, full and half contracts, leave and
/// wishes drawn from the seed.
fn month(seed: u64, people: usize) -> RosterQuestion {
    let mut draw = Stream::new(seed, 0);
    let shift = |code: &str, start_slot, slots, window: Option<(u32, u32)>, band| {
        let pause =
            |(earliest_slot, latest_slot)| Pause { earliest_slot, latest_slot, slots: 4, paid: false };
        Shift { code: code.into(), start_slot, slots, pause: window.map(pause), band }
    };
    let shape = [2, 4, 5, 3, 2, 3, 5, 4, 2];
    let day = |day: usize| {
        let scale = if day % 7 >= 5 { 3 } else { 5 };
        let of_hour = |part: &u32| [(part * scale * people as u32 / 60).max(1); 4];
        let all: Vec<u32> = shape.iter().flat_map(of_hour).collect();
        let skilled = vec![1; all.len()];
        let needs = vec![
            Need { skill: None, from_slot: 34, people: all },
            Need { skill: Some(0), from_slot: 34, people: skilled },
        ];
        RosterDay { rest_day: day % 7 >= 5, needs }
    };
    let person = |at: usize| Person {
        key: format!("p{at}"),
        skills: if at.is_multiple_of(2) { vec![0, 1] } else { vec![1] },
        contract: usize::from(at >= people * 3 / 4),
        away: if draw.below(4) == 0 { vec![draw.below(28)] } else { vec![] },
        wishes: (0..2).map(|_| Wish { day: draw.below(28), want: Want::Off, weight: 50 }).collect(),
        ..Person::default()
    };
    let contract = |name: &str, least: u32, most: u32| Contract {
        name: name.into(),
        week_min_min: least * 60,
        week_max_min: most * 60,
    };
    RosterQuestion {
        first_weekday: 1,
        people: (0..people).map(person).collect(),
        days: (0..28).map(day).collect(),
        skills: vec!["contracts".into(), "payments".into()],
        shifts: vec![
            shift("early", 34, 33, Some((44, 52)), Band::Early),
            shift("late", 36, 34, Some((48, 56)), Band::Late),
            shift("morning", 34, 18, None, Band::Plain),
            shift("afternoon", 52, 18, None, Band::Plain),
        ],
        contracts: vec![contract("full", 32, 44), contract("half", 12, 24)],
        rules: RestRules { rest_min: 11 * 60, run_days_max: 6, week_off_min: 1 },
        weights: Weights::default(),
        pins: vec![],
    }
}

fn rostering() -> Result<Value, RosterRefusal> {
    println!("A month of 28 days, four shifts, two skills, two contracts");
    println!(
        "{:<10} {:>8} {:>8} {:>8} {:>7} {:>6} {:>8}",
        "people", "points", "bound", "gap %", "short", "soft", "s"
    );
    let mut rows = vec![];
    for people in [8, 12, 24] {
        let mut question = month(20_261_126, people);
        let begun = Instant::now();
        let found = roster(&question, RosterEffort::default(), &Silent)?;
        let seconds = begun.elapsed().as_secs_f64();
        show(&people.to_string(), &found, seconds);
        // The first to work on the tenth day falls out for two days.
        let Some(lost) = found.roster.assignments.iter().find(|at| at.day == 9).map(|at| at.person) else {
            continue;
        };
        question.people[lost].away.extend([9, 10]);
        let begun = Instant::now();
        let mended = mend_roster(&question, &found.roster, RosterEffort::default(), &Silent)?;
        let mend_seconds = begun.elapsed().as_secs_f64();
        show("  mended", &mended, mend_seconds);
        println!("           {} cells changed, at least {}", mended.changes.len(), mended.changes_bound);
        rows.push(json!({ "people": people, "days": 28, "points": found.price.total, "bound": found.bound,
            "gap": found.gap, "short": found.price.short, "steps": found.steps, "seconds": seconds,
            "mended_changes": mended.changes.len(), "mended_changes_bound": mended.changes_bound,
            "mended_short": mended.price.short, "mended_seconds": mend_seconds }));
    }
    Ok(json!(rows))
}

fn show(name: &str, answer: &RosterAnswer, seconds: f64) {
    let (total, bound, gap) = (answer.price.total, answer.bound, 100.0 * answer.gap);
    let (short, soft) = (answer.price.short, answer.breaches.len());
    println!("{name:<10} {total:>8} {bound:>8} {gap:>8.2} {short:>7} {soft:>6} {seconds:>8.1}");
}

//! Who comes when, and for what: drawn ahead from the pack's patterns, so that a seed makes the same day.

use kernel::{CareNeed, Day, DayKind, Grade, Time};
use pack::{DayFactor, Pack};

use super::City;
use super::dice::Dice;

/// Somebody who comes to a hall.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// When.
    pub(crate) at: Time,
    /// For which service items.
    pub(crate) items: Vec<String>,
    /// With which needs.
    pub(crate) needs: Vec<CareNeed>,
    /// Dice of their own.
    pub(crate) dice: Dice,
}

/// People of one day in a hall of `grade`, in the order they come.
pub(crate) fn arrivals(city: &City, grade: Grade, code: &str) -> Vec<Arrival> {
    let pack = &city.pack;
    let mut dice = Dice::of(city.seed, &format!("{code} {}", city.day));
    let Some(of_grade) = pack.arrivals.grade.iter().find(|it| it.grade == grade) else { return Vec::new() };
    #[allow(clippy::cast_precision_loss)]
    let usual = dice.between(of_grade.people_low as f64, of_grade.people_high as f64);
    let people = usual * factor(pack, city.day);
    let total: f64 = pack.arrivals.hour.iter().sum();
    let midnight = city.day.start(city.zone);
    let mut all = Vec::new();
    for (hour, weight) in pack.arrivals.hour.iter().enumerate() {
        // Within an hour people come independently of each other: the gaps are exponential.
        let per_second = people * weight / total / 3600.0;
        let mut second = 0.0;
        loop {
            // Without anybody in this hour the gap is endless.
            second += -(1.0 - dice.share()).ln() / per_second;
            if second.is_nan() || second >= 3600.0 {
                break;
            }
            #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
            let at = midnight.plus_s(hour as i64 * 3600 + second as i64);
            let mut own = Dice::of(city.seed, &format!("{code} {} {}", city.day, all.len()));
            let items = items(pack, city.day, grade, &mut own);
            let needs = needs(pack, &mut own);
            all.push(Arrival { at, items, needs, dice: own });
        }
    }
    all
}

/// How many more or fewer people come than on a usual day.
pub(crate) fn factor(pack: &Pack, day: Day) -> f64 {
    let arrivals = &pack.arrivals;
    let calendar = pack.working_calendar();
    let kind = |day: Day| calendar.kind(day).unwrap_or(DayKind::Workday);
    let weekday = usize::try_from(day.weekday() - 1).ok().and_then(|index| arrivals.weekday.get(index));
    let by_day = match kind(day) {
        DayKind::Holiday => arrivals.holiday,
        DayKind::MakeUpWorkday => arrivals.make_up_workday,
        DayKind::Workday | DayKind::Weekend => weekday.copied().unwrap_or(1.0),
    };
    let off = |day: Day| kind(day) == DayKind::Holiday;
    let before = if !off(day) && off(day.plus(1)) { arrivals.before_holiday } else { 1.0 };
    let after = if !off(day) && off(day.plus(-1)) { arrivals.after_holiday } else { 1.0 };
    let in_cycle = |it: &&DayFactor| (it.from..=it.to).contains(&day.day_of_month());
    let cycle = arrivals.billing_cycle.iter().find(in_cycle).map_or(1.0, |it| it.factor);
    by_day * before * after * cycle
}

fn items(pack: &Pack, day: Day, grade: Grade, dice: &mut Dice) -> Vec<String> {
    let all: Vec<_> = pack.items(day).collect();
    let mut draw = || dice.by_weight(&all, |item| item.weight_at(grade)).map(|item| item.code.clone());
    let first = draw();
    let second = draw();
    let mut items: Vec<String> = first.into_iter().collect();
    if dice.chance(pack.arrivals.two_items) {
        items.extend(second.filter(|second| !items.contains(second)));
    }
    items
}

fn needs(pack: &Pack, dice: &mut Dice) -> Vec<CareNeed> {
    let shares = pack.arrivals.need.iter();
    shares.filter(|it| dice.chance(it.share)).map(|it| it.need).collect()
}

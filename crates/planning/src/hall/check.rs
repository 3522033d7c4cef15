//! Whether a hall makes sense, before a day of it is played. Looks at numbers and lists; whether somebody can do what
//! people come for is asked of the floor's own rule, where the plan is made.

use super::{Ask, Bookings, Clerk, Curve, Hall, HallRefusal, Item, Law, Live, Segment, Span, Triage};

/// The clerks that one hall may have in a day; as many bits has the word that holds who is free.
pub(super) const CLERKS_MAX: usize = 128;
/// The kiosks.
pub(super) const KIOSKS_MAX: u32 = 64;
/// The longest that is played in one go.
const LAST_S: f64 = 40.0 * 86_400.0;
/// The people that may be expected in one go; each takes a hundred bytes.
const PEOPLE_MAX: f64 = 2e6;
/// The longest mean of any length of time: a week.
const LONG_S: f64 = 7.0 * 86_400.0;
/// The shortest mean of one that is drawn.
const SHORT_S: f64 = 1e-3;
const LIST_MAX: usize = 1_000;
const STEPS_MAX: usize = 8;

type Checked = Result<(), HallRefusal>;

/// Refuses what is not a number, or not within `least..=most`.
fn within(field: impl Into<String>, value: f64, least: f64, most: f64) -> Checked {
    if !value.is_finite() {
        let set = if value == f64::INFINITY { most } else { least };
        return Err(HallRefusal::NotFinite { field: field.into(), set });
    }
    if value < least || value > most {
        return Err(HallRefusal::OutOfRange { field: field.into(), value, least, most });
    }
    Ok(())
}

fn some<T>(field: &str, list: &[T], most: usize) -> Checked {
    if list.is_empty() {
        return Err(HallRefusal::Empty { field: field.into() });
    }
    at_most(field, list.len(), most)
}

fn at_most(field: &str, given: usize, most: usize) -> Checked {
    if given > most { Err(HallRefusal::TooMany { field: field.into(), given, most }) } else { Ok(()) }
}

fn index(field: impl Into<String>, index: usize, of: usize) -> Checked {
    if index >= of { Err(HallRefusal::NoSuch { field: field.into(), index, of }) } else { Ok(()) }
}

/// Refuses a hall that cannot be played.
pub(super) fn hall(hall: &Hall) -> Checked {
    within("closes_s", f64::from(hall.closes_s), f64::from(hall.opens_s) + 1.0, LAST_S)?;
    if let Err(refusal) = hall.rules.check() {
        return Err(HallRefusal::Rules { field: refusal.field.into(), must: refusal.must.into() });
    }
    some("items", &hall.items, LIST_MAX)?;
    some("segments", &hall.segments, 64)?;
    at_most("bookings", hall.bookings.len(), 64)?;
    at_most("counters", hall.counters.len(), LIST_MAX)?;
    at_most("clerks", hall.clerks.len(), CLERKS_MAX)?;
    for (i, it) in hall.items.iter().enumerate() {
        item(&format!("items[{i}]"), it)?;
    }
    for (i, it) in hall.segments.iter().enumerate() {
        segment(&format!("segments[{i}]"), it, hall)?;
    }
    for (i, it) in hall.bookings.iter().enumerate() {
        bookings(&format!("bookings[{i}]"), it, hall)?;
    }
    people(hall)?;
    for (i, it) in hall.clerks.iter().enumerate() {
        clerk(i, it, hall)?;
    }
    counters_apart(hall)?;
    kiosks(hall)?;
    if let Some(places) = hall.places {
        within("places", f64::from(places), 1.0, 1e6)?;
    }
    if let Some(turn) = &hall.turn {
        law("turn", turn)?;
    }
    costs(hall)
}

/// No more people than can be held in memory.
fn people(hall: &Hall) -> Checked {
    let open_h = f64::from(hall.closes_s - hall.opens_s) / 3600.0;
    for (i, it) in hall.segments.iter().enumerate() {
        let slot_h = f64::from(it.arrivals.slot_s) / 3600.0;
        let slots = it.arrivals.per_h.iter().zip(0..).map(|(rate, n)| {
            let left_h = open_h - slot_h * f64::from(n);
            rate * slot_h.min(left_h).max(0.0)
        });
        let expected =
            slots.sum::<f64>() * f64::midpoint(f64::from(it.party.least), f64::from(it.party.most));
        if expected > PEOPLE_MAX / hall.segments.len() as f64 {
            let (worst, rate) = greatest(&it.arrivals.per_h);
            let field = format!("segments[{i}].arrivals.per_h[{worst}]");
            let most = rate * PEOPLE_MAX / hall.segments.len() as f64 / expected;
            return Err(HallRefusal::OutOfRange { field, value: rate, least: 0.0, most });
        }
    }
    Ok(())
}

/// Refuses a question that has no answer, or one that would fill the memory.
pub(super) fn ask(hall: &Hall, ask: &Ask) -> Checked {
    const ROWS_MAX: f64 = 5e6;
    within("ask.days", f64::from(ask.days), 1.0, (ROWS_MAX / (hall.segments.len() + 1) as f64).floor())?;
    within("ask.threads", ask.threads as f64, 1.0, 256.0)?;
    within("ask.level", ask.level, 0.5, 0.999_999)?;
    within("ask.slot_s", f64::from(ask.slot_s), 1.0, LAST_S)?;
    within("ask.until_s", ask.until_s.map_or(LAST_S, f64::from), f64::from(hall.opens_s), LAST_S)
}

fn greatest(values: &[f64]) -> (usize, f64) {
    let pairs = values.iter().copied().enumerate();
    pairs.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
}

fn item(field: &str, item: &Item) -> Checked {
    at_most(&format!("{field}.steps"), item.steps.len(), STEPS_MAX)?;
    for (i, step) in item.steps.iter().enumerate() {
        law(&format!("{field}.steps[{i}].time"), &step.time)?;
        within(format!("{field}.steps[{i}].again"), step.again, 0.0, 0.9)?;
    }
    item.kiosk.as_ref().map_or(Ok(()), |kiosk| law(&format!("{field}.kiosk"), kiosk))
}

fn segment(field: &str, segment: &Segment, hall: &Hall) -> Checked {
    curve(&format!("{field}.arrivals"), &segment.arrivals)?;
    within(format!("{field}.party.least"), f64::from(segment.party.least), 1.0, 200.0)?;
    within(
        format!("{field}.party.most"),
        f64::from(segment.party.most),
        f64::from(segment.party.least),
        200.0,
    )?;
    some(&format!("{field}.mix"), &segment.mix, LIST_MAX)?;
    for (i, wants) in segment.mix.iter().enumerate() {
        index(format!("{field}.mix[{i}].item"), wants.item, hall.items.len())?;
        within(format!("{field}.mix[{i}].share"), wants.share, 0.0, 1e9)?;
    }
    let shares: f64 = segment.mix.iter().map(|wants| wants.share).sum();
    within(format!("{field}.mix[0].share"), if shares > 0.0 { 1.0 } else { 0.0 }, 1e-9, 1.0)?;
    let Triage { online, kiosk } = segment.triage;
    within(format!("{field}.triage.online"), online, 0.0, 1.0)?;
    within(format!("{field}.triage.kiosk"), kiosk, 0.0, 1.0 - online)?;
    segment.patience.as_ref().map_or(Ok(()), |patience| law(&format!("{field}.patience"), patience))
}

fn curve(field: &str, curve: &Curve) -> Checked {
    within(format!("{field}.slot_s"), f64::from(curve.slot_s), 1.0, LAST_S)?;
    at_most(&format!("{field}.per_h"), curve.per_h.len(), 100_000)?;
    for (i, rate) in curve.per_h.iter().enumerate() {
        within(format!("{field}.per_h[{i}]"), *rate, 0.0, 1e6)?;
    }
    Ok(())
}

fn bookings(field: &str, bookings: &Bookings, hall: &Hall) -> Checked {
    index(format!("{field}.segment"), bookings.segment, hall.segments.len())?;
    at_most(&format!("{field}.slots"), bookings.slots.len(), 10_000)?;
    for (i, slot) in bookings.slots.iter().enumerate() {
        let (opens, closes) = (f64::from(hall.opens_s), f64::from(hall.closes_s));
        within(format!("{field}.slots[{i}].at_s"), f64::from(slot.at_s), opens, closes)?;
        within(format!("{field}.slots[{i}].people"), f64::from(slot.people), 0.0, 10_000.0)?;
    }
    let people: f64 = bookings.slots.iter().map(|slot| f64::from(slot.people)).sum();
    let most = PEOPLE_MAX / 64.0;
    if people > most {
        let at = bookings.slots.iter().zip(0..).max_by_key(|(slot, _)| slot.people).map_or(0, |(_, at)| at);
        let field = format!("{field}.slots[{at}].people");
        let value = f64::from(bookings.slots[at].people);
        return Err(HallRefusal::OutOfRange {
            field,
            value,
            least: 0.0,
            most: (value - people + most).max(0.0),
        });
    }
    within(format!("{field}.lateness.mean_s"), bookings.lateness.mean_s, -86_400.0, 86_400.0)?;
    within(format!("{field}.lateness.deviation_s"), bookings.lateness.deviation_s, 0.0, 86_400.0)?;
    within(format!("{field}.no_show"), bookings.no_show, 0.0, 1.0)
}

fn clerk(at: usize, clerk: &Clerk, hall: &Hall) -> Checked {
    let field = format!("clerks[{at}]");
    index(format!("{field}.counter"), clerk.counter, hall.counters.len())?;
    at_most(&format!("{field}.shifts"), clerk.shifts.len(), LIST_MAX)?;
    at_most(&format!("{field}.breaks"), clerk.breaks.len(), LIST_MAX)?;
    spans(&format!("{field}.shifts"), &clerk.shifts)?;
    spans(&format!("{field}.breaks"), &clerk.breaks)?;
    for (i, rest) in clerk.breaks.iter().enumerate() {
        let inside = |shift: &Span| shift.from_s <= rest.from_s && rest.to_s <= shift.to_s;
        if !clerk.shifts.iter().any(inside) {
            return Err(HallRefusal::OutsideShift { field: format!("{field}.breaks[{i}]"), clerk: at });
        }
    }
    Ok(())
}

/// In order, apart, and none backwards.
fn spans(field: &str, spans: &[Span]) -> Checked {
    let mut free_s = 0;
    for (i, span) in spans.iter().enumerate() {
        let field = format!("{field}[{i}]");
        within(format!("{field}.to_s"), f64::from(span.to_s), 0.0, LAST_S)?;
        if span.to_s <= span.from_s {
            return Err(HallRefusal::Backwards { field, from_s: span.from_s });
        }
        if span.from_s < free_s {
            return Err(HallRefusal::Overlap { field, free_s });
        }
        free_s = span.to_s;
    }
    Ok(())
}

/// One clerk at a time at each counter.
fn counters_apart(hall: &Hall) -> Checked {
    let shifts = |clerk: &Clerk| clerk.shifts.clone();
    for (i, one) in hall.clerks.iter().enumerate() {
        for (j, other) in
            hall.clerks.iter().enumerate().skip(i + 1).filter(|(_, it)| it.counter == one.counter)
        {
            for a in shifts(one) {
                if other.shifts.iter().any(|b| a.from_s < b.to_s && b.from_s < a.to_s) {
                    let (counter, free_s) = (one.counter, a.to_s);
                    return Err(HallRefusal::CounterTaken { counter, by: i, clerk: j, free_s });
                }
            }
        }
    }
    Ok(())
}

fn kiosks(hall: &Hall) -> Checked {
    let Some(kiosks) = &hall.kiosks else { return Ok(()) };
    within("kiosks.count", f64::from(kiosks.count), 0.0, f64::from(KIOSKS_MAX))?;
    within("kiosks.unsolved", kiosks.unsolved, 0.0, 1.0)?;
    kiosks.failures.as_ref().map_or(Ok(()), |failures| {
        within("kiosks.failures.mean_up_s", failures.mean_up_s, 60.0, 1e9)?;
        law("kiosks.failures.repair", &failures.repair)
    })
}

fn costs(hall: &Hall) -> Checked {
    let costs = [
        ("costs.clerk_fen_per_h", hall.costs.clerk_fen_per_h),
        ("costs.kiosk_fen_per_day", hall.costs.kiosk_fen_per_day),
        ("costs.wait_fen_per_h", hall.costs.wait_fen_per_h),
        ("costs.lost_fen", hall.costs.lost_fen),
    ];
    costs.into_iter().try_for_each(|(field, fen)| within(field, fen as f64, 0.0, 1e12))
}

/// A law of lengths with a mean of at most a week.
fn law(field: &str, law: &Law) -> Checked {
    let field_of = |name: &str| format!("{field}.{name}");
    match law {
        Law::Fixed { s } => within(field_of("s"), *s, 0.0, LONG_S),
        Law::Exponential { mean_s } => within(field_of("mean_s"), *mean_s, SHORT_S, LONG_S),
        Law::Gamma { mean_s, shape } => {
            within(field_of("mean_s"), *mean_s, SHORT_S, LONG_S)?;
            within(field_of("shape"), *shape, 0.05, 1e6)
        }
        Law::Lognormal { mean_s, deviation_s } => {
            within(field_of("mean_s"), *mean_s, SHORT_S, LONG_S)?;
            within(field_of("deviation_s"), *deviation_s, 0.0, 20.0 * mean_s)
        }
        Law::Learned { mu, sigma } => {
            within(field_of("mu"), *mu, libm::log(SHORT_S), libm::log(LONG_S))?;
            within(field_of("sigma"), *sigma, 0.0, 2.5)
        }
        Law::Empirical { quantiles_s } => {
            let field = field_of("quantiles_s");
            if quantiles_s.len() < 2 {
                return Err(HallRefusal::Empty { field: format!("{field}[{}]", quantiles_s.len()) });
            }
            at_most(&field, quantiles_s.len(), 100_000)?;
            let mut before = 0.0;
            for (i, s) in quantiles_s.iter().enumerate() {
                within(format!("{field}[{i}]"), *s, 0.0, LONG_S)?;
                if *s < before {
                    return Err(HallRefusal::NotAscending { field: format!("{field}[{i}]"), least: before });
                }
                before = *s;
            }
            Ok(())
        }
    }
}

/// Refuses a moment that does not fit its hall.
pub(super) fn live(hall: &Hall, live: &Live) -> Checked {
    within("live.at_s", f64::from(live.at_s), f64::from(hall.opens_s), f64::from(hall.closes_s))?;
    at_most("live.waiting", live.waiting.len(), 100_000)?;
    let item_step = |field: &str, segment: usize, item: usize, step: usize| {
        index(format!("{field}.segment"), segment, hall.segments.len())?;
        index(format!("{field}.item"), item, hall.items.len())?;
        index(format!("{field}.step"), step, hall.items[item].steps.len())
    };
    for (i, stands) in live.waiting.iter().enumerate() {
        let field = format!("live.waiting[{i}]");
        item_step(&field, stands.segment, stands.item, stands.step)?;
        within(format!("{field}.since_s"), stands.since_s as f64, -86_400.0, LAST_S)?;
        if let Some(counter) = stands.only_counter {
            index(format!("{field}.only_counter"), counter, hall.counters.len())?;
        }
    }
    for (i, served) in live.serving.iter().enumerate() {
        let field = format!("live.serving[{i}]");
        index(format!("{field}.clerk"), served.clerk, hall.clerks.len())?;
        item_step(&field, served.segment, served.item, served.step)?;
        within(format!("{field}.since_s"), served.since_s as f64, -86_400.0, f64::from(live.at_s))?;
        if live.serving[..i].iter().any(|other| other.clerk == served.clerk) {
            return Err(HallRefusal::ServesTwo { field, clerk: served.clerk });
        }
    }
    for (i, away) in live.away.iter().enumerate() {
        index(format!("live.away[{i}].clerk"), away.clerk, hall.clerks.len())?;
    }
    if !live.still_booked.is_empty() && live.still_booked.len() != hall.bookings.len() {
        let (index, of) = (live.still_booked.len(), hall.bookings.len());
        return Err(HallRefusal::NoSuch { field: "live.still_booked".into(), index, of });
    }
    for (i, (still, bookings)) in live.still_booked.iter().zip(&hall.bookings).enumerate() {
        if still.len() != bookings.slots.len() {
            let field = format!("live.still_booked[{i}]");
            return Err(HallRefusal::NoSuch { field, index: still.len(), of: bookings.slots.len() });
        }
        for (j, (still, slot)) in still.iter().zip(&bookings.slots).enumerate() {
            let most = f64::from(slot.people);
            within(format!("live.still_booked[{i}][{j}]"), f64::from(*still), 0.0, most)?;
        }
    }
    Ok(())
}

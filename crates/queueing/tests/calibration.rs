//! Is a P90 a P90? Many random halls, each forecast and then played once by a simulator that shares nothing with the
//! forecast: own generator, own sampling, own queue. The share of true waits within the forecast must be what it says.

use kernel::PriorityClass::Normal;
use kernel::TicketId;
use queueing::{
    Desk, DeskNow, DeskState, Forecaster, Pace, Person, ServiceTime, SkillSet, Snapshot, Waiting,
};

mod common;
use common::{NINE, came, desk, rules};

const SEED: u64 = 0x5eed_2026;
const HALLS: u32 = 500;

/// Marsaglia's xorshift64*: another generator than the forecast's.
struct Dice(u64);

impl Dice {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn below(&mut self, n: i64) -> i64 {
        (self.uniform() * n as f64) as i64
    }

    /// Box and Muller.
    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// What services truly are.
#[derive(Clone, Copy)]
enum Truth {
    Lognormal(ServiceTime),
    Exponential { mean_s: f64 },
}

impl Truth {
    fn draw_s(self, dice: &mut Dice) -> f64 {
        match self {
            Truth::Lognormal(t) => (t.mu + t.sigma * dice.normal()).exp(),
            Truth::Exponential { mean_s } => -mean_s * dice.uniform().ln(),
        }
    }

    /// What the forecast is told: mean and deviation.
    fn told(self) -> ServiceTime {
        match self {
            Truth::Lognormal(t) => t,
            Truth::Exponential { mean_s } => ServiceTime::from_mean(mean_s, mean_s).expect("a distribution"),
        }
    }
}

/// A random hall with the truth of each desk and person.
struct Case {
    snapshot: Snapshot,
    served_s: Vec<f64>,
    truths: Vec<Truth>,
}

fn case(dice: &mut Dice, truth: fn(&mut Dice) -> Truth, lossy: bool) -> Case {
    let mut case = Case {
        snapshot: Snapshot {
            now: NINE,
            desks: vec![],
            waiting: vec![],
            due: vec![],
            newcomers: vec![],
            pace: Pace::default(),
        },
        served_s: vec![],
        truths: vec![],
    };
    for id in 1..=2 + dice.below(4) {
        let truth = truth(dice);
        let elapsed_s = dice.below(600);
        // The first can do everything; what remains of the service is found by trying.
        let skills = if id == 1 { 0b11 } else { 1 + dice.below(3) as u64 };
        let since = NINE.plus_s(-elapsed_s);
        let total_s = std::iter::repeat_with(|| truth.draw_s(dice)).find(|s| *s > elapsed_s as f64);
        case.served_s.push(total_s.expect("an endless iterator") - elapsed_s as f64);
        case.snapshot.desks.push(DeskNow {
            desk: Desk { skills: SkillSet(skills), ..desk(id) },
            state: DeskState::Serving { ticket: TicketId(id), since, service: truth.told() },
            closes_at: None,
        });
    }
    for id in 0..3 + dice.below(15) {
        let truth = truth(dice);
        let waiting =
            Waiting { needs: SkillSet(1 + dice.below(2) as u64), ..came(1000 + id, Normal, 60 - id) };
        let (no_show, gives_up_per_h) = if lossy { (0.15, 1.5) } else { (0.0, 0.0) };
        case.snapshot.waiting.push(Person { waiting, service: truth.told(), no_show, gives_up_per_h });
        case.truths.push(truth);
    }
    case
}

/// Plays the case once and returns the true wait of the last in line, given that it stays.
fn true_wait_s(case: &Case, dice: &mut Dice) -> f64 {
    let mut free_s = case.served_s.clone();
    let mut line: Vec<usize> = (0..case.truths.len()).collect();
    loop {
        let desk = (0..free_s.len()).min_by(|a, b| free_s[*a].total_cmp(&free_s[*b])).expect("a desk");
        let at_s = free_s[desk];
        let skills = case.snapshot.desks[desk].desk.skills;
        let able = |p: &usize| skills.covers(case.snapshot.waiting[*p].waiting.needs);
        let Some(place) = line.iter().position(able) else {
            free_s[desk] = f64::INFINITY;
            continue;
        };
        let who = line.remove(place);
        if who + 1 == case.truths.len() {
            return at_s;
        }
        let person = &case.snapshot.waiting[who];
        let patience_s = match person.gives_up_per_h {
            0.0 => f64::INFINITY,
            rate => -dice.uniform().ln() / rate * 3600.0,
        };
        if patience_s < at_s {
            continue;
        }
        let no_show = dice.uniform() < person.no_show;
        free_s[desk] += if no_show { rules().no_show_hold_s as f64 } else { case.truths[who].draw_s(dice) };
    }
}

/// Asserts that the true wait is within P50 and P90 as often as they say, but for chance (3.5 standard deviations of
/// the binomial) and `slack` for a model that is not the truth.
#[track_caller]
fn calibrated(truth: fn(&mut Dice) -> Truth, lossy: bool, slack: f64) {
    let mut dice = Dice(SEED);
    let mut forecaster = Forecaster::default();
    let (mut within_p50, mut within_p90) = (0, 0);
    for hall in 0..HALLS {
        let case = case(&mut dice, truth, lossy);
        let said = forecaster.forecast(&case.snapshot, &rules(), SEED ^ u64::from(hall), 199);
        let wait = said.tickets.last().expect("somebody waits").wait;
        let true_s = true_wait_s(&case, &mut dice);
        within_p50 += u32::from(true_s <= f64::from(wait.p50_s.expect("desks are open")));
        within_p90 += u32::from(true_s <= f64::from(wait.p90_s.expect("desks are open")));
    }
    for (name, within, share) in [("P50", within_p50, 0.5), ("P90", within_p90, 0.9_f64)] {
        let found = f64::from(within) / f64::from(HALLS);
        let band = 3.5 * (share * (1.0 - share) / f64::from(HALLS)).sqrt() + slack;
        println!("{name}: {found:.3} within, {share} promised, band {band:.3}, seed {SEED:#x}");
        assert!(
            (found - share).abs() <= band,
            "{name} holds in {found}, not {share} ± {band}; seed {SEED:#x}"
        );
    }
}

fn mixed_lognormal(dice: &mut Dice) -> Truth {
    let mean_s = [120.0, 300.0, 900.0][dice.below(3) as usize];
    Truth::Lognormal(ServiceTime::from_mean(mean_s, mean_s * 0.9).expect("a distribution"))
}

#[test]
fn p50_and_p90_hold_as_often_as_they_say() {
    calibrated(mixed_lognormal, false, 0.0);
}

#[test]
fn p50_and_p90_hold_with_no_shows_and_people_who_give_up() {
    calibrated(mixed_lognormal, true, 0.0);
}

#[test]
fn p50_and_p90_nearly_hold_where_services_are_exponential() {
    // M/M/c: the forecast's lognormal has the same mean and deviation, not the same shape.
    calibrated(|_| Truth::Exponential { mean_s: 300.0 }, false, 0.04);
}

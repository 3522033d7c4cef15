//! Tests: the bound by itself, held to every plan of a county. What a solver answers cannot show a bound that is too high,
//! because no bound is told above the plan that was found.

use super::bound::{Lagrange, Standing};
use super::instance::{Kind, planted};
use super::layout::Layout;
use super::model::Model;
use super::search::options;
use super::worth::Desk;
use super::{Choice, City, Decay, GradeMax, Sizing, Staffing};

/// A county of six sites with features by turns.
fn county(seed: u64) -> City {
    let kind = if seed.is_multiple_of(2) { Kind::Clerks } else { Kind::Grades };
    let mut city = planted(seed, 1, kind).unwrap().city;
    let on = |bit: u32| (seed / 2) >> bit & 1 == 1;
    if on(0) {
        city.constraints.yearly_max = Some(190_000_000);
    }
    if on(1) {
        city.constraints.change_max = Some(50_000_000);
    }
    if on(2) {
        city.weights.worst_tenth = 900.0;
    }
    if on(3) {
        city.constraints.capacity = true;
        city.grades.iter_mut().for_each(|offer| offer.visits_max = 130_000.0);
    }
    if on(4) {
        let decay = Decay::Power { exponent: 1.5 };
        city.choice = Choice::Huff { decay, further_min: 20.0, wait: false };
    }
    if on(5) {
        let (grade, within) = (kernel::Grade::B, super::Allowance::City);
        city.constraints.at_most = vec![GradeMax { grade, within, count: 1 }];
        city.constraints.quotas[0].at_least = kernel::Grade::C;
        city.constraints.quotas[0].count = 3;
    }
    city
}

/// Every plan of a model, with its figure if it keeps the constraints; the best of them.
fn best(model: &Model<'_>) -> Option<(f64, Vec<u8>)> {
    let mut desk = Desk::default();
    let mut layout = Layout::new(model, vec![0; model.sites()]);
    let choices: Vec<Vec<u8>> = model.allowed.iter().map(|bits| options(*bits).collect()).collect();
    let many = choices.iter().map(Vec::len).product::<usize>();
    let mut best: Option<(f64, Vec<u8>)> = None;
    for code in 0..many {
        let mut rest = code;
        for (site, choice) in choices.iter().enumerate() {
            let option = choice[rest % choice.len()];
            rest /= choice.len();
            if layout.option(site) != option {
                layout.set(site, option);
            }
        }
        let score = desk.worth(&layout, 1).score;
        if score.kept() && best.as_ref().is_none_or(|best| score.value < best.0) {
            best = Some((score.value, layout.options().to_vec()));
        }
    }
    best
}

#[test]
fn no_round_of_the_bound_is_above_the_best_plan_there_is() {
    let mut closest = [0.0_f64; 2];
    let mut tried = 0;
    for seed in 0..128 {
        let city = county(seed);
        let sizing = city.staffing.as_ref().map(|it: &Staffing| it as &dyn Sizing);
        let model = Model::new(&city, sizing);
        let Some((least, plan)) = best(&model) else { continue };
        let start = Layout::new(&model, plan);
        // Aimed at nothing, and far too high: then nothing is ruled out that the best plan has, and nothing is capped.
        for known in [f64::INFINITY, 3.0 * least] {
            let mut standing = Standing::first(&model, &start, &mut Desk::default());
            let mut highest = f64::NEG_INFINITY;
            let mut look = |_: u32, value: f64| {
                highest = highest.max(value);
                false
            };
            Lagrange::new(&model).improve(&mut standing, known, 700, true, &mut look);
            assert!(highest <= least * (1.0 + 1e-9), "seed {seed}: {highest} above {least}");
            assert!(standing.value <= least * (1.0 + 1e-9), "seed {seed}: {} above {least}", standing.value);
            let kind = usize::from(seed.is_multiple_of(2));
            closest[kind] = closest[kind].max(standing.value / least);
        }
        tried += 1;
    }
    assert!(tried >= 90, "{tried}");
    assert!(
        closest.iter().all(|share| *share > 0.97),
        "a bound that is never near holds nothing: {closest:?}"
    );
}

#[test]
fn options_of_the_best_plan_are_never_ruled_out() {
    for seed in 0..128 {
        let city = county(seed);
        let model = Model::new(&city, city.staffing.as_ref().map(|it: &Staffing| it as &dyn Sizing));
        let Some((least, plan)) = best(&model) else { continue };
        let mut standing = Standing::first(&model, &Layout::new(&model, plan.clone()), &mut Desk::default());
        // Known a grain above the best: everything that can be ruled out is, but not the best itself.
        let known = least * (1.0 + 1e-6);
        Lagrange::new(&model).improve(&mut standing, known, 400, true, &mut |_, _| false);
        let kept = standing.left.iter().zip(&plan).all(|(bits, option)| bits >> option & 1 == 1);
        assert!(kept && standing.value <= known, "seed {seed}: {:?} without {plan:?}", standing.left);
    }
}

#[test]
fn the_two_nearest_halls_are_right_after_any_changes() {
    let city = county(3);
    let model = Model::new(&city, None);
    let mut stream = crate::Stream::new(9, 9);
    let mut layout = Layout::new(&model, vec![0; model.sites()]);
    for _ in 0..500 {
        let site = stream.below(model.sites());
        layout.set(site, stream.below(4) as u8);
        let afresh = Layout::new(&model, layout.options().to_vec());
        assert_eq!(layout.two, afresh.two);
        assert_eq!(layout.off(), afresh.off());
    }
}

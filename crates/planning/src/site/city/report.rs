//! From options of sites to a plan that can be shown: catchments, access and cost before and after, who loses by what.

use super::layout::{Layout, NONE};
use super::model::{Model, Node};
use super::worth::{Desk, Worth, by_segment};
use super::{
    Access, Bound, BoundPart, Catchment, Change, Choice, Cost, Crew, Felt, HallPlan, Moved, Plan, Segment,
    Share,
};

/// Minutes that differ by less than this do not differ.
const SAME_MIN: f64 = 1e-6;

/// A layout weighed in full, with what is told of it.
struct Told {
    worth: Worth,
    /// Minutes of each node; nothing where no hall serves it.
    minutes: Vec<Option<f64>>,
    visits: Vec<[f64; 4]>,
    crews: Vec<Crew>,
}

/// What a search has come to.
pub(super) struct End {
    pub(super) bound: f64,
    pub(super) stopped: bool,
    pub(super) steps: u64,
}

/// The plan with these options.
pub(super) fn plan(model: &Model<'_>, options: &[u8], end: &End) -> Plan {
    let mut desk = Desk::default();
    let today = Layout::new(model, model.today.clone());
    let before = tell(&today, &mut desk);
    let any_today = model.today.iter().any(|option| *option > 0);
    let access_before = any_today.then(|| access(&today, &mut desk));
    let layout = Layout::new(model, options.to_vec());
    let after = tell(&layout, &mut desk);
    let objective = after.worth.objective;
    let gap = ((objective.total - end.bound) / objective.total.abs().max(1e-9)).max(0.0);
    let gap = if gap < 1e-8 { 0.0 } else { gap };
    Plan {
        halls: halls(model, options, &before, &desk),
        catchments: catchments(model, &desk),
        access_before,
        access_after: access(&layout, &mut desk),
        cost_before: Cost { open: 0, close: 0, regrade: 0, ..before.worth.cost },
        cost_after: after.worth.cost,
        objective,
        bound: Bound { value: end.bound, gap, blind: if gap > 0.0 { blind(model) } else { Vec::new() } },
        changes: changes(model, options, &after, &mut desk),
        moved: moved(model, &before, &after),
        stopped: end.stopped,
        steps: end.steps,
    }
}

fn tell(layout: &Layout<'_>, desk: &mut Desk) -> Told {
    let worth = desk.worth(layout, layout.model.city.effort.wait_rounds);
    let mut minutes: Vec<Option<f64>> =
        layout.two.iter().map(|two| (two.first != NONE).then_some(0.0)).collect();
    for flow in &desk.flows {
        if let Some(minutes) = &mut minutes[flow.node as usize] {
            *minutes += flow.share * flow.minutes;
        }
    }
    Told { worth, minutes, visits: desk.visits.clone(), crews: desk.crews.clone() }
}

/// Access of the layout that the desk has weighed last.
fn access(layout: &Layout<'_>, desk: &mut Desk) -> Access {
    let model = layout.model;
    let (mut heads, mut within_15, mut within_30) = (0.0, 0.0, 0.0);
    let (mut visits, mut minutes, mut elders, mut elder_minutes, mut waiting) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for flow in &desk.flows {
        let node = &model.nodes[flow.node as usize];
        let (beyond_15, beyond_30) = Node::beyond(flow.minutes);
        heads += flow.share * node.heads;
        within_15 += if beyond_15 { 0.0 } else { flow.share * node.heads };
        within_30 += if beyond_30 { 0.0 } else { flow.share * node.heads };
        let here = flow.share * node.visits_sum();
        visits += here;
        minutes += here * flow.minutes;
        waiting += here * desk.crews[flow.site as usize].wait_min;
        let old = flow.share * node.visits[Segment::Elder as usize];
        elders += old;
        elder_minutes += old * flow.minutes;
    }
    let (worst, tenth) = desk.worst(model);
    let by = |sum: f64, of: f64| if of > 0.0 { sum / of } else { 0.0 };
    Access {
        mean_min: by(minutes, visits),
        within_15: by(within_15, heads),
        within_30: by(within_30, heads),
        worst_tenth_min: by(worst, tenth),
        elders_min: by(elder_minutes, elders),
        wait_min: by(waiting, visits),
        unserved: layout
            .two
            .iter()
            .zip(&model.nodes)
            .filter(|(two, _)| two.first == NONE)
            .map(|(_, node)| node.heads)
            .sum(),
    }
}

fn halls(model: &Model<'_>, options: &[u8], before: &Told, desk: &Desk) -> Vec<HallPlan> {
    let one = |(n, site): (usize, &super::Site)| {
        let (option, cost) = (options[n], model.cost(n, options[n]));
        let visits = by_segment(&desk.visits[n]);
        let most = model.offer(option).map_or(0.0, |offer| offer.visits_max);
        HallPlan {
            site: site.id.clone(),
            before: site.grade,
            after: model.grade(option),
            visits_before: before.visits[n].iter().sum(),
            visits,
            full: if most > 0.0 { visits.sum() / most } else { 0.0 },
            counters_before: before.crews[n].counters,
            crew: desk.crews[n],
            yearly: cost.yearly,
            change: cost.once,
        }
    };
    model.city.sites.iter().enumerate().map(one).collect()
}

/// Index of the node of each place in each layer.
fn node_of(model: &Model<'_>) -> Vec<Vec<Option<usize>>> {
    let mut of = vec![vec![None; model.city.places.len()]; model.last.len()];
    for (at, node) in model.nodes.iter().enumerate() {
        of[node.layer as usize][node.place as usize] = Some(at);
    }
    of
}

/// Every place and segment with people, and its node.
fn groups<'m>(model: &'m Model<'_>) -> impl Iterator<Item = (usize, Segment, usize)> + 'm {
    let of = node_of(model);
    let all = (0..model.city.places.len()).flat_map(|place| Segment::ALL.map(|segment| (place, segment)));
    all.filter_map(move |(place, segment)| {
        let layer = model.layer_of[segment as usize]?;
        let lives = *model.city.places[place].people.of(segment) > 0.0;
        lives.then(|| of[layer as usize][place].map(|node| (place, segment, node)))?
    })
}

/// Who goes where, by the flows of the desk.
fn catchments(model: &Model<'_>, desk: &Desk) -> Vec<Catchment> {
    let mut begins = vec![0_usize; model.nodes.len() + 1];
    desk.flows.iter().for_each(|flow| begins[flow.node as usize + 1] += 1);
    (0..model.nodes.len()).for_each(|at| begins[at + 1] += begins[at]);
    // Flows stand in the order of their nodes.
    groups(model)
        .map(|(place, segment, node)| {
            let flows = &desk.flows[begins[node]..begins[node + 1]];
            Catchment {
                place: model.city.places[place].id.clone(),
                segment,
                minutes: flows.iter().map(|flow| flow.share * flow.minutes).sum(),
                shares: flows
                    .iter()
                    .map(|flow| Share {
                        site: model.city.sites[flow.site as usize].id.clone(),
                        share: flow.share,
                    })
                    .collect(),
            }
        })
        .collect()
}

/// Share of a place's people in a segment who are 65 or older. All of [`Segment::Elder`] are; the others have what is
/// left of the place's share.
fn over_65(place: &super::Place, segment: Segment) -> f64 {
    if segment == Segment::Elder {
        return 1.0;
    }
    let (all, elders) = (place.people.sum(), place.people.elder);
    if all > elders { ((place.over_65 * all - elders) / (all - elders)).clamp(0.0, 1.0) } else { 0.0 }
}

fn moved(model: &Model<'_>, before: &Told, after: &Told) -> Vec<Moved> {
    let mut moved: Vec<Moved> = groups(model)
        .filter_map(|(place, segment, node)| {
            let (before_min, after_min) = (before.minutes[node], after.minutes[node]?);
            if before_min.is_some_and(|before| (before - after_min).abs() < SAME_MIN) {
                return None;
            }
            let at = &model.city.places[place];
            let (people, over_65) = (*at.people.of(segment), over_65(at, segment));
            Some(Moved { place: at.id.clone(), segment, people, over_65, before_min, after_min })
        })
        .collect();
    let loss = |it: &Moved| it.people * (it.after_min - it.before_min.unwrap_or(f64::INFINITY));
    moved.sort_by(|a, b| loss(b).total_cmp(&loss(a)));
    moved
}

/// What every change alone does.
fn changes(model: &Model<'_>, plan: &[u8], after: &Told, desk: &mut Desk) -> Vec<Change> {
    let mut changes = Vec::new();
    for (site, (option, today)) in plan.iter().zip(&model.today).enumerate() {
        if option == today {
            continue;
        }
        let mut without = plan.to_vec();
        without[site] = *today;
        let without = tell(&Layout::new(model, without), desk);
        let (further, nearer) = felt(model, &without, after);
        changes.push(Change {
            site: model.city.sites[site].id.clone(),
            before: model.grade(*today),
            after: model.grade(*option),
            further,
            nearer,
            saves: without.worth.cost.yearly() - after.worth.cost.yearly(),
            once: model.cost(site, *option).once,
        });
    }
    changes
}

/// Those who go further from `before` to `after`, and those who have less far.
fn felt(model: &Model<'_>, before: &Told, after: &Told) -> (Felt, Felt) {
    let mut sides = [Felt::default(); 2];
    for (place, segment, node) in groups(model) {
        let (Some(was), Some(is)) = (before.minutes[node], after.minutes[node]) else { continue };
        let by = is - was;
        if by.abs() < SAME_MIN {
            continue;
        }
        let at = &model.city.places[place];
        let (people, side) = (*at.people.of(segment), &mut sides[usize::from(by < 0.0)]);
        side.people += people;
        side.minutes += people * by.abs();
        side.over_65 += people * over_65(at, segment);
    }
    for side in sides.iter_mut().filter(|side| side.people > 0.0) {
        side.minutes /= side.people;
        side.over_65 /= side.people;
    }
    (sides[0], sides[1])
}

/// What the bound does not see in full.
fn blind(model: &Model<'_>) -> Vec<BoundPart> {
    let (city, staffed) = (model.city, model.sizing.is_some());
    let nearest = city.choice == Choice::Nearest;
    let priced = city.weights.cost > 0.0 || city.constraints.yearly_max.is_some();
    let parts = [
        (BoundPart::Choice, !nearest),
        (BoundPart::Clerks, staffed && priced),
        (BoundPart::Wait, staffed && city.weights.wait_minute > 0.0),
        (BoundPart::Balance, city.weights.balance > 0.0),
        (BoundPart::Capacity, city.constraints.capacity && nearest),
    ];
    parts.into_iter().filter(|(_, is)| *is).map(|(part, _)| part).collect()
}

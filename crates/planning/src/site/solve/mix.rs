//! The best plan that several plans hold between them: where they differ in parts that have no place in common, each part is
//! taken from the plan that suits best, and how many each part opens is weighed against the others (partition crossover;
//! Tinós, Whitley, Chicano 2015). Never answers with a plan that opens too few or too many.

use super::problem::Problem;

const NONE: u32 = u32::MAX;

/// The most plans that are mixed at once.
pub(super) const MOST: usize = u64::BITS as usize;

/// What is open in the cheapest mixture of `plans`, if it costs less than the first of them; and the distances looked at.
pub(super) fn mix(problem: &Problem<'_>, plans: &[&[u32]]) -> (Option<Vec<u32>>, u64) {
    let mut parts = Parts::of(problem, plans);
    let count = parts.number();
    if count < 2 {
        return (None, parts.work);
    }
    parts.reckon(problem, plans, count);
    let chosen = parts.choose(problem, plans.len(), count);
    (chosen.map(|chosen| parts.open(plans, &chosen)), parts.work)
}

/// Where plans differ.
struct Parts {
    /// Which of the plans open a candidate, a bit for each.
    by: Vec<u64>,
    /// All bits that there are.
    all: u64,
    /// The candidate over each in a forest whose trees are the parts.
    over: Vec<u32>,
    /// The number of each candidate's part, or [`NONE`].
    part: Vec<u32>,
    /// For each place the distance to the nearest that all plans open, or up to where its list is whole.
    shared: Vec<f64>,
    /// What each part costs as it is in each plan.
    cost: Vec<f64>,
    /// How many each part opens in each plan.
    size: Vec<usize>,
    /// Distances looked at.
    work: u64,
}

impl Parts {
    /// Candidates of some plans and not of others belong together when a place could go to both: it goes no farther than
    /// where each plan has served it, if all that it could go to come from the same plan.
    fn of(problem: &Problem<'_>, plans: &[&[u32]]) -> Self {
        let candidates = problem.instance.candidates();
        let mut parts = Self {
            by: vec![0; candidates],
            all: u64::MAX >> (MOST - plans.len()),
            over: (0..candidates as u32).collect(),
            part: vec![NONE; candidates],
            shared: problem.near.cutoff.clone(),
            cost: Vec::new(),
            size: Vec::new(),
            work: 0,
        };
        for (plan, open) in plans.iter().enumerate() {
            open.iter().for_each(|&i| parts.by[i as usize] |= 1 << plan);
        }
        for place in 0..problem.beyond.len() {
            let (distances, near) = problem.near.of(place);
            let (mut first, mut served) = (NONE, 0_u64);
            for (&distance, &candidate) in distances.iter().zip(near) {
                parts.work += 1;
                let by = parts.by[candidate as usize];
                if by == parts.all {
                    parts.shared[place] = distance;
                }
                if by == parts.all || served == parts.all {
                    break;
                }
                if by != 0 {
                    served |= by;
                    if first == NONE {
                        first = candidate;
                    }
                    let (a, b) = (parts.top(first), parts.top(candidate));
                    parts.over[a as usize] = b;
                }
            }
        }
        parts
    }

    fn top(&mut self, mut candidate: u32) -> u32 {
        while self.over[candidate as usize] != candidate {
            let over = self.over[candidate as usize];
            self.over[candidate as usize] = self.over[over as usize];
            candidate = over;
        }
        candidate
    }

    /// Whether some plans open it and others do not.
    fn differs(&self, candidate: usize) -> bool {
        self.by[candidate] != 0 && self.by[candidate] != self.all
    }

    /// Numbers the parts, and answers how many there are.
    fn number(&mut self) -> usize {
        let mut count = 0;
        for candidate in (0..self.over.len()).filter(|&i| self.differs(i)).collect::<Vec<_>>() {
            let top = self.top(candidate as u32) as usize;
            if self.part[top] == NONE {
                self.part[top] = count;
                count += 1;
            }
            self.part[candidate] = self.part[top];
        }
        count as usize
    }

    /// Reckons what each part costs in each plan.
    fn reckon(&mut self, problem: &Problem<'_>, plans: &[&[u32]], parts: usize) {
        self.cost = vec![0.0; parts * plans.len()];
        self.size = vec![0; parts * plans.len()];
        for (plan, open) in plans.iter().enumerate() {
            for &candidate in *open {
                let part = self.part[candidate as usize];
                if part != NONE {
                    let at = part as usize * plans.len() + plan;
                    self.size[at] += 1;
                    self.cost[at] += problem.instance.opening()[candidate as usize];
                }
            }
        }
        for (place, weight) in problem.instance.weights().iter().enumerate() {
            let (distances, near) = problem.near.of(place);
            let shared = self.shared[place];
            let (mut part, mut served) = (NONE, 0_u64);
            for (&distance, &candidate) in distances.iter().zip(near) {
                self.work += 1;
                if distance >= shared || served == self.all {
                    break;
                }
                if !self.differs(candidate as usize) {
                    continue;
                }
                part = self.part[candidate as usize];
                let mut newly = self.by[candidate as usize] & !served;
                served |= newly;
                while newly != 0 {
                    let plan = newly.trailing_zeros() as usize;
                    self.cost[part as usize * plans.len() + plan] += weight * distance;
                    newly &= newly - 1;
                }
            }
            for plan in (0..plans.len()).filter(|plan| part != NONE && served & (1 << plan) == 0) {
                self.cost[part as usize * plans.len() + plan] += weight * shared;
            }
        }
    }

    /// Chooses a plan for each part so that all together cost the least and open as many as may be; none when that costs no
    /// less than the first plan.
    fn choose(&mut self, problem: &Problem<'_>, plans: usize, parts: usize) -> Option<Vec<usize>> {
        let common = self.by.iter().filter(|&&by| by == self.all).count();
        let most = problem.most.checked_sub(common)?.min(self.size.iter().sum());
        let least = problem.least.saturating_sub(common);
        // What the parts so far cost at the least when they open so many, and the plan that the last of them is taken from.
        let mut table = vec![f64::INFINITY; most + 1];
        table[0] = 0.0;
        let mut taken: Vec<Vec<u8>> = Vec::with_capacity(parts);
        self.work += (parts * plans * (most + 1)) as u64;
        for part in 0..parts {
            let (mut next, mut from) = (vec![f64::INFINITY; most + 1], vec![u8::MAX; most + 1]);
            for plan in 0..plans {
                let (cost, size) = (self.cost[part * plans + plan], self.size[part * plans + plan]);
                for at in size..=most {
                    if table[at - size] + cost < next[at] {
                        next[at] = table[at - size] + cost;
                        from[at] = plan as u8;
                    }
                }
            }
            table = next;
            taken.push(from);
        }
        let mut at = (least..=most).min_by(|&a, &b| table[a].total_cmp(&table[b]))?;
        let first: f64 = (0..parts).map(|part| self.cost[part * plans]).sum();
        if table[at] >= first {
            return None;
        }
        let mut chosen = vec![0; parts];
        for part in (0..parts).rev() {
            chosen[part] = taken[part][at] as usize;
            at -= self.size[part * plans + chosen[part]];
        }
        Some(chosen)
    }

    /// What is open when each part is as in the plan chosen for it.
    fn open(&self, plans: &[&[u32]], chosen: &[usize]) -> Vec<u32> {
        let of = |plan: usize| {
            plans[plan].iter().copied().filter(move |&i| match self.part[i as usize] {
                NONE => plan == 0,
                part => chosen[part as usize] == plan,
            })
        };
        (0..plans.len()).flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;
    use crate::site::solve::distances::Distances;
    use crate::site::solve::instance::Instance;
    use crate::site::solve::near::Near;

    const TOWNS: usize = 3;
    const HOMES: usize = 6;

    /// Towns that are far from each other, with as many candidates as homes in each.
    fn towns(draw: &mut Stream) -> Instance {
        let count = TOWNS * HOMES;
        let mut cells = Vec::new();
        for place in 0..count {
            for candidate in 0..count {
                let far = if place / HOMES == candidate / HOMES { 0.0 } else { 1000.0 };
                cells.push(far + draw.below(60) as f64);
            }
        }
        let distances = Distances::double(count, count, cells).unwrap();
        let instance = Instance::new(distances);
        let instance = instance.weighing((0..count).map(|_| 1.0 + draw.below(4) as f64).collect()).unwrap();
        instance.costing((0..count).map(|_| draw.below(9) as f64).collect()).unwrap()
    }

    /// A plan of `open` candidates, at least one in each town.
    fn plan(draw: &mut Stream, open: usize) -> Vec<u32> {
        let mut rest = Vec::new();
        let mut plan = Vec::new();
        for town in 0..TOWNS {
            let mut here: Vec<u32> = (0..HOMES as u32).map(|i| (town * HOMES) as u32 + i).collect();
            draw.shuffle(&mut here);
            plan.extend(here.pop());
            rest.append(&mut here);
        }
        draw.shuffle(&mut rest);
        plan.extend(rest.into_iter().take(open - TOWNS));
        plan
    }

    /// The least that any choice of a plan for each town costs, of those that open as many as may be.
    fn cheapest_by_town(problem: &Problem<'_>, plans: &[Vec<u32>]) -> f64 {
        let choices = (0..plans.len().pow(TOWNS as u32)).map(|mut code| {
            let mut open = Vec::new();
            for town in 0..TOWNS {
                let from = &plans[code % plans.len()];
                open.extend(from.iter().copied().filter(|&i| i as usize / HOMES == town));
                code /= plans.len();
            }
            open
        });
        let may_be = choices.filter(|open| (problem.least..=problem.most).contains(&open.len()));
        may_be.map(|open| problem.value(&open, &mut Vec::new())).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn a_mixture_costs_no_more_than_the_best_choice_of_a_plan_for_each_town() {
        let mut cheaper = 0;
        for seed in 0..200 {
            let mut draw = Stream::new(seed, 0);
            let instance = towns(&mut draw);
            let (least, most) = [(7, 7), (5, 9)][draw.below(2)];
            let problem = Problem::new(&instance, least, most).unwrap();
            let plans: Vec<Vec<u32>> = (0..4).map(|_| plan(&mut draw, least)).collect();
            let first = problem.value(&plans[0], &mut Vec::new());
            let (mixed, _) = mix(&problem, &plans.iter().map(Vec::as_slice).collect::<Vec<_>>());
            let value = mixed.map_or(first, |open| {
                assert!((least..=most).contains(&open.len()), "seed {seed}: {} open", open.len());
                let value = problem.value(&open, &mut Vec::new());
                assert!(value < first, "seed {seed}: {value} is not below {first}");
                cheaper += 1;
                value
            });
            assert!(value <= cheapest_by_town(&problem, &plans), "seed {seed}");
        }
        assert!(cheaper > 100, "{cheaper} mixtures were cheaper");
    }

    #[test]
    fn where_lists_are_cut_a_mixture_still_opens_each_once_and_as_many_as_may_be() {
        for seed in 0..100 {
            let mut draw = Stream::new(seed, 0);
            let instance = towns(&mut draw);
            let mut problem = Problem::new(&instance, 6, 6).unwrap();
            let allowed = [true; TOWNS * HOMES];
            problem.near = Near::new(instance.distances(), &allowed, &problem.beyond, 1 + draw.below(4));
            let plans = [plan(&mut draw, 6), plan(&mut draw, 6), plan(&mut draw, 6)];
            let (mixed, _) = mix(&problem, &[&plans[0], &plans[1], &plans[2]]);
            if let Some(mut open) = mixed {
                assert_eq!(open.len(), 6, "seed {seed}");
                open.sort_unstable();
                open.dedup();
                assert_eq!(open.len(), 6, "seed {seed}: one twice");
            }
        }
    }

    #[test]
    fn plans_that_differ_nowhere_or_in_one_part_alone_are_not_mixed() {
        let mut draw = Stream::new(1, 0);
        let instance = towns(&mut draw);
        let problem = Problem::new(&instance, 3, 3).unwrap();
        assert_eq!(mix(&problem, &[&[0, 6, 12], &[12, 0, 6]]).0, None);
        assert_eq!(mix(&problem, &[&[0, 6, 12], &[1, 6, 12]]).0, None);
    }
}

//! Making one plan of what several starts found, and polishing it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use super::layout::Layout;
use super::search::{Found, Search, options};
use super::worth::Score;
use crate::Watch;

/// Rounds of joining, places whose neighbourhoods are joined, and how many sites those are.
const JOINS: usize = 4;
const JOIN_PLACES: usize = 1000;
const JOIN_WORK: usize = 1_000_000;
const REACHES: [usize; 4] = [2, 4, 6, 12];

/// Sites whose options are tried in every combination, and the work for it: nodes × combinations.
const TOGETHER: usize = 5;
const ALL_WORK: usize = 20_000_000;

impl<'m> Search<'m> {
    /// Joins what the starts found: into the best of them goes, neighbourhood by neighbourhood, whatever another one does
    /// better there. Starts that each found the best of another corner make the best of all.
    pub(super) fn join(&mut self, found: &[Found], watch: &dyn Watch, steps: &AtomicU64) -> Option<Found> {
        let mut order: Vec<&Found> = found.iter().collect();
        order.sort_by(|a, b| {
            a.score.broken.total_cmp(&b.score.broken).then(a.score.value.total_cmp(&b.score.value))
        });
        let (best, others) = order.split_first()?;
        let mut layout = Layout::new(self.model, best.options.clone());
        let mut score = best.score;
        let places = self.model.city.places.len();
        for _ in 0..JOINS {
            let before = score;
            for other in others {
                for place in (0..places)
                    .step_by(places.div_ceil(JOIN_PLACES.min(JOIN_WORK / self.model.nodes.len() + 1)))
                {
                    if watch.stop() {
                        return Some(Found { options: layout.options().to_vec(), score });
                    }
                    for reach in REACHES {
                        let near = self.model.near(place as u32).iter().take(reach);
                        let differ = |site: &&u32| {
                            let site = **site as usize;
                            layout.option(site) != other.options[site]
                        };
                        let old: Vec<(usize, u8)> = near
                            .filter(differ)
                            .map(|site| (*site as usize, layout.option(*site as usize)))
                            .collect();
                        if old.is_empty() {
                            continue;
                        }
                        old.iter().for_each(|(site, _)| layout.set(*site, other.options[*site]));
                        steps.fetch_add(1, Ordering::Relaxed);
                        let after = self.desk.worth(&layout, 1).score;
                        if after.beats(&score) {
                            score = after;
                        } else {
                            old.iter().for_each(|(site, option)| layout.set(*site, *option));
                        }
                    }
                }
            }
            score = self.descend(&mut layout, watch, steps);
            score = self.try_all(&mut layout, score, watch, steps);
            if !score.beats(&before) {
                break;
            }
        }
        Some(Found { options: layout.options().to_vec(), score })
    }

    /// Tries every combination of options of the few sites nearest to a place, place by place, as far as the work allowed
    /// for it goes.
    fn try_all(
        &mut self,
        layout: &mut Layout<'m>,
        mut score: Score,
        watch: &dyn Watch,
        steps: &AtomicU64,
    ) -> Score {
        let mut tried = BTreeSet::new();
        let mut left = ALL_WORK / self.model.nodes.len().max(1);
        for place in 0..self.model.city.places.len() {
            let near = self.model.near(place as u32).iter().map(|site| *site as usize);
            let free: Vec<usize> =
                near.filter(|site| self.model.allowed[*site].count_ones() > 1).take(TOGETHER).collect();
            let bits: Vec<Vec<u8>> =
                free.iter().map(|site| options(self.model.allowed[*site]).collect()).collect();
            let mut set = free.clone();
            set.sort_unstable();
            if !tried.insert(set) {
                continue;
            }
            let many: usize = bits.iter().map(Vec::len).product();
            if many > left || watch.stop() {
                break;
            }
            left -= many;
            let mut best: Vec<u8> = free.iter().map(|site| layout.option(*site)).collect();
            for code in 0..many {
                let mut rest = code;
                for (site, bits) in free.iter().zip(&bits) {
                    let option = bits[rest % bits.len()];
                    rest /= bits.len();
                    if layout.option(*site) != option {
                        layout.set(*site, option);
                    }
                }
                let after = self.desk.worth(layout, 1).score;
                if after.beats(&score) {
                    score = after;
                    free.iter().zip(&mut best).for_each(|(site, best)| *best = layout.option(*site));
                }
            }
            steps.fetch_add(many as u64, Ordering::Relaxed);
            free.iter().zip(&best).for_each(|(site, option)| layout.set(*site, *option));
        }
        score
    }
}

//! From plain Chinese or English words to service items. Built once from the pack, shared by every request.
//!
//! An item is a name and synonyms, each a phrase of features. A sentence is scored against an item by how well its
//! best phrase fits and by how much of the sentence the item explains at all; features weigh by how rare they are
//! among the items (inverse document frequency as in BM25) and by the pack's lexicon.

use std::collections::HashMap;

use kernel::Day;
use pack::{Pack, ServiceItem};

use super::words::{Cutter, Feature};

/// The longest text that is read, in characters.
pub const TEXT_MAX: usize = 200;

/// How much the fit of the best phrase counts; the rest is what the whole item explains.
const PHRASE_SHARE: f64 = 0.6;
/// How much a feature that no item has counts in the sentence.
const UNKNOWN_WEIGHT: f64 = 0.35;
/// Below this nothing is suggested.
const SCORE_MIN: f64 = 0.16;
/// How much the official name counts against a synonym: people rarely say it.
const NAME_WEIGHT: f64 = 0.9;

/// An item that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The item.
    pub item: String,
    /// How well it fits, 0 to 100.
    pub score: i64,
    /// The words that matched, in the order of the text.
    pub matched: Vec<String>,
}

/// Knows a pack's items by the words people say.
pub struct Guide {
    cutter: Cutter,
    ids: HashMap<String, u32>,
    idf: Vec<f64>,
    items: Vec<Known>,
}

struct Known {
    code: String,
    features: HashMap<u32, f64>,
    phrases: Vec<Phrase>,
}

struct Phrase {
    features: Vec<(u32, f64)>,
    weight: f64,
}

/// A sentence, in features.
struct Said {
    known: Vec<(u32, f64, usize)>,
    total: f64,
}

impl Guide {
    /// The guide of `pack` as of `day`.
    #[must_use]
    pub fn of(pack: &Pack, day: Day) -> Guide {
        let mut guide =
            Guide { cutter: Cutter::of(pack), ids: HashMap::new(), idf: Vec::new(), items: Vec::new() };
        for item in pack.items(day) {
            let known = guide.learn(item);
            guide.items.push(known);
        }
        guide.weigh();
        guide
    }

    fn learn(&mut self, item: &ServiceItem) -> Known {
        let names = [(&item.name_zh, NAME_WEIGHT), (&item.name_en, NAME_WEIGHT)];
        let synonyms = item.synonyms_zh.iter().chain(&item.synonyms_en).map(|text| (text, 1.0));
        let mut known = Known { code: item.code.clone(), features: HashMap::new(), phrases: Vec::new() };
        for (text, weight) in names.into_iter().chain(synonyms) {
            let mut features = Vec::new();
            for feature in self.cutter.features(text) {
                let next = u32::try_from(self.ids.len()).expect("a pack has few words");
                let id = *self.ids.entry(feature.text).or_insert(next);
                features.push((id, feature.weight));
                let best = known.features.entry(id).or_insert(0.0);
                *best = best.max(feature.weight * weight);
            }
            known.phrases.push(Phrase { features, weight });
        }
        known
    }

    /// Inverse document frequency over the items, into every weight.
    fn weigh(&mut self) {
        let mut items_with = vec![0.0; self.ids.len()];
        for id in self.items.iter().flat_map(|item| item.features.keys()) {
            items_with[*id as usize] += 1.0;
        }
        #[allow(clippy::cast_precision_loss)]
        let count = self.items.len() as f64;
        self.idf = items_with.iter().map(|n| (1.0 + (count - n + 0.5) / (n + 0.5)).ln()).collect();
    }

    /// How the text is cut, without the words that say nothing.
    #[must_use]
    pub fn words(&self, text: &str) -> Vec<String> {
        self.cutter.words(&short(text))
    }

    /// Up to `most` items that may be meant, best first; none when nothing fits. The same text always gives the same
    /// answer.
    #[must_use]
    pub fn suggest(&self, text: &str, most: usize) -> Vec<Match> {
        let features = self.cutter.features(&short(text));
        let said = self.said(&features);
        let mut scored: Vec<(f64, usize)> = self
            .items
            .iter()
            .enumerate()
            .map(|(n, item)| (self.score(item, &said), n))
            .filter(|(score, _)| *score >= SCORE_MIN)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        scored.truncate(most);
        scored
            .into_iter()
            .map(|(score, n)| {
                let item = &self.items[n];
                let hit = |(id, _, at): &(u32, f64, usize)| {
                    (item.features.contains_key(id) && features[*at].word).then(|| features[*at].text.clone())
                };
                #[allow(clippy::cast_possible_truncation)]
                let score = (score * 100.0).round().min(100.0) as i64;
                Match { item: item.code.clone(), score, matched: said.known.iter().filter_map(hit).collect() }
            })
            .collect()
    }

    fn said(&self, features: &[Feature]) -> Said {
        let rarest = self.idf.iter().copied().fold(0.0, f64::max);
        let mut said = Said { known: Vec::new(), total: 0.0 };
        for (at, feature) in features.iter().enumerate() {
            if let Some(id) = self.ids.get(&feature.text) {
                let weight = feature.weight * self.idf[*id as usize];
                said.known.push((*id, weight, at));
                said.total += weight;
            } else {
                said.total += feature.weight * rarest * UNKNOWN_WEIGHT;
            }
        }
        said
    }

    fn score(&self, item: &Known, said: &Said) -> f64 {
        if said.total <= 0.0 {
            return 0.0;
        }
        let hit: f64 =
            said.known.iter().filter(|(id, ..)| item.features.contains_key(id)).map(|(_, w, _)| w).sum();
        let explained = hit / said.total;
        if explained <= 0.0 {
            return 0.0;
        }
        let best = item.phrases.iter().map(|phrase| self.fit(phrase, said)).fold(0.0, f64::max);
        PHRASE_SHARE * best + (1.0 - PHRASE_SHARE) * explained
    }

    /// The harmonic mean of how much of the phrase was said and how much of what was said is in the phrase.
    fn fit(&self, phrase: &Phrase, said: &Said) -> f64 {
        let (mut whole, mut there, mut hit) = (0.0, 0.0, 0.0);
        for (id, weight) in &phrase.features {
            let weight = weight * self.idf[*id as usize];
            whole += weight;
            if let Some((_, said_weight, _)) = said.known.iter().find(|(known, ..)| known == id) {
                there += weight;
                hit += said_weight;
            }
        }
        if there <= 0.0 {
            return 0.0;
        }
        let (of_phrase, of_said) = (there / whole, hit / said.total);
        phrase.weight * 2.0 * of_phrase * of_said / (of_phrase + of_said)
    }
}

fn short(text: &str) -> String {
    text.chars().take(TEXT_MAX).collect()
}

//! Cutting text into features: words of the pack's own dictionary, pairs of Chinese characters, English stems.
//!
//! The dictionary is the pack's, a few hundred words, so that it costs no memory to speak of; what it does not know,
//! the pairs of characters still catch.

use std::collections::{BTreeMap, BTreeSet};

use jieba_rs::Jieba;
use pack::Pack;

/// How much a pair of characters tells against a word.
const PAIR_WEIGHT: f64 = 0.5;
/// How often a dictionary word is said to occur; high, so that the cut prefers it to single characters.
const WORD_FREQUENCY: usize = 10_000;
/// Synonyms up to this many characters are words of the dictionary, unless the lexicon knows a word in them; longer
/// ones are phrases made of words.
const WORD_LENGTH_MAX: usize = 4;

/// A piece of a text and how much it may tell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Feature {
    pub(crate) text: String,
    pub(crate) weight: f64,
    /// A whole word, worth showing; not a pair of characters.
    pub(crate) word: bool,
}

/// Cuts texts by the words of a pack.
pub(crate) struct Cutter {
    jieba: Jieba,
    stop: BTreeSet<String>,
    /// The word each word stands for, and its weight.
    lexicon: BTreeMap<String, (String, f64)>,
}

impl Cutter {
    /// The words of `pack`.
    pub(crate) fn of(pack: &Pack) -> Cutter {
        let guidance = &pack.guidance;
        let mut lexicon = BTreeMap::new();
        for word in &guidance.word {
            for same in std::iter::once(&word.word).chain(&word.same_as) {
                let key = if same.is_ascii() { stem(same) } else { same.clone() };
                let stands_for = if word.word.is_ascii() { stem(&word.word) } else { word.word.clone() };
                lexicon.insert(key, (stands_for, word.weight));
            }
        }
        let mut stop: BTreeSet<String> = guidance.stop_zh.iter().cloned().collect();
        stop.extend(guidance.stop_en.iter().flat_map(|word| [word.to_lowercase(), stem(word)]));
        let short = |text: &&String| {
            let holds_a_word = || lexicon.keys().any(|word| text.contains(word) && word != *text);
            text.chars().count() <= WORD_LENGTH_MAX && !holds_a_word()
        };
        let catalogue = &pack.catalogue.items;
        let known: BTreeSet<&String> = guidance
            .stop_zh
            .iter()
            .chain(lexicon.keys())
            .chain(catalogue.iter().flat_map(|item| &item.synonyms_zh).filter(short))
            .collect();
        let mut jieba = Jieba::empty();
        for word in known.into_iter().filter(|word| !word.is_ascii()) {
            jieba.add_word(word, Some(WORD_FREQUENCY), None);
        }
        Cutter { jieba, stop, lexicon }
    }

    /// The words of `text`, in order, without those that say nothing.
    pub(crate) fn words(&self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for run in runs(text) {
            match run {
                Run::Latin(word) => words.push(word),
                Run::Han(text) => {
                    words.extend(self.jieba.cut(&text, false).iter().map(|token| token.word.to_owned()));
                }
            }
        }
        words.retain(|word| !self.stop.contains(word));
        words
    }

    /// The features of `text`, each once.
    pub(crate) fn features(&self, text: &str) -> Vec<Feature> {
        let mut features: Vec<Feature> = Vec::new();
        for run in runs(text) {
            match run {
                Run::Latin(word) => {
                    let stem = stem(&word);
                    if !self.stop.contains(&word) && !self.stop.contains(&stem) {
                        self.put_word(&mut features, &stem);
                    }
                }
                Run::Han(text) => self.put_han(&mut features, &text),
            }
        }
        features
    }

    fn put_han(&self, features: &mut Vec<Feature>, text: &str) {
        let mut stretch = String::new();
        for token in self.jieba.cut(text, false) {
            if self.stop.contains(token.word) {
                put_pairs(features, &stretch);
                stretch.clear();
                continue;
            }
            stretch.push_str(token.word);
            if token.word.chars().count() > 1 {
                self.put_word(features, token.word);
            }
        }
        put_pairs(features, &stretch);
        // Words inside of words, such as 发票 in 打发票.
        for token in self.jieba.cut_all(text) {
            if self.lexicon.contains_key(token.word) {
                self.put_word(features, token.word);
            }
        }
    }

    fn put_word(&self, features: &mut Vec<Feature>, word: &str) {
        put(features, word, 1.0, true);
        if let Some((stands_for, weight)) = self.lexicon.get(word) {
            put(features, stands_for, *weight, true);
        }
    }
}

fn put_pairs(features: &mut Vec<Feature>, stretch: &str) {
    let chars: Vec<char> = stretch.chars().collect();
    if let [only] = chars[..] {
        put(features, &only.to_string(), PAIR_WEIGHT, false);
    }
    for pair in chars.windows(2) {
        put(features, &pair.iter().collect::<String>(), PAIR_WEIGHT, false);
    }
}

/// A feature twice is the same feature, with the greater weight.
fn put(features: &mut Vec<Feature>, text: &str, weight: f64, word: bool) {
    if let Some(there) = features.iter_mut().find(|feature| feature.text == text) {
        there.weight = there.weight.max(weight);
        there.word |= word;
    } else {
        features.push(Feature { text: text.to_owned(), weight, word });
    }
}

enum Run {
    Latin(String),
    Han(String),
}

/// Runs of letters and digits, small, and runs of everything else that is a character of a language.
fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for c in text.chars() {
        let c = narrow(c);
        match (c.is_ascii_alphanumeric(), c.is_alphanumeric(), runs.last_mut()) {
            (true, _, Some(Run::Latin(word))) => word.push(c.to_ascii_lowercase()),
            (true, _, _) => runs.push(Run::Latin(c.to_ascii_lowercase().to_string())),
            (_, true, Some(Run::Han(text))) => text.push(c),
            (_, true, _) => runs.push(Run::Han(c.to_string())),
            // An apostrophe joins (don't), anything else parts.
            _ if c == '\'' => {}
            _ => runs.push(Run::Han(String::new())),
        }
    }
    runs.retain(|run| !matches!(run, Run::Han(text) if text.is_empty()));
    runs
}

/// Full-width letters and digits as their narrow ones.
fn narrow(c: char) -> char {
    match u32::from(c) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// A rough English stem: enough to bring bill and bills, charge and charging, broken and broke together or not; it
/// only has to be the same on both sides.
pub(crate) fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    for (end, left, instead) in [
        ("ies", 2, "y"),
        ("sses", 2, "ss"),
        ("ing", 3, ""),
        ("ied", 2, "y"),
        ("ed", 3, ""),
        ("ly", 3, ""),
        ("es", 3, ""),
        ("s", 3, ""),
        ("er", 4, ""),
        ("e", 3, ""),
    ] {
        if let Some(rest) = word.strip_suffix(end)
            && rest.len() >= left
            && !(end == "s" && rest.ends_with('s'))
        {
            return format!("{rest}{instead}");
        }
    }
    word
}

//! What must hold in a pack beyond the shape of its files. Each check only reports; nothing is mended.

mod catalogue;
mod company;
mod grades;
mod planning;
mod rules;
mod simulation;

use std::collections::BTreeSet;

use crate::read::Places;
use crate::{Pack, PackRefusal, RefusalCode};

/// Runs every check.
pub(crate) fn all(pack: &Pack, places: &Places, refused: &mut Vec<PackRefusal>) {
    let report = &mut Report { places, refused };
    company::check(pack, report);
    grades::check(pack, report);
    catalogue::check(pack, report);
    rules::check(pack, report);
    simulation::check(pack, report);
    planning::check(pack, report);
}

/// Collects refusals and finds their lines.
struct Report<'a, 't> {
    places: &'a Places<'t>,
    refused: &'a mut Vec<PackRefusal>,
}

impl Report<'_, '_> {
    /// Reports what is wrong at `path` of `file`.
    fn say(
        &mut self,
        file: &'static str,
        path: &str,
        code: RefusalCode,
        zh: impl AsRef<str>,
        en: impl AsRef<str>,
    ) {
        self.refused.push(self.places.refusal(file, path, code, zh.as_ref(), en.as_ref()));
    }

    /// Refuses an empty text.
    fn filled(&mut self, file: &'static str, path: &str, text: &str) {
        if text.trim().is_empty() {
            self.say(file, path, RefusalCode::Missing, "不能为空", "must not be empty");
        }
    }

    /// Refuses what `names` does not have.
    fn known(&mut self, file: &'static str, path: &str, name: &str, names: &BTreeSet<&str>) {
        if !names.contains(name) {
            let (zh, en) = (format!("配置包里没有 {name}"), format!("the pack has no {name}"));
            self.say(file, path, RefusalCode::Dangling, zh, en);
        }
    }

    /// Refuses every key that was there before; `path` makes the path of the n-th.
    fn unique<T: Ord + std::fmt::Debug>(
        &mut self,
        file: &'static str,
        keys: impl IntoIterator<Item = T>,
        path: impl Fn(usize) -> String,
    ) {
        let mut seen = BTreeSet::new();
        for (n, key) in keys.into_iter().enumerate() {
            if seen.contains(&key) {
                let shown = format!("{key:?}").replace('"', "");
                let (zh, en) = (format!("{shown} 重复"), format!("{shown} is there twice"));
                self.say(file, &path(n), RefusalCode::Duplicate, zh, en);
            }
            seen.insert(key);
        }
    }

    /// Refuses a number outside `min ..= max`.
    fn within(&mut self, file: &'static str, path: &str, value: f64, min: f64, max: f64) {
        if !(min..=max).contains(&value) {
            let (zh, en) =
                (format!("{value} 超出范围 {min} 到 {max}"), format!("{value} is outside {min} to {max}"));
            self.say(file, path, RefusalCode::Range, zh, en);
        }
    }

    /// Refuses a whole number outside `min ..= max`.
    #[allow(clippy::cast_precision_loss)]
    fn counts(&mut self, file: &'static str, path: &str, value: i64, min: i64, max: i64) {
        self.within(file, path, value as f64, min as f64, max as f64);
    }

    /// Refuses parts that do not add up to one.
    fn adds_up(&mut self, file: &'static str, path: &str, shares: &[f64]) {
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() > 1e-6 {
            let (zh, en) =
                (format!("合计应为 1，现为 {sum:.4}"), format!("should add up to 1, adds up to {sum:.4}"));
            self.say(file, path, RefusalCode::Conflict, zh, en);
        }
    }
}

/// Whether `text` is `len` decimal digits.
fn digits(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit())
}

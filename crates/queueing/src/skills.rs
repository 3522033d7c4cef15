//! A set of skills as one machine word, so that "can this counter serve that ticket?" is a single AND.
//!
//! Which bit means which skill is the company pack's business; nothing here may know a skill by name.

use serde::{Deserialize, Serialize};

/// A set of up to 64 skills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SkillSet(pub u64);

impl SkillSet {
    /// No skill at all.
    pub const EMPTY: SkillSet = SkillSet(0);
    /// How many skills there can be.
    pub const SKILLS_MAX: u8 = 64;

    /// The set of the one skill at `index`; none when `index` is 64 or more.
    #[must_use]
    pub const fn one(index: u8) -> Option<SkillSet> {
        if index < Self::SKILLS_MAX { Some(SkillSet(1 << index)) } else { None }
    }

    /// The skills of either set.
    #[must_use]
    pub const fn union(self, other: SkillSet) -> SkillSet {
        SkillSet(self.0 | other.0)
    }

    /// Whether every skill of `needs` is here.
    #[must_use]
    pub const fn covers(self, needs: SkillSet) -> bool {
        needs.0 & !self.0 == 0
    }

    /// Whether some skill is in both.
    #[must_use]
    pub const fn meets(self, other: SkillSet) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no skill here.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The skills of `self` that `other` has not.
    #[must_use]
    pub const fn without(self, other: SkillSet) -> SkillSet {
        SkillSet(self.0 & !other.0)
    }

    /// The indexes of the skills, ascending.
    pub fn indexes(self) -> impl Iterator<Item = u8> {
        (0..Self::SKILLS_MAX).filter(move |index| self.0 >> index & 1 == 1)
    }
}

impl FromIterator<SkillSet> for SkillSet {
    fn from_iter<I: IntoIterator<Item = SkillSet>>(sets: I) -> SkillSet {
        sets.into_iter().fold(SkillSet::EMPTY, SkillSet::union)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_covers_what_it_contains_and_nothing_more() {
        let skills: SkillSet = [0, 5, 63].into_iter().filter_map(SkillSet::one).collect();
        assert_eq!(skills.indexes().collect::<Vec<_>>(), [0, 5, 63]);
        assert!(skills.covers(SkillSet::EMPTY) && skills.covers(SkillSet(1 << 5)) && skills.covers(skills));
        assert!(!skills.covers(SkillSet(0b11)));
        assert!(
            skills.meets(SkillSet(0b11)) && !skills.meets(SkillSet(0b10)) && !skills.meets(SkillSet::EMPTY)
        );
        assert_eq!(SkillSet(0b11).without(skills), SkillSet(0b10));
        assert_eq!(SkillSet::one(64), None);
    }
}

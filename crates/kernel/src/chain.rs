//! The hash chain of events: one chain for each hall and day, SM3 (GB/T 32905), each link over the one before.

use std::fmt;

use sm3::{Digest, Sm3};

/// An SM3 digest: the head of a chain after one of its events.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChainHash(pub [u8; 32]);

/// What one event adds to its chain, exactly as stored.
#[derive(Clone, Copy, Debug)]
pub struct ChainLink<'a> {
    /// The company.
    pub org: i64,
    /// The hall, 0 for the org itself.
    pub hall: i64,
    /// The day as a number, 20261012.
    pub day: i64,
    /// The place in the chain, from 1 without gaps.
    pub seq: i64,
    /// When it happened, in UTC microseconds.
    pub at_us: i64,
    /// The stored JSON of the actor.
    pub actor: &'a str,
    /// The stored JSON of the event.
    pub body: &'a str,
}

impl ChainHash {
    /// The head of an empty chain.
    pub const START: ChainHash = ChainHash([0; 32]);

    /// The head after `link`. Every field goes in with its length, so that no two links read alike.
    #[must_use]
    pub fn after(self, link: &ChainLink<'_>) -> ChainHash {
        let mut sm3 = Sm3::new();
        sm3.update(self.0);
        for number in [link.org, link.hall, link.day, link.seq, link.at_us] {
            sm3.update(number.to_be_bytes());
        }
        for text in [link.actor, link.body] {
            sm3.update((text.len() as u64).to_be_bytes());
            sm3.update(text.as_bytes());
        }
        ChainHash(sm3.finalize().into())
    }

    /// The stored bytes as a head, or nothing if they are not 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<ChainHash> {
        bytes.try_into().ok().map(ChainHash)
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link<'a>(actor: &'a str, body: &'a str) -> ChainLink<'a> {
        ChainLink { org: 1407, hall: 1, day: 20_261_012, seq: 1, at_us: 5, actor, body }
    }

    #[test]
    fn a_byte_moved_between_fields_changes_the_head() {
        let head = ChainHash::START.after(&link("ab", "c"));
        assert_ne!(head, ChainHash::START.after(&link("a", "bc")));
        assert_ne!(head, head.after(&link("ab", "c")));
        assert_eq!(head, ChainHash::START.after(&link("ab", "c")));
    }

    #[test]
    fn the_digest_is_sm3_of_the_standard() {
        // GB/T 32905-2016, annex A.1: SM3("abc").
        let digest: [u8; 32] = Sm3::digest(b"abc").into();
        assert_eq!(
            format!("{:?}", ChainHash(digest)),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }
}

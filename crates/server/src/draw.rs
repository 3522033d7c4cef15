//! Everything drawn: ids and secrets.
//!
//! Ids come from real time, never from the server's clock, so that a simulated day repeated draws new ones.

use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::BASE64URL_NOPAD;
use kernel::{Ids, RequestId};
use sm3::{Digest, Sm3};

use crate::clock::real_now_us;

/// 2020-01-01T00:00:00Z in milliseconds since 1970: ids count from here.
const EPOCH_MS: u64 = 1_577_836_800_000;
/// Ids that are drawn at once. It divides a millisecond's numbers, so that no block goes on in the bits of a node.
const BLOCK: u64 = Ids::BLOCK.unsigned_abs();
/// Bits of an id below the millisecond: a drawn node number, then a running number.
const NODE_BITS: u32 = 8;
const SEQUENCE_BITS: u32 = 14;
const _: () = assert!((1_u64 << SEQUENCE_BITS).is_multiple_of(BLOCK));

/// Draws ids: 64 bits, ordered by time, unique in this process, and across a few processes of one store by the node.
#[derive(Debug)]
pub struct Draw {
    /// Milliseconds and running number of the last block.
    last: AtomicU64,
    node: u64,
}

impl Draw {
    /// A source of ids with a node number of its own.
    #[must_use]
    pub fn new() -> Draw {
        let node = u64::from(random::<1>()[0]);
        Draw { last: AtomicU64::new(0), node }
    }

    /// A block of ids for one command.
    pub fn ids(&self) -> Ids {
        Ids::block(self.first_of_block(), Ids::BLOCK)
    }

    /// One id.
    pub fn id<T: From<i64>>(&self) -> T {
        T::from(self.first_of_block())
    }

    fn first_of_block(&self) -> i64 {
        let now_ms = (real_now_us().unsigned_abs() / 1000).saturating_sub(EPOCH_MS);
        let now = now_ms << SEQUENCE_BITS;
        let next = |last: u64| (last + BLOCK).max(now);
        let last = self.last.update(Ordering::Relaxed, Ordering::Relaxed, next);
        let drawn = next(last);
        let (ms, sequence) = (drawn >> SEQUENCE_BITS, drawn & ((1 << SEQUENCE_BITS) - 1));
        let id = (ms << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS) | sequence;
        i64::try_from(id).expect("41 bits of milliseconds last until 2089")
    }

    /// A request id for what the server does of its own accord.
    pub fn request(&self) -> RequestId {
        RequestId::new(&format!("own-{:x}", self.first_of_block())).expect("hexadecimal is plain")
    }

    /// A name for one HTTP request, to find it in the log.
    pub fn trace(&self) -> String {
        format!("{:x}", self.first_of_block())
    }
}

impl Default for Draw {
    fn default() -> Self {
        Draw::new()
    }
}

/// `N` bytes from the system's source of randomness.
///
/// # Panics
/// When the system has none: nothing secret can be made then.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has a source of randomness");
    bytes
}

/// An unguessable text of 192 bits, for links, sessions and credentials.
#[must_use]
pub fn token() -> String {
    BASE64URL_NOPAD.encode(&random::<24>())
}

/// What is stored of a token: whoever reads the database cannot use it.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sm3::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread;

    use super::*;

    #[test]
    fn ids_are_unique_across_threads_and_rise() {
        let draw = Draw::new();
        let drawn: Vec<i64> = thread::scope(|scope| {
            let one = || (0..20_000).map(|_| draw.first_of_block()).collect::<Vec<_>>();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
            threads
                .into_iter()
                .flat_map(|it| {
                    let drawn = it.join().unwrap();
                    assert!(drawn.is_sorted());
                    drawn
                })
                .collect()
        });
        let blocks: HashSet<i64> = drawn.iter().map(|id| id / BLOCK as i64).collect();
        assert_eq!(blocks.len(), drawn.len());
    }

    #[test]
    fn tokens_differ_and_their_hash_is_not_the_token() {
        assert_ne!(token(), token());
        assert_eq!(token().len(), 32);
        assert_eq!(token_hash("a"), token_hash("a"));
        assert_ne!(token_hash("a"), token_hash("b"));
    }
}

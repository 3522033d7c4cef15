//! The queues of a hall: one for each kind of ticket, and one for the kiosks, threaded through the people themselves, so
//! that nothing is ever allocated. Within a queue the earliest wait goes first, then the lower number.

use super::guest::{Guest, NOBODY};

/// Who waits.
#[derive(Debug, Default, Clone)]
pub(super) struct Queues {
    ends: Vec<(u32, u32)>,
    /// Which queues have somebody in them, as bits.
    pub waiting: u128,
}

impl Queues {
    /// Empties them; there are `count`.
    pub(super) fn clear(&mut self, count: usize) {
        self.ends.clear();
        self.ends.resize(count, (NOBODY, NOBODY));
        self.waiting = 0;
    }

    /// The first of a queue.
    #[inline]
    pub(super) fn first(&self, queue: usize) -> Option<u32> {
        let first = self.ends[queue].0;
        (first != NOBODY).then_some(first)
    }

    /// Puts somebody where their wait belongs: nearly always last.
    #[inline]
    pub(super) fn push(&mut self, guests: &mut [Guest], queue: usize, who: u32) {
        let queued_us = guests[who as usize].queued_us;
        let mut before = self.ends[queue].1;
        while before != NOBODY && (guests[before as usize].queued_us, before) > (queued_us, who) {
            before = guests[before as usize].before;
        }
        let next = if before == NOBODY {
            std::mem::replace(&mut self.ends[queue].0, who)
        } else {
            std::mem::replace(&mut guests[before as usize].next, who)
        };
        if next == NOBODY {
            self.ends[queue].1 = who;
        } else {
            guests[next as usize].before = who;
        }
        guests[who as usize].before = before;
        guests[who as usize].next = next;
        self.waiting |= 1 << queue;
    }

    /// Takes somebody out.
    #[inline]
    pub(super) fn remove(&mut self, guests: &mut [Guest], queue: usize, who: u32) {
        let Guest { before, next, .. } = guests[who as usize];
        if before == NOBODY {
            self.ends[queue].0 = next;
        } else {
            guests[before as usize].next = next;
        }
        if next == NOBODY {
            self.ends[queue].1 = before;
        } else {
            guests[next as usize].before = before;
        }
        if self.ends[queue].0 == NOBODY {
            self.waiting &= !(1 << queue);
        }
    }
}

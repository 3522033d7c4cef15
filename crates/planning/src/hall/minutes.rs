//! How many people there are minute by minute: counted at the beginning of each, from when each person's stay begins and
//! ends. Adding a stay costs two steps however long it is.

const MINUTE_US: i64 = 60_000_000;

/// Counts by minute of one day.
#[derive(Debug, Default, Clone)]
pub(super) struct Minutes {
    from_us: i64,
    /// How many more are there at this minute than at the one before.
    more: Vec<i32>,
}

impl Minutes {
    /// Begins a day of so many minutes.
    pub(super) fn clear(&mut self, from_us: i64, count: usize) {
        self.from_us = from_us;
        self.more.clear();
        self.more.resize(count + 1, 0);
    }

    /// The first minute that begins at that moment or later.
    #[inline]
    fn minute(&self, at_us: i64) -> usize {
        let since_us = at_us.saturating_sub(self.from_us).max(0) as u64;
        (since_us.div_ceil(MINUTE_US as u64) as usize).min(self.more.len() - 1)
    }

    /// Somebody was there from one moment until just before another.
    #[inline]
    pub(super) fn stay(&mut self, from_us: i64, to_us: i64) {
        let (from, to) = (self.minute(from_us), self.minute(to_us));
        if from < to {
            self.more[from] += 1;
            self.more[to] -= 1;
        }
    }

    /// How many were there, minute by minute.
    pub(super) fn counts(&self) -> impl Iterator<Item = i32> {
        let (_, days) = self.more.split_last().unwrap_or((&0, &[]));
        days.iter().scan(0, |there, more| {
            *there += more;
            Some(*there)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stay_counts_at_every_minute_that_begins_within_it() {
        let mut minutes = Minutes::default();
        minutes.clear(MINUTE_US, 5);
        minutes.stay(MINUTE_US, 3 * MINUTE_US); // minutes 0 and 1
        minutes.stay(MINUTE_US + 1, 2 * MINUTE_US + 1); // minute 1
        minutes.stay(2 * MINUTE_US + 1, 3 * MINUTE_US); // none
        minutes.stay(4 * MINUTE_US, i64::MAX); // from minute 3 on
        assert_eq!(minutes.counts().collect::<Vec<_>>(), [1, 2, 0, 1, 1]);
    }
}

//! Counting up, and turning counts into figures. Pure.

use kernel::{Day, Grade, HallId};

/// Figures. A share is absent when there is nothing to divide by; shares are rounded down to whole per mille.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Numbers given.
    pub issued: i64,
    /// Called.
    pub called: i64,
    /// Served.
    pub served: i64,
    /// Gave up.
    pub left: i64,
    /// Did not come.
    pub no_show: i64,
    /// Waiting now.
    pub waiting: i64,
    /// Half of those called waited no longer, in seconds.
    pub wait_p50_s: Option<i64>,
    /// Nine of ten waited no longer, in seconds.
    pub wait_p90_s: Option<i64>,
    /// Mean service time, in seconds.
    pub service_mean_s: Option<i64>,
    /// Waited longer than the alarm, in per mille of called.
    pub over_alert_pm: Option<i64>,
    /// Gave up or did not come, in per mille of issued.
    pub abandon_pm: Option<i64>,
    /// Busy time of open counters, in per mille.
    pub counter_use_pm: Option<i64>,
    /// Open and not used, in minutes of counters.
    pub idle_min: i64,
    /// Online or to a kiosk, in per mille of guided.
    pub online_pm: Option<i64>,
    /// Guided.
    pub guided: i64,
    /// Asked to rate.
    pub rating_asked: i64,
    /// Rated.
    pub rating_given: i64,
    /// Mean score, in hundredths.
    pub rating_mean_c: Option<i64>,
    /// Ratings of 4 and 5, in per mille of given.
    pub rating_good_pm: Option<i64>,
}

/// Figures of a hall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HallFigures {
    /// The hall.
    pub hall: HallId,
    /// Its name.
    pub name: String,
    /// Its grade.
    pub grade: Grade,
    /// Figures.
    pub figures: Figures,
}

/// Figures of a grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeFigures {
    /// The grade.
    pub grade: Grade,
    /// Halls of the grade.
    pub halls: i64,
    /// Figures.
    pub figures: Figures,
}

/// Figures of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayFigures {
    /// The day.
    pub day: Day,
    /// Figures.
    pub figures: Figures,
}

/// Figures of an hour of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HourFigures {
    /// Hour, 0 to 23.
    pub hour: i64,
    /// Numbers given in it.
    pub issued: i64,
    /// Served in it.
    pub served: i64,
    /// Of those given in it and called: half waited no longer, in seconds.
    pub wait_p50_s: Option<i64>,
    /// Nine of ten, in seconds.
    pub wait_p90_s: Option<i64>,
}

/// The smallest value that at least `per_mille` of all values do not exceed (nearest rank: always a value that was
/// there, never one between two). Nothing when there are none.
#[must_use]
pub fn nearest_rank(sorted: &[i64], per_mille: usize) -> Option<i64> {
    let rank = (sorted.len() * per_mille).div_ceil(1000).max(1);
    sorted.get(rank - 1).copied()
}

/// What is counted of a hall's day, or of several together.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) issued: i64,
    pub(super) called: i64,
    pub(super) served: i64,
    pub(super) left: i64,
    pub(super) no_show: i64,
    pub(super) waiting: i64,
    pub(super) waits_s: Vec<i64>,
    pub(super) over_alert: i64,
    pub(super) service_s: i64,
    pub(super) open_s: i64,
    pub(super) busy_s: i64,
    pub(super) guided: i64,
    pub(super) online: i64,
    pub(super) rating_asked: i64,
    pub(super) rating_given: i64,
    pub(super) rating_sum: i64,
    pub(super) rating_good: i64,
}

impl Tally {
    pub(super) fn add(&mut self, other: &Tally) {
        self.issued += other.issued;
        self.called += other.called;
        self.served += other.served;
        self.left += other.left;
        self.no_show += other.no_show;
        self.waiting += other.waiting;
        self.waits_s.extend_from_slice(&other.waits_s);
        self.over_alert += other.over_alert;
        self.service_s += other.service_s;
        self.open_s += other.open_s;
        self.busy_s += other.busy_s;
        self.guided += other.guided;
        self.online += other.online;
        self.rating_asked += other.rating_asked;
        self.rating_given += other.rating_given;
        self.rating_sum += other.rating_sum;
        self.rating_good += other.rating_good;
    }

    pub(super) fn figures(mut self) -> Figures {
        self.waits_s.sort_unstable();
        let share = |part: i64, of: i64| (of > 0).then(|| part * 1000 / of);
        Figures {
            issued: self.issued,
            called: self.called,
            served: self.served,
            left: self.left,
            no_show: self.no_show,
            waiting: self.waiting,
            wait_p50_s: nearest_rank(&self.waits_s, 500),
            wait_p90_s: nearest_rank(&self.waits_s, 900),
            service_mean_s: (self.served > 0).then(|| self.service_s / self.served),
            over_alert_pm: share(self.over_alert, self.called),
            abandon_pm: share(self.left + self.no_show, self.issued),
            counter_use_pm: share(self.busy_s.min(self.open_s), self.open_s),
            idle_min: (self.open_s - self.busy_s).max(0) / 60,
            online_pm: share(self.online, self.guided),
            guided: self.guided,
            rating_asked: self.rating_asked,
            rating_given: self.rating_given,
            rating_mean_c: (self.rating_given > 0).then(|| self.rating_sum * 100 / self.rating_given),
            rating_good_pm: share(self.rating_good, self.rating_given),
        }
    }
}

/// What is counted by hour of the day.
#[derive(Debug, Default)]
pub(super) struct Hours([Hour; 24]);

#[derive(Debug, Default)]
pub(super) struct Hour {
    pub(super) issued: i64,
    pub(super) served: i64,
    pub(super) waits_s: Vec<i64>,
}

impl Hours {
    pub(super) fn at(&mut self, second_of_day: i32) -> &mut Hour {
        &mut self.0[usize::try_from(second_of_day / 3600).unwrap_or(0).min(23)]
    }

    pub(super) fn figures(self) -> Vec<HourFigures> {
        let hours = (0..).zip(self.0);
        let figures = hours.map(|(hour, mut it)| {
            it.waits_s.sort_unstable();
            HourFigures {
                hour,
                issued: it.issued,
                served: it.served,
                wait_p50_s: nearest_rank(&it.waits_s, 500),
                wait_p90_s: nearest_rank(&it.waits_s, 900),
            }
        });
        figures.collect()
    }
}

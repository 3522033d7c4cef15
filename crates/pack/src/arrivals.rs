//! How people come to the halls of a simulated day (`arrivals.toml`). Estimates: never used to judge a real hall.

use kernel::{CareNeed, Certainty, Day, Grade};
use serde::{Deserialize, Serialize};

/// The whole of `arrivals.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrivals {
    /// From when these figures hold.
    pub effective_from: Day,
    /// Where they come from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
    /// Weight of each hour of the day, 0 to 23; closed hours do not count.
    pub hour: Vec<f64>,
    /// Factor for Monday to Sunday.
    pub weekday: Vec<f64>,
    /// Factor on a public holiday.
    pub holiday: f64,
    /// Factor on a make-up workday.
    pub make_up_workday: f64,
    /// Factor on the last working day before a holiday.
    pub before_holiday: f64,
    /// Factor on the first working day after a holiday.
    pub after_holiday: f64,
    /// Factor by day of the month: the billing cycle.
    pub billing_cycle: Vec<DayFactor>,
    /// Share of visits that want two items.
    pub two_items: f64,
    /// Share who speak English.
    pub english: f64,
    /// Share who follow their ticket on the phone.
    pub phone_followers: f64,
    /// Share of phone followers who press "I am late" once.
    pub phone_late: f64,
    /// Share who take the hint and do it online, when it can be done online.
    pub accepts_online: f64,
    /// Share who take the hint and use a kiosk, when it can be done there.
    pub accepts_kiosk: f64,
    /// Share who go to the other hall that is named.
    pub accepts_other_hall: f64,
    /// Share of called people who are not there at the first call.
    pub misses_first_call: f64,
    /// Share of bookings that never come.
    pub booked_no_show: f64,
    /// Seconds from being called to standing at the counter.
    pub walk: Lognormal,
    /// Seconds a person waits before giving up.
    pub patience: Lognormal,
    /// By which channel tickets are taken.
    pub channels: ChannelShares,
    /// Evaluations.
    pub ratings: Ratings,
    /// Needs people have.
    pub need: Vec<NeedShare>,
    /// Footfall and bookings by grade.
    pub grade: Vec<GradeArrivals>,
    /// Published figures of another service centre: to check shapes against, never to draw from.
    pub sanity: Vec<SanityFigure>,
}

/// A factor for a span of days of the month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayFactor {
    /// First day of the month.
    pub from: i8,
    /// Last day of the month.
    pub to: i8,
    /// The factor.
    pub factor: f64,
}

/// A lognormal distribution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lognormal {
    /// Median, seconds.
    pub median_s: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

/// By which channel tickets are taken; the shares add up to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelShares {
    /// At a kiosk.
    pub kiosk: f64,
    /// By the guide.
    pub guide: f64,
    /// On the phone.
    pub phone: f64,
    /// At a counter.
    pub counter: f64,
}

/// How people rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratings {
    /// Share who answer on the pad.
    pub answers_pad: f64,
    /// Share of those who follow by phone and answer there.
    pub answers_phone: f64,
    /// Shares of 1 to 5; they add up to 1.
    pub shares: Vec<f64>,
    /// Minutes of waiting after which each rating falls by one.
    pub falls_after_min: f64,
}

/// How many people have a need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedShare {
    /// The need.
    pub need: CareNeed,
    /// The share.
    pub share: f64,
}

/// Footfall and bookings of one grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeArrivals {
    /// The grade.
    pub grade: Grade,
    /// People on a slow ordinary day.
    pub people_low: i64,
    /// People on a busy ordinary day.
    pub people_high: i64,
    /// Share who have booked.
    pub booked: f64,
}

/// A published figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SanityFigure {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Where it comes from.
    pub source: String,
}

//! Tables of hours as they are drawn and compared: the bands of a day, and on which days of the year a table holds.
//! Looks only; that every minute has one band was settled when the document was read.

use kernel::DayKind;

use crate::tariff::{DayTables, MONTH_STARTS, Tariff, day_of_leap_year, kind_index};

/// Minutes of a day.
const DAY_MIN: u16 = 1440;
/// Every kind of day, in the order of [`kind_index`].
pub(crate) const KINDS: [DayKind; 4] =
    [DayKind::Workday, DayKind::MakeUpWorkday, DayKind::Weekend, DayKind::Holiday];

/// Days of the year, both ends included, written `07-01/08-31`, and the kinds of day among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    /// First and last day of each stretch.
    pub spans: Vec<String>,
    /// Kinds of day; all of them when the kind makes no difference.
    pub kinds: Vec<DayKind>,
}

impl DayTables {
    /// How many tables there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.hours.len()
    }

    /// Bands of `table`: minute from, minute up to but not, position of the band.
    #[must_use]
    pub fn hours(&self, table: usize) -> &[(u16, u16, u8)] {
        &self.hours[table]
    }

    /// Line of `table` in the document; 0 when the document has none and the day is one band.
    #[must_use]
    pub fn line(&self, table: usize) -> usize {
        self.lines[table]
    }

    /// Whether the kind of day makes any difference, so that a calendar is needed.
    #[must_use]
    pub fn by_kind(&self) -> bool {
        self.by_kind
    }

    /// The table of a day of a month and of a kind.
    #[must_use]
    pub fn table_on(&self, month: i8, day: i8, kind: DayKind) -> usize {
        usize::from(self.of_day[day_of_leap_year(month, day)][kind_index(kind)])
    }

    /// When `table` holds: a season for each set of kinds of day.
    #[must_use]
    pub fn seasons(&self, table: usize) -> Vec<Season> {
        let holds = |day: usize| {
            let kinds = KINDS.into_iter().zip(self.of_day[day]);
            kinds.filter(|(_, it)| usize::from(*it) == table).map(|(kind, _)| kind).collect::<Vec<_>>()
        };
        let mut seasons: Vec<Season> = Vec::new();
        for (from, to, kinds) in runs(self.of_day.len(), holds) {
            let span = format!("{}/{}", month_day(from), month_day(to));
            match seasons.iter_mut().find(|season| season.kinds == kinds) {
                _ if kinds.is_empty() => {}
                Some(season) => season.spans.push(span),
                None => seasons.push(Season { spans: vec![span], kinds }),
            }
        }
        seasons
    }
}

/// Stretches of days that say the same, both ends included.
pub(crate) fn runs<T: PartialEq>(days: usize, says: impl Fn(usize) -> T) -> Vec<(usize, usize, T)> {
    let mut all: Vec<(usize, usize, T)> = Vec::new();
    for day in 0..days {
        let said = says(day);
        match all.last_mut() {
            Some((_, to, before)) if *before == said => *to = day,
            _ => all.push((day, day, said)),
        }
    }
    all
}

/// The day of a leap year at a position from 0, written `07-01`.
pub(crate) fn month_day(day: usize) -> String {
    let month = MONTH_STARTS.iter().rposition(|start| usize::from(*start) <= day).unwrap_or(0);
    format!("{:02}-{:02}", month + 1, day + 1 - usize::from(MONTH_STARTS[month]))
}

/// A time of day, `24:00` at its end.
pub(crate) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Where two tables, each with the names of its bands, say different bands: minutes from and to, and both names.
pub(crate) fn apart<'t>(one: Hours<'t>, other: Hours<'t>) -> Vec<(u16, u16, &'t str, &'t str)> {
    let mut cuts: Vec<u16> = one.hours.iter().chain(other.hours).map(|(from, ..)| *from).collect();
    cuts.push(DAY_MIN);
    cuts.sort_unstable();
    cuts.dedup();
    let pairs = cuts.windows(2).map(|cut| (cut[0], cut[1], one.band(cut[0]), other.band(cut[0])));
    let mut all: Vec<(u16, u16, &str, &str)> = Vec::new();
    for (from, to, before, after) in pairs.filter(|(_, _, before, after)| before != after) {
        match all.last_mut() {
            Some((_, end, b, a)) if *end == from && (*b, *a) == (before, after) => *end = to,
            _ => all.push((from, to, before, after)),
        }
    }
    all
}

/// One table with the names of its bands.
#[derive(Clone, Copy)]
pub(crate) struct Hours<'t> {
    pub(crate) hours: &'t [(u16, u16, u8)],
    pub(crate) bands: &'t [String],
}

impl<'t> Hours<'t> {
    /// The table of a day of a leap year, from 0, and of a kind of day.
    pub(crate) fn on(it: &'t Tariff, day: usize, kind: usize) -> Hours<'t> {
        Hours { hours: it.days.hours(usize::from(it.days.of_day[day][kind])), bands: &it.bands }
    }

    fn band(self, minute: u16) -> &'t str {
        let span = self.hours.iter().find(|(from, to, _)| (*from..*to).contains(&minute));
        span.map_or("", |(_, _, band)| self.bands[usize::from(*band)].as_str())
    }
}

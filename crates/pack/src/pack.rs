//! The whole pack, and the questions it answers for a hall and a day.

use kernel::{Day, DayKind, Grade, WorkingCalendar, Zone};
use serde::{Deserialize, Serialize};

use crate::{
    AccountScope, AccountTemplate, Accounts, Arrivals, CalendarDay, Catalogue, Clock, Company, County,
    DemoAccount, GradeStandard, Grades, Guidance, Hall, PlanCounter, Planning, Rule, Rules, RulesRefusal,
    Season, ServiceItem, Town,
};

/// A checked company pack: plain data, to be stored and read back as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// The company.
    pub company: Company,
    /// Listed days of the working calendar.
    pub calendar: Vec<CalendarDay>,
    /// Counties.
    pub counties: Vec<County>,
    /// Towns.
    pub towns: Vec<Town>,
    /// Halls.
    pub halls: Vec<Hall>,
    /// Standards of the grades.
    pub grades: Grades,
    /// The service catalogue.
    pub catalogue: Catalogue,
    /// Values of the rules.
    pub rules: Vec<Rule>,
    /// Arrivals of the simulated day.
    pub arrivals: Arrivals,
    /// Words for guidance.
    pub guidance: Guidance,
    /// Demo accounts.
    pub accounts: Accounts,
    /// What planning rests on.
    pub planning: Planning,
}

impl Pack {
    /// The company's zone.
    #[must_use]
    pub fn zone(&self) -> Zone {
        Zone(self.company.zone_offset_min)
    }

    /// The working calendar: it knows the years that are listed.
    #[must_use]
    pub fn working_calendar(&self) -> WorkingCalendar {
        let mut years: Vec<i16> = self.calendar.iter().map(|listed| listed.year).collect();
        years.dedup();
        WorkingCalendar::new(years, self.calendar.iter().map(|listed| (listed.day, listed.off)))
    }

    /// The hall with this code.
    #[must_use]
    pub fn hall(&self, code: &str) -> Option<&Hall> {
        self.halls.iter().find(|hall| hall.code == code)
    }

    /// The standard of `grade` on `day`; before the first, the first.
    #[must_use]
    pub fn standard(&self, grade: Grade, day: Day) -> Option<&GradeStandard> {
        let of_grade = || self.grades.grade.iter().filter(move |standard| standard.grade == grade);
        of_grade()
            .filter(|standard| standard.effective_from <= day)
            .max_by_key(|standard| standard.effective_from)
            .or_else(|| of_grade().min_by_key(|standard| standard.effective_from))
    }

    /// The service item `code` as of `day`.
    #[must_use]
    pub fn item(&self, code: &str, day: Day) -> Option<&ServiceItem> {
        let dated =
            self.catalogue.items.iter().filter(|item| item.code == code && item.effective_from <= day);
        dated.max_by_key(|item| item.effective_from)
    }

    /// Every service item as of `day`, in the order of the file.
    pub fn items(&self, day: Day) -> impl Iterator<Item = &ServiceItem> {
        self.catalogue
            .items
            .iter()
            .filter(move |item| self.item(&item.code, day).is_some_and(|now| now == *item))
    }

    /// The counters that `hall` starts with: those of its grade's plan, as many as it has windows.
    #[must_use]
    pub fn counters(&self, hall: &Hall, day: Day) -> Vec<&PlanCounter> {
        let standard = self.standard(hall.grade, day);
        standard
            .into_iter()
            .flat_map(|it| &it.counter)
            .filter(|counter| counter.number <= hall.windows)
            .collect()
    }

    /// Opening hours of halls of `grade` on `day`, which is of `kind`; in order, empty when closed.
    #[must_use]
    pub fn opening(&self, grade: Grade, day: Day, kind: DayKind) -> Vec<(Clock, Clock)> {
        let season = self.season(day);
        let Some(standard) = self.standard(grade, day) else { return Vec::new() };
        let spans = standard.opening.iter();
        let mut open: Vec<(Clock, Clock)> = spans
            .filter(|span| {
                span.days.contains(&kind) && (span.season == Season::All || Some(span.season) == season)
            })
            .map(|span| (span.from, span.to))
            .collect();
        open.sort_unstable();
        open
    }

    /// The season of opening hours on `day`.
    #[must_use]
    pub fn season(&self, day: Day) -> Option<Season> {
        let begins = |span: &crate::SeasonSpan| (span.from_month, span.from_day);
        let spans = &self.grades.season;
        let today = (day.month(), day.day_of_month());
        let begun = spans.iter().filter(|span| begins(span) <= today).max_by_key(|span| begins(span));
        begun.or_else(|| spans.iter().max_by_key(|span| begins(span))).map(|span| span.season)
    }

    /// The value of the rule `name` in a hall on a day: the hall's own, else its grade's, else the company's; of
    /// each, the latest that holds.
    #[must_use]
    pub fn rule(&self, name: &str, grade: Option<Grade>, hall: Option<&str>, day: Day) -> Option<&Rule> {
        rule_of(&self.rules, name, grade, hall, day)
    }

    /// All rules that hold on `day`: in the hall with code `hall` of `grade`, or in the company.
    ///
    /// # Errors
    /// A rule has no value yet on that day.
    pub fn rules(&self, grade: Option<Grade>, hall: Option<&str>, day: Day) -> Result<Rules, RulesRefusal> {
        Rules::of(&self.rules, grade, hall, day)
    }

    /// Every demo account that the templates make.
    #[must_use]
    pub fn demo_accounts(&self) -> Vec<DemoAccount> {
        self.accounts.template.iter().flat_map(|template| self.accounts_of(template)).collect()
    }

    /// The demo accounts that `template` makes.
    pub(crate) fn accounts_of(&self, template: &AccountTemplate) -> Vec<DemoAccount> {
        let halls = self.halls.iter().filter(|hall| template.grades.contains(&hall.grade));
        match template.scope {
            AccountScope::Org => vec![account(template, None, None)],
            AccountScope::Hall => halls.map(|hall| account(template, Some(hall), None)).collect(),
            AccountScope::Counter => halls
                .flat_map(|hall| (1..=hall.windows).map(move |n| account(template, Some(hall), Some(n))))
                .collect(),
        }
    }
}

impl Rules {
    /// The rules out of stored values; see [`Pack::rules`].
    ///
    /// # Errors
    /// A rule has no value yet on that day.
    pub fn of(
        rules: &[Rule],
        grade: Option<Grade>,
        hall: Option<&str>,
        day: Day,
    ) -> Result<Rules, RulesRefusal> {
        Rules::resolve(|name| rule_of(rules, name, grade, hall, day).map(|rule| &rule.value))
    }
}

fn rule_of<'a>(
    rules: &'a [Rule],
    name: &str,
    grade: Option<Grade>,
    hall: Option<&str>,
    day: Day,
) -> Option<&'a Rule> {
    let holds = |rule: &&Rule| {
        rule.name == name
            && rule.effective_from <= day
            && (rule.grade.is_none() || rule.grade == grade)
            && (rule.hall.is_none() || rule.hall.as_deref() == hall)
    };
    rules
        .iter()
        .filter(holds)
        .max_by_key(|rule| (rule.hall.is_some(), rule.grade.is_some(), rule.effective_from))
}

fn account(template: &AccountTemplate, hall: Option<&Hall>, counter: Option<i64>) -> DemoAccount {
    let fill = |text: &str| {
        let code = hall.map(|hall| hall.code.to_lowercase()).unwrap_or_default();
        let name = hall.map(|hall| hall.name_zh.replace("（示例）", "")).unwrap_or_default();
        let number = counter.map(|n| format!("{n:02}")).unwrap_or_default();
        text.replace("{hall}", &code).replace("{name}", &name).replace("{n}", &number)
    };
    DemoAccount {
        login: fill(&template.login),
        name: fill(&template.name),
        role: template.role,
        hall: hall.map(|hall| hall.code.clone()),
        counter,
    }
}

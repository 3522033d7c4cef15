//! What a scenario holds: the city with everything that somebody set, and how it was before. Pure.

use kernel::{Grade, SiteRule};
use planning::site::city::{City, FixedGrade, Point};
use serde::{Deserialize, Serialize};

/// Nobody drags a hall further than this from the map's origin, in metres.
const FAR_M: f64 = 2_000_000.0;

/// What a scenario holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The city, as it is to be planned but for `online`.
    pub city: City,
    /// Share of the payments now made in halls that goes online, from 0 to 1.
    pub online: f64,
    /// Where each site was and what it could be before anything was set, in the order of the city's sites.
    first: Vec<First>,
}

/// A site before anything was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct First {
    at: Point,
    allowed: Vec<Grade>,
}

/// A site as the scenario is to have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetSite {
    /// Its code.
    pub site: String,
    /// Whether the planner may decide on it.
    pub rule: SiteRule,
    /// The only grade it may have if it is open; any that it could have at first if absent.
    pub grade: Option<Grade>,
    /// Where it is.
    pub at: Point,
}

/// A field of an edit that is wrong, and the rule it breaks.
pub(crate) type Wrong = (String, String);

impl Body {
    /// A scenario in which nothing is set yet.
    #[must_use]
    pub fn of(city: City) -> Body {
        let first = city.sites.iter().map(|site| First { at: site.at, allowed: site.allowed.clone() });
        Body { online: 0.0, first: first.collect(), city }
    }

    /// How the site at place `n` of the city's list is set.
    ///
    /// # Panics
    /// There is no such place.
    #[must_use]
    pub fn set(&self, n: usize) -> SetSite {
        let (site, rules) = (&self.city.sites[n], &self.city.constraints);
        let fixed = rules.fixed.iter().find(|fixed| fixed.site == site.id).map(|fixed| fixed.grade);
        let rule = if fixed.is_some() || rules.open.contains(&site.id) {
            SiteRule::Open
        } else if rules.forbid.contains(&site.id) {
            SiteRule::Closed
        } else {
            SiteRule::Free
        };
        let only = match site.allowed[..] {
            [grade] if self.first[n].allowed.len() > 1 => Some(grade),
            _ => None,
        };
        SetSite { site: site.id.clone(), rule, grade: fixed.or(only), at: site.at }
    }

    /// Whether the site at place `n` is elsewhere than at first.
    ///
    /// # Panics
    /// There is no such place.
    #[must_use]
    pub fn moved(&self, n: usize) -> bool {
        self.city.sites[n].at != self.first[n].at
    }

    /// What the planner is to be given: the city with the shift to online in it, this seed and effort.
    #[must_use]
    pub fn snapshot(&self, seed: u64, effort: planning::site::city::Effort) -> City {
        let mut city = City { seed, effort, ..self.city.clone() };
        let online = &mut city.habits.payment.online;
        *online += (1.0 - *online) * self.online;
        city
    }

    /// Sets a site.
    pub(crate) fn set_site(&mut self, n: usize, edit: &SetSite) -> Result<(), Wrong> {
        let wrong = |part: &str, rule: String| Err((format!("sites[{n}].{part}"), rule));
        let Some(at) = self.city.sites.iter().position(|site| site.id == edit.site) else {
            return wrong("site", edit.site.clone());
        };
        let near = |metres: f64| metres.abs() <= FAR_M;
        if !(near(edit.at.x_m) && near(edit.at.y_m)) {
            return wrong("x_m", format!("±{FAR_M} m"));
        }
        if let Some(grade) = edit.grade
            && !self.city.grades.iter().any(|offer| offer.grade == grade)
        {
            let offered: Vec<&str> = self.city.grades.iter().map(|offer| offer.grade.as_str()).collect();
            return wrong("grade", offered.join(", "));
        }
        let (first, rules) = (&self.first[at], &mut self.city.constraints);
        rules.fixed.retain(|fixed| fixed.site != edit.site);
        rules.open.retain(|site| *site != edit.site);
        rules.forbid.retain(|site| *site != edit.site);
        match (edit.rule, edit.grade) {
            (SiteRule::Open, Some(grade)) => rules.fixed.push(FixedGrade { site: edit.site.clone(), grade }),
            (SiteRule::Open, None) => rules.open.push(edit.site.clone()),
            (SiteRule::Closed, _) => rules.forbid.push(edit.site.clone()),
            (SiteRule::Free, _) => {}
        }
        let site = &mut self.city.sites[at];
        site.at = edit.at;
        site.allowed = edit.grade.map_or_else(|| first.allowed.clone(), |grade| vec![grade]);
        Ok(())
    }
}

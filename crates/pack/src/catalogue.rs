//! The service catalogue: items, what they need and how long they take (`services.toml`, `documents.toml`,
//! `skills.toml`). Steps of a case are not here.

use std::collections::BTreeMap;

use kernel::{Certainty, Day, Grade};
use serde::{Deserialize, Serialize};

/// The catalogue of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Categories of items.
    pub categories: Vec<Category>,
    /// Skills that items need and counters offer.
    pub skills: Vec<Skill>,
    /// Prefixes of ticket numbers.
    pub prefixes: Vec<Prefix>,
    /// Documents a customer brings.
    pub documents: Vec<Document>,
    /// The items, in the order of the file; several of one code when it changes over time.
    pub items: Vec<ServiceItem>,
}

/// A category of items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Code, `connection`.
    pub code: String,
    /// Chinese name, 新装增容.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
}

/// A skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// Code, `connection_lv`.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Where this comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// A prefix of ticket numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prefix {
    /// One capital letter.
    pub prefix: String,
    /// Chinese name, 综合业务.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Whether tickets of bookings carry it, whatever the item.
    pub booked: bool,
    /// Where this comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// A document that a customer brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Code, `identity`.
    pub code: String,
    /// Chinese name, as an office says it.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Where a person gets it, or what counts as it.
    #[serde(default)]
    pub hint_zh: String,
    /// Only when somebody acts for the customer (代办).
    #[serde(default)]
    pub agent_only: bool,
    /// Only organisations bring it.
    #[serde(default)]
    pub organisation_only: bool,
    /// May be left out at first, or is only needed in some cases.
    #[serde(default)]
    pub optional: bool,
}

/// How an item can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemChannel {
    /// At a counter.
    Counter,
    /// 网上国网 and the like.
    Online,
    /// At a self-service kiosk.
    Kiosk,
    /// By telephone (95598).
    Phone,
}

/// A service item (业务项目).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceItem {
    /// Code, `XZ01`.
    pub code: String,
    /// Its category.
    pub category: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// What people call it in Chinese.
    pub synonyms_zh: Vec<String>,
    /// What people call it in English.
    pub synonyms_en: Vec<String>,
    /// Who may ask for it: `lv_residential`, `lv_other`, `hv`.
    pub customers: Vec<String>,
    /// Codes of the documents to bring.
    pub documents: Vec<String>,
    /// How it can be done.
    pub channels: Vec<ItemChannel>,
    /// Skills the clerk needs, all of them.
    pub skills: Vec<String>,
    /// The zone of the hall where it is done.
    pub zone: String,
    /// Prefix of its tickets.
    pub prefix: String,
    /// Whether a negotiation room suits it better than a counter.
    #[serde(default)]
    pub room: bool,
    /// From when these facts hold.
    pub effective_from: Day,
    /// Where they come from.
    pub source: String,
    /// How sure we are: the weakest part counts.
    pub certainty: Certainty,
    /// Posts that answer for it, in Chinese.
    pub owners_zh: Vec<String>,
    /// What it costs, in Chinese.
    pub fee_zh: String,
    /// Remark, in Chinese.
    #[serde(default)]
    pub note_zh: String,
    /// How long it takes at the counter.
    pub service_time: ServiceTime,
    /// What is promised, by name of the limit (`utility_total_wd`); a later chapter reads it.
    #[serde(default)]
    pub promise: BTreeMap<String, i64>,
    /// What the promise rests on.
    pub promise_basis_zh: String,
    /// Weight among arrivals, by grade (E).
    pub weight: BTreeMap<Grade, f64>,
}

impl ServiceItem {
    /// Whether a kiosk can do it now.
    #[must_use]
    pub fn kiosk_doable(&self) -> bool {
        self.channels.contains(&ItemChannel::Kiosk)
    }

    /// Whether it can be done online.
    #[must_use]
    pub fn online(&self) -> bool {
        self.channels.contains(&ItemChannel::Online)
    }

    /// Its weight among the arrivals at halls of `grade`.
    #[must_use]
    pub fn weight_at(&self, grade: Grade) -> f64 {
        self.weight.get(&grade).copied().unwrap_or(0.0)
    }
}

/// A prior of the service time: lognormal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceTime {
    /// Median, seconds.
    pub median_s: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
    /// Where it comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

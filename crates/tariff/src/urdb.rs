//! Import of tariffs in the JSON of the U.S. Utility Rate Database, as far as what they say exists here: energy by tier
//! and period, demand that is flat or follows one period each, fixed and minimum charges. The answer is a document of
//! ours, as text, to be looked at before it is taken. Every other field is refused by its name.
//!
//! Numbers are taken as the shortest decimals that read back as written, and are yuan: whoever imports has converted.

mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use kernel::Day;
use serde_json::{Map, Value};

use crate::document::Pooling;
use crate::fixed::Yuan;
use crate::refusal::{Refusal, Rule, line_of};
use text::{SAID, days, head};

/// Fields that describe and price nothing.
const DESCRIBES: &[&str] = &[
    "label",
    "utility",
    "name",
    "uri",
    "sector",
    "description",
    "source",
    "sourceparent",
    "basicinformationcomments",
    "energycomments",
    "demandcomments",
    "startdate",
    "enddate",
    "eiaid",
    "approved",
    "revisions",
    "is_default",
    "supercedes",
    "servicetype",
    "country",
    "voltagecategory",
    "phasewiring",
    "usenetmetering",
    "_id",
    "dgrules",
];
/// Fields that price, and are known here.
const PRICES: &[&str] = &[
    "energyratestructure",
    "energyweekdayschedule",
    "energyweekendschedule",
    "demandratestructure",
    "demandweekdayschedule",
    "demandweekendschedule",
    "demandrateunit",
    "flatdemandstructure",
    "flatdemandmonths",
    "flatdemandunit",
    "fixedmonthlycharge",
    "fixedchargefirstmeter",
    "fixedchargeunits",
    "minmonthlycharge",
    "mincharge",
    "minchargeunits",
];
/// More periods than any tariff has.
const PERIODS_MAX: usize = 16;

/// What a document must say and the database does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportTerms {
    /// Id of the tariff.
    pub id: String,
    /// First day.
    pub effective_from: Day,
    /// Minutes east of UTC.
    pub zone_offset_min: i32,
    /// Class of use that may take it.
    pub class: String,
    /// How tier kWh pool; must be said when there are both tiers and periods.
    pub pooling: Option<Pooling>,
}

type Schedule = Vec<Vec<usize>>;
/// A price and the end of its tier.
type Tiers = Vec<(Option<String>, Yuan)>;

struct Import<'t> {
    file: &'t str,
    text: &'t str,
    object: Map<String, Value>,
}

/// Turns one tariff of the database into a document of ours.
///
/// # Errors
/// Every field that does not exist here, or cannot be read, by its name and line.
pub fn import_urdb(file: &str, text: &str, terms: &ImportTerms) -> Result<String, Vec<Refusal>> {
    let wrong = |about: String| vec![Refusal::at(file, 0, Rule::ImportWrong, about)];
    let value: Value = serde_json::from_str(text)
        .map_err(|error| vec![Refusal::at(file, error.line(), Rule::ImportWrong, error.to_string())])?;
    let value = match value {
        Value::Object(mut object) => match object.remove("items") {
            Some(Value::Array(mut items)) if items.len() == 1 => items.remove(0),
            Some(_) => return Err(wrong("items: 1".to_owned())),
            None => Value::Object(object),
        },
        _ => return Err(wrong("{}".to_owned())),
    };
    let Value::Object(object) = value else { return Err(wrong("{}".to_owned())) };
    let import = Import { file, text, object };
    let unknown = import.unknown();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    import.document(terms).map_err(|refusal| vec![refusal])
}

impl Import<'_> {
    fn refusal(&self, field: &str, rule: Rule, about: &str) -> Refusal {
        let key = field.split(['[', '.']).next().unwrap_or(field);
        let line = self.text.find(&format!("\"{key}\"")).map_or(0, |at| line_of(self.text, at));
        Refusal::at(self.file, line, rule, format!("{field} {about}").trim_end())
    }

    fn unknown(&self) -> Vec<Refusal> {
        let says = |value: &Value| match value {
            Value::Null | Value::Bool(false) => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(all) => !all.is_empty(),
            Value::Object(all) => !all.is_empty(),
            _ => true,
        };
        let known = |key: &str| DESCRIBES.contains(&key) || PRICES.contains(&key);
        let unknown = self.object.iter().filter(|(key, value)| !known(key) && says(value));
        unknown.map(|(key, _)| self.refusal(key, Rule::ImportUnsupported, "")).collect()
    }

    fn array(&self, field: &str) -> Result<Option<&Vec<Value>>, Refusal> {
        match self.object.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(all)) if all.is_empty() => Ok(None),
            Some(Value::Array(all)) => Ok(Some(all)),
            Some(_) => Err(self.refusal(field, Rule::ImportWrong, "[]")),
        }
    }

    fn number(&self, field: &str, value: Option<&Value>) -> Result<Yuan, Refusal> {
        match value {
            None | Some(Value::Null) => Ok(Yuan::ZERO),
            Some(Value::Number(number)) => number
                .to_string()
                .parse()
                .map_err(|_| self.refusal(field, Rule::ImportWrong, &number.to_string())),
            Some(other) => Err(self.refusal(field, Rule::ImportWrong, &other.to_string())),
        }
    }

    /// Twelve months of 24 hours, each the position of a period.
    fn schedule(&self, field: &str, periods: usize) -> Result<Schedule, Refusal> {
        let wrong = || self.refusal(field, Rule::ImportWrong, "12 × 24");
        let months = self.array(field)?.ok_or_else(wrong)?;
        let mut all = Vec::new();
        for month in months {
            let hours = month.as_array().filter(|hours| hours.len() == 24).ok_or_else(wrong)?;
            let period = |hour: &Value| {
                hour.as_u64().and_then(|n| usize::try_from(n).ok()).filter(|n| *n < periods).ok_or_else(wrong)
            };
            all.push(hours.iter().map(period).collect::<Result<Vec<usize>, Refusal>>()?);
        }
        if all.len() == 12 { Ok(all) } else { Err(wrong()) }
    }

    /// Tiers of each period of a structure.
    fn structure(&self, field: &str, units: &[&str]) -> Result<Vec<Tiers>, Refusal> {
        let Some(periods) = self.array(field)? else { return Ok(Vec::new()) };
        if periods.len() > PERIODS_MAX {
            return Err(self.refusal(field, Rule::ImportUnsupported, &format!("> {PERIODS_MAX}")));
        }
        let mut all = Vec::new();
        for (p, period) in periods.iter().enumerate() {
            let tiers = period.as_array().ok_or_else(|| self.refusal(field, Rule::ImportWrong, "[[]]"))?;
            let mut read = Vec::new();
            for (t, tier) in tiers.iter().enumerate() {
                read.push(self.tier(&format!("{field}[{p}][{t}]"), tier, units)?);
            }
            if read.is_empty() {
                return Err(self.refusal(field, Rule::ImportWrong, "[]"));
            }
            all.push(read);
        }
        Ok(all)
    }

    fn tier(&self, at: &str, tier: &Value, units: &[&str]) -> Result<(Option<String>, Yuan), Refusal> {
        let tier = tier.as_object().ok_or_else(|| self.refusal(at, Rule::ImportWrong, "{}"))?;
        for (key, value) in tier {
            let name = format!("{at}.{key}");
            match key.as_str() {
                "rate" | "adj" | "max" => {}
                "unit" if value.as_str().is_some_and(|unit| units.contains(&unit)) => {}
                _ if value.is_null() => {}
                _ => return Err(self.refusal(&name, Rule::ImportUnsupported, &value.to_string())),
            }
        }
        let rate = self.number(&format!("{at}.rate"), tier.get("rate"))?;
        let adj = self.number(&format!("{at}.adj"), tier.get("adj"))?;
        let sum = rate.units().checked_add(adj.units());
        let sum = sum.ok_or_else(|| self.refusal(at, Rule::AmountTooLarge, ""))?;
        let max = match tier.get("max") {
            None | Some(Value::Null) => None,
            // Some tariffs close their last tier with a number that is no limit.
            Some(Value::Number(number)) if number.as_f64().is_some_and(|max| max >= 1e9) => None,
            some => Some(self.number(&format!("{at}.max"), some)?.to_string()),
        };
        Ok((max, Yuan::from_units(sum)))
    }

    fn document(&self, terms: &ImportTerms) -> Result<String, Refusal> {
        let energy = self.structure("energyratestructure", &["kWh"])?;
        if energy.is_empty() {
            return Err(self.refusal("energyratestructure", Rule::ImportWrong, ""));
        }
        let demand = self.structure("demandratestructure", &["kW"])?;
        let flat = self.structure("flatdemandstructure", &["kW"])?;
        let of = |field: &str, periods: usize| self.schedule(field, periods);
        let energy_hours =
            [of("energyweekdayschedule", energy.len())?, of("energyweekendschedule", energy.len())?];
        let demand_hours = if demand.is_empty() {
            [vec![vec![0; 24]; 12], vec![vec![0; 24]; 12]]
        } else {
            [of("demandweekdayschedule", demand.len())?, of("demandweekendschedule", demand.len())?]
        };
        // A band is a pair of an energy period and a demand period that meet in some hour.
        let mut bands = BTreeSet::new();
        for (energy, demand) in energy_hours.iter().zip(&demand_hours) {
            for (energy, demand) in energy.iter().flatten().zip(demand.iter().flatten()) {
                bands.insert((*energy, *demand));
            }
        }
        let mut text = head(terms, self.object.get("name").and_then(Value::as_str).unwrap_or("URDB"));
        let hours: Vec<_> = energy_hours.iter().zip(&demand_hours).collect();
        text.push_str(&days(&hours));
        self.energy(&mut text, terms, &energy, &bands)?;
        self.demand(&mut text, &demand, &bands)?;
        self.flat_demand(&mut text, &flat)?;
        self.fixed(&mut text)?;
        Ok(text)
    }

    fn energy(
        &self,
        text: &mut String,
        terms: &ImportTerms,
        energy: &[Tiers],
        bands: &BTreeSet<(usize, usize)>,
    ) -> Result<(), Refusal> {
        let used: BTreeSet<usize> = bands.iter().map(|(energy, _)| *energy).collect();
        let first = &energy[*used.first().expect("an hour has a period")];
        for period in &used {
            if energy[*period].iter().map(|(max, _)| max).ne(first.iter().map(|(max, _)| max)) {
                let field = format!("energyratestructure[{period}].max");
                return Err(self.refusal(&field, Rule::ImportUnsupported, "≠"));
            }
        }
        text.push_str("[[energy]]\nid = \"energy\"\nunit = \"yuan/kWh\"\n");
        if first.len() > 1 {
            text.push_str("tiers_per = \"month\"\nheld = \"days\"\n");
            let pooling = match terms.pooling {
                Some(Pooling::ProRata) => "pooling = \"pro_rata\"\n",
                Some(Pooling::InTimeOrder) => "pooling = \"in_time_order\"\n",
                Some(Pooling::LadderPerPeriod) => "pooling = \"ladder_per_period\"\n",
                None if used.len() > 1 => {
                    return Err(self.refusal("energyratestructure", Rule::PoolingMissing, ""));
                }
                None => "pooling = \"pro_rata\"\n",
            };
            text.push_str(pooling);
        }
        text.push_str(SAID);
        for (tier, (max, _)) in first.iter().enumerate() {
            text.push_str("[[energy.tier]]\n");
            if let Some(max) = max {
                let _ = writeln!(text, "upto_kwh = \"{max}\"");
            }
            let prices = bands.iter().map(|(e, d)| format!("e{e}d{d} = \"{}\"", energy[*e][tier].1));
            let _ = writeln!(text, "prices = {{ {} }}", prices.collect::<Vec<_>>().join(", "));
        }
        Ok(())
    }

    /// Demand by period: each must have hours of its own, which no other band shares.
    fn demand(
        &self,
        text: &mut String,
        demand: &[Tiers],
        bands: &BTreeSet<(usize, usize)>,
    ) -> Result<(), Refusal> {
        if demand.is_empty() {
            return Ok(());
        }
        let mut prices = BTreeMap::new();
        for (e, d) in bands {
            if demand[*d].len() > 1 || demand[*d][0].0.is_some() {
                return Err(self.refusal(
                    &format!("demandratestructure[{d}]"),
                    Rule::ImportUnsupported,
                    "tiers",
                ));
            }
            if prices.insert(*d, (*e, demand[*d][0].1)).is_some() {
                return Err(self.refusal(
                    "demandweekdayschedule",
                    Rule::ImportUnsupported,
                    "≠ energyweekdayschedule",
                ));
            }
        }
        let prices = prices.iter().map(|(d, (e, price))| format!("e{e}d{d} = \"{price}\""));
        let prices = prices.collect::<Vec<_>>().join(", ");
        let _ = write!(
            text,
            "[[demand]]\nid = \"demand\"\nunit = \"yuan/(kW·month)\"\n{SAID}prices = {{ {prices} }}\n"
        );
        Ok(())
    }

    fn flat_demand(&self, text: &mut String, flat: &[Tiers]) -> Result<(), Refusal> {
        let unsupported = |field: &str| Err(self.refusal(field, Rule::ImportUnsupported, ""));
        match flat {
            [] => return Ok(()),
            [tiers] if tiers.len() == 1 && tiers[0].0.is_none() => {
                let price = tiers[0].1;
                let _ = write!(
                    text,
                    "[[demand]]\nid = \"flat_demand\"\nunit = \"yuan/(kW·month)\"\n{SAID}price = \"{price}\"\n"
                );
            }
            _ => return unsupported("flatdemandstructure"),
        }
        match self.array("flatdemandmonths")? {
            Some(months) if months.iter().any(|month| month.as_u64() != Some(0)) => {
                unsupported("flatdemandmonths")
            }
            _ => Ok(()),
        }
    }

    fn fixed(&self, text: &mut String) -> Result<(), Refusal> {
        let unit_of = |field: &str| match self.object.get(field).and_then(Value::as_str) {
            None | Some("" | "$/month") => Ok("yuan/month"),
            Some("$/day") if field == "fixedchargeunits" => Ok("yuan/day"),
            Some(other) => Err(self.refusal(field, Rule::ImportUnsupported, other)),
        };
        let mut charge = |field: &str, id: &str, unit: &str| -> Result<(), Refusal> {
            let price = self.number(field, self.object.get(field))?;
            if price != Yuan::ZERO {
                let table =
                    if id == "minimum" { "[minimum]\ncovers = [\"energy\"]\n" } else { "[[fixed]]\n" };
                let _ = write!(text, "{table}id = \"{id}\"\nunit = \"{unit}\"\n{SAID}price = \"{price}\"\n");
            }
            Ok(())
        };
        charge("fixedmonthlycharge", "fixed", "yuan/month")?;
        charge("fixedchargefirstmeter", "first_meter", unit_of("fixedchargeunits")?)?;
        match (self.object.get("minmonthlycharge"), self.object.get("mincharge")) {
            (Some(_), Some(_)) => Err(self.refusal("mincharge", Rule::FieldConflict, "minmonthlycharge")),
            (Some(_), None) => charge("minmonthlycharge", "minimum", "yuan/month"),
            _ => charge("mincharge", "minimum", unit_of("minchargeunits")?),
        }
    }
}

//! What two versions of a tariff say differently, field by field, in words that an office can check.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::tariff::{BandPrices, Charge, MONTH_STARTS, Tariff};

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which field, such as `energy.tier[2].price.peak`.
    pub field: String,
    /// In the first; nothing if it is not there.
    pub before: Option<String>,
    /// In the second; nothing if it is not there.
    pub after: Option<String>,
}

/// Every field in which `one` and `other` differ, in the order of names. Where a document stands in its file is no
/// difference.
#[must_use]
pub fn differences(one: &Tariff, other: &Tariff) -> Vec<Difference> {
    let (one, other) = (fields(one), fields(other));
    let mut names: Vec<&String> = one.keys().chain(other.keys()).collect();
    names.sort();
    names.dedup();
    let differ = names.into_iter().filter(|name| one.get(*name) != other.get(*name));
    differ
        .map(|name| Difference {
            field: name.clone(),
            before: one.get(name).cloned(),
            after: other.get(name).cloned(),
        })
        .collect()
}

fn fields(it: &Tariff) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut say = |name: String, value: String| drop(all.insert(name, value));
    say("tariff.id".to_owned(), it.id.clone());
    say("tariff.name_zh".to_owned(), it.name_zh.clone());
    say("tariff.effective_from".to_owned(), it.effective_from.to_string());
    say("tariff.source".to_owned(), it.source.clone());
    say("eligible.class".to_owned(), it.classes.join(", "));
    say("eligible.needs".to_owned(), it.needs.join(", "));
    let kva = |kva: Option<crate::Quantity>| kva.map_or_else(String::new, |kva| kva.to_string());
    say("eligible.kva".to_owned(), format!("{} … {}", kva(it.kva_from), kva(it.kva_below)));
    let digits = (it.kwh_rounding.digits, it.price_rounding.digits, it.total_rounding.digits);
    say("rounding".to_owned(), format!("{digits:?} {:?}", it.total_rounding.way));
    for (name, hours) in hours(it) {
        say(name, hours);
    }
    for item in &it.items {
        let about = format!(
            "{} [{}] {} {} digits",
            item.source,
            item.certainty.mark(),
            item.unit,
            item.rounding.digits
        );
        say(format!("{}.source", item.id), about);
        say(format!("{}.power_factor", item.id), item.power_factor.to_string());
    }
    energy_fields(it, &mut say);
    let two_part = it.two_part.iter().flat_map(|it| it.capacity.iter().chain(&it.demand));
    for charge in two_part.chain(&it.demand).chain(&it.fixed).chain(&it.export) {
        let Charge { item, prices: by_band, by_band: banded } = charge;
        prices(it, &it.items[*item].id, by_band, *banded, &mut say);
    }
    if let Some(two_part) = &it.two_part {
        say("two_part.modes".to_owned(), format!("{:?}", two_part.modes));
        if let Some(terms) = &two_part.contract {
            let about = format!(
                "{} {} {:?} {}",
                terms.floor_share, terms.threshold, terms.within, terms.beyond_factor
            );
            say("two_part.contract".to_owned(), about);
        }
        if let Some(rebate) = &two_part.rebate {
            say("two_part.rebate".to_owned(), format!("{} × {}", rebate.kwh_per_kva, rebate.factor));
        }
    }
    if let Some((item, price, covers)) = &it.minimum {
        let covers: Vec<&str> = covers.iter().map(|item| it.items[*item].id.as_str()).collect();
        say(format!("{}.price", it.items[*item].id), priced(*price));
        say(format!("{}.covers", it.items[*item].id), covers.join(", "));
    }
    if let Some(free) = &it.free {
        say("free".to_owned(), format!("{} {:?} {}", free.kwh_per_month, free.from, free.who.join(", ")));
    }
    if let Some(household) = &it.household {
        say("household".to_owned(), format!("{household:?}"));
    }
    if let Some(factor) = &it.power_factor {
        say("power_factor.standards".to_owned(), format!("{:?}", factor.standards));
        let rows = factor.table.rows.iter().flatten().map(|rate| rate.to_string());
        say("power_factor.table".to_owned(), rows.collect::<Vec<_>>().join(" "));
    }
    all
}

/// Tiers and components.
fn energy_fields(it: &Tariff, say: &mut impl FnMut(String, String)) {
    for energy in &it.energy {
        let id = &it.items[energy.item].id;
        if energy.tiers.len() > 1 {
            say(format!("{id}.tiers"), format!("{:?} {:?} {:?}", energy.span, energy.held, energy.pooling));
        }
        for (n, tier) in energy.tiers.iter().enumerate() {
            let name = format!("{id}.tier[{}]", n + 1);
            say(
                format!("{name}.upto_kwh"),
                tier.upto.map_or_else(|| "∞".to_owned(), |upto| upto.to_string()),
            );
            prices(it, &name, &tier.prices, true, say);
        }
    }
    for components in &it.components {
        let id = &it.items[components.item].id;
        for (band, multiplier) in it.bands.iter().zip(&components.multipliers) {
            say(format!("{id}.multiplier.{band}"), multiplier.to_string());
        }
        for part in &components.parts {
            say(format!("{id}.{}.floats", part.id), part.floats.to_string());
            for (from, price) in &part.values {
                say(format!("{id}.{}.from {from}", part.id), priced(*price));
            }
        }
    }
}

fn priced(price: Option<crate::Yuan>) -> String {
    price.map_or_else(|| "待核定 pending".to_owned(), |price| price.to_string())
}

fn prices(it: &Tariff, name: &str, by_band: &BandPrices, banded: bool, say: &mut impl FnMut(String, String)) {
    let same = by_band.iter().all(|price| *price == by_band[0]);
    if same || !banded {
        say(format!("{name}.price"), priced(by_band[0]));
        return;
    }
    for (band, price) in it.bands.iter().zip(by_band) {
        say(format!("{name}.price.{band}"), priced(*price));
    }
}

/// The bands of each month's first day and kind of day, as spans of hours; months that change within are told by day.
fn hours(it: &Tariff) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut before: Option<[u8; 4]> = None;
    for (day, tables) in it.days.of_day.iter().enumerate() {
        if before == Some(*tables) {
            continue;
        }
        before = Some(*tables);
        let month = MONTH_STARTS.iter().rposition(|start| usize::from(*start) <= day).unwrap_or(0);
        let from = format!("{:02}-{:02}", month + 1, day + 1 - usize::from(MONTH_STARTS[month]));
        for (kind, table) in ["workday", "make_up_workday", "weekend", "holiday"].iter().zip(tables) {
            let spans = it.days.hours[usize::from(*table)].iter().map(|(from, to, band)| {
                let clock = |at: &u16| format!("{:02}:{:02}", at / 60, at % 60);
                format!("{}-{} {}", clock(from), clock(to), it.bands[usize::from(*band)])
            });
            all.push((format!("day.{from}.{kind}"), spans.collect::<Vec<_>>().join(", ")));
        }
    }
    all
}

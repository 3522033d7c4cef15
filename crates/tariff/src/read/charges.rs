//! Charges of a document: prices, tiers, components, capacity and demand, funds, free kWh, the power factor.

use std::collections::BTreeMap;

use kernel::Certainty;
use toml::Spanned;

use super::{FactorTables, Reading};
use crate::document::{ComponentsDoc, Document, EnergyDoc, Held, Pooling, PriceDoc, TierDoc, TierSpan};
use crate::fixed::{Quantity, Ratio, Rounding, Yuan};
use crate::refusal::Rule;
use crate::tariff::{
    BandPrices, Charge, Components, Energy, Item, PER_DAY, PER_KW, PER_KWH, PER_MONTH, PricePart, Tariff,
    Tier,
};

/// More tiers than any tariff has.
const TIERS_MAX: usize = 16;
/// More charges of one kind than any tariff has.
const CHARGES_MAX: usize = 64;

/// What every charge says of itself.
pub(super) struct Said<'d> {
    pub(super) id: &'d Spanned<String>,
    pub(super) name_zh: &'d str,
    pub(super) name_en: &'d str,
    pub(super) source: &'d str,
    pub(super) certainty: Certainty,
    pub(super) digits: Option<u32>,
    pub(super) power_factor: bool,
}

macro_rules! said {
    ($doc:expr, $digits:expr, $power_factor:expr) => {
        Said {
            id: &$doc.id,
            name_zh: &$doc.name_zh,
            name_en: &$doc.name_en,
            source: &$doc.source,
            certainty: $doc.certainty,
            digits: $digits,
            power_factor: $power_factor,
        }
    };
}

pub(super) use said;

/// Reads every charge of `parsed` into `tariff`.
pub(super) fn read(
    reading: &mut Reading,
    parsed: &Document,
    tables: &FactorTables,
    rounding: Rounding,
    tariff: &mut Tariff,
) {
    let most = parsed.energy.len().max(parsed.components.len()).max(parsed.fixed.len());
    if most.max(parsed.demand.len()).max(parsed.export.len()) > CHARGES_MAX {
        reading.refuse(&parsed.tariff, Rule::OutOfRange, format!("> {CHARGES_MAX}"));
        return;
    }
    let mut charges = Charges { reading, rounding, tariff };
    for doc in &parsed.energy {
        charges.energy(doc);
    }
    for doc in &parsed.components {
        charges.components(doc);
    }
    if let Some(doc) = &parsed.two_part {
        charges.two_part(doc);
    }
    let plain = |charges: &mut Charges, docs: &[Spanned<PriceDoc>], units: &[&'static str]| {
        docs.iter().filter_map(|doc| charges.plain(doc, units)).collect()
    };
    charges.tariff.demand = plain(&mut charges, &parsed.demand, &[PER_KW]);
    charges.tariff.fixed = plain(&mut charges, &parsed.fixed, &[PER_MONTH, PER_DAY]);
    charges.tariff.export = plain(&mut charges, &parsed.export, &[PER_KWH]);
    charges.free(parsed);
    charges.household(parsed);
    charges.power_factor(parsed, tables);
    charges.minimum(parsed);
}

pub(super) struct Charges<'a, 't> {
    pub(super) reading: &'a mut Reading<'t>,
    rounding: Rounding,
    pub(super) tariff: &'a mut Tariff,
}

impl Charges<'_, '_> {
    /// Adds an item and gives its position.
    pub(super) fn item(&mut self, said: &Said, unit: &'static str, fund: bool) -> usize {
        self.reading.take_id(said.id);
        if said.digits.is_some_and(|digits| digits > 8) {
            self.reading.refuse(said.id, Rule::RoundingWrong, "digits ≤ 8");
        }
        if said.source.trim().is_empty() {
            self.reading.refuse(said.id, Rule::FieldConflict, "source");
        }
        self.tariff.items.push(Item {
            id: said.id.get_ref().clone(),
            name_zh: said.name_zh.to_owned(),
            name_en: said.name_en.to_owned(),
            unit,
            source: said.source.to_owned(),
            certainty: said.certainty,
            line: self.reading.line(said.id),
            rounding: Rounding { digits: said.digits.unwrap_or(self.rounding.digits), ..self.rounding },
            power_factor: said.power_factor,
            fund,
        });
        self.tariff.items.len() - 1
    }

    pub(super) fn unit(
        &mut self,
        id: &Spanned<String>,
        unit: Option<&Spanned<String>>,
        units: &[&'static str],
    ) -> &'static str {
        let Some(written) = unit else {
            self.reading.refuse(
                id,
                Rule::PriceWithoutUnit,
                format!("{}: {}", id.get_ref(), units.join(", ")),
            );
            return units[0];
        };
        let known = units.iter().find(|unit| *unit == written.get_ref());
        if known.is_none() {
            self.reading.refuse(
                written,
                Rule::UnitWrong,
                format!("{:?}: {}", written.get_ref(), units.join(", ")),
            );
        }
        known.copied().unwrap_or(units[0])
    }

    /// One value or the word `pending`, never both and never neither.
    pub(super) fn value<T>(&mut self, at: &Spanned<T>, price: Option<Yuan>, pending: bool) -> Option<Yuan> {
        if price.is_some() == pending {
            self.reading.refuse(at, Rule::PriceMissing, "price / pending");
        }
        price
    }

    /// The price of each band: one for all, or one each.
    fn band_prices<T>(
        &mut self,
        at: &Spanned<T>,
        price: Option<Yuan>,
        prices: &BTreeMap<String, Yuan>,
        pending: bool,
    ) -> BandPrices {
        let bands = self.tariff.bands.len();
        if prices.is_empty() {
            return vec![self.value(at, price, pending); bands];
        }
        if price.is_some() || pending {
            self.reading.refuse(at, Rule::FieldConflict, "price / prices / pending");
        }
        self.by_band(at, prices, None)
    }

    /// A value for each band, in the order of bands.
    fn by_band<T, V: Copy>(
        &mut self,
        at: &Spanned<T>,
        values: &BTreeMap<String, V>,
        default: Option<V>,
    ) -> Vec<Option<V>> {
        for name in values.keys().filter(|name| !self.tariff.bands.contains(name)) {
            self.reading.refuse(at, Rule::BandUnknown, name.as_str());
        }
        let mut all = Vec::new();
        for band in &self.tariff.bands {
            let value = values.get(band).copied().or(default);
            if value.is_none() {
                self.reading.refuse(at, Rule::BandWithoutPrice, band.as_str());
            }
            all.push(value);
        }
        all
    }

    fn energy(&mut self, doc: &Spanned<EnergyDoc>) {
        let it = doc.get_ref();
        let unit = self.unit(&it.id, it.unit.as_ref(), &[PER_KWH]);
        let item = self.item(&said!(it, it.digits, it.power_factor), unit, it.fund);
        if it.fund && it.power_factor {
            self.reading.refuse(doc, Rule::FieldConflict, "fund / power_factor");
        }
        let tiers = self.tiers(doc, &it.tier);
        let many = tiers.len() > 1;
        if many && self.tariff.bands.len() > 1 && it.pooling.is_none() {
            self.reading.refuse(doc, Rule::PoolingMissing, it.id.get_ref().as_str());
        }
        if it.pooling == Some(Pooling::LadderPerPeriod) && it.tiers_per == Some(TierSpan::Year) {
            self.reading.refuse(doc, Rule::FieldConflict, "ladder_per_period / year");
        }
        if many != it.tiers_per.is_some() || many != it.held.is_some() {
            self.reading.refuse(doc, Rule::FieldConflict, "tier / tiers_per / held");
        }
        self.tariff.energy.push(Energy {
            item,
            tiers,
            pooling: it.pooling.unwrap_or(Pooling::ProRata),
            span: it.tiers_per.unwrap_or(TierSpan::Month),
            held: it.held.unwrap_or(Held::Days),
        });
    }

    fn tiers<T>(&mut self, doc: &Spanned<T>, docs: &[Spanned<TierDoc>]) -> Vec<Tier> {
        if docs.is_empty() || docs.len() > TIERS_MAX {
            self.reading.refuse(doc, Rule::OutOfRange, format!("1 … {TIERS_MAX} tiers"));
        }
        let mut tiers: Vec<Tier> = Vec::new();
        for (n, tier) in docs.iter().enumerate().take(TIERS_MAX) {
            let it = tier.get_ref();
            if it.upto_kwh.is_none() != (n + 1 == docs.len()) {
                self.reading.refuse(tier, Rule::TierOpen, format!("{}", n + 1));
            }
            let below = tiers.last().and_then(|tier| tier.upto).unwrap_or(Quantity::ZERO);
            if it.upto_kwh.is_some_and(|upto| upto <= below) {
                self.reading.refuse(
                    tier,
                    Rule::TierGap,
                    format!("{} ≤ {below}", it.upto_kwh.unwrap_or_default()),
                );
            }
            let prices = self.band_prices(tier, it.price, &it.prices, it.pending);
            tiers.push(Tier { upto: it.upto_kwh, prices });
        }
        tiers
    }

    fn components(&mut self, doc: &Spanned<ComponentsDoc>) {
        let it = doc.get_ref();
        let unit = self.unit(&it.id, it.unit.as_ref(), &[PER_KWH]);
        let item = self.item(&said!(it, it.digits, it.power_factor), unit, false);
        let floats = it.part.iter().any(|part| part.get_ref().floats);
        let one = (!floats).then_some(Ratio::from_units(Ratio::ONE));
        let multipliers = self.by_band(doc, &it.multipliers, one);
        if it.part.is_empty() || it.part.len() > TIERS_MAX {
            self.reading.refuse(doc, Rule::OutOfRange, format!("1 … {TIERS_MAX} parts"));
        }
        let mut parts = Vec::new();
        for part in &it.part {
            let at = part.get_ref();
            self.reading.take_id(&at.id);
            let mut values: Vec<(kernel::Day, Option<Yuan>)> = Vec::new();
            if at.value.is_empty() {
                self.reading.refuse(part, Rule::PriceMissing, at.id.get_ref().as_str());
            }
            for value in &at.value {
                let price = self.value(value, value.get_ref().price, value.get_ref().pending);
                let Some(from) = value.get_ref().from else {
                    self.reading.refuse(value, Rule::PriceWithoutDate, at.id.get_ref().as_str());
                    continue;
                };
                if values.last().is_some_and(|(before, _)| *before >= from) {
                    self.reading.refuse(value, Rule::VersionsOverlap, from.to_string());
                }
                values.push((from, price));
            }
            parts.push(PricePart {
                id: at.id.get_ref().clone(),
                name_zh: at.name_zh.clone(),
                name_en: at.name_en.clone(),
                floats: at.floats,
                raised: at.raised.iter().map(|(tag, factor)| (tag.clone(), *factor)).collect(),
                values,
            });
        }
        let multipliers = multipliers.into_iter().map(Option::unwrap_or_default).collect();
        self.tariff.components.push(Components { item, multipliers, parts });
    }

    pub(super) fn plain(&mut self, doc: &Spanned<PriceDoc>, units: &[&'static str]) -> Option<Charge> {
        let it = doc.get_ref();
        let unit = self.unit(&it.id, it.unit.as_ref(), units);
        let item = self.item(&said!(it, it.digits, it.power_factor), unit, false);
        let by_band = !it.prices.is_empty();
        if by_band && ![PER_KWH, PER_KW].contains(&unit) {
            self.reading.refuse(doc, Rule::FieldConflict, "prices");
            return None;
        }
        let prices = self.band_prices(doc, it.price, &it.prices, it.pending);
        Some(Charge { item, prices, by_band })
    }
}

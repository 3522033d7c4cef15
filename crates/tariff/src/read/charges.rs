//! Charges of a document: prices, tiers, components, capacity and demand, funds, free kWh, the power factor.

use std::collections::BTreeMap;

use kernel::Certainty;
use toml::Spanned;

use super::{FactorTables, Reading};
use crate::customer::Mode;
use crate::document::{
    ComponentsDoc, Document, EnergyDoc, Held, Pooling, PriceDoc, TierDoc, TierSpan, TwoPartDoc,
};
use crate::fixed::{Quantity, Ratio, Rounding, Yuan};
use crate::refusal::Rule;
use crate::tariff::{
    BandPrices, Charge, Components, Energy, Free, Household, Item, PER_DAY, PER_KVA, PER_KW, PER_KWH,
    PER_MONTH, PowerFactor, PricePart, Tariff, Tier, TwoPart,
};

/// More tiers than any tariff has.
const TIERS_MAX: usize = 16;
/// More charges of one kind than any tariff has.
const CHARGES_MAX: usize = 64;

/// What every charge says of itself.
struct Said<'d> {
    id: &'d Spanned<String>,
    name_zh: &'d str,
    name_en: &'d str,
    source: &'d str,
    certainty: Certainty,
    digits: Option<u32>,
    power_factor: bool,
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

struct Charges<'a, 't> {
    reading: &'a mut Reading<'t>,
    rounding: Rounding,
    tariff: &'a mut Tariff,
}

impl Charges<'_, '_> {
    /// Adds an item and gives its position.
    fn item(&mut self, said: &Said, unit: &'static str, fund: bool) -> usize {
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

    fn unit(
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
    fn value<T>(&mut self, at: &Spanned<T>, price: Option<Yuan>, pending: bool) -> Option<Yuan> {
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

    fn plain(&mut self, doc: &Spanned<PriceDoc>, units: &[&'static str]) -> Option<Charge> {
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

    fn two_part(&mut self, doc: &Spanned<TwoPartDoc>) {
        let it = doc.get_ref();
        let capacity = it.capacity.as_ref().and_then(|doc| self.plain(doc, &[PER_KVA]));
        let demand = it.demand.as_ref().and_then(|doc| self.plain(doc, &[PER_KW]));
        let has = |mode| it.modes.contains(&mode);
        let needs = [
            (has(Mode::Capacity), capacity.is_some(), "capacity"),
            (has(Mode::ContractDemand) || has(Mode::ActualDemand), demand.is_some(), "demand"),
            (has(Mode::ContractDemand), it.contract.is_some(), "contract"),
        ];
        for (_, _, name) in needs.into_iter().filter(|(needed, there, _)| *needed && !there) {
            self.reading.refuse(doc, Rule::FieldConflict, format!("modes / {name}"));
        }
        if it.modes.is_empty() {
            self.reading.refuse(doc, Rule::FieldConflict, "modes");
        }
        if demand.as_ref().is_some_and(|demand| demand.by_band) {
            self.reading.refuse(doc, Rule::FieldConflict, "demand.prices");
        }
        if let Some(contract) = &it.contract {
            let terms = contract.get_ref();
            let one = Ratio::from_units(Ratio::ONE);
            let share = Ratio::ZERO..=one;
            let factor = one..=Ratio::from_units(10 * Ratio::ONE);
            if !share.contains(&terms.floor_share)
                || !factor.contains(&terms.threshold)
                || !factor.contains(&terms.beyond_factor)
            {
                self.reading.refuse(contract, Rule::OutOfRange, "floor_share, threshold, beyond_factor");
            }
        }
        let rebate = it.rebate.as_ref().map(Spanned::get_ref);
        if rebate.is_some_and(|it| {
            it.kwh_per_kva.units() <= 0 || it.factor.units() < 0 || it.factor.units() > Ratio::ONE
        }) {
            self.reading.refuse(doc, Rule::OutOfRange, "rebate");
        }
        self.tariff.two_part = Some(TwoPart {
            modes: it.modes.clone(),
            capacity,
            demand,
            contract: it.contract.as_ref().map(|doc| doc.get_ref().clone()),
            rebate: rebate.cloned(),
        });
    }

    fn free(&mut self, parsed: &Document) {
        let Some(doc) = &parsed.free else { return };
        let it = doc.get_ref();
        let item = self.item(&said!(it, None, false), PER_KWH, false);
        if it.kwh_per_month <= Quantity::ZERO || it.who.is_empty() {
            self.reading.refuse(doc, Rule::OutOfRange, "kwh_per_month, who");
        }
        if self.tariff.energy.is_empty() {
            self.reading.refuse(doc, Rule::FieldConflict, "energy");
        }
        self.tariff.free =
            Some(Free { item, who: it.who.clone(), kwh_per_month: it.kwh_per_month, from: it.from });
    }

    fn household(&mut self, parsed: &Document) {
        let Some(doc) = &parsed.household else { return };
        let it = doc.get_ref();
        let most = self.tariff.energy.first().map_or(0, |energy| energy.tiers.len().saturating_sub(1));
        let mut tiers = it.tiers.clone();
        tiers.sort_unstable();
        tiers.dedup();
        if tiers.is_empty()
            || tiers.len() != it.tiers.len()
            || tiers.iter().any(|tier| !(1..=most).contains(tier))
        {
            self.reading.refuse(doc, Rule::Dangling, format!("tiers: 1 … {most}"));
            return;
        }
        if it.extra_kwh_per_month <= Quantity::ZERO || it.persons_from == 0 {
            self.reading.refuse(doc, Rule::OutOfRange, "extra_kwh_per_month, persons_from");
        }
        let household = Household {
            persons_from: it.persons_from,
            extra_kwh_per_month: it.extra_kwh_per_month,
            tiers: tiers.iter().map(|tier| tier - 1).collect(),
        };
        // A limit that moves alone must not pass the next one.
        let limits = self.tariff.energy.first().and_then(|energy| energy.limits(Some(&household)));
        if limits.is_none_or(|limits| limits.windows(2).any(|pair| pair[0] >= pair[1])) {
            self.reading.refuse(doc, Rule::TierGap, "extra_kwh_per_month / tiers");
        }
        self.tariff.household = Some(household);
    }

    fn power_factor(&mut self, parsed: &Document, tables: &FactorTables) {
        let Some(doc) = &parsed.power_factor else { return };
        let it = doc.get_ref();
        let item = self.item(&said!(it, it.digits, false), "%", false);
        let Some(table) = tables.get(it.table.get_ref()) else {
            self.reading.refuse(&it.table, Rule::Dangling, it.table.get_ref().as_str());
            return;
        };
        if !self.tariff.items.iter().any(|item| item.power_factor) {
            self.reading.refuse(doc, Rule::FieldConflict, "power_factor = true");
        }
        self.tariff.power_factor =
            Some(PowerFactor { item, standards: it.standards.clone(), table: table.clone() });
    }

    fn minimum(&mut self, parsed: &Document) {
        let Some(doc) = &parsed.minimum else { return };
        let it = doc.get_ref();
        let unit = self.unit(&it.id, it.unit.as_ref(), &[PER_MONTH]);
        let price = self.value(doc, it.price, it.pending);
        let mut covers = Vec::new();
        for id in &it.covers {
            match self.tariff.items.iter().position(|item| item.id == *id.get_ref()) {
                Some(item) => covers.push(item),
                None => self.reading.refuse(id, Rule::Dangling, id.get_ref().as_str()),
            }
        }
        if covers.is_empty() {
            self.reading.refuse(doc, Rule::FieldConflict, "covers");
        }
        let item = self.item(&said!(it, None, false), unit, false);
        self.tariff.minimum = Some((item, price, covers));
    }
}

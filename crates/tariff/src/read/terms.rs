//! Terms of a document beside energy: capacity and demand, free kWh, large households, the power factor, the least bill.

use toml::Spanned;

use super::FactorTables;
use super::charges::{Charges, Said, said};
use crate::customer::Mode;
use crate::document::{Document, TwoPartDoc};
use crate::fixed::{Quantity, Ratio};
use crate::refusal::Rule;
use crate::tariff::{Free, Household, PER_KVA, PER_KW, PER_KWH, PER_MONTH, PowerFactor, TwoPart};

impl Charges<'_, '_> {
    pub(super) fn two_part(&mut self, doc: &Spanned<TwoPartDoc>) {
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

    pub(super) fn free(&mut self, parsed: &Document) {
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

    pub(super) fn household(&mut self, parsed: &Document) {
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

    pub(super) fn power_factor(&mut self, parsed: &Document, tables: &FactorTables) {
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

    pub(super) fn minimum(&mut self, parsed: &Document) {
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

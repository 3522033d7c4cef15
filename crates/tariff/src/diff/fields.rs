//! Everything a version says beside its hours, field by field, each with its words.

use std::collections::BTreeMap;

use super::{About, Said, Value};
use crate::bill::band_zh;
use crate::fixed::{Quantity, Ratio, Yuan};
use crate::tariff::{BandPrices, Charge, Energy, Item, Tariff};

/// Fields by name.
type Fields = BTreeMap<String, Said>;

/// Words for a thing, in both languages.
#[derive(Clone)]
struct Words {
    zh: String,
    en: String,
}

impl Words {
    fn of(zh: &str, en: &str) -> Words {
        Words { zh: zh.to_owned(), en: en.to_owned() }
    }

    fn of_item(item: &Item) -> Words {
        Words::of(&item.name_zh, &item.name_en)
    }

    fn and(&self, zh: &str, en: &str) -> Words {
        Words { zh: format!("{} {zh}", self.zh), en: format!("{}, {en}", self.en) }
    }
}

struct Saying<'t> {
    it: &'t Tariff,
    all: Fields,
}

impl Saying<'_> {
    fn say(&mut self, name: impl Into<String>, about: About, words: Words, unit: &str, value: Value) {
        let said = Said { about, zh: words.zh, en: words.en, unit: unit.to_owned(), value };
        self.all.insert(name.into(), said);
    }

    fn rule(&mut self, name: impl Into<String>, zh: &str, en: &str, value: impl Into<String>) {
        self.say(name, About::Rule, Words::of(zh, en), "", Value::Words(value.into()));
    }

    fn ratio(&mut self, name: impl Into<String>, words: Words, value: Ratio) {
        self.say(name, About::Price, words, "", Value::Quantity(value));
    }

    fn price(&mut self, name: impl Into<String>, words: Words, unit: &str, price: Option<Yuan>) {
        self.say(name, About::Price, words, unit, priced(price));
    }

    /// One price where all bands have the same, else one for each.
    fn prices(&mut self, name: &str, words: &Words, unit: &str, by_band: &BandPrices, banded: bool) {
        if !banded || by_band.iter().all(|price| *price == by_band[0]) {
            self.price(format!("{name}.price"), words.clone(), unit, by_band[0]);
            return;
        }
        for (band, price) in self.it.bands.iter().zip(by_band) {
            let words = words.and(band_zh(band), band);
            self.price(format!("{name}.price.{band}"), words, unit, *price);
        }
    }
}

fn priced(price: Option<Yuan>) -> Value {
    price.map_or_else(|| Value::Words("待核定 pending".to_owned()), Value::Yuan)
}

/// A word of the document for a value of one of its closed lists.
fn word(value: impl serde::Serialize) -> String {
    let json = serde_json::to_string(&value).unwrap_or_default();
    json.replace(['"', '[', ']'], "").replace(',', ", ")
}

pub(super) fn fields(it: &Tariff) -> Fields {
    let mut saying = Saying { it, all: Fields::new() };
    head(&mut saying);
    for item in &it.items {
        let words = Words::of_item(item).and("依据", "source");
        let value = format!("{} [{}]", item.source, item.certainty.mark());
        saying.say(format!("{}.source", item.id), About::Source, words, "", Value::Words(value));
        let words = Words::of_item(item).and("参加功率因数调整", "in the power factor");
        saying.say(
            format!("{}.power_factor", item.id),
            About::Rule,
            words,
            "",
            Value::Words(item.power_factor.to_string()),
        );
        let words = Words::of_item(item).and("小数位数", "digits");
        let digits = Value::Words(item.rounding.digits.to_string());
        saying.say(format!("{}.digits", item.id), About::Rule, words, "", digits);
    }
    it.energy.iter().for_each(|energy| ladder(&mut saying, energy));
    components(&mut saying);
    charges(&mut saying);
    terms(&mut saying);
    saying.all
}

fn head(saying: &mut Saying) {
    let it = saying.it;
    saying.rule("tariff.id", "编号", "Id", it.id.as_str());
    saying.rule("tariff.name_zh", "名称", "Chinese name", it.name_zh.as_str());
    saying.rule("tariff.name_en", "英文名称", "Name", it.name_en.as_str());
    saying.rule("tariff.effective_from", "生效日期", "Effective from", it.effective_from.to_string());
    let source = Value::Words(format!("{} [{}]", it.source, it.certainty.mark()));
    saying.say("tariff.source", About::Source, Words::of("文件依据", "Source of the document"), "", source);
    saying.rule("eligible.class", "适用类别", "Classes", it.classes.join(", "));
    saying.rule("eligible.needs", "适用条件", "Needs", it.needs.join(", "));
    let kva = |kva: Option<Quantity>| kva.map_or_else(String::new, |kva| kva.to_string());
    let range = format!("{} … {}", kva(it.kva_from), kva(it.kva_below));
    saying.rule("eligible.kva", "容量范围（kVA）", "Capacity, kVA", range);
    let (kwh, price) = (it.kwh_rounding.digits, it.price_rounding.digits);
    let digits = format!("kWh {kwh}, price {price}, total {}", it.total_rounding.digits);
    saying.rule("rounding", "舍入", "Rounding", format!("{digits}, {}", word(it.total_rounding.way)));
}

fn ladder(saying: &mut Saying, energy: &Energy) {
    let item = &saying.it.items[energy.item];
    let (id, unit, words) = (item.id.as_str(), item.unit, Words::of_item(item));
    let many = energy.tiers.len() > 1;
    if many {
        let value = format!("{}, {}, {}", word(energy.span), word(energy.held), word(energy.pooling));
        let words = words.and("阶梯周期、不足月与分摊", "span, part months and pooling");
        saying.say(format!("{id}.tiers"), About::Rule, words, "", Value::Words(value));
    }
    for (n, tier) in energy.tiers.iter().enumerate() {
        let name = format!("{id}.tier[{}]", n + 1);
        let nth = format!("第{}档", n + 1);
        let words = if many { words.and(&nth, &format!("tier {}", n + 1)) } else { words.clone() };
        let upto = tier.upto.map_or_else(|| Value::Words("∞".to_owned()), Value::Quantity);
        if many {
            let words = words.and("上限", "upper limit");
            saying.say(format!("{name}.upto_kwh"), About::Limit, words, "kWh", upto);
        }
        saying.prices(&name, &words, unit, &tier.prices, true);
    }
}

fn components(saying: &mut Saying) {
    let it = saying.it;
    for components in &it.components {
        let item = &it.items[components.item];
        let id = &item.id;
        for (band, multiplier) in it.bands.iter().zip(&components.multipliers) {
            let zh = format!("{} 浮动系数", band_zh(band));
            let words = Words::of_item(item).and(&zh, &format!("{band} multiplier"));
            saying.ratio(format!("{id}.multiplier.{band}"), words, *multiplier);
        }
        for part in &components.parts {
            let words = Words::of(&part.name_zh, &part.name_en);
            let floats = Value::Words(part.floats.to_string());
            let about = words.and("随时段浮动", "floats");
            saying.say(format!("{id}.{}.floats", part.id), About::Rule, about, "", floats);
            for (tag, factor) in &part.raised {
                let words = words.and(tag, tag);
                saying.ratio(format!("{id}.{}.raised.{tag}", part.id), words, *factor);
            }
            for (from, price) in &part.values {
                let words = words.and(&format!("{from} 起"), &format!("from {from}"));
                saying.price(format!("{id}.{}.from {from}", part.id), words, item.unit, *price);
            }
        }
    }
}

fn charges(saying: &mut Saying) {
    let it = saying.it;
    let two_part = it.two_part.iter().flat_map(|it| it.capacity.iter().chain(&it.demand));
    for charge in two_part.chain(&it.demand).chain(&it.fixed).chain(&it.export) {
        let Charge { item, prices, by_band } = charge;
        let item = &it.items[*item];
        saying.prices(&item.id, &Words::of_item(item), item.unit, prices, *by_band);
    }
    if let Some((item, price, covers)) = &it.minimum {
        let item = &it.items[*item];
        saying.price(format!("{}.price", item.id), Words::of_item(item), item.unit, *price);
        let covers: Vec<&str> = covers.iter().map(|item| it.items[*item].id.as_str()).collect();
        saying.rule(
            format!("{}.covers", item.id),
            "最低电费包含",
            "Covered by the least bill",
            covers.join(", "),
        );
    }
}

fn terms(saying: &mut Saying) {
    let it = saying.it;
    if let Some(two_part) = &it.two_part {
        saying.rule("two_part.modes", "基本电费计费方式", "Ways of charging capacity", word(&two_part.modes));
        if let Some(terms) = &two_part.contract {
            let words = Words::of("合约需量", "Contracted demand");
            let ratios = [
                ("floor_share", "下限比例", "floor", terms.floor_share),
                ("threshold", "超约门槛", "threshold", terms.threshold),
                ("beyond_factor", "超约倍数", "factor beyond", terms.beyond_factor),
            ];
            for (name, zh, en, value) in ratios {
                saying.ratio(format!("two_part.contract.{name}"), words.and(zh, en), value);
            }
            saying.rule(
                "two_part.contract.within",
                "合约与门槛之间",
                "Between contract and threshold",
                word(terms.within),
            );
        }
        if let Some(rebate) = &two_part.rebate {
            let words = Words::of("需量电价优惠", "Rebate");
            let kwh = Value::Quantity(rebate.kwh_per_kva);
            let from = words.and("门槛", "threshold");
            saying.say("two_part.rebate.kwh_per_kva", About::Limit, from, "kWh/kVA", kwh);
            saying.ratio("two_part.rebate.factor", words.and("系数", "factor"), rebate.factor);
        }
    }
    if let Some(free) = &it.free {
        let words = Words::of_item(&it.items[free.item]);
        let kwh = Value::Quantity(free.kwh_per_month);
        saying.say("free.kwh_per_month", About::Limit, words.clone(), "kWh/month", kwh);
        let value = format!("{}, {}", word(free.from), free.who.join(", "));
        let words = words.and("对象与抵扣方式", "who, and where from");
        saying.say("free.from", About::Rule, words, "", Value::Words(value));
    }
    if let Some(household) = &it.household {
        let words = Words::of("一户多人口", "Large household");
        let kwh = Value::Quantity(household.extra_kwh_per_month);
        saying.say("household.extra_kwh_per_month", About::Limit, words, "kWh/month", kwh);
        let tiers: Vec<String> = household.tiers.iter().map(|tier| (tier + 1).to_string()).collect();
        let value = format!("≥ {} 人 persons, 档 tiers {}", household.persons_from, tiers.join(", "));
        saying.rule("household.who", "一户多人口 条件", "Large household, who", value);
    }
    if let Some(factor) = &it.power_factor {
        let standards = word(&factor.standards);
        saying.rule("power_factor.standards", "功率因数标准", "Power-factor standards", standards);
        let rows = factor.table.rows.iter().flatten().map(|rate| rate.to_string());
        let rows = rows.collect::<Vec<_>>().join(" ");
        saying.rule("power_factor.table", "功率因数调整表", "Power-factor table", rows);
    }
}

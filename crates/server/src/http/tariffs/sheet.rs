//! A document as it is drawn: ladders, hours, the days of a year, prices with their sources, and where each is edited.

use api::{
    TariffCharge, TariffComponents, TariffDay, TariffHours, TariffItem, TariffLadder, TariffOpen, TariffPart,
    TariffPrice, TariffSeason, TariffSheet, TariffSpan, TariffTerm, TariffTier, TariffValue,
};
use kernel::{Day, DayKind, WorkingCalendar};
use serde::Serialize;
use tariff::{About, Charge, Components, Energy, Fact, PricePart, Ratio, Tariff, Yuan};

use super::wire::count;

/// Draws `it` over the days of `year`.
pub(super) fn sheet(it: &Tariff, year: i64, calendar: &WorkingCalendar) -> TariffSheet {
    TariffSheet {
        tariff: it.id.clone(),
        name_zh: it.name_zh.clone(),
        name_en: it.name_en.clone(),
        effective_from: it.effective_from,
        effective_to: it.effective_to,
        source: it.source.clone(),
        certainty: it.certainty.mark().to_owned(),
        note: it.note.clone(),
        classes: it.classes.clone(),
        needs: it.needs.clone(),
        bands: it.bands.clone(),
        tables: (0..it.days.count()).map(|table| hours(it, table)).collect(),
        year,
        days: days(it, year, calendar),
        ladders: it.energy.iter().enumerate().map(|(n, energy)| ladder(it, n, energy)).collect(),
        components: it.components.iter().enumerate().map(|(n, of)| components(it, n, of)).collect(),
        charges: charges(it),
        terms: terms(it),
        to_verify: it
            .to_verify()
            .into_iter()
            .map(|(line, what)| TariffOpen { line: count(line), what })
            .collect(),
    }
}

fn fact<'t>(it: &'t Tariff, what: &str) -> Option<&'t Fact> {
    it.facts.iter().find(|fact| fact.what == what)
}

/// The word of a value of one of the document's closed lists.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default()
}

// Hours -------------------------------------------------------------------------------------------------------------

fn hours(it: &Tariff, table: usize) -> TariffHours {
    let written = it.days.line(table) > 0;
    let fact = fact(it, &format!("day[{table}]"));
    let span = |(from, to, band): &(u16, u16, u8)| TariffSpan {
        from_min: i64::from(*from),
        to_min: i64::from(*to),
        band: it.bands[usize::from(*band)].clone(),
    };
    let season = |season: tariff::Season| TariffSeason {
        spans: season.spans,
        kinds: season.kinds.into_iter().map(word).collect(),
    };
    TariffHours {
        path: if written { format!("day[{table}].hours") } else { String::new() },
        line: count(it.days.line(table)),
        spans: it.days.hours(table).iter().map(span).collect(),
        seasons: it.days.seasons(table).into_iter().map(season).collect(),
        source: fact.map_or_else(String::new, |fact| fact.source.clone()),
        certainty: fact.map_or("S", |fact| fact.certainty.mark()).to_owned(),
    }
}

fn days(it: &Tariff, year: i64, calendar: &WorkingCalendar) -> Vec<TariffDay> {
    let Some(first) = i16::try_from(year).ok().and_then(|year| Day::new(year, 1, 1)) else {
        return Vec::new();
    };
    let year = first.year();
    let mut day = first;
    let mut all = Vec::with_capacity(366);
    while day.year() == year {
        let kind = calendar.kind(day).ok();
        // Where the kind makes no difference any kind will do.
        let known = kind.or_else(|| (!it.days.by_kind()).then_some(DayKind::Workday));
        let table = known.map(|kind| count(it.days.table_on(day.month(), day.day_of_month(), kind)));
        all.push(TariffDay { day, kind: kind.map(word), table });
        day = day.plus(1);
    }
    all
}

// Prices ------------------------------------------------------------------------------------------------------------

fn item(it: &Tariff, position: usize) -> TariffItem {
    let item = &it.items[position];
    TariffItem {
        id: item.id.clone(),
        name_zh: item.name_zh.clone(),
        name_en: item.name_en.clone(),
        unit: item.unit.to_owned(),
        line: count(item.line),
        source: item.source.clone(),
        certainty: item.certainty.mark().to_owned(),
    }
}

/// One price where every band has the same, else one for each, with the places where they are edited.
fn prices(it: &Tariff, path: &str, by_band: &[Option<Yuan>], banded: bool) -> Vec<TariffPrice> {
    let text = |price: Option<Yuan>| price.map(|price| price.to_string());
    if !banded || it.bands.len() == 1 || by_band.iter().all(|price| *price == by_band[0]) {
        return vec![TariffPrice { band: None, price: text(by_band[0]), path: format!("{path}.price") }];
    }
    let banded = it.bands.iter().zip(by_band);
    banded
        .map(|(band, price)| TariffPrice {
            band: Some(band.clone()),
            price: text(*price),
            path: format!("{path}.prices.{band}"),
        })
        .collect()
}

fn ladder(it: &Tariff, n: usize, energy: &Energy) -> TariffLadder {
    let many = energy.tiers.len() > 1;
    let tier = |(t, tier): (usize, &tariff::Tier)| {
        let path = format!("energy[{n}].tier[{t}]");
        TariffTier {
            upto_kwh: tier.upto.map(|upto| upto.to_string()),
            prices: prices(it, &path, &tier.prices, true),
            path,
        }
    };
    TariffLadder {
        item: item(it, energy.item),
        fund: it.items[energy.item].fund,
        per: many.then(|| word(energy.span)),
        pooling: (many && it.bands.len() > 1).then(|| word(energy.pooling)),
        held: many.then(|| word(energy.held)),
        tiers: energy.tiers.iter().enumerate().map(tier).collect(),
    }
}

fn components(it: &Tariff, n: usize, of: &Components) -> TariffComponents {
    let multiplier = |(band, factor): (&String, &Ratio)| TariffPrice {
        band: Some(band.clone()),
        price: Some(factor.to_string()),
        path: format!("components[{n}].multipliers.{band}"),
    };
    TariffComponents {
        item: item(it, of.item),
        multipliers: it.bands.iter().zip(&of.multipliers).map(multiplier).collect(),
        parts: of.parts.iter().enumerate().map(|(p, it_is)| part(it, n, p, it_is)).collect(),
        sums: sums(it, of),
    }
}

fn part(it: &Tariff, n: usize, p: usize, part: &PricePart) -> TariffPart {
    let fact = fact(it, &part.id);
    let value = |(v, (from, price)): (usize, &(Day, Option<Yuan>))| TariffValue {
        from: *from,
        price: price.map(|price| price.to_string()),
        path: format!("components[{n}].part[{p}].value[{v}].price"),
    };
    TariffPart {
        id: part.id.clone(),
        name_zh: part.name_zh.clone(),
        name_en: part.name_en.clone(),
        floats: part.floats,
        values: part.values.iter().enumerate().map(value).collect(),
        source: fact.map_or_else(String::new, |fact| fact.source.clone()),
        certainty: fact.map_or("S", |fact| fact.certainty.mark()).to_owned(),
    }
}

/// What a kWh of each band comes to by the latest values: the sum of the parts, the floating ones times the factor.
fn sums(it: &Tariff, of: &Components) -> Vec<TariffPrice> {
    let sum = |factor: Ratio| {
        of.parts.iter().try_fold(0_i64, |sum, part| {
            let price = part.values.last().and_then(|(_, price)| *price)?;
            let times = if part.floats { factor } else { Ratio::from_units(Ratio::ONE) };
            let price = it.price_rounding.product(price, times, 1, 1)?;
            sum.checked_add(price.units())
        })
    };
    let banded = it.bands.iter().zip(&of.multipliers);
    banded
        .map(|(band, factor)| TariffPrice {
            band: Some(band.clone()),
            price: sum(*factor).map(|units| Yuan::from_units(units).to_string()),
            path: String::new(),
        })
        .collect()
}

fn charges(it: &Tariff) -> Vec<TariffCharge> {
    let two_part = it.two_part.as_ref();
    let mut all = Vec::new();
    let mut push = |group: &str, path: String, charge: &Charge| {
        all.push(TariffCharge {
            group: group.to_owned(),
            item: item(it, charge.item),
            prices: prices(it, &path, &charge.prices, charge.by_band),
        });
    };
    let two = [
        ("capacity", two_part.and_then(|it| it.capacity.as_ref())),
        ("demand", two_part.and_then(|it| it.demand.as_ref())),
    ];
    for (name, charge) in two {
        charge.into_iter().for_each(|charge| push(name, format!("two_part.{name}"), charge));
    }
    for (name, charges) in [("demand", &it.demand), ("fixed", &it.fixed), ("export", &it.export)] {
        charges.iter().enumerate().for_each(|(n, charge)| push(name, format!("{name}[{n}]"), charge));
    }
    if let Some((position, price, _)) = &it.minimum {
        let price = TariffPrice {
            band: None,
            price: price.map(|price| price.to_string()),
            path: "minimum.price".to_owned(),
        };
        all.push(TariffCharge {
            group: "minimum".to_owned(),
            item: item(it, *position),
            prices: vec![price],
        });
    }
    all
}

/// Rules that are drawn nowhere else.
fn terms(it: &Tariff) -> Vec<TariffTerm> {
    let drawn = ["tariff.", "power_factor.table"];
    let own = |field: &str| {
        ["eligible.", "rounding", "two_part.", "free.", "household.", "power_factor."]
            .iter()
            .any(|part| field.starts_with(part))
    };
    let told = tariff::told(it).into_iter().filter(|told| {
        told.about != About::Source
            && own(&told.field)
            && !drawn.iter().any(|part| told.field.starts_with(part))
    });
    told.map(|told| TariffTerm {
        field: told.field,
        what_zh: told.what_zh,
        what_en: told.what_en,
        value: told.value,
        unit: told.unit,
    })
    .collect()
}

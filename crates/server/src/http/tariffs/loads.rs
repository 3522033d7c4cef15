//! The load that is priced: a sample customer's, or one that was sent.

use api::TariffLoad;
use kernel::Day;
use money::tariffs::Shelf;
use tariff::{CapacityStep, Customer, Load, Mode, Period, Point, PowerFactorStandard, Refusal};

use crate::Refused;

/// Minutes east of UTC in which a load is counted that does not say otherwise: China's.
const ZONE_OFFSET_MIN: i32 = 480;
/// The longest name of a load.
const NAME_MAX: usize = 80;

/// A load with its customer and periods.
pub(super) struct Used {
    pub(super) customer: Customer,
    pub(super) load: Load,
    pub(super) periods: Vec<Period>,
    /// The tariff that the customer is on, if that is known.
    pub(super) tariff: Option<String>,
}

/// A refusal of a load on its way to the wire: the line and the rule travel with it.
fn refused(refusal: &Refusal) -> Refused {
    Refused {
        code: "tariff_load",
        field: Some(refusal.about.clone()).filter(|about| !about.is_empty()),
        line: i64::try_from(refusal.line).ok().filter(|line| *line > 0),
        rule: Some(format!("{}: {} / {}", refusal.rule.code(), refusal.rule.zh(), refusal.rule.en())),
    }
}

/// The sample or the load that was asked for; exactly one of them.
pub(super) fn used(shelf: &Shelf, sample: Option<&str>, sent: Option<&TariffLoad>) -> Result<Used, Refused> {
    match (sample, sent) {
        (Some(id), None) => {
            let samples = shelf.samples().map_err(|refusal| super::unsound(&refusal))?;
            let found = samples.into_iter().find(|it| it.id == id);
            let found = found.ok_or_else(|| Refused::new("tariff_sample_unknown").at("sample").rule(id))?;
            whole(found.customer, found.load, Some(found.tariff))
        }
        (None, Some(sent)) => {
            let customer = customer(sent)?;
            let name = if sent.name.len() <= NAME_MAX { sent.name.as_str() } else { "load" };
            let load = tariff::read_load(name, &sent.text, &customer.point, ZONE_OFFSET_MIN);
            whole(customer, load.map_err(|refusal| refused(&refusal))?, None)
        }
        _ => Err(Refused::new("field_wrong").at("sample").rule("sample / load: 1")),
    }
}

fn whole(customer: Customer, load: Load, tariff: Option<String>) -> Result<Used, Refused> {
    let periods = load.periods().map_err(|refusal| refused(&refusal))?;
    Ok(Used { customer, load, periods, tariff })
}

fn customer(sent: &TariffLoad) -> Result<Customer, Refused> {
    let wrong = |field: &str, rule: &str| Refused::new("field_wrong").at(format!("load.{field}")).rule(rule);
    let number = |field: &str, text: &Option<String>| match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| wrong(field, "a decimal such as \"0.5\"")),
    };
    let mode = match sent.mode.as_deref().unwrap_or_default() {
        "" => None,
        "none" => Some(Mode::None),
        "capacity" => Some(Mode::Capacity),
        "contract_demand" => Some(Mode::ContractDemand),
        "actual_demand" => Some(Mode::ActualDemand),
        _ => return Err(wrong("mode", "none, capacity, contract_demand, actual_demand")),
    };
    let power_factor = match sent.power_factor.as_deref().unwrap_or_default() {
        "" => None,
        "0.90" => Some(PowerFactorStandard::P90),
        "0.85" => Some(PowerFactorStandard::P85),
        "0.80" => Some(PowerFactorStandard::P80),
        _ => return Err(wrong("power_factor", "0.90, 0.85, 0.80")),
    };
    // A capacity without a day has been in service for as long as anybody asks about.
    let always = Day::new(1992, 1, 1);
    let kva = number("kva", &sent.kva)?.zip(always);
    let point = number("multiplier", &sent.multiplier)?;
    Ok(Customer {
        class: sent.class.clone(),
        tags: sent.tags.clone(),
        persons: sent.persons.unwrap_or(0),
        capacity: kva.map(|(kva, from)| CapacityStep { from, kva }).into_iter().collect(),
        mode,
        contract_kw: number("contract_kw", &sent.contract_kw)?,
        power_factor,
        point: point.map(|multiplier| Point { multiplier, ..Point::plain("") }).into_iter().collect(),
        ..Customer::default()
    })
}

//! From which share of valley kWh on a tariff by time of use is cheaper than a flat one.

use crate::fixed::{Ratio, Way, Yuan, divide};
use crate::refusal::{Refusal, Rule};
use crate::tariff::Tariff;

/// The share of valley kWh at which both cost the same: `(peak − flat) ÷ (peak − valley)`; nothing when the prices
/// leave no such share between none and all.
#[must_use]
pub fn valley_share(flat: Yuan, peak: Yuan, valley: Yuan) -> Option<Ratio> {
    let above = i128::from(peak.units()) - i128::from(flat.units());
    let span = i128::from(peak.units()) - i128::from(valley.units());
    if span <= 0 || above < 0 || above > span {
        return None;
    }
    let share = divide(above * i128::from(Ratio::ONE), span, Way::HalfUp);
    i64::try_from(share).ok().map(Ratio::from_units)
}

/// The same between two documents, by the prices of their lowest tiers.
///
/// # Errors
/// A price is to be verified, or the second has no bands `peak` and `valley`.
pub fn break_even(flat: &Tariff, banded: &Tariff) -> Result<Option<Ratio>, Refusal> {
    let price = |tariff: &Tariff, band: &str| {
        let missing = |rule| Refusal::at(&tariff.file, 0, rule, format!("{}: {band}", tariff.id));
        let energy = tariff.energy.iter().find(|energy| !tariff.items[energy.item].fund);
        let energy = energy.ok_or_else(|| missing(Rule::BandUnknown))?;
        let at =
            if tariff.bands.len() == 1 { Some(0) } else { tariff.bands.iter().position(|it| it == band) };
        let at = at.ok_or_else(|| missing(Rule::BandUnknown))?;
        energy.tiers[0].prices[at].ok_or_else(|| missing(Rule::PricePending))
    };
    if flat.bands.len() > 1 {
        return Err(Refusal::at(&flat.file, 0, Rule::FieldConflict, format!("{}: bands", flat.id)));
    }
    Ok(valley_share(price(flat, "all")?, price(banded, "peak")?, price(banded, "valley")?))
}

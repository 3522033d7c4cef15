//! Energy at prices put together from components: kWh of each band at the band's price.

use crate::bill::Line;
use crate::fixed::Quantity;
use crate::price::{Pricing, known};
use crate::refusal::Refusal;

/// Adds the lines.
pub(crate) fn price(pricing: &mut Pricing) -> Result<(), Refusal> {
    let stage = pricing.stage;
    for (at, segment) in stage.segments.iter().enumerate() {
        for (it, prices) in segment.tariff.components.iter().zip(&segment.components) {
            for (band, price) in prices.iter().enumerate() {
                let kwh = pricing.cells.kwh[segment.cell + band];
                if kwh != 0 {
                    let price = known(segment, it.item, *price)?;
                    let mut line = Line::new(at, it.item, Quantity::from_units(kwh), price);
                    line.band = Some(u8::try_from(band).expect("few bands"));
                    pricing.push(line)?;
                }
            }
        }
    }
    Ok(())
}

//! Exact decimals: whole numbers of a fixed fraction, and the rounding rules that documents name. No floating point
//! anywhere: what a document or a load says in digits is what is multiplied.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A number with `DIGITS` digits after the point, held as a whole number of the last one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fixed<const DIGITS: u32>(i64);

/// Money and prices: yuan, or yuan per unit, to 0.000 000 01.
pub type Yuan = Fixed<8>;
/// What is priced: kWh, kvarh, kW, kVA, days, to 0.000 001.
pub type Quantity = Fixed<6>;
/// A plain factor or share, to 0.000 001.
pub type Ratio = Fixed<6>;

impl<const DIGITS: u32> Fixed<DIGITS> {
    /// Units of the last digit in one whole.
    pub const ONE: i64 = 10_i64.pow(DIGITS);
    /// Nothing.
    pub const ZERO: Fixed<DIGITS> = Fixed(0);

    /// The number of `units` of the last digit.
    #[must_use]
    pub const fn from_units(units: i64) -> Fixed<DIGITS> {
        Fixed(units)
    }

    /// Units of the last digit.
    #[must_use]
    pub const fn units(self) -> i64 {
        self.0
    }

    /// A whole number, or nothing beyond what fits.
    #[must_use]
    pub fn whole(number: i64) -> Option<Fixed<DIGITS>> {
        number.checked_mul(Self::ONE).map(Fixed)
    }
}

/// The text is not a decimal, or has more digits than are kept, or is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADecimal;

impl fmt::Display for NotADecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal such as \"0.477\", or with too many digits")
    }
}

impl<const DIGITS: u32> FromStr for Fixed<DIGITS> {
    type Err = NotADecimal;

    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let (minus, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let part = if part.len() > 1 { part.trim_end_matches('0') } else { part };
        let part = if part.is_empty() { "0" } else { part };
        if !plain(whole) || !plain(part) || digits.ends_with('.') {
            return Err(NotADecimal);
        }
        let places = u32::try_from(part.len()).map_err(|_| NotADecimal)?;
        if places > DIGITS && part != "0" {
            return Err(NotADecimal);
        }
        let read = |text: &str| text.parse::<i64>().map_err(|_| NotADecimal);
        let scale = 10_i64.pow(DIGITS.saturating_sub(places));
        let part = read(part)?.checked_mul(scale).ok_or(NotADecimal)?;
        let units = read(whole)?.checked_mul(Self::ONE).and_then(|units| units.checked_add(part));
        let units = units.ok_or(NotADecimal)?;
        Ok(Fixed(if minus { -units } else { units }))
    }
}

impl<const DIGITS: u32> fmt::Display for Fixed<DIGITS> {
    /// All digits that say something; with a precision (`{:.2}`) at least so many.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = Self::ONE.unsigned_abs();
        let (whole, part) = (self.0.unsigned_abs() / one, self.0.unsigned_abs() % one);
        let digits =
            if DIGITS == 0 { String::new() } else { format!("{part:0width$}", width = DIGITS as usize) };
        let mut digits = digits.trim_end_matches('0').to_owned();
        while digits.len() < f.precision().unwrap_or(0) {
            digits.push('0');
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        let point = if digits.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{digits}")
    }
}

impl<const DIGITS: u32> Serialize for Fixed<DIGITS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const DIGITS: u32> Deserialize<'de> for Fixed<DIGITS> {
    /// From a text such as `"0.477"` or a whole number. A binary fraction is refused: it may not be what was written.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<const DIGITS: u32>;
        impl<const DIGITS: u32> de::Visitor<'_> for Read<DIGITS> {
            type Value = Fixed<DIGITS>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an exact decimal in quotes, such as \"0.477\"")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
                Fixed::whole(number).ok_or_else(|| E::custom(NotADecimal))
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
                i64::try_from(number).ok().and_then(Fixed::whole).ok_or_else(|| E::custom(NotADecimal))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// Which way the digits behind the last one kept go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Half and more goes away from zero (四舍五入).
    HalfUp,
    /// Half goes to the even neighbour.
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

/// A rounding rule: so many digits after the point, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rounding {
    /// Digits kept after the point.
    pub digits: u32,
    /// Which way.
    pub way: Way,
}

const POWERS: [i64; 19] = {
    let mut powers = [1_i64; 19];
    let mut n = 1;
    while n < 19 {
        powers[n] = powers[n - 1] * 10;
        n += 1;
    }
    powers
};

/// Ten to the power `n`; `n` is at most 18.
pub(crate) const fn ten_to(n: u32) -> i64 {
    POWERS[n as usize]
}

/// `number / by`, rounded. `by` is positive.
#[must_use]
pub fn divide(number: i128, by: i128, way: Way) -> i128 {
    let (quotient, rest) = (number / by, number % by);
    quotient
        + i128::from(step(rest.unsigned_abs(), by.unsigned_abs(), quotient & 1 == 1, way)) * number.signum()
}

/// The same within 64 bits, where nearly every line of a bill stays; several times faster.
fn divide_short(number: i64, by: i64, way: Way) -> i64 {
    let (quotient, rest) = (number / by, number % by);
    let up = step(rest.unsigned_abs().into(), by.unsigned_abs().into(), quotient & 1 == 1, way);
    quotient + i64::from(up) * number.signum()
}

fn step(rest: u128, by: u128, odd: bool, way: Way) -> bool {
    match way {
        Way::Down => false,
        Way::Up => rest > 0,
        Way::HalfUp => rest * 2 >= by,
        Way::HalfEven => rest * 2 > by || (rest * 2 == by && odd),
    }
}

impl Rounding {
    /// Rounds a price or an amount; nothing if it does not fit any more.
    #[must_use]
    pub fn yuan(self, amount: Yuan) -> Option<Yuan> {
        self.product(amount, Quantity::from_units(Quantity::ONE), 1, 1)
    }

    /// `price × quantity × share / of`, exact until the one rounding at the end; nothing if it does not fit.
    #[must_use]
    pub fn product(self, price: Yuan, quantity: Quantity, share: i64, of: i64) -> Option<Yuan> {
        let drop = ten_to(14 - self.digits.min(8));
        let back = ten_to(8 - self.digits.min(8));
        let short = price.0.checked_mul(quantity.0);
        if let (Some(short), true) = (short, share == of) {
            return divide_short(short, drop, self.way).checked_mul(back).map(Fixed);
        }
        let long = i128::from(price.0) * i128::from(quantity.0);
        let long = long.checked_mul(i128::from(share))?;
        let rounded = divide(long, i128::from(drop).checked_mul(i128::from(of))?, self.way);
        rounded.checked_mul(i128::from(back)).and_then(|units| i64::try_from(units).ok()).map(Fixed)
    }
}

/// `quantity × share / of`, rounded to the last of `digits`; nothing if it does not fit.
#[must_use]
pub fn share_of(quantity: Quantity, share: i64, of: i64, rounding: Rounding) -> Option<Quantity> {
    if share == of && rounding.digits >= 6 {
        return Some(quantity);
    }
    let drop = ten_to(6 - rounding.digits.min(6));
    if let (Some(product), Some(by)) = (quantity.0.checked_mul(share), of.checked_mul(drop)) {
        return divide_short(product, by, rounding.way).checked_mul(drop).map(Fixed);
    }
    let product = i128::from(quantity.0) * i128::from(share);
    let units = divide(product, i128::from(of) * i128::from(drop), rounding.way) * i128::from(drop);
    i64::try_from(units).ok().map(Fixed)
}

/// What a tax-free number of fen an amount is, rounded `way`.
#[must_use]
pub fn fen(amount: Yuan, way: Way) -> i64 {
    divide_short(amount.0, ten_to(6), way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_survives_its_text_and_nothing_vague_is_taken() {
        for text in ["0", "0.477", "-0.00000001", "12345.6", "92233720368.54775807"] {
            assert_eq!(text.parse::<Yuan>().unwrap().to_string(), text);
        }
        assert_eq!("1.50".parse::<Yuan>().unwrap().to_string(), "1.5");
        assert_eq!(format!("{:.2}", "1.5".parse::<Yuan>().unwrap()), "1.50");
        for text in
            ["", ".", "1.", ".5", "1e3", "+1", "0.123456789", "92233720369", "１", "1,5", "--1", "- 1"]
        {
            assert_eq!(text.parse::<Yuan>(), Err(NotADecimal), "{text:?} was taken");
        }
    }

    #[test]
    fn halves_go_where_the_rule_says_on_both_sides_of_zero() {
        let round =
            |text: &str, way| Rounding { digits: 2, way }.yuan(text.parse().unwrap()).unwrap().to_string();
        assert_eq!(round("0.125", Way::HalfUp), "0.13");
        assert_eq!(round("-0.125", Way::HalfUp), "-0.13");
        assert_eq!(round("0.125", Way::HalfEven), "0.12");
        assert_eq!(round("0.135", Way::HalfEven), "0.14");
        assert_eq!(round("0.129", Way::Down), "0.12");
        assert_eq!(round("-0.121", Way::Up), "-0.13");
    }

    #[test]
    fn a_product_is_rounded_once_and_too_large_a_one_is_nothing() {
        let cents = Rounding { digits: 2, way: Way::HalfUp };
        let price: Yuan = "0.777".parse().unwrap();
        assert_eq!(cents.product(price, "40".parse().unwrap(), 1, 1).unwrap().to_string(), "31.08");
        // 30 × 315 × 10 / 31 = 3048.387…
        let capacity = cents.product("30".parse().unwrap(), "315".parse().unwrap(), 10, 31);
        assert_eq!(capacity.unwrap().to_string(), "3048.39");
        let most = Yuan::from_units(i64::MAX);
        assert_eq!(cents.product(most, "2".parse().unwrap(), 1, 1), None);
    }
}

//! Values and rows on the wire.

use std::error::Error;

use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use store::{Row, Value};

/// A parameter, sent as whatever type the statement infers for it.
#[derive(Debug)]
pub(crate) struct Bound<'a>(pub(crate) Value<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) if *ty == Type::INT8 => number.to_sql(ty, out),
            Value::Int(number) if *ty == Type::INT4 => i32::try_from(number)?.to_sql(ty, out),
            Value::Int(number) if *ty == Type::INT2 => i16::try_from(number)?.to_sql(ty, out),
            Value::Text(text) if <&str as ToSql>::accepts(ty) => text.to_sql(ty, out),
            Value::Bytes(bytes) if *ty == Type::BYTEA => bytes.to_sql(ty, out),
            _ => Err(format!("the statement wants {ty} for a parameter of another type").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Judged with the value at hand, because NULL goes anywhere.
        true
    }

    to_sql_checked!();
}

/// Any whole number that PostgreSQL may answer with where SQLite answers with its one integer.
struct Whole(i64);

impl<'a> FromSql<'a> for Whole {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Whole, Box<dyn Error + Sync + Send>> {
        Ok(Whole(match *ty {
            Type::INT8 => i64::from_sql(ty, raw)?,
            Type::INT4 => i32::from_sql(ty, raw)?.into(),
            Type::INT2 => i16::from_sql(ty, raw)?.into(),
            Type::BOOL => bool::from_sql(ty, raw)?.into(),
            _ => whole_numeric(raw).ok_or("a number that is not whole, or too large")?,
        }))
    }

    fn accepts(ty: &Type) -> bool {
        // NUMERIC is what `SUM` of a BIGINT column comes as.
        [Type::INT8, Type::INT4, Type::INT2, Type::BOOL, Type::NUMERIC].contains(ty)
    }
}

/// A NUMERIC (count of digits, weight, sign, scale, then digits of base 10000) as a whole number.
fn whole_numeric(raw: &[u8]) -> Option<i64> {
    let words: Vec<i64> =
        raw.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]]).into()).collect();
    let [count, weight, sign, _scale, digits @ ..] = &words[..] else { return None };
    if digits.len() as i64 != *count || *count > weight + 1 || !matches!(sign, 0 | 0x4000) {
        return None;
    }
    let mut whole: i64 = 0;
    for place in 0..=*weight {
        let digit = usize::try_from(place).ok().and_then(|place| digits.get(place)).unwrap_or(&0);
        let digit = if *sign == 0 { *digit } else { -digit };
        whole = whole.checked_mul(10_000)?.checked_add(digit)?;
    }
    Some(whole)
}

pub(crate) struct PostgresRow<'a>(pub(crate) &'a postgres::Row);

impl<'a> PostgresRow<'a> {
    fn column<T: FromSql<'a>>(&'a self, column: usize) -> Option<T> {
        self.0.try_get(column).unwrap_or_else(|error| panic!("column {column}: {error}"))
    }
}

impl Row for PostgresRow<'_> {
    fn opt_int(&self, column: usize) -> Option<i64> {
        self.column::<Whole>(column).map(|whole| whole.0)
    }

    fn opt_text(&self, column: usize) -> Option<&str> {
        self.column(column)
    }

    fn opt_bytes(&self, column: usize) -> Option<&[u8]> {
        self.column(column)
    }
}

#[cfg(test)]
mod tests {
    use super::whole_numeric;

    fn numeric(words: &[i16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn a_whole_numeric_is_a_number() {
        assert_eq!(whole_numeric(&numeric(&[0, 0, 0, 0])), Some(0));
        assert_eq!(whole_numeric(&numeric(&[2, 1, 0, 0, 12, 3456])), Some(123_456));
        assert_eq!(whole_numeric(&numeric(&[1, 1, 0x4000, 0, 5])), Some(-50_000));
    }

    #[test]
    fn refuses_a_numeric_that_is_no_whole_64_bit_number() {
        assert_eq!(whole_numeric(&numeric(&[2, 0, 0, 2, 1, 5000])), None, "1.5");
        assert_eq!(whole_numeric(&numeric(&[1, 5, 0, 0, 1])), None, "10^20");
        assert_eq!(whole_numeric(&numeric(&[0, 0, -0x4000, 0])), None, "not a number");
    }
}

//! The 24-dot strike the virtual printer draws with: a subset of Noto Sans Mono CJK SC, see `font/README.md`.

/// The strike as made by `font/make_ticket24.py`.
const STRIKE: &[u8] = include_bytes!("../../font/ticket24.bin");
const HALF_GLYPHS: usize = 95;
const HALF_BYTES: usize = 48;
const WIDE_BYTES: usize = 72;
const HEAD_BYTES: usize = 8;

/// A character's picture: 24 rows of `width` dots.
pub(crate) struct Glyph {
    /// 12 or 24.
    pub(crate) width: usize,
    rows: &'static [u8],
}

impl Glyph {
    /// Whether the dot is black.
    pub(crate) fn dot(&self, x: usize, y: usize) -> bool {
        let stride = if self.width == 12 { 2 } else { 3 };
        self.rows.get(y * stride + x / 8).is_some_and(|byte| byte >> (7 - x % 8) & 1 == 1)
    }
}

/// The picture of `char`, or nothing if the strike has none.
pub(crate) fn glyph(char: char) -> Option<Glyph> {
    let count = u32::from_be_bytes(STRIKE[4..8].try_into().expect("four bytes")) as usize;
    let half_at = HEAD_BYTES + count * 4;
    if let Some(place) = (char as usize).checked_sub(0x20).filter(|place| *place < HALF_GLYPHS) {
        let at = half_at + place * HALF_BYTES;
        return Some(Glyph { width: 12, rows: &STRIKE[at..at + HALF_BYTES] });
    }
    let (codes, _) = STRIKE[HEAD_BYTES..half_at].as_chunks::<4>();
    let place = codes.binary_search_by_key(&(char as u32), |code| u32::from_be_bytes(*code)).ok()?;
    let at = half_at + HALF_GLYPHS * HALF_BYTES + place * WIDE_BYTES;
    Some(Glyph { width: 24, rows: &STRIKE[at..at + WIDE_BYTES] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(char: char) -> usize {
        let glyph = glyph(char).unwrap_or_else(|| panic!("no glyph for {char}"));
        (0..24).flat_map(|y| (0..glyph.width).map(move |x| (x, y))).filter(|(x, y)| glyph.dot(*x, *y)).count()
    }

    #[test]
    fn common_and_rare_characters_have_ink_and_pictures_of_their_own() {
        // Subsets of this font have silently lost 西 量 行: they are here on purpose.
        let chars: Vec<char> =
            "西量行电力营业厅等候人数堃喆玥漳榆次灵石祁县平遥：，。（）A0z".chars().collect();
        for (n, one) in chars.iter().enumerate() {
            assert!(ink(*one) > 3, "{one} has no ink");
            for other in &chars[n + 1..] {
                let (a, b) = (glyph(*one).unwrap(), glyph(*other).unwrap());
                assert!(a.width != b.width || a.rows != b.rows, "{one} looks like {other}");
            }
        }
        assert_eq!(ink(' '), 0);
        assert!(glyph('\u{1F600}').is_none() && glyph('\n').is_none());
    }

    #[test]
    fn the_strike_has_the_length_its_head_promises() {
        let count = u32::from_be_bytes(STRIKE[4..8].try_into().unwrap()) as usize;
        assert_eq!(&STRIKE[..4], b"GT24");
        assert_eq!(STRIKE.len(), HEAD_BYTES + count * (4 + WIDE_BYTES) + HALF_GLYPHS * HALF_BYTES);
    }
}

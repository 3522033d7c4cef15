//! The font of reports (`font/report.ttf`, see its README): how wide a text is, and which glyphs it takes.

use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId};

/// The font: GB/T 2312 and ASCII.
const REPORT: &[u8] = include_bytes!("../../font/report.ttf");
/// Shown for a character that the font has not.
const UNKNOWN: char = '□';

/// The font of one document, with the glyphs that were used.
pub(super) struct Font {
    face: Face<'static>,
    remapper: GlyphRemapper,
    /// Glyphs of the document, in the order of their new numbers, with the character each stands for.
    pub(super) used: Vec<(u16, char)>,
}

impl Font {
    pub(super) fn new() -> Result<Font, String> {
        let face = Face::parse(REPORT, 0).map_err(|error| error.to_string())?;
        Ok(Font { face, remapper: GlyphRemapper::new(), used: Vec::new() })
    }

    fn glyph(&self, char: char) -> GlyphId {
        let found = self.face.glyph_index(char).or_else(|| self.face.glyph_index(UNKNOWN));
        found.unwrap_or(GlyphId(0))
    }

    /// A length in units of the font, in thousandths of its size.
    pub(super) fn milli(&self, units: i32) -> f32 {
        units as f32 * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// The advance of a glyph of the font, in thousandths of its size.
    pub(super) fn advance(&self, glyph: u16) -> f32 {
        self.milli(i32::from(self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)))
    }

    /// How wide a text is, by the size it is set in.
    pub(super) fn width(&self, text: &str) -> f32 {
        text.chars().map(|char| self.advance(self.glyph(char).0)).sum::<f32>() / 1000.0
    }

    /// A text as the document's own glyph numbers, two bytes each.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        for char in text.chars() {
            let glyph = self.glyph(char);
            let new = self.remapper.remap(glyph.0);
            if !self.used.iter().any(|(old, _)| *old == glyph.0) {
                self.used.push((glyph.0, char));
            }
            bytes.extend(new.to_be_bytes());
        }
        bytes
    }

    /// The new number of a glyph that was used.
    pub(super) fn renamed(&self, glyph: u16) -> u16 {
        self.remapper.get(glyph).unwrap_or(0)
    }

    /// The font with nothing but the glyphs that were used.
    pub(super) fn subset(&self) -> Result<Vec<u8>, String> {
        subsetter::subset(REPORT, 0, &self.remapper).map_err(|error| error.to_string())
    }

    /// Bounding box, ascender, descender and height of capitals, in thousandths.
    pub(super) fn measures(&self) -> ([f32; 4], f32, f32, f32) {
        let it = self.face.global_bounding_box();
        let of = |value: i16| self.milli(i32::from(value));
        let caps = self.face.capital_height().unwrap_or(self.face.ascender());
        let bounds = [of(it.x_min), of(it.y_min), of(it.x_max), of(it.y_max)];
        (bounds, of(self.face.ascender()), of(self.face.descender()), of(caps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_an_outline_for_what_subsets_have_lost_before() {
        let font = Font::new().unwrap();
        for char in "西量行晋中市供电营业厅（示例）、。%¥≤0Aa".chars() {
            let glyph = font.face.glyph_index(char).unwrap_or_else(|| panic!("no {char}"));
            assert!(font.face.glyph_bounding_box(glyph).is_some(), "no outline of {char}");
        }
        assert_eq!(font.face.glyph_index('𠀀'), None);
    }
}

//! A printer in software: ESC/POS bytes to the dots a real one would burn, for the virtual printer and the tests.
//! Knows the commands [`EscPos`](super::EscPos) writes and refuses every other: what it cannot draw it does not guess.

use super::escpos::{PaperWidth, gb18030_text};
use super::font::{Glyph, glyph};
use crate::{Refusal, RefusalCode};

const WIDTH: usize = PaperWidth::Mm80.dots();
const LINE_GAP: usize = 6;
const CELL: usize = 24;
/// Two metres of paper: no slip is longer, and hostile bytes cannot fill the memory.
const HEIGHT_MAX: usize = 16_000;

/// A printed page: 1 bit a dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Dots across.
    pub width: usize,
    /// Dots down.
    pub height: usize,
    /// Row by row, `width / 8` bytes each, high bit left, 1 is black.
    pub dots: Vec<u8>,
    /// The text of each line, as decoded.
    pub text: Vec<String>,
    /// How often the cutter was used.
    pub cuts: usize,
    /// Characters the strike has no picture for; drawn as boxes.
    pub boxes: Vec<char>,
}

impl Page {
    /// Whether the dot is black.
    #[must_use]
    pub fn dot(&self, x: usize, y: usize) -> bool {
        x < self.width
            && self.dots.get(y * (self.width / 8) + x / 8).is_some_and(|b| b >> (7 - x % 8) & 1 == 1)
    }

    /// The page as a 1-bit PNG, black on white.
    #[must_use]
    pub fn png(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let (width, height) = (self.width as u32, self.height.max(1) as u32);
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut rows: Vec<u8> = self.dots.iter().map(|byte| !byte).collect();
        rows.resize(self.width / 8 * self.height.max(1), 0xFF);
        let mut writer = encoder.write_header().expect("a page has a size");
        writer.write_image_data(&rows).expect("a page has as many rows as it says");
        drop(writer);
        out
    }
}

struct Printer {
    page: Page,
    centred: bool,
    scale: (usize, usize),
    line: Vec<u8>,
}

/// Prints bytes on 80 mm paper. Refuses a command it does not know, broken text and more than two metres of paper.
pub fn render(bytes: &[u8]) -> Result<Page, Refusal> {
    let page =
        Page { width: WIDTH, height: 0, dots: Vec::new(), text: Vec::new(), cuts: 0, boxes: Vec::new() };
    let mut printer = Printer { page, centred: false, scale: (1, 1), line: Vec::new() };
    let mut at = 0;
    while at < bytes.len() {
        let used = printer.step(&bytes[at..]).map_err(|refusal| refusal.at(format_args!("byte {at}")))?;
        at += used;
    }
    printer.end_line()?;
    Ok(printer.page)
}

fn refused(field: &str) -> Refusal {
    Refusal::new(RefusalCode::Print, field)
}

impl Printer {
    /// Obeys what stands first in `rest`; says how many bytes that was.
    fn step(&mut self, rest: &[u8]) -> Result<usize, Refusal> {
        match *rest {
            [0x1B, b'@', ..] => {
                self.end_line()?;
                (self.centred, self.scale) = (false, (1, 1));
                Ok(2)
            }
            [0x1C, b'&', ..] => Ok(2),
            [0x1B, b'a', how @ 0..=1, ..] => {
                self.centred = how == 1;
                Ok(3)
            }
            [0x1B, b'd', lines, ..] => {
                self.end_line()?;
                self.grow(usize::from(lines) * (CELL + LINE_GAP))?;
                Ok(3)
            }
            [0x1D, b'!', size, ..] => {
                self.scale = (usize::from(size >> 4 & 7) + 1, usize::from(size & 7) + 1);
                Ok(3)
            }
            [0x1D, b'v', b'0', mode @ 0..=3, xl, xh, yl, yh, ref data @ ..] => {
                self.end_line()?;
                let across = usize::from(u16::from_le_bytes([xl, xh]));
                let down = usize::from(u16::from_le_bytes([yl, yh]));
                let data = data.get(..across * down).ok_or_else(|| refused("picture"))?;
                self.picture(data, across, down, usize::from(mode & 1) + 1, usize::from(mode >> 1) + 1)?;
                Ok(8 + across * down)
            }
            [0x1D, b'V', 66, feed, ..] => {
                self.end_line()?;
                self.grow(usize::from(feed))?;
                self.page.cuts += 1;
                Ok(4)
            }
            [b'\n', ..] => {
                if self.line.is_empty() {
                    self.grow(CELL * self.scale.1 + LINE_GAP)?;
                }
                self.end_line()?;
                Ok(1)
            }
            [first, ..] if first >= 0x20 && first != 0x7F => {
                let length = character_length(rest);
                let text = rest.get(..length).ok_or_else(|| refused("text"))?;
                if self.line.len() > 4096 {
                    return Err(refused("text"));
                }
                self.line.extend(text);
                Ok(length)
            }
            _ => Err(refused("command")),
        }
    }

    fn grow(&mut self, rows: usize) -> Result<(), Refusal> {
        self.page.height += rows;
        if self.page.height > HEIGHT_MAX {
            return Err(refused("length"));
        }
        self.page.dots.resize(self.page.height * WIDTH / 8, 0);
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), Refusal> {
        if self.line.is_empty() {
            return Ok(());
        }
        let text = gb18030_text(&std::mem::take(&mut self.line)).ok_or_else(|| refused("text"))?;
        let (wide, high) = self.scale;
        let glyphs: Vec<(char, Option<Glyph>)> = text.chars().map(|char| (char, glyph(char))).collect();
        let width = |glyph: &Option<Glyph>| glyph.as_ref().map_or(CELL, |glyph| glyph.width) * wide;
        let total: usize = glyphs.iter().map(|(_, glyph)| width(glyph)).sum();
        let top = self.page.height;
        self.grow(CELL * high + LINE_GAP)?;
        let mut left = if self.centred { WIDTH.saturating_sub(total) / 2 } else { 0 };
        for (char, glyph) in &glyphs {
            let across = width(glyph);
            // A box for what the strike lacks; the ideographic space is rightly empty.
            let boxed = glyph.is_none() && *char != '\u{3000}';
            if boxed {
                self.page.boxes.push(*char);
            }
            for y in 0..CELL * high {
                for x in 0..across {
                    let (dot_x, dot_y) = (x / wide, y / high);
                    let edge = boxed && (matches!(dot_x, 2 | 21) || matches!(dot_y, 2 | 21));
                    if edge || glyph.as_ref().is_some_and(|glyph| glyph.dot(dot_x, dot_y)) {
                        self.ink(left + x, top + y);
                    }
                }
            }
            left += across;
        }
        self.page.text.push(text);
        Ok(())
    }

    fn picture(
        &mut self,
        data: &[u8],
        across: usize,
        down: usize,
        wide: usize,
        high: usize,
    ) -> Result<(), Refusal> {
        let top = self.page.height;
        self.grow(down * high)?;
        let width = across * 8 * wide;
        let left = if self.centred { WIDTH.saturating_sub(width) / 2 } else { 0 };
        for y in 0..down * high {
            for x in 0..width.min(WIDTH) {
                let byte = data[y / high * across + x / wide / 8];
                if byte >> (7 - x / wide % 8) & 1 == 1 {
                    self.ink(left + x, top + y);
                }
            }
        }
        Ok(())
    }

    fn ink(&mut self, x: usize, y: usize) {
        if x < WIDTH && y < self.page.height {
            self.page.dots[y * (WIDTH / 8) + x / 8] |= 0x80 >> (x % 8);
        }
    }
}

/// Bytes of the GB18030 character that `rest` begins with: 1, 2 or 4.
fn character_length(rest: &[u8]) -> usize {
    match *rest {
        [0x81..=0xFE, 0x30..=0x39, ..] => 4,
        [0x81..=0xFE, ..] => 2,
        _ => 1,
    }
}

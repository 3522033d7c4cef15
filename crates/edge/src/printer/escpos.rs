//! ESC/POS, as Chinese receipt printers speak it: GB18030 text in a 12/24-dot grid, size, alignment, raster pictures
//! and the cutter. Text can never smuggle a command in: control characters are refused.

use encoding_rs::GB18030;

use crate::{Refusal, RefusalCode};

/// The paper's width, which sets how many dots a line has (8 dots a millimetre).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperWidth {
    /// 58 mm paper: 384 dots.
    Mm58,
    /// 80 mm paper: 576 dots.
    Mm80,
}

impl PaperWidth {
    /// Dots in a line.
    #[must_use]
    pub const fn dots(self) -> usize {
        match self {
            PaperWidth::Mm58 => 384,
            PaperWidth::Mm80 => 576,
        }
    }

    /// Half-width characters in a line of normal size.
    #[must_use]
    pub const fn columns(self) -> usize {
        self.dots() / 12
    }
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
}

/// `text` as GB18030 bytes; refuses control characters. Every other character of Unicode has a GB18030 code.
pub fn gb18030(field: &str, text: &str) -> Result<Vec<u8>, Refusal> {
    let (bytes, _, unmappable) = GB18030.encode(text);
    if unmappable || text.chars().any(char::is_control) {
        return Err(Refusal::new(RefusalCode::Print, field));
    }
    Ok(bytes.into_owned())
}

/// The text of GB18030 bytes, or nothing if they are none.
#[must_use]
pub fn gb18030_text(bytes: &[u8]) -> Option<String> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// Half-width columns that a character takes: one byte in GB18030 is half a cell, more is a whole one.
#[must_use]
pub(crate) fn columns(char: char) -> usize {
    if char.is_ascii() { 1 } else { 2 }
}

/// Bytes for a printer, command by command.
#[derive(Clone, Debug)]
pub struct EscPos {
    bytes: Vec<u8>,
    columns: usize,
}

impl EscPos {
    /// Begins a print: resets the printer (`ESC @`) and turns Chinese text on (`FS &`).
    #[must_use]
    pub fn begin(paper: PaperWidth) -> EscPos {
        EscPos { bytes: vec![0x1B, b'@', 0x1C, b'&'], columns: paper.columns() }
    }

    /// `ESC a`: how the next lines stand.
    pub fn align(&mut self, align: Align) {
        self.bytes.extend([0x1B, b'a', u8::from(align == Align::Centre)]);
    }

    /// Prints `text` at `scale` (1 to 8 times as wide and high, `GS !`), wrapped at the paper's edge: between words
    /// where there are any, anywhere between Chinese characters.
    pub fn line(&mut self, field: &str, text: &str, scale: u8) -> Result<(), Refusal> {
        let scale = scale.clamp(1, 8);
        self.bytes.extend([0x1D, b'!', (scale - 1) << 4 | (scale - 1)]);
        for line in wrap(text, self.columns / usize::from(scale)) {
            self.bytes.extend(gb18030(field, &line)?);
            self.bytes.push(b'\n');
        }
        Ok(())
    }

    /// `ESC d`: feeds empty lines.
    pub fn feed(&mut self, lines: u8) {
        self.bytes.extend([0x1B, b'd', lines]);
    }

    /// `GS v 0`: a picture of `width × height` dots, each printed as 2 × 2. `dot` says which are black.
    ///
    /// # Panics
    /// When the picture is larger than 65,535 in a direction: a bug in the caller.
    pub fn picture(&mut self, width: usize, height: usize, dot: impl Fn(usize, usize) -> bool) {
        let across = u16::try_from(width.div_ceil(8)).expect("a picture is narrower than the paper");
        let down = u16::try_from(height).expect("a picture is shorter than 65,536 dots");
        self.bytes.extend([0x1D, b'v', b'0', 3]);
        self.bytes.extend(across.to_le_bytes());
        self.bytes.extend(down.to_le_bytes());
        for y in 0..height {
            for byte in 0..usize::from(across) {
                let bits = (0..8).fold(0, |bits, bit| {
                    let x = byte * 8 + bit;
                    bits << 1 | u8::from(x < width && dot(x, y))
                });
                self.bytes.push(bits);
            }
        }
    }

    /// `GS V 66`: feeds to the cutter and cuts, leaving a corner. The end of the print.
    #[must_use]
    pub fn cut(mut self) -> Vec<u8> {
        self.bytes.extend([0x1D, b'V', 66, 0]);
        self.bytes
    }
}

/// `text` in lines of at most `columns` half-width columns.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let width = |text: &str| text.chars().map(self::columns).sum::<usize>();
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let line = lines.last_mut().expect("starts with one line");
        if width(line) + width(piece.trim_end()) <= columns {
            line.push_str(piece);
            continue;
        }
        lines.push(String::new());
        for char in piece.chars() {
            let line = lines.last_mut().expect("a line was pushed");
            if width(line) + self::columns(char) > columns {
                lines.push(char.to_string());
            } else {
                line.push(char);
            }
        }
    }
    let mut lines: Vec<String> = lines.into_iter().map(|line| line.trim_end().to_owned()).collect();
    // A first word longer than the line leaves the line before it empty.
    if lines.len() > 1 && lines[0].is_empty() {
        lines.remove(0);
    }
    lines
}

/// The places where a line may break: after a space, and around every character that is not ASCII, but never before
/// a closing mark.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, char) in text.char_indices() {
        let breaks = before.is_some_and(|before| before == ' ' || !before.is_ascii() || !char.is_ascii());
        if breaks && !"，。、；：！？）》」』】〕”’％".contains(char) && at > start {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(char);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_from_its_gb18030_bytes_rare_names_too() {
        for text in [
            "供电营业厅 A012",
            "杨堃、王喆、李玥、赵㛃、龑、䶮、犇",
            "𠮷野家 𬱖 𫖮",
            "é ß € ☎ 😀",
            "祁县洺漳榆次",
        ] {
            assert_eq!(gb18030_text(&gb18030("t", text).unwrap()).as_deref(), Some(text));
        }
    }

    #[test]
    fn refuses_text_that_would_command_the_printer() {
        for evil in ["\u{1B}@", "a\u{1D}V\u{0}", "a\nb", "\u{85}"] {
            assert_eq!(gb18030("items", evil).unwrap_err().code, RefusalCode::Print, "{evil:?}");
        }
    }

    #[test]
    fn lines_break_between_words_or_chinese_characters_and_never_before_a_closing_mark() {
        assert_eq!(wrap("更名过户增容", 8), ["更名过户", "增容"]);
        assert_eq!(wrap("更名过户，增容", 8), ["更名过", "户，增容"]);
        assert_eq!(wrap("please wait here", 11), ["please wait", "here"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), [""]);
        for columns in 2..40 {
            for line in wrap("国网 power supply 营业厅：请携带 ID card，（原件）。abcdefghijklmnop", columns)
            {
                assert!(
                    line.chars().map(super::columns).sum::<usize>() <= columns.max(4),
                    "{line} in {columns}"
                );
            }
        }
    }
}

//! Readers of the files that the literature shares: OR-Library's p-medians and facilities, TSPLIB's points.
//!
//! Pure functions of a text: any text gives an instance or a refusal that names the line, never a panic, and never a guess
//! at what was meant.

mod best;
mod orlib;
mod paths;
mod tsplib;

pub use best::{BestKnown, best_known};
pub use orlib::{Plants, plants, pmed};
pub use paths::{Edge, shortest_paths};
pub use tsplib::points;

use super::Refused;

/// The words of a text, each with its line.
struct Words<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    words: std::str::SplitWhitespace<'a>,
    /// The line of the word that was given last, from 1.
    line: usize,
}

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        Self { lines: text.lines().enumerate(), words: "".split_whitespace(), line: 1 }
    }

    fn next(&mut self, expected: &'static str) -> Result<&'a str, Refused> {
        loop {
            if let Some(word) = self.words.next() {
                return Ok(word);
            }
            let Some((at, line)) = self.lines.next() else {
                return Err(self.wrong(expected));
            };
            self.line = at + 1;
            self.words = line.split_whitespace();
        }
    }

    /// A number that is finite and not negative.
    fn number(&mut self, expected: &'static str) -> Result<f64, Refused> {
        let word = self.next(expected)?;
        match word.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(number),
            _ => Err(self.wrong(expected)),
        }
    }

    /// A whole number of things, from `least` to `most`.
    fn count(&mut self, expected: &'static str, least: usize, most: usize) -> Result<usize, Refused> {
        let word = self.next(expected)?;
        match word.parse::<usize>() {
            Ok(count) if (least..=most).contains(&count) => Ok(count),
            _ => Err(self.wrong(expected)),
        }
    }

    /// Refuses anything that is left.
    fn end(&mut self) -> Result<(), Refused> {
        const END: &str = "the end";
        match self.next(END) {
            Ok(_) => Err(self.wrong(END)),
            Err(_) => Ok(()),
        }
    }

    fn wrong(&self, expected: &'static str) -> Refused {
        Refused::Text { line: self.line, expected }
    }
}

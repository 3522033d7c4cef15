//! Why a pack is not taken: file, line, field and rule, said in Chinese and English. Never half a pack.

use std::fmt;

use serde::Serialize;

/// The rule that a pack broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// A file of the pack is not there.
    FileMissing,
    /// A file that is not one of a pack's.
    FileUnknown,
    /// Not TOML or CSV.
    Syntax,
    /// A field that nobody knows, or of the wrong shape, or missing.
    Shape,
    /// The same key twice.
    Duplicate,
    /// Refers to something that is not in the pack.
    Dangling,
    /// A value outside what makes sense.
    Range,
    /// Something that must be said is not.
    Missing,
    /// Two things that exclude each other.
    Conflict,
}

impl RefusalCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RefusalCode::FileMissing => "pack.file_missing",
            RefusalCode::FileUnknown => "pack.file_unknown",
            RefusalCode::Syntax => "pack.syntax",
            RefusalCode::Shape => "pack.shape",
            RefusalCode::Duplicate => "pack.duplicate",
            RefusalCode::Dangling => "pack.dangling",
            RefusalCode::Range => "pack.range",
            RefusalCode::Missing => "pack.missing",
            RefusalCode::Conflict => "pack.conflict",
        }
    }
}

/// One reason why a pack is not taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PackRefusal {
    /// The file, relative to the pack.
    pub file: String,
    /// The line, from 1; 0 when it is about the whole file.
    pub line: usize,
    /// The field, as a path such as `item[3].skills`.
    pub field: String,
    /// The rule.
    pub code: RefusalCode,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
}

impl fmt::Display for PackRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {} [{}] {} / {}",
            self.file,
            self.line,
            self.field,
            self.code.as_str(),
            self.zh,
            self.en
        )
    }
}

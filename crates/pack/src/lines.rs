//! A TOML file that remembers where everything stands, so that every refusal can name its line. Reads, never judges.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::{PackRefusal, RefusalCode};

/// A file that is not TOML at all breaks everywhere; more than these tell nothing new.
const SYNTAX_ERRORS_MAX: usize = 20;

/// A parsed file and where its parts stand.
pub(crate) struct Toml<'t> {
    /// Name of the file, for refusals.
    pub(crate) file: &'t str,
    text: &'t str,
    table: Spanned<DeTable<'t>>,
}

/// The line, from 1, of the byte `offset` of `text`.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

impl<'t> Toml<'t> {
    /// Parses `text`; every syntax error is reported at once.
    pub(crate) fn parse(file: &'t str, text: &'t str, refused: &mut Vec<PackRefusal>) -> Option<Toml<'t>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let broken = !errors.is_empty();
        refused.extend(errors.iter().take(SYNTAX_ERRORS_MAX).map(|error| {
            let line = error.span().map_or(0, |span| line_of(text, span.start));
            let code = if error.message().contains("duplicate key") {
                RefusalCode::Duplicate
            } else {
                RefusalCode::Syntax
            };
            PackRefusal {
                file: file.to_owned(),
                line,
                field: String::new(),
                code,
                zh: format!("不是正确的 TOML：{}", error.message()),
                en: format!("not valid TOML: {}", error.message()),
            }
        }));
        (!broken).then_some(Toml { file, text, table })
    }

    /// Reads the whole file as one `T`.
    pub(crate) fn whole<T: DeserializeOwned>(&self, refused: &mut Vec<PackRefusal>) -> Option<T> {
        let value = Spanned::new(self.table.span(), DeValue::Table(self.table.get_ref().clone()));
        self.shaped(value, "", refused)
    }

    /// Reads the entries of the array of tables `name`, each on its own, so that each broken one is reported.
    pub(crate) fn each<T: DeserializeOwned>(&self, name: &str, refused: &mut Vec<PackRefusal>) -> Vec<T> {
        let Some(value) = self.table.get_ref().iter().find(|(key, _)| key.get_ref() == name) else {
            return Vec::new();
        };
        let Some(entries) = value.1.get_ref().as_array() else {
            refused.push(self.refusal(
                name,
                RefusalCode::Shape,
                "应当是若干条目",
                "should be a list of entries",
            ));
            return Vec::new();
        };
        let mut read = Vec::new();
        for (n, entry) in entries.iter().enumerate() {
            read.extend(self.shaped(entry.clone(), &format!("{name}[{n}]"), refused));
        }
        read
    }

    /// Refuses top-level keys that are not in `known`.
    pub(crate) fn only(&self, known: &[&str], refused: &mut Vec<PackRefusal>) {
        for (key, _) in self.table.get_ref() {
            if !known.contains(&key.get_ref().as_ref()) {
                refused.push(PackRefusal {
                    file: self.file.to_owned(),
                    line: line_of(self.text, key.span().start),
                    field: key.get_ref().to_string(),
                    code: RefusalCode::Shape,
                    zh: format!("未知字段 {}，可用：{}", key.get_ref(), known.join("、")),
                    en: format!("unknown field {}, known are: {}", key.get_ref(), known.join(", ")),
                });
            }
        }
    }

    /// A refusal at the place that `path` leads to, or as near to it as there is something.
    pub(crate) fn refusal(&self, path: &str, code: RefusalCode, zh: &str, en: &str) -> PackRefusal {
        PackRefusal {
            file: self.file.to_owned(),
            line: self.line(path),
            field: path.to_owned(),
            code,
            zh: zh.to_owned(),
            en: en.to_owned(),
        }
    }

    /// The line of `path`, such as `item[3].skills`; the nearest thing above it if it is not there itself.
    pub(crate) fn line(&self, path: &str) -> usize {
        let mut offset = self.table.span().start;
        let mut here = Here::Table(self.table.get_ref());
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            let next = match (here, step.strip_suffix(']')) {
                (Here::Value(DeValue::Array(entries)), Some(n)) => n
                    .parse()
                    .ok()
                    .and_then(|n: usize| entries.get(n))
                    .map(|value| (value.span().start, value.get_ref())),
                (Here::Table(table) | Here::Value(DeValue::Table(table)), _) => table
                    .iter()
                    .find(|(key, _)| key.get_ref() == step)
                    .map(|(key, value)| (key.span().start, value.get_ref())),
                (Here::Value(_), _) => None,
            };
            let Some((at, value)) = next else { break };
            offset = at;
            here = Here::Value(value);
        }
        line_of(self.text, offset)
    }

    fn shaped<T: DeserializeOwned>(
        &self,
        value: Spanned<DeValue<'t>>,
        path: &str,
        refused: &mut Vec<PackRefusal>,
    ) -> Option<T> {
        let start = value.span().start;
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => Some(read),
            Err(error) => {
                let (zh, en, field) = say(error.message());
                let field = match (path, field) {
                    ("", field) => field,
                    (path, field) if field.is_empty() => path.to_owned(),
                    (path, field) => format!("{path}.{field}"),
                };
                let line = line_of(self.text, error.span().map_or(start, |span| span.start));
                refused.push(PackRefusal {
                    file: self.file.to_owned(),
                    line,
                    field,
                    code: RefusalCode::Shape,
                    zh,
                    en,
                });
                None
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Here<'a> {
    Table(&'a DeTable<'a>),
    Value(&'a DeValue<'a>),
}

/// Says a shape error in both languages and finds the field it names.
fn say(message: &str) -> (String, String, String) {
    let message = message.trim();
    let quoted = || message.split('`').nth(1).unwrap_or_default().to_owned();
    let rest =
        || message.split_once(", expected ").map(|(_, expected)| expected.to_owned()).unwrap_or_default();
    if message.starts_with("unknown field") {
        (format!("未知字段 {}，可用：{}", quoted(), rest()), message.to_owned(), quoted())
    } else if message.starts_with("missing field") {
        (format!("缺少字段 {}", quoted()), message.to_owned(), quoted())
    } else if message.starts_with("unknown variant") {
        (format!("未知取值 {}，可用：{}", quoted(), rest()), message.to_owned(), String::new())
    } else if message.starts_with("invalid") {
        (format!("类型或取值不对，应为：{}", rest()), message.to_owned(), String::new())
    } else {
        (format!("读不懂：{message}"), message.to_owned(), String::new())
    }
}

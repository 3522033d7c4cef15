//! A refusal on its way to the wire: a code, and what is wrong where.

use api::{Lang, Problem, refusal_text};
use kernel::Refuse;
use store::{DbError, DbErrorKind, Refusal, WriteFail};

/// Why a request is answered with a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// One of [`api::REFUSALS`].
    pub code: &'static str,
    /// The field that is wrong.
    pub field: Option<String>,
    /// The line of the input that is wrong.
    pub line: Option<i64>,
    /// The rule that was broken.
    pub rule: Option<String>,
}

impl Refused {
    /// A refusal that needs no more words than its code.
    #[must_use]
    pub const fn new(code: &'static str) -> Refused {
        Refused { code, field: None, line: None, rule: None }
    }

    /// The same, about `field`.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Refused {
        self.field = Some(field.into());
        self
    }

    /// The same, with the rule that was broken.
    #[must_use]
    pub fn rule(mut self, rule: impl Into<String>) -> Refused {
        self.rule = Some(rule.into());
        self
    }

    /// What a domain refusal says of itself.
    #[must_use]
    pub fn of(refusal: &dyn Refuse) -> Refused {
        let mut refused = Refused::new(refusal.code());
        let mut rest = Vec::new();
        for (name, value) in refusal.details() {
            match name {
                "field" => refused.field = Some(value.to_owned()),
                "line" => refused.line = value.parse().ok(),
                "rule" => refused.rule = Some(value.to_owned()),
                _ => rest.push(format!("{name}={value}")),
            }
        }
        if !rest.is_empty() {
            let rule = refused.rule.into_iter().chain(rest).collect::<Vec<_>>();
            refused.rule = Some(rule.join(", "));
        }
        refused
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        refusal_text(self.code).status
    }

    /// As it goes over the wire.
    #[must_use]
    pub fn problem(&self, lang: Lang, request: Option<String>) -> Problem {
        let text = refusal_text(self.code);
        Problem {
            code: text.code.to_owned(),
            message: text.words(lang).to_owned(),
            field: self.field.clone(),
            line: self.line,
            rule: self.rule.clone(),
            request,
        }
    }
}

impl<E: Refuse> From<Refusal<E>> for Refused {
    fn from(refusal: Refusal<E>) -> Self {
        match refusal {
            Refusal::Command(refusal) => Refused::of(&refusal),
            Refusal::RequestReused => Refused::new("request_reused"),
        }
    }
}

impl From<&WriteFail> for Refused {
    fn from(fail: &WriteFail) -> Self {
        match fail {
            WriteFail::Db(error) => error.into(),
            WriteFail::Panicked(_) => Refused::new("internal"),
            WriteFail::Closed => Refused::new("closing"),
        }
    }
}

impl From<&DbError> for Refused {
    fn from(error: &DbError) -> Self {
        match error.kind {
            DbErrorKind::Conflict | DbErrorKind::Lost | DbErrorKind::Unavailable => Refused::new("busy"),
            DbErrorKind::Unique | DbErrorKind::Constraint | DbErrorKind::Broken => Refused::new("internal"),
        }
    }
}

//! What a handler is handed, and how it is read from the request with precise refusals.

use api::{Lang, Route};
use bytes::Bytes;
use kernel::{Actor, RequestId};
use serde::de::DeserializeOwned;

use crate::Refused;
use crate::http::who::Caller;

/// A request to the route `R`, checked: who asks may ask, and everything is of its type.
pub struct Ask<R: Route> {
    /// Parameters in the path.
    pub path: R::Path,
    /// Parameters in the query.
    pub query: R::Query,
    /// The body.
    pub body: R::Body,
    /// Who asks.
    pub caller: Caller,
    /// The request's own id: the `Idempotency-Key` of what changes something, else drawn.
    pub request: RequestId,
    /// The language to answer in.
    pub lang: Lang,
    /// Where a stream is to be taken up again.
    pub last_event_id: Option<String>,
}

impl<R: Route> Ask<R> {
    /// Who asks, for events. A visitor is a guest until the handler has found the visit.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.caller.actor()
    }
}

/// Reads a JSON body; nothing at all counts as an empty object.
pub(crate) fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Refused> {
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        json_refused(error.inner(), Some(field))
    })?;
    json.end().map_err(|error| json_refused(&error, None))?;
    Ok(value)
}

fn json_refused(error: &serde_json::Error, field: Option<String>) -> Refused {
    let line = i64::try_from(error.line()).ok().filter(|line| *line > 0);
    let words = error.to_string();
    // serde_json says the place itself, which has its own field here.
    let rule = words.rsplit_once(" at line ").map_or(words.as_str(), |(rule, _)| rule).to_owned();
    let code = if error.is_data() { "field_wrong" } else { "json_malformed" };
    let field = field.filter(|field| error.is_data() && field != ".");
    let field = field.or_else(|| named_in(&rule).filter(|_| error.is_data()));
    Refused { code, field, line, rule: Some(rule) }
}

/// The field that serde names in its words when it cannot point at it: a missing or an unknown one.
fn named_in(rule: &str) -> Option<String> {
    let rest = rule.strip_prefix("missing field `").or_else(|| rule.strip_prefix("unknown field `"))?;
    rest.split('`').next().map(str::to_owned)
}

/// Reads the query part of an address.
pub(crate) fn query<T: DeserializeOwned>(query: Option<&str>) -> Result<T, Refused> {
    let pairs = serde_urlencoded::Deserializer::new(form_pairs(query.unwrap_or_default()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let rule = error.inner().to_string();
        let path = error.path().to_string();
        let field = if path == "." || path == "?" { named_in(&rule) } else { Some(path) };
        Refused { code: "query_wrong", field, line: None, rule: Some(rule) }
    })
}

fn form_pairs(text: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use api::{DayQuery, EventsQuery, LogIn, NoBody, NoQuery, TakeTicket};

    use super::*;

    fn refused<T: DeserializeOwned>(text: &'static str) -> Refused {
        body::<T>(&Bytes::from_static(text.as_bytes())).err().expect("it is refused")
    }

    #[test]
    fn refuses_malformed_json_with_its_line() {
        let refused = refused::<LogIn>("{\n\"login\": \"a\",\n\"password\": }");
        assert_eq!((refused.code, refused.line, refused.field), ("json_malformed", Some(3), None));
    }

    #[test]
    fn refuses_what_stands_behind_the_end() {
        let refused = refused::<NoBody>("{} {}");
        assert_eq!(refused.code, "json_malformed");
    }

    #[test]
    fn refuses_a_wrong_a_missing_and_an_unknown_field_by_name() {
        let wrong = refused::<LogIn>("{\"login\": 7, \"password\": \"x\"}");
        assert_eq!((wrong.code, wrong.field.as_deref()), ("field_wrong", Some("login")));
        let missing = refused::<LogIn>("{\"login\": \"a\"}");
        assert_eq!((missing.code, missing.field.as_deref()), ("field_wrong", Some("password")));
        let unknown = refused::<LogIn>("{\"login\": \"a\", \"password\": \"b\", \"root\": true}");
        assert_eq!((unknown.code, unknown.field.as_deref()), ("field_wrong", Some("root")));
        let deep = refused::<TakeTicket>("{\"items\": [\"x\", 3]}");
        assert_eq!((deep.code, deep.field.as_deref()), ("field_wrong", Some("items[1]")));
    }

    #[test]
    fn an_empty_body_is_an_empty_object() {
        assert!(body::<NoBody>(&Bytes::new()).is_ok());
        assert_eq!(body::<LogIn>(&Bytes::new()).unwrap_err().field.as_deref(), Some("login"));
    }

    #[test]
    fn refuses_a_query_parameter_by_name() {
        assert!(query::<NoQuery>(None).is_ok());
        assert_eq!(query::<NoQuery>(Some("x=1")).unwrap_err().field.as_deref(), Some("x"));
        assert_eq!(query::<DayQuery>(Some("day=2026-13-01")).unwrap_err().code, "query_wrong");
        assert_eq!(query::<DayQuery>(Some("day=2026-13-01")).unwrap_err().field.as_deref(), Some("day"));
        assert_eq!(query::<EventsQuery>(Some("day=2026-10-12&after=5")).unwrap().after, Some(5));
    }
}

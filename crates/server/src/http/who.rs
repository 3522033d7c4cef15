//! Who asks, and whether they may: default deny by the route's own list, the hall they are bound to, and the token
//! that keeps other pages from asking in their name.

use std::sync::Arc;

use api::{Method, RouteInfo, Who};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use kernel::{Actor, CounterId, DeviceId, DeviceKind, HallId, Role, StaffId};
use subtle::ConstantTimeEq;

use crate::http::known::{KnownScreen, KnownSession};
use crate::{App, Refused};

/// The cookie of a session.
pub const COOKIE_NAME: &str = "gh_session";
/// The header of the token that staff send with everything that changes something.
pub const CSRF: &str = "x-csrf-token";

/// Who asks.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Somebody.
    Public,
    /// Whoever holds the unguessable link with this hash.
    Visitor([u8; 32]),
    /// A device's own screen.
    Device(Arc<KnownScreen>),
    /// Staff.
    Staff(Arc<KnownSession>),
}

impl Caller {
    /// Who asks, for events.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Caller::Public | Caller::Visitor(_) => Actor::Guest,
            Caller::Device(device) => Actor::Device(device.device),
            Caller::Staff(session) => Actor::Staff(session.signed_in.staff),
        }
    }

    /// The member of staff.
    ///
    /// # Errors
    /// It is not staff: the route should not have let it in.
    pub fn staff(&self) -> Result<StaffId, Refused> {
        match self {
            Caller::Staff(session) => Ok(session.signed_in.staff),
            _ => Err(Refused::new("not_logged_in")),
        }
    }

    /// The session of the member of staff.
    ///
    /// # Errors
    /// It is not staff.
    pub fn session(&self) -> Result<&Arc<KnownSession>, Refused> {
        match self {
            Caller::Staff(session) => Ok(session),
            _ => Err(Refused::new("not_logged_in")),
        }
    }

    /// The roles of staff; nobody else has any.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        match self {
            Caller::Staff(session) => &session.signed_in.roles,
            _ => &[],
        }
    }

    /// The device: id, kind, counter.
    ///
    /// # Errors
    /// It is not a device.
    pub fn device(&self) -> Result<(DeviceId, DeviceKind, Option<CounterId>), Refused> {
        match self {
            Caller::Device(screen) => Ok((screen.device, screen.kind, screen.counter)),
            _ => Err(Refused::new("device_credential")),
        }
    }

    /// The visit's link, as the hash that is stored of it.
    ///
    /// # Errors
    /// It is not a visitor.
    pub fn link(&self) -> Result<[u8; 32], Refused> {
        match self {
            Caller::Visitor(hash) => Ok(*hash),
            _ => Err(Refused::new("not_found")),
        }
    }

    /// The hall it is bound to.
    #[must_use]
    pub fn bound_to(&self) -> Option<HallId> {
        match self {
            Caller::Staff(session) => session.signed_in.hall,
            Caller::Device(screen) => Some(screen.hall),
            _ => None,
        }
    }
}

/// The value of the parameter `name` in the address of a request to `pattern`.
pub(crate) fn path_value<'p>(pattern: &str, path: &'p str, name: &str) -> Option<&'p str> {
    let matches = |part: &str| part.strip_prefix('{').and_then(|it| it.strip_suffix('}')) == Some(name);
    let at = pattern.split('/').position(matches)?;
    path.split('/').nth(at)
}

/// Finds out who asks, and refuses whoever the route does not name.
pub(crate) async fn admit(
    app: &Arc<App>,
    info: &RouteInfo,
    path: &str,
    headers: &HeaderMap,
) -> Result<Caller, Refused> {
    if info.who.contains(&Who::Visitor)
        && let Some(token) = path_value(info.path, path, "token")
    {
        return Ok(Caller::Visitor(crate::draw::token_hash(token)));
    }
    let public = info.who.contains(&Who::Public);
    if public && info.who.len() == 1 {
        return Ok(Caller::Public);
    }
    let caller = match identify(app, headers).await? {
        Some(caller) if named(info, &caller) => caller,
        _ if public => return Ok(Caller::Public),
        Some(_) => return Err(Refused::new("not_allowed")),
        None => return Err(Refused::new("not_logged_in")),
    };
    if let Caller::Staff(session) = &caller
        && info.method != Method::Get
    {
        let sent = headers.get(CSRF).map(|value| value.as_bytes()).unwrap_or_default();
        if !bool::from(sent.ct_eq(session.signed_in.csrf.as_bytes())) {
            return Err(Refused::new("csrf"));
        }
    }
    if let (Some(bound), Some(asked)) = (caller.bound_to(), path_value(info.path, path, "hall"))
        && asked.parse() != Ok(bound)
    {
        return Err(Refused::new("other_hall"));
    }
    Ok(caller)
}

/// Whether the route names such a caller.
fn named(info: &RouteInfo, caller: &Caller) -> bool {
    info.who.iter().any(|who| match (who, caller) {
        (Who::AnyStaff, Caller::Staff(_)) => true,
        (Who::Staff(roles), Caller::Staff(_)) => caller.roles().iter().any(|role| roles.contains(role)),
        (Who::Device(kinds), Caller::Device(screen)) => kinds.contains(&screen.kind),
        _ => false,
    })
}

/// Who the request's credentials belong to. A wrong device credential is refused at once; a session that is over is
/// nobody's.
async fn identify(app: &Arc<App>, headers: &HeaderMap) -> Result<Option<Caller>, Refused> {
    let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(token) = authorization.and_then(|value| value.strip_prefix("Device ")) {
        let screen = app.known.screen(app, token).await?;
        return screen.map(|screen| Some(Caller::Device(screen))).ok_or(Refused::new("device_credential"));
    }
    let Some(token) = session_cookie(headers) else { return Ok(None) };
    Ok(app.known.session(app, token).await?.map(Caller::Staff))
}

/// The session's token in the cookies.
fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == COOKIE_NAME && !value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_found_at_its_place_in_the_address() {
        let pattern = "/api/v1/halls/{hall}/tickets/{ticket}";
        assert_eq!(path_value(pattern, "/api/v1/halls/7/tickets/9", "ticket"), Some("9"));
        assert_eq!(path_value(pattern, "/api/v1/halls/7/tickets/9", "hall"), Some("7"));
        assert_eq!(path_value(pattern, "/api/v1/halls/7/tickets/9", "token"), None);
    }

    #[test]
    fn the_session_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=b; gh_session=xyz; c=d".parse().unwrap());
        assert_eq!(session_cookie(&headers), Some("xyz"));
        headers.clear();
        headers.append(COOKIE, "gh_session=; xgh_session=q".parse().unwrap());
        assert_eq!(session_cookie(&headers), None);
    }
}

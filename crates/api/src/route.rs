//! What a route is: method, path, who may call it, and the types that go in and out.

use kernel::{DeviceKind, Role};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{RefOr, path::ParameterIn};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Does something; needs an `Idempotency-Key`.
    Post,
    /// Removes something; needs an `Idempotency-Key`.
    Delete,
}

/// Who may call a route. Whoever is not named is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, without a credential.
    Public,
    /// Whoever holds the unguessable link of the visit in the path.
    Visitor,
    /// A device of one of these kinds, in its own hall.
    Device(&'static [DeviceKind]),
    /// Staff with one of these roles, in their own hall unless they are bound to none.
    Staff(&'static [Role]),
    /// Staff with any role.
    AnyStaff,
}

/// One route of the interface, as types.
pub trait Route {
    /// Its description.
    const INFO: RouteInfo;
    /// Parameters in the path.
    type Path: DeserializeOwned + Send;
    /// Parameters in the query.
    type Query: DeserializeOwned + IntoParams + Send;
    /// The JSON body.
    type Body: DeserializeOwned + ToSchema + Send;
    /// The JSON answer.
    type Answer: Serialize + ToSchema + Send;
}

/// The path parameters of a route.
pub type PathOf<R> = <R as Route>::Path;
/// The query parameters of a route.
pub type QueryOf<R> = <R as Route>::Query;

/// A route's description.
#[derive(Clone, Copy, Debug)]
pub struct RouteInfo {
    /// The operation's id, unique.
    pub id: &'static str,
    /// Method.
    pub method: Method,
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Who may call it.
    pub who: &'static [Who],
    /// Whether the answer is a stream of server-sent events.
    pub stream: bool,
    /// Whether the answer is a file to be saved.
    pub file: bool,
    /// The largest body that is taken, bytes.
    pub body_max: usize,
}

/// The largest body of a route that does not say otherwise, bytes.
pub const BODY_MAX: usize = 64 << 10;
/// The largest body with a document or a load in it, bytes: a year of quarters of an hour is below one million.
pub const FILE_BODY_MAX: usize = 4 << 20;

/// No parameters in the path.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct NoPath {}

/// No parameters in the query.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoQuery {}

impl IntoParams for NoQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Vec::new()
    }
}

/// No body, or an empty object.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoBody {}

impl PartialSchema for NoBody {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().into()
    }
}

impl ToSchema for NoBody {
    fn name() -> std::borrow::Cow<'static, str> {
        "NoBody".into()
    }
}

/// The bytes of a file.
#[derive(Clone, Debug, Serialize)]
pub struct FileBytes(pub Vec<u8>);

impl PartialSchema for FileBytes {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).into()
    }
}

impl ToSchema for FileBytes {}

/// Declares routes, each a type that implements [`Route`], and lists them as `ALL`.
macro_rules! routes {
    ($(
        $(#[doc = $about:literal])+
        $name:ident = $method:ident $path:literal
            $([$($path_type:tt)+])? $(? $query:ty)? $(, $body:ty)? => $answer:ty,
            $who:expr $(, stream = $stream:literal)? $(, file = $file:literal)? $(, body_max = $body_max:expr)?;
    )*) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl $crate::Route for $name {
                const INFO: $crate::RouteInfo = $crate::RouteInfo {
                    id: stringify!($name),
                    method: $crate::Method::$method,
                    path: $path,
                    about: concat!($($about),+),
                    who: $who,
                    stream: routes!(@flag $($stream)?),
                    file: routes!(@flag $($file)?),
                    body_max: routes!(@body_max $($body_max)?),
                };
                type Path = routes!(@path $($($path_type)+)?);
                type Query = routes!(@query $($query)?);
                type Body = routes!(@body $($body)?);
                type Answer = $answer;
            }
        )*

        /// Hands every route to `visit`, in the order they are listed.
        pub fn each(visit: &mut impl $crate::routes::Visit) {
            $(visit.route::<$name>();)*
        }
    };
    (@flag $flag:literal) => { $flag };
    (@flag) => { false };
    (@body_max $body_max:expr) => { $body_max };
    (@body_max) => { $crate::route::BODY_MAX };
    (@path $($path:tt)+) => { $($path)+ };
    (@path) => { $crate::NoPath };
    (@query $query:ty) => { $query };
    (@query) => { $crate::NoQuery };
    (@body $body:ty) => { $body };
    (@body) => { $crate::NoBody };
}
pub(crate) use routes;

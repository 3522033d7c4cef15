//! The contract of the HTTP interface: wire types, routes with who may call them, refusals with their words.
//!
//! No handler, no SQL, no domain crate. The OpenAPI document, the TypeScript types and the table of routes × roles
//! are made from what is written here.

mod openapi;
mod problem;
mod route;
pub mod routes;
mod wire;

pub use openapi::document;
pub use problem::{Lang, Problem, REFUSALS, RefusalText, refusal_text};
pub use route::{FileBytes, Method, NoBody, NoPath, NoQuery, PathOf, QueryOf, Route, RouteInfo, Who};
pub use wire::*;

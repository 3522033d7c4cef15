//! The attribute `#[every_engine]`: one test body, one test per database engine. Used through `testkit`.
//!
//! Knows nothing of the engines but their names; never looks inside the body.

use proc_macro::{TokenStream, TokenTree};

/// Turns `fn rule(w: &mut World)` into the tests `rule::sqlite` and `rule::postgres`, each with a fresh world.
#[proc_macro_attribute]
pub fn every_engine(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut words = item.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    });
    let Some(name) = words.find(|word| word == "fn").and_then(|_| words.next()) else {
        return "compile_error!(\"#[every_engine] stands above a function\");".parse().expect("plain Rust");
    };
    let tests = format!(
        "mod {name} {{
            #[test]
            fn sqlite() {{ ::testkit::on_sqlite(super::{name}) }}
            #[test]
            fn postgres() {{ ::testkit::on_postgres(super::{name}) }}
        }}"
    );
    let mut tokens = item;
    tokens.extend(tests.parse::<TokenStream>().expect("plain Rust"));
    tokens
}

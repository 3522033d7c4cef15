//! What every refusal can say of itself, and the short way to declare a command's refusals.

use std::fmt::Debug;

/// A command's refusal: part of its contract, said to the user in their language by its code.
pub trait Refuse: Debug {
    /// The stable code, which the api crate has the words for.
    fn code(&self) -> &'static str;

    /// Named details, such as the field that is wrong and the rule that was broken.
    fn details(&self) -> Vec<(&'static str, &str)>;
}

/// Declares the refusals of one command.
///
/// ```
/// use kernel::Refuse;
/// kernel::refusals! {
///     /// Why nothing was lent.
///     pub enum LendRefusal {
///         /// None is left.
///         NoneLeft = "amenity_none_left",
///         /// Too long.
///         TooLong { field, rule } = "quarters_wrong",
///     }
/// }
/// let refusal = LendRefusal::TooLong { field: "quarters".into(), rule: "8".into() };
/// assert_eq!(refusal.code(), "quarters_wrong");
/// assert_eq!(refusal.details(), [("field", "quarters"), ("rule", "8")]);
/// ```
#[macro_export]
macro_rules! refusals {
    ($($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$vmeta:meta])* $variant:ident $({ $($part:ident),* })? = $code:literal),* $(,)?
    })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {$(
            $(#[$vmeta])*
            $variant $({ $(
                #[doc = concat!("The ", stringify!($part), ".")]
                $part: String
            ),* })?,
        )*}

        impl $name {
            /// Every code this command can refuse with.
            pub const CODES: &'static [&'static str] = &[$($code),*];
        }

        impl $crate::Refuse for $name {
            fn code(&self) -> &'static str {
                match self {$(Self::$variant { .. } => $code,)*}
            }

            fn details(&self) -> Vec<(&'static str, &str)> {
                match self {$(
                    Self::$variant $({ $($part),* })? => vec![$($((stringify!($part), $part.as_str())),*)?],
                )*}
            }
        }
    )*};
}

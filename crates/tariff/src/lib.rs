//! What electricity costs: prices any load under any tariff of a company pack, line by line, exactly, and says why.
//!
//! [`read`] turns documents into a checked [`Book`]; [`Plan`] lays one tariff over billing periods; a plan prices any
//! number of customers into [`Bill`]s, from a [`Series`] of intervals or from [`Reads`] of registers. [`read_load`] reads
//! both from files, [`advice`] answers what else one could pay, [`import_urdb`] reads documents of another kind.
//!
//! Pure: no I/O, no clock, no randomness, no SQL, no floating point in any amount. Whoever calls reads the files. What
//! cannot be priced exactly is a [`Refusal`] that names the file, the line and the [`Rule`], never a guess.

pub mod advice;
mod bill;
mod book;
mod charge;
mod customer;
mod days;
mod diff;
mod document;
mod edit;
mod fixed;
mod load;
mod measure;
mod period;
mod plan;
mod price;
mod read;
mod refusal;
mod tariff;
mod urdb;
mod usage;

pub use advice::price;
pub use bill::{Bill, BillLine, Line};
pub use book::Book;
pub use charge::power_factor::factor_hundredths;
pub use customer::{CapacityStep, Customer, Mode, Part, Point, PowerFactorStandard};
pub use days::Season;
pub use diff::{About, Difference, Told, differences, told};
pub use document::{FreeFrom, Held, Pooling, TierSpan, WithinThreshold};
pub use edit::{Change, Edit, edit};
pub use fixed::{Fixed, NotADecimal, Quantity, Ratio, Rounding, Way, Yuan, divide, fen, share_of};
pub use load::{Load, read_load};
pub use period::Period;
pub use plan::Plan;
pub use read::{read, read_document};
pub use refusal::{Refusal, Rule};
pub use tariff::{
    Charge, Components, DayTables, Energy, Fact, FactorTable, Free, Household, Item, PowerFactor, PricePart,
    Tariff, Tier, TwoPart,
};
pub use urdb::{ImportTerms, import_urdb};
pub use usage::{Reads, Series};

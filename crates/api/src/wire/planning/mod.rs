//! Planning: the city as a map, scenarios and their runs, what a plan changes and for whom, a hall simulated, its
//! staffing, roster, footfall and the weather it learns from.
//!
//! Plain figures to be drawn and put into sentences by the screens, which have the words: distances in metres east and
//! north of the map's origin, times in minutes, money in fen, shares in per mille.

mod city;
mod footfall;
mod hall;
mod outcome;
mod roster;
mod scenario;
mod weather;

pub use city::*;
pub use footfall::*;
pub use hall::*;
pub use outcome::*;
pub use roster::*;
pub use scenario::*;
pub use weather::*;

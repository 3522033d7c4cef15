//! The plan of a city beside what the plainest code says: every plan tried, planted optima, refusals, and laws that must
//! hold whatever the city.

mod brute;
mod hostile;
mod laws;
mod shift;
mod small;
mod told;

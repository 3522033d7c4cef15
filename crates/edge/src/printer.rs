//! What a ticket printer is sent, and what it makes of it.

mod escpos;
mod font;
pub mod render;
mod ticket;

pub use escpos::{Align, EscPos, PaperWidth, gb18030, gb18030_text};
pub use ticket::{Language, TicketSlip, ticket};

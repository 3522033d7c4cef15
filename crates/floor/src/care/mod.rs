//! Care and amenities: rooms by the slot, things lent, stock, cleaning, children in the corner.
//!
//! What must not happen twice is kept by a key or a condition in the statement itself, never by a look beforehand.

mod amenities;
mod lend;
mod rooms;
mod zones;

pub use amenities::{AmenityRow, CountStockRefusal, amenities, count_stock};
pub use lend::{
    LendRefusal, LoanRow, ReturnRefusal, halls_with_overdue_loans, lend, open_loans, take_back, tell_overdue,
};
pub use rooms::{
    BookRoom, BookRoomRefusal, ReleaseRoomRefusal, RoomBooking, book_room, release_room, room_bookings,
    rooms_free,
};
pub use zones::{ChildrenRefusal, CleanedRefusal, ZoneRow, mark_cleaned, set_children, zones_now};

use store::Sql;

pub(crate) fn statements() -> Vec<&'static Sql> {
    [amenities::STATEMENTS, lend::STATEMENTS, rooms::STATEMENTS, zones::STATEMENTS].concat()
}

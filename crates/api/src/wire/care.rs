//! Care and amenities: rooms, lending, cleaning, the child corner.

use kernel::{Day, RecordId, Time, VisitId};

use super::wire;

wire! {
    /// Rooms of a hall on a day.
    pub struct Rooms {
        /// The day.
        pub day: Day,
        /// Rooms.
        pub rooms: Vec<Room>,
        /// The longest booking, in quarters of an hour.
        pub quarters_max: i64,
    }

    /// A negotiation room.
    pub struct Room {
        /// Its code.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Bookings of the day.
        pub bookings: Vec<RoomBooking>,
    }

    /// A booking of a room.
    pub struct RoomBooking {
        /// Its id.
        pub id: RecordId,
        /// Begin.
        pub from_us: Time,
        /// Quarters of an hour.
        pub quarters: i64,
        /// The visit it is for.
        pub visit: Option<VisitId>,
    }

    /// Books a room.
    pub struct BookRoom {
        /// Begin, on a quarter of an hour.
        pub from_us: Time,
        /// Quarters of an hour.
        pub quarters: i64,
        /// The visit it is for.
        #[serde(default)]
        pub visit: Option<VisitId>,
    }

    /// What a hall lends and how many are there.
    pub struct Amenities {
        /// Kinds.
        pub kinds: Vec<Amenity>,
        /// Loans that are open, the ones due first on top.
        pub loans: Vec<Loan>,
        /// Zones with when they were cleaned.
        pub zones: Vec<ZoneCare>,
        /// Children in the child corner.
        pub children: i64,
        /// Children it takes; 0 when there is none.
        pub child_places: i64,
    }

    /// Something that is lent out.
    pub struct Amenity {
        /// Its code.
        pub kind: String,
        /// Its name.
        pub name: String,
        /// Its English name.
        pub name_en: String,
        /// How many the hall has.
        pub total: i64,
        /// How many are out.
        pub lent: i64,
        /// How long one may keep it, in minutes.
        pub loan_min: i64,
        /// When it was counted last.
        pub counted_us: Time,
    }

    /// A loan.
    pub struct Loan {
        /// Its id.
        pub id: RecordId,
        /// What.
        pub kind: String,
        /// The visit it is for.
        pub visit: Option<VisitId>,
        /// When it was lent.
        pub lent_us: Time,
        /// When it is due.
        pub due_us: Time,
        /// Whether it is overdue now.
        pub overdue: bool,
    }

    /// Lends something.
    pub struct Lend {
        /// What.
        pub kind: String,
        /// The visit it is for.
        #[serde(default)]
        pub visit: Option<VisitId>,
    }

    /// Counts or tops up a stock.
    pub struct CountStock {
        /// How many there are, lent ones included.
        pub total: i64,
    }

    /// A zone and its cleaning.
    pub struct ZoneCare {
        /// Its code.
        pub zone: String,
        /// Its name.
        pub name: String,
        /// When it was cleaned last.
        pub cleaned_us: Option<Time>,
        /// Whether it is to be cleaned now.
        pub due: bool,
    }

    /// Children in the child corner.
    pub struct SetChildren {
        /// How many are there now.
        pub children: i64,
    }
}

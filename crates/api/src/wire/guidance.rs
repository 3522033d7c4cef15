//! The catalogue and guidance (智能导览): from plain words to the right place.

use kernel::{Day, HallId, Time, Triage};

use super::{Sourced, Wait, wire};

wire! {
    /// A service item of the catalogue.
    pub struct Item {
        /// Its code, such as XZ12.
        pub code: String,
        /// Category.
        pub category: String,
        /// Category in English.
        pub category_en: String,
        /// Name.
        pub name: String,
        /// English name.
        pub name_en: String,
        /// Other words for it.
        pub synonyms: Vec<String>,
        /// For whom.
        pub customers: Vec<String>,
        /// Documents to have ready.
        pub documents: Vec<String>,
        /// Whether it can be done online.
        pub online: bool,
        /// Whether a kiosk can do it.
        pub kiosk: bool,
        /// Skills a counter needs.
        pub skills: Vec<String>,
        /// Ticket prefix.
        pub prefix: String,
        /// Promised time limit with its source.
        pub promise: Sourced,
        /// Fee.
        pub fee: String,
        /// Usual service time at the counter: half take no longer than this.
        pub service_p50_s: i64,
        /// Remark.
        pub note: String,
    }

    /// The catalogue.
    pub struct Items {
        /// Items by code.
        pub items: Vec<Item>,
    }

    /// What somebody said or typed.
    pub struct AskGuidance {
        /// Plain words, Chinese or English.
        pub text: String,
    }

    /// An item that may be meant.
    pub struct Suggestion {
        /// The item.
        pub item: Item,
        /// How well it fits, 0 to 100.
        pub score: i64,
        /// The words that matched.
        pub matched: Vec<String>,
        /// What guidance advises first.
        pub advice: Triage,
        /// The ways to get it done, best first.
        pub ways: Vec<Way>,
    }

    /// One way to get an item done.
    pub struct Way {
        /// What sort of way.
        pub triage: Triage,
        /// The hall, for a counter here or elsewhere.
        pub hall: Option<HallId>,
        /// The hall's name.
        pub hall_name: Option<String>,
        /// Distance from here in metres, for another hall.
        pub distance_m: Option<i64>,
        /// What one would wait.
        pub wait: Option<Wait>,
        /// Kiosks that work here now.
        pub kiosks: Option<i64>,
        /// Where online, in words.
        pub online: Option<String>,
    }

    /// Guidance for what was said.
    pub struct Guidance {
        /// How the words were cut.
        pub words: Vec<String>,
        /// Up to three items, best first; empty when nothing fits.
        pub suggestions: Vec<Suggestion>,
        /// Rooms free now for a quiet talk.
        pub rooms_free: Vec<String>,
    }

    /// What the customer decided after guidance; this is what the online share is counted from.
    pub struct ChooseWay {
        /// The item, if one was chosen.
        pub item: Option<String>,
        /// The way.
        pub triage: Triage,
        /// The other hall, if that is the way.
        pub to_hall: Option<HallId>,
    }

    /// Free times of one day.
    pub struct Slots {
        /// The day.
        pub day: Day,
        /// Slots in order.
        pub slots: Vec<Slot>,
    }

    /// A time that can be booked.
    pub struct Slot {
        /// Begin.
        pub at_us: Time,
        /// Length in minutes.
        pub minutes: i64,
        /// Places still free.
        pub free: i64,
        /// Places in all.
        pub capacity: i64,
    }
}

//! Devices: enrolment, health, orders, and what a device's own screen asks.

use kernel::{CounterId, DeviceAct, DeviceId, DeviceKind, DeviceOrderId, HallId, OrderState, TicketId, Time};

use super::wire;

wire! {
    /// Devices of a hall.
    pub struct Devices {
        /// Devices by kind and name.
        pub devices: Vec<Device>,
    }

    /// A device.
    pub struct Device {
        /// Its id.
        pub id: DeviceId,
        /// Its kind.
        pub kind: DeviceKind,
        /// Its name.
        pub name: String,
        /// The counter it belongs to.
        pub counter: Option<CounterId>,
        /// announced, enrolled or revoked.
        pub state: String,
        /// Whether it is connected.
        pub online: bool,
        /// When it was heard last.
        pub seen_us: Option<Time>,
        /// Faults it reports: paper_low, paper_out, jam, hot, disk_full, lost.
        pub faults: Vec<String>,
        /// Its last health report.
        pub health: Option<Health>,
    }

    /// A health report.
    pub struct Health {
        /// Paper left, in percent.
        #[serde(default)]
        pub paper_pct: Option<i64>,
        /// Whether paper is jammed.
        #[serde(default)]
        pub jam: bool,
        /// Temperature in tenths of a degree Celsius.
        #[serde(default)]
        pub temp_dc: Option<i64>,
        /// Disk in use, in percent.
        #[serde(default)]
        pub disk_pct: Option<i64>,
    }

    /// Makes a one-time code for a device to come.
    pub struct AnnounceDevice {
        /// Its kind.
        pub kind: DeviceKind,
        /// Its name.
        pub name: String,
        /// The counter it belongs to, for pads and readers.
        #[serde(default)]
        pub counter: Option<CounterId>,
    }

    /// A one-time code.
    pub struct DeviceAnnounced {
        /// The device.
        pub device: DeviceId,
        /// The code, shown once.
        pub code: String,
        /// Until when it can be used.
        pub expires_us: Time,
    }

    /// A device uses its one-time code.
    pub struct EnrolDevice {
        /// The code.
        pub code: String,
    }

    /// What a device gets for its code.
    pub struct DeviceEnrolled {
        /// The device, also its MQTT client id and user name.
        pub device: DeviceId,
        /// Its kind.
        pub kind: DeviceKind,
        /// Its hall.
        pub hall: HallId,
        /// The company.
        pub org: i64,
        /// Its secret for MQTT, shown once.
        pub credential: String,
        /// The secret of its own screen in a browser, shown once.
        pub screen: String,
        /// Where the broker is.
        pub mqtt_url: String,
        /// The key that orders are signed with, Ed25519, base64.
        pub server_key: String,
        /// How often it must be heard, in seconds of the server's clock.
        pub heartbeat_s: i64,
    }

    /// What a device's own screen asks first.
    pub struct DeviceSelf {
        /// The device.
        pub device: DeviceId,
        /// Its kind.
        pub kind: DeviceKind,
        /// Its name.
        pub name: String,
        /// Its hall.
        pub hall: HallId,
        /// The counter it belongs to.
        pub counter: Option<CounterId>,
        /// Seconds without a touch after which a kiosk starts again.
        pub idle_s: i64,
        /// What the pad should ask about now.
        pub rate: Option<PadAsk>,
        /// Whether the hall has a ticket printer that works.
        pub can_print: bool,
    }

    /// A service that the pad should ask about.
    pub struct PadAsk {
        /// The ticket.
        pub ticket: TicketId,
        /// As printed.
        pub label: String,
        /// Reasons to choose from.
        pub reasons: Vec<RatingReason>,
        /// Until when it may be rated.
        pub until_us: Time,
    }

    /// A reason for a rating.
    pub struct RatingReason {
        /// Code.
        pub code: String,
        /// Chinese.
        pub zh: String,
        /// English.
        pub en: String,
        /// Whether it goes with low scores.
        pub low: bool,
    }

    /// Orders something of a device.
    pub struct OrderDevice {
        /// What.
        pub act: DeviceAct,
        /// What to show or say, or the slot to open; empty for a restart.
        #[serde(default)]
        pub text: String,
    }

    /// An order to a device.
    pub struct DeviceOrder {
        /// Its id.
        pub id: DeviceOrderId,
        /// What.
        pub act: DeviceAct,
        /// Its state.
        pub state: OrderState,
        /// When it was given.
        pub issued_us: Time,
        /// When its time runs out.
        pub expires_us: Time,
        /// When it was answered.
        pub answered_us: Option<Time>,
        /// What the device said.
        pub result: Option<String>,
    }

    /// Orders, newest first.
    pub struct DeviceOrders {
        /// Orders.
        pub orders: Vec<DeviceOrder>,
    }
}

//! Staff: log-in, sessions, accounts, one-time codes.

use kernel::{HallId, Role, StaffId, Time};

use super::wire;

wire! {
    /// Logs in.
    pub struct LogIn {
        /// Login.
        pub login: String,
        /// Password.
        pub password: String,
        /// One-time code, when the account has one.
        #[serde(default)]
        pub totp: Option<String>,
    }

    /// Who is logged in.
    pub struct Session {
        /// The account.
        pub staff: StaffId,
        /// Login.
        pub login: String,
        /// Name.
        pub name: String,
        /// Roles.
        pub roles: Vec<Role>,
        /// The hall the account is bound to; absent for the whole org.
        pub hall: Option<HallId>,
        /// To be sent as X-CSRF-Token with everything that changes something.
        pub csrf: String,
        /// When the session ends unless used.
        pub expires_us: Time,
        /// Whether the account has a one-time code.
        pub totp: bool,
    }

    /// Changes the own password.
    pub struct ChangePassword {
        /// The password now.
        pub old: String,
        /// The new one.
        pub new: String,
    }

    /// A secret for an authenticator, shown once.
    pub struct TotpSecret {
        /// Base32.
        pub secret: String,
        /// otpauth:// address, for a QR code.
        pub uri: String,
    }

    /// A one-time code.
    pub struct TotpCode {
        /// Six digits.
        pub code: String,
    }

    /// An account.
    pub struct StaffAccount {
        /// Its id.
        pub staff: StaffId,
        /// Login.
        pub login: String,
        /// Name.
        pub name: String,
        /// The hall it is bound to.
        pub hall: Option<HallId>,
        /// Roles.
        pub roles: Vec<Role>,
        /// active or closed.
        pub state: String,
        /// Locked until.
        pub locked_until_us: Option<Time>,
        /// Whether it has a one-time code.
        pub totp: bool,
    }

    /// Accounts.
    pub struct StaffAccounts {
        /// By login.
        pub accounts: Vec<StaffAccount>,
    }

    /// Makes an account.
    pub struct AddStaff {
        /// Login.
        pub login: String,
        /// Name. Kept encrypted.
        pub name: String,
        /// The hall it is bound to.
        #[serde(default)]
        pub hall: Option<HallId>,
        /// Roles.
        pub roles: Vec<Role>,
        /// First password.
        pub password: String,
    }

    /// Changes an account.
    pub struct ChangeStaff {
        /// Roles.
        pub roles: Vec<Role>,
        /// The hall it is bound to.
        #[serde(default)]
        pub hall: Option<HallId>,
        /// Whether it may log in.
        pub active: bool,
        /// Whether a lock is lifted.
        #[serde(default)]
        pub unlock: bool,
    }

    /// Demo accounts and screens, for the landing page of a demonstration.
    pub struct Demo {
        /// Sample accounts.
        pub accounts: Vec<DemoAccount>,
        /// Sample screens of devices.
        pub screens: Vec<DemoScreen>,
        /// The seed of the simulated day.
        pub seed: Option<u64>,
    }

    /// A sample account.
    pub struct DemoAccount {
        /// Login.
        pub login: String,
        /// Password; sample data.
        pub password: String,
        /// Name.
        pub name: String,
        /// Roles.
        pub roles: Vec<Role>,
        /// The hall's code.
        pub hall_code: Option<String>,
        /// Its first page.
        pub url: String,
    }

    /// A sample screen.
    pub struct DemoScreen {
        /// kiosk, display, wall, pad, phone.
        pub surface: String,
        /// The hall's code.
        pub hall_code: String,
        /// Its address, with the device's screen secret behind #.
        pub url: String,
        /// What it is.
        pub name: String,
    }
}

//! Demo accounts, made by rule from the halls (`accounts.toml`). Never real people, and never a real password: only the
//! demo's `init` may use them.

use kernel::{Grade, Role};
use serde::{Deserialize, Serialize};

/// The whole of `accounts.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// The one password of every demo account (示例). A server that is not a demo never makes these accounts.
    pub demo_only_password: String,
    /// The templates.
    pub template: Vec<AccountTemplate>,
}

/// What an account template is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountScope {
    /// Once for the company.
    Org,
    /// Once for every hall of the grades.
    Hall,
    /// Once for every counter of every hall of the grades.
    Counter,
}

/// A rule that makes demo accounts. `{hall}` stands for the hall's code in small letters, `{name}` for its Chinese name
/// without （示例）, `{n}` for the counter's number in two digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountTemplate {
    /// The role.
    pub role: Role,
    /// What it is applied to.
    pub scope: AccountScope,
    /// To halls of which grades; nothing for the company.
    #[serde(default)]
    pub grades: Vec<Grade>,
    /// The login, `{hall}-gy{n}`.
    pub login: String,
    /// The shown name, 示例·柜员{n}.
    pub name: String,
}

/// A demo account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// The login.
    pub login: String,
    /// The shown name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Code of the hall it is bound to; nothing for the company.
    pub hall: Option<String>,
    /// Number of the counter it usually sits at.
    pub counter: Option<i64>,
}

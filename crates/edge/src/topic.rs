//! The topics of the device plane and the one rule of who may touch them: a device publishes under its own `up`,
//! and subscribes under its own `down`. A wildcard never reaches beyond that.

use std::fmt;

use kernel::{DeviceId, DeviceKind, HallId, Org};

use crate::{Refusal, RefusalCode};

/// Which device somebody has proved to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeviceScope {
    /// The company.
    pub org: Org,
    /// The hall the device stands in.
    pub hall: HallId,
    /// The device.
    pub device: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
}

macro_rules! ends {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {$($(#[$vdoc])* $variant,)*}

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The last level of the topic.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {$($name::$variant => $text,)*}
            }

            fn parse(text: &str) -> Option<$name> {
                match text {$($text => Some($name::$variant),)* _ => None}
            }
        }
    )*};
}

ends! {
    /// What a device tells.
    Up {
        /// Who it is; once after each connect.
        Hello = "hello",
        /// That it lives.
        Beat = "beat",
        /// How it is: paper, jam, temperature, disk.
        Health = "health",
        /// Something that happened at it.
        Fact = "fact",
        /// What became of an order.
        Ack = "ack",
        /// Retained: online, or by the last will not any more.
        Link = "link",
    }
    /// What a device is told.
    Down {
        /// A signed order.
        Order = "order",
        /// Retained: its settings.
        Config = "config",
        /// Retained: what a screen shows.
        Screen = "screen",
    }
}

/// The last two levels of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// From the device.
    Up(Up),
    /// To the device.
    Down(Down),
}

/// One topic of one device: `gh/v1/{org}/{hall}/{device}/{up|down}/{word}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    /// The company.
    pub org: Org,
    /// The hall.
    pub hall: HallId,
    /// The device.
    pub device: DeviceId,
    /// What about.
    pub end: End,
}

/// No topic of ours is longer.
const TOPIC_BYTES_MAX: usize = 96;

impl Topic {
    /// The topic of `scope` that ends in `end`.
    #[must_use]
    pub fn of(scope: &DeviceScope, end: End) -> Topic {
        Topic { org: scope.org, hall: scope.hall, device: scope.device, end }
    }

    /// Reads a topic. Only the one spelling that [`Topic::format`] writes is taken: no wildcard, no leading zero.
    pub fn parse(text: &str) -> Result<Topic, Refusal> {
        let no = |field: &str| Refusal::new(RefusalCode::Topic, field);
        if text.len() > TOPIC_BYTES_MAX {
            return Err(no("topic").at(format_args!("at most {TOPIC_BYTES_MAX} bytes")));
        }
        let levels: Vec<&str> = text.split('/').collect();
        let [root, version, org, hall, device, way, word] = levels[..] else {
            return Err(no("topic").at("seven levels"));
        };
        if root != "gh" || version != "v1" {
            return Err(no("version"));
        }
        let end = match way {
            "up" => End::Up(Up::parse(word).ok_or_else(|| no("word"))?),
            "down" => End::Down(Down::parse(word).ok_or_else(|| no("word"))?),
            _ => return Err(no("direction")),
        };
        Ok(Topic {
            org: Org(id(org).ok_or_else(|| no("org"))?),
            hall: HallId(id(hall).ok_or_else(|| no("hall"))?),
            device: DeviceId(id(device).ok_or_else(|| no("device"))?),
            end,
        })
    }

    /// The topic as text.
    #[must_use]
    pub fn format(&self) -> String {
        self.to_string()
    }

    /// Whether this is a topic of the device `scope`.
    #[must_use]
    pub fn is_of(&self, scope: &DeviceScope) -> bool {
        (self.org, self.hall, self.device) == (scope.org, scope.hall, scope.device)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (way, word) = match self.end {
            End::Up(up) => ("up", up.as_str()),
            End::Down(down) => ("down", down.as_str()),
        };
        write!(f, "gh/v1/{}/{}/{}/{way}/{word}", self.org, self.hall, self.device)
    }
}

/// A positive decimal id in its one spelling.
fn id(text: &str) -> Option<i64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().ok() } else { None }
}

/// What somebody wants to do with a topic or a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Publish to a topic.
    Publish,
    /// Subscribe to a topic or a filter.
    Subscribe,
}

/// Whether the device `scope` may publish to, or subscribe to, `topic_or_filter`.
///
/// Publishing: its own `up` topics, exactly. Subscribing: its own `down` topics, `down/+` and `down/#`; every level
/// before that is literal, so no wildcard and no shared subscription can reach another device.
#[must_use]
pub fn may(scope: &DeviceScope, topic_or_filter: &str, access: Access) -> bool {
    match access {
        Access::Publish => Topic::parse(topic_or_filter)
            .is_ok_and(|topic| topic.is_of(scope) && matches!(topic.end, End::Up(_))),
        Access::Subscribe => {
            let own = format!("gh/v1/{}/{}/{}/down/", scope.org, scope.hall, scope.device);
            topic_or_filter
                .strip_prefix(&own)
                .is_some_and(|rest| rest == "+" || rest == "#" || Down::parse(rest).is_some())
        }
    }
}

/// What the server itself subscribes to, so that it hears every device of `org`.
#[must_use]
pub fn server_filters(org: Org) -> Vec<String> {
    Up::ALL.iter().map(|up| format!("gh/v1/{org}/+/+/up/{}", up.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: DeviceScope =
        DeviceScope { org: Org(1407), hall: HallId(12), device: DeviceId(345), kind: DeviceKind::Kiosk };

    fn every_end() -> impl Iterator<Item = End> {
        Up::ALL.iter().copied().map(End::Up).chain(Down::ALL.iter().copied().map(End::Down))
    }

    #[test]
    fn every_topic_reads_back_as_itself() {
        for end in every_end() {
            let topic = Topic::of(&ME, end);
            assert_eq!(Topic::parse(&topic.format()), Ok(topic));
        }
        assert_eq!(Topic::of(&ME, End::Up(Up::Beat)).format(), "gh/v1/1407/12/345/up/beat");
    }

    #[test]
    fn refuses_every_other_spelling_of_a_topic() {
        let cases = [
            ("", "topic"),
            ("gh/v1/1407/12/345/up", "topic"),
            ("gh/v1/1407/12/345/up/beat/", "topic"),
            ("/gh/v1/1407/12/345/up/beat", "topic"),
            ("gh/v2/1407/12/345/up/beat", "version"),
            ("GH/v1/1407/12/345/up/beat", "version"),
            ("gh/v1/01407/12/345/up/beat", "org"),
            ("gh/v1/1407/+12/345/up/beat", "hall"),
            ("gh/v1/1407/12/-345/up/beat", "device"),
            ("gh/v1/1407/12/+/up/beat", "device"),
            ("gh/v1/1407/12/99999999999999999999/up/beat", "device"),
            ("gh/v1/1407/12/345/sideways/beat", "direction"),
            ("gh/v1/1407/12/345/up/order", "word"),
            ("gh/v1/1407/12/345/up/#", "word"),
        ];
        for (text, field) in cases {
            let refusal = Topic::parse(text).expect_err(text);
            assert_eq!((refusal.code, refusal.field.as_str()), (RefusalCode::Topic, field), "{text}");
        }
    }

    #[test]
    fn a_device_publishes_only_up_and_subscribes_only_down() {
        for end in every_end() {
            let topic = Topic::of(&ME, end).format();
            assert_eq!(may(&ME, &topic, Access::Publish), matches!(end, End::Up(_)), "publish {topic}");
            assert_eq!(may(&ME, &topic, Access::Subscribe), matches!(end, End::Down(_)), "subscribe {topic}");
        }
    }

    #[test]
    fn a_device_touches_no_topic_of_another() {
        for other in [
            DeviceScope { org: Org(1408), ..ME },
            DeviceScope { hall: HallId(13), ..ME },
            DeviceScope { device: DeviceId(346), ..ME },
        ] {
            for end in every_end() {
                let topic = Topic::of(&other, end).format();
                assert!(!may(&ME, &topic, Access::Publish), "publish {topic}");
                assert!(!may(&ME, &topic, Access::Subscribe), "subscribe {topic}");
            }
        }
    }

    #[test]
    fn no_wildcard_reaches_beyond_the_own_subtree() {
        for fine in ["gh/v1/1407/12/345/down/+", "gh/v1/1407/12/345/down/#"] {
            assert!(may(&ME, fine, Access::Subscribe), "{fine}");
            assert!(!may(&ME, fine, Access::Publish), "{fine}");
        }
        for trespass in [
            "#",
            "+/#",
            "gh/#",
            "gh/v1/#",
            "gh/v1/1407/12/#",
            "gh/v1/1407/12/+/down/order",
            "gh/v1/1407/12/346/down/#",
            "gh/v1/1407/12/3450/down/#",
            "gh/v1/1407/12/345/#",
            "gh/v1/1407/12/345/+/order",
            "gh/v1/+/12/345/down/order",
            "$share/x/gh/v1/1407/12/345/down/#",
            "$SYS/#",
            "gh/v1/1407/12/345/down",
            "gh/v1/1407/12/345/down/",
            "gh/v1/1407/12/345/down/#/x",
            "gh/v1/1407/12/345/down/order/#",
            "gh/v1/1407/12/345/down/order\0",
            " gh/v1/1407/12/345/down/order",
            "",
        ] {
            assert!(!may(&ME, trespass, Access::Subscribe), "{trespass}");
            assert!(!may(&ME, trespass, Access::Publish), "{trespass}");
        }
    }

    #[test]
    fn the_server_hears_every_up_topic_and_no_down_topic() {
        let filters = server_filters(Org(1407));
        assert_eq!(filters.len(), Up::ALL.len());
        assert!(filters.iter().all(|f| f.starts_with("gh/v1/1407/+/+/up/")), "{filters:?}");
    }
}

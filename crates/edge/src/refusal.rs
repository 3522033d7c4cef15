//! Why a device message was refused: a code, the field, and the rule in Chinese and English.
//! Never carries the refused payload itself: a hostile or private text must not travel on into a log.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// The closed list of refusals of the device plane.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum RefusalCode {$($(#[$doc])* $name,)*}

        impl RefusalCode {
            /// Every code.
            pub const ALL: &'static [RefusalCode] = &[$(RefusalCode::$name),*];

            /// The stable spelling of the code.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {$(RefusalCode::$name => $code,)*}
            }

            /// The rule in Chinese.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self {$(RefusalCode::$name => $zh,)*}
            }

            /// The rule in English.
            #[must_use]
            pub const fn en(self) -> &'static str {
                match self {$(RefusalCode::$name => $en,)*}
            }
        }
    };
}

codes! {
    /// More bytes than the topic takes.
    TooLarge = "device_payload_too_large", "报文超过该主题的长度上限", "the payload is longer than its topic takes";
    /// Not JSON, or not of the topic's shape.
    Malformed = "device_payload_malformed", "报文不是该主题规定的格式", "the payload is not of its topic's shape";
    /// A version other than 1.
    Version = "device_payload_version", "不支持的报文版本", "this payload version is not spoken here";
    /// A text too long, or with characters that have no place there.
    Text = "device_field_text", "文字过长或含有不允许的字符", "the text is too long or holds characters that are not allowed";
    /// A number outside its range.
    Range = "device_field_range", "数值超出允许范围", "the number is outside its range";
    /// Too many items in a list.
    TooMany = "device_field_too_many", "列表项数超过上限", "the list holds too many items";
    /// A device that says it is another kind than it was enrolled as.
    Kind = "device_kind", "与注册时的设备类型不符", "the device was enrolled as another kind";
    /// Not a topic of this plane.
    Topic = "device_topic_unknown", "不是设备平面的主题", "not a topic of the device plane";
    /// An order whose signature does not hold.
    Signature = "order_signature", "指令签名无效", "the order's signature does not hold";
    /// An order for another device.
    OtherDevice = "order_other_device", "指令不是发给本设备的", "the order is for another device";
    /// An order whose time has run out.
    Expired = "order_expired", "指令已过期", "the order has expired";
    /// An order from the future.
    Early = "order_early", "指令时间晚于设备时钟", "the order's time lies ahead of the device's clock";
    /// An order that lives longer than any order may.
    LongLived = "order_long_lived", "指令有效期过长", "the order would stay valid for too long";
    /// An order this kind of device cannot obey.
    NotForKind = "order_not_for_kind", "本类设备不能执行该指令", "this kind of device cannot obey the order";
    /// A key that is no Ed25519 key.
    Key = "order_key", "密钥无效", "not a valid key";
    /// An enrolment code that was mistyped.
    EnrolCode = "enrol_code", "注册码不正确，请核对", "the enrolment code is mistyped";
    /// A credential not in our format.
    Credential = "device_credential", "设备凭据格式不正确", "the device credential is not well formed";
    /// A character GB18030 printing does not know, or a text with control characters.
    Print = "print_text", "小票文字含有不能打印的字符", "the ticket's text holds characters that cannot be printed";
    /// A link too long for the ticket's QR code.
    QrTooLong = "print_qr_too_long", "二维码内容过长", "the link is too long for the QR code";
}

/// A refusal: what rule, at which field, and (in English only) where the parser stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule.
    pub code: RefusalCode,
    /// The field, as a path such as `fact.slot`; empty when it is the whole payload.
    pub field: String,
    /// Line and column, or the limit. Never input text.
    pub detail: String,
}

impl Refusal {
    /// A refusal of `field` by the rule `code`.
    #[must_use]
    pub fn new(code: RefusalCode, field: &str) -> Refusal {
        Refusal { code, field: field.to_owned(), detail: String::new() }
    }

    /// The same refusal with a limit or a place.
    #[must_use]
    pub fn at(mut self, detail: impl fmt::Display) -> Refusal {
        self.detail = detail.to_string();
        self
    }

    /// What to show in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        self.say(self.code.zh(), "字段", "：")
    }

    /// What to show in English.
    #[must_use]
    pub fn en(&self) -> String {
        self.say(self.code.en(), "field ", ": ")
    }

    fn say(&self, rule: &str, field: &str, colon: &str) -> String {
        let mut text = String::new();
        if !self.field.is_empty() {
            text = format!("{field} {}{colon}", self.field).replace("  ", " ");
        }
        text.push_str(rule);
        if !self.detail.is_empty() {
            text.push_str(&format!(" ({})", self.detail));
        }
        text
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.en())
    }
}

impl std::error::Error for Refusal {}

//! Orders to devices: what they say, how the server signs them, and how a device decides whether to obey.
//!
//! Ed25519 with the server's key, not a MAC under the device's credential: a device holds only the public key, so a
//! stolen one forges nothing; an outside broker or a second device cannot write an order; and the server need not
//! keep device secrets in a form that can be used. Signatures are deterministic, so a re-sent order is the same bytes.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use kernel::{DeviceAct, DeviceId, DeviceOrderId, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::order_log::{OrderLog, Seen};
use crate::payload::{Payload, V1, check_range, check_text, check_word, from_json};
use crate::{DeviceScope, Refusal, RefusalCode};

/// No order stays valid longer.
pub const ORDER_LIFE_S_MAX: i64 = 24 * 3600;
/// How far a device's clock may run behind the server's.
pub const CLOCK_SKEW_S_MAX: i64 = 120;
/// The most bytes an order to a printer may hold.
pub const PRINT_BYTES_MAX: usize = 24 * 1024;

/// Bytes for a printer; base64 in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintBytes(pub Vec<u8>);

impl Serialize for PrintBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for PrintBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PrintBytes, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        STANDARD.decode(text.as_bytes()).map(PrintBytes).map_err(|_| serde::de::Error::custom("not base64"))
    }
}

/// What a device is told to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum OrderBody {
    /// Speak a call. Calls to one caller never overlap: it queues them.
    Call {
        /// Number as printed.
        ticket: String,
        /// Counter as people read it.
        counter: String,
        /// The sentence in Chinese.
        text_zh: String,
        /// The sentence in English.
        text_en: String,
        /// Path of the rendered sentence on the server, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clip: Option<String>,
    },
    /// Show a text for a while.
    Show {
        /// In Chinese.
        text_zh: String,
        /// In English.
        text_en: String,
        /// The ticket it is about (a pad asks about it).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<kernel::TicketId>,
        /// Seconds to show it.
        for_s: i64,
    },
    /// Print these bytes.
    Print {
        /// ESC/POS.
        bytes: PrintBytes,
    },
    /// Open the gate, or a slot of a cabinet.
    Open {
        /// From 1; a gate has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<i64>,
    },
    /// Start again.
    Restart {},
    /// Fetch a new version.
    Update {
        /// Which.
        version: String,
        /// Path on the server.
        path: String,
        /// SHA-256 of the file, 64 hex digits.
        sha256: String,
    },
}

impl OrderBody {
    /// The act in the kernel's words.
    #[must_use]
    pub fn act(&self) -> DeviceAct {
        match self {
            OrderBody::Call { .. } => DeviceAct::Call,
            OrderBody::Show { .. } => DeviceAct::Show,
            OrderBody::Print { .. } => DeviceAct::Print,
            OrderBody::Open { .. } => DeviceAct::Open,
            OrderBody::Restart {} => DeviceAct::Restart,
            OrderBody::Update { .. } => DeviceAct::Update,
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        match self {
            OrderBody::Call { ticket, counter, text_zh, text_en, clip } => {
                check_word("body.ticket", ticket, 12)?;
                check_text("body.counter", counter, 16)?;
                check_text("body.text_zh", text_zh, 200)?;
                check_text("body.text_en", text_en, 400)?;
                clip.as_deref().map_or(Ok(()), |clip| check_path("body.clip", clip))
            }
            OrderBody::Show { text_zh, text_en, for_s, .. } => {
                check_text("body.text_zh", text_zh, 400)?;
                check_text("body.text_en", text_en, 800)?;
                check_range("body.for_s", *for_s, 1..=86_400)
            }
            OrderBody::Print { bytes } => {
                if bytes.0.is_empty() || bytes.0.len() > PRINT_BYTES_MAX {
                    return Err(Refusal::new(RefusalCode::TooLarge, "body.bytes")
                        .at(format_args!("1 to {PRINT_BYTES_MAX} bytes")));
                }
                Ok(())
            }
            OrderBody::Open { slot } => check_range("body.slot", slot.unwrap_or(1), 1..=999),
            OrderBody::Restart {} => Ok(()),
            OrderBody::Update { version, path, sha256 } => {
                check_word("body.version", version, 32)?;
                check_path("body.path", path)?;
                if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(Refusal::new(RefusalCode::Text, "body.sha256").at("64 hex digits"));
                }
                Ok(())
            }
        }
    }
}

/// A path on the server itself, so that no order sends a device anywhere else.
fn check_path(field: &str, path: &str) -> Result<(), Refusal> {
    let fine = path.len() <= 200
        && path.starts_with('/')
        && !path.contains("//")
        && !path.contains("..")
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b));
    if fine { Ok(()) } else { Err(Refusal::new(RefusalCode::Text, field).at("a plain path of this server")) }
}

/// One order to one device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Its id: the same id twice is the same order, and is done once.
    pub id: DeviceOrderId,
    /// For whom.
    pub device: DeviceId,
    /// What to do.
    pub body: OrderBody,
    /// When it was given.
    pub issued_at: Time,
    /// After this it must not be done any more.
    pub expires_at: Time,
}

/// An order as it travels: its exact JSON as a text, and the signature over just that text. Nothing is
/// re-serialised before checking, so two JSON libraries cannot disagree about what was signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedOrder {
    /// Version.
    pub v: V1,
    /// The JSON of an [`Order`].
    pub order: String,
    /// Ed25519 over `gridhall-order-v1`, a line feed and `order`; base64url without padding.
    pub sig: String,
}

impl Payload for SignedOrder {
    const BYTES_MAX: usize = 48 * 1024;

    fn check(&self) -> Result<(), Refusal> {
        check_word("sig", &self.sig, 86)
    }
}

/// The server's signing key.
pub struct OrderKey(SigningKey);

impl OrderKey {
    /// The key made of 32 secret random bytes.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> OrderKey {
        OrderKey(SigningKey::from_bytes(secret))
    }

    /// The public half, for devices.
    #[must_use]
    pub fn public(&self) -> ServerKey {
        ServerKey(self.0.verifying_key())
    }

    /// Checks `order` by the rules a device will apply, and signs it.
    pub fn sign(&self, order: &Order) -> Result<SignedOrder, Refusal> {
        check_order(order)?;
        let text = serde_json::to_string(order).expect("an order has only string keys and finite numbers");
        let sig = URL_SAFE_NO_PAD.encode(self.0.sign(&signed_bytes(&text)).to_bytes());
        Ok(SignedOrder { v: V1, order: text, sig })
    }
}

impl std::fmt::Debug for OrderKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OrderKey(…)")
    }
}

/// The server's public key, given to a device when it is enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerKey(VerifyingKey);

impl ServerKey {
    /// Reads the key as it was given at enrolment.
    pub fn parse(text: &str) -> Result<ServerKey, Refusal> {
        let refused = || Refusal::new(RefusalCode::Key, "server_key");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| refused())?;
        VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak()).map(ServerKey).ok_or_else(refused)
    }

    /// The key as text: base64url of its 32 bytes.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.as_bytes())
    }
}

fn signed_bytes(text: &str) -> Vec<u8> {
    [b"gridhall-order-v1\n", text.as_bytes()].concat()
}

fn check_order(order: &Order) -> Result<(), Refusal> {
    order.body.check()?;
    let life_us = order.expires_at.0.saturating_sub(order.issued_at.0);
    if !(0..=ORDER_LIFE_S_MAX * 1_000_000).contains(&life_us) {
        return Err(Refusal::new(RefusalCode::LongLived, "expires_at")
            .at(format_args!("at most {ORDER_LIFE_S_MAX} s")));
    }
    Ok(())
}

/// What a device shall do with a message on its `down/order`.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Do it, then acknowledge, then [`OrderLog::done`].
    Obey(Order),
    /// Came before: do nothing, say again what was said then (nothing while it is still being done).
    Again(DeviceOrderId, Seen),
    /// Do not do it; acknowledge with the refusal's code if the order could be read and is really from the server.
    Refuse(Option<DeviceOrderId>, Refusal),
}

/// Decides about the bytes that came on the device's order topic, and remembers the order when it is to be obeyed.
///
/// Refused: a bad signature, another device's order, an expired one, one from the future, one its kind cannot do.
/// An id that came before is never obeyed twice, however often it is sent.
#[must_use]
pub fn receive(bytes: &[u8], me: &DeviceScope, key: &ServerKey, now: Time, log: &mut OrderLog) -> Verdict {
    let order = match verify(bytes, key) {
        Ok(order) => order,
        // Not proved to be from the server: not even its id may be answered for.
        Err(refusal) => return Verdict::Refuse(None, refusal),
    };
    if order.device != me.device {
        return Verdict::Refuse(None, Refusal::new(RefusalCode::OtherDevice, "device"));
    }
    if let Some(seen) = log.seen(order.id) {
        return Verdict::Again(order.id, seen);
    }
    // What the log may have forgotten counts as expired, so that a forgotten order is not done a second time.
    let forgotten = order.expires_at <= log.floor();
    let verdict = if forgotten {
        Err(Refusal::new(RefusalCode::Expired, "expires_at"))
    } else {
        judge(&order, me, now)
    };
    match verdict {
        Err(refusal) => Verdict::Refuse(Some(order.id), refusal),
        Ok(()) => {
            log.take(order.id, order.expires_at, now);
            Verdict::Obey(order)
        }
    }
}

/// Reads a signed order and checks its signature; nothing of the order is looked at before.
pub fn verify(bytes: &[u8], key: &ServerKey) -> Result<Order, Refusal> {
    let signed = SignedOrder::read(bytes)?;
    let refused = || Refusal::new(RefusalCode::Signature, "sig");
    let sig: [u8; 64] =
        URL_SAFE_NO_PAD.decode(&signed.sig).ok().and_then(|sig| sig.try_into().ok()).ok_or_else(refused)?;
    key.0.verify(&signed_bytes(&signed.order), &Signature::from_bytes(&sig)).map_err(|_| refused())?;
    from_json(signed.order.as_bytes())
}

fn judge(order: &Order, me: &DeviceScope, now: Time) -> Result<(), Refusal> {
    check_order(order)?;
    if now > order.expires_at {
        return Err(Refusal::new(RefusalCode::Expired, "expires_at"));
    }
    if order.issued_at.0.saturating_sub(now.0) > CLOCK_SKEW_S_MAX * 1_000_000 {
        return Err(
            Refusal::new(RefusalCode::Early, "issued_at").at(format_args!("at most {CLOCK_SKEW_S_MAX} s"))
        );
    }
    if !me.kind.obeys(order.body.act()) {
        return Err(Refusal::new(RefusalCode::NotForKind, "body.act"));
    }
    Ok(())
}

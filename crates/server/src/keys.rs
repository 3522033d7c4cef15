//! The keys of a house: what personal data is encrypted with, and what orders to devices are signed with. They live in
//! a file outside the database, so that a stolen database or backup tells no names.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sm3::Sm3;

use crate::draw::random;

const NONCE: usize = 24;

/// The keys of a house.
pub struct Keys {
    cipher: XChaCha20Poly1305,
    data: [u8; 32],
    /// Signs orders to devices.
    pub orders: SigningKey,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    data: String,
    orders: String,
}

/// Why there are no keys.
#[derive(Debug)]
pub enum KeyFail {
    /// The file cannot be read or written.
    File(io::Error),
    /// The file is not a key file.
    Malformed,
    /// Others than its owner may read it.
    Open,
}

impl fmt::Display for KeyFail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyFail::File(error) => write!(f, "the key file: {error}"),
            KeyFail::Malformed => {
                f.write_str("the key file needs `data` and `orders`, 64 hexadecimal digits each")
            }
            KeyFail::Open => f.write_str("the key file can be read by others than its owner: chmod 600 it"),
        }
    }
}

impl std::error::Error for KeyFail {}

/// The ciphertext is not one of ours, or was made for another column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotOurs;

impl fmt::Display for NotOurs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a ciphertext cannot be opened with this key")
    }
}

impl Keys {
    /// Draws new keys into the file `path`, readable by its owner alone. Never overwrites.
    ///
    /// # Errors
    /// The file is there already or cannot be written.
    pub fn create(path: &Path) -> Result<Keys, KeyFail> {
        let (data, orders) = (random::<32>(), random::<32>());
        let file = KeyFile { data: HEXLOWER.encode(&data), orders: HEXLOWER.encode(&orders) };
        let text = format!(
            "# Keys of gridhall. Keep them secret, and back them up apart from the database:\n\
             # without them, names and phone numbers in it cannot be read by anybody.\n{}",
            toml::to_string(&file).expect("two texts are plain TOML")
        );
        let mut out =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(KeyFail::File)?;
        out.write_all(text.as_bytes()).and_then(|()| out.sync_all()).map_err(KeyFail::File)?;
        Ok(Keys::of(data, orders))
    }

    /// Reads the keys at `path`.
    ///
    /// # Errors
    /// The file is not there, not a key file, or open to others.
    pub fn read(path: &Path) -> Result<Keys, KeyFail> {
        let mode = fs::metadata(path).map_err(KeyFail::File)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyFail::Open);
        }
        let text = fs::read_to_string(path).map_err(KeyFail::File)?;
        let file: KeyFile = toml::from_str(&text).map_err(|_| KeyFail::Malformed)?;
        let key = |text: &str| {
            let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
            <[u8; 32]>::try_from(bytes).ok()
        };
        match (key(&file.data), key(&file.orders)) {
            (Some(data), Some(orders)) => Ok(Keys::of(data, orders)),
            _ => Err(KeyFail::Malformed),
        }
    }

    fn of(data: [u8; 32], orders: [u8; 32]) -> Keys {
        Keys { cipher: XChaCha20Poly1305::new(&data.into()), data, orders: SigningKey::from_bytes(&orders) }
    }

    /// The key that orders to devices are signed with.
    #[must_use]
    pub fn order_key(&self) -> edge::order::OrderKey {
        edge::order::OrderKey::from_secret(self.orders.as_bytes())
    }

    /// Encrypts `text` for `column`, such as `visit.name_enc`. The same text is never the same bytes twice.
    #[must_use]
    pub fn seal(&self, column: &str, text: &str) -> Vec<u8> {
        let nonce = random::<NONCE>();
        let payload = Payload { msg: text.as_bytes(), aad: column.as_bytes() };
        let sealed =
            self.cipher.encrypt(&XNonce::from(nonce), payload).expect("a short text can be encrypted");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Decrypts what [`Keys::seal`] made for the same `column`.
    ///
    /// # Errors
    /// It was made with another key or for another column, or was changed.
    pub fn open(&self, column: &str, sealed: &[u8]) -> Result<String, NotOurs> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(NotOurs)?;
        let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| NotOurs)?;
        let payload = Payload { msg: sealed, aad: column.as_bytes() };
        let text = self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| NotOurs)?;
        String::from_utf8(text).map_err(|_| NotOurs)
    }

    /// A keyed digest of `parts`, to recognise a secret input again without keeping it.
    #[must_use]
    pub fn fingerprint(&self, parts: &[&str]) -> String {
        let mut mac = <Hmac<Sm3> as hmac::KeyInit>::new_from_slice(&self.data).expect("any length will do");
        mac.update(b"fingerprint");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        HEXLOWER.encode(&mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_only_unchanged_and_for_its_column() {
        let keys = Keys::of([1; 32], [2; 32]);
        let sealed = keys.seal("visit.name_enc", "王五");
        assert_eq!(keys.open("visit.name_enc", &sealed).as_deref(), Ok("王五"));
        assert_ne!(keys.seal("visit.name_enc", "王五"), sealed);
        assert_eq!(keys.open("visit.phone_enc", &sealed), Err(NotOurs));
        assert_eq!(Keys::of([3; 32], [2; 32]).open("visit.name_enc", &sealed), Err(NotOurs));
        let mut changed = sealed.clone();
        changed[NONCE] ^= 1;
        assert_eq!(keys.open("visit.name_enc", &changed), Err(NotOurs));
        assert_eq!(keys.open("visit.name_enc", &sealed[..7]), Err(NotOurs));
    }

    #[test]
    fn a_fingerprint_tells_parts_apart() {
        let keys = Keys::of([1; 32], [2; 32]);
        assert_eq!(keys.fingerprint(&["ab", "c"]), keys.fingerprint(&["ab", "c"]));
        assert_ne!(keys.fingerprint(&["ab", "c"]), keys.fingerprint(&["a", "bc"]));
    }

    #[test]
    fn a_key_file_is_for_its_owner_alone_and_never_overwritten() {
        let folder = std::env::temp_dir().join(format!("gridhall-keys-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("keys.toml");
        let made = Keys::create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let sealed = made.seal("c", "t");
        assert_eq!(Keys::read(&path).unwrap().open("c", &sealed).unwrap(), "t");
        assert!(matches!(Keys::create(&path), Err(KeyFail::File(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Keys::read(&path), Err(KeyFail::Open)));
        fs::remove_dir_all(&folder).unwrap();
    }
}

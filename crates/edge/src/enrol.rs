//! Formats of enrolment: the one-time code a person types into a new device, and the credential it gets for it.
//! Draws no randomness and stores nothing: the server brings random bytes and keeps only the digest.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sm3::{Digest, Sm3};

use crate::{DeviceScope, Refusal, RefusalCode};

/// 31 symbols, a prime, without 0 O 1 I U: nothing to confuse, and the check symbol catches every single mistyped
/// symbol and every swap of neighbours.
const SYMBOLS: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTVWXYZ";
const SYMBOLS_COUNT: usize = SYMBOLS.len();
const CODE_LENGTH: usize = 8;

/// A one-time enrolment code such as `7KQF-2M9D`: seven random symbols and a check symbol, typed by a person.
///
/// About 34 bits: safe only because a code works once, for a short time, and tries are counted by the server.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolCode([u8; CODE_LENGTH]);

impl EnrolCode {
    /// The code for random bytes.
    #[must_use]
    pub fn from_random(random: [u8; 16]) -> EnrolCode {
        let mut number = u128::from_be_bytes(random);
        let mut code = [0; CODE_LENGTH];
        for symbol in &mut code[..CODE_LENGTH - 1] {
            *symbol = SYMBOLS[usize::try_from(number % 31).expect("below 31")];
            number /= 31;
        }
        code[CODE_LENGTH - 1] = check_symbol(&code[..CODE_LENGTH - 1]).expect("made of symbols");
        EnrolCode(code)
    }

    /// Reads a typed code: small letters, spaces and dashes do not matter; a mistyped symbol is refused.
    pub fn parse(typed: &str) -> Result<EnrolCode, Refusal> {
        let refused = || Refusal::new(RefusalCode::EnrolCode, "code");
        if typed.len() > 32 {
            return Err(refused());
        }
        let plain: Vec<u8> =
            typed.bytes().filter(|b| !matches!(b, b' ' | b'-')).map(|b| b.to_ascii_uppercase()).collect();
        let code: [u8; CODE_LENGTH] = plain.try_into().map_err(|_| refused())?;
        match check_symbol(&code[..CODE_LENGTH - 1]) {
            Some(check) if check == code[CODE_LENGTH - 1] => Ok(EnrolCode(code)),
            _ => Err(refused()),
        }
    }

    /// What the server stores instead of the code: SM3 of its eight symbols.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        sm3(b"gridhall-enrol-v1\n", &self.0)
    }
}

impl fmt::Display for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = std::str::from_utf8(&self.0).expect("symbols are ASCII");
        write!(f, "{}-{}", &text[..4], &text[4..])
    }
}

impl fmt::Debug for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolCode(…)")
    }
}

/// The weighted sum modulo 31; nothing when a byte is no symbol.
fn check_symbol(symbols: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (place, symbol) in symbols.iter().enumerate() {
        sum += (place + 2) * SYMBOLS.iter().position(|s| s == symbol)?;
    }
    Some(SYMBOLS[sum % SYMBOLS_COUNT])
}

/// A device's own credential, `ghd1.` and 256 random bits: its MQTT password. Shown once, to the device.
///
/// Being random and long it needs no slow hash: a plain SM3 digest cannot be searched, and four hundred devices
/// that reconnect together do not cost the server four hundred argon2 runs.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential(String);

impl Credential {
    const PREFIX: &str = "ghd1.";

    /// The credential for 32 random bytes.
    #[must_use]
    pub fn from_random(random: [u8; 32]) -> Credential {
        Credential(format!("{}{}", Self::PREFIX, URL_SAFE_NO_PAD.encode(random)))
    }

    /// Reads a credential; anything but the one spelling is refused.
    pub fn parse(text: &str) -> Result<Credential, Refusal> {
        let bytes = text.strip_prefix(Self::PREFIX).and_then(|rest| URL_SAFE_NO_PAD.decode(rest).ok());
        match bytes {
            Some(bytes) if bytes.len() == 32 => Ok(Credential(text.to_owned())),
            _ => Err(Refusal::new(RefusalCode::Credential, "password")),
        }
    }

    /// The secret itself, to hand to the device.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the server stores instead: SM3, bound to the device, so that two rows can never be swapped.
    #[must_use]
    pub fn digest(&self, scope: &DeviceScope) -> [u8; 32] {
        sm3(
            format!("gridhall-credential-v1\n{}\n{}\n", scope.org, scope.device).as_bytes(),
            self.0.as_bytes(),
        )
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

/// Whether two digests are the same, in time that does not depend on where they differ.
#[must_use]
pub fn same_digest(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().zip(b).fold(0, |differ, (x, y)| differ | (x ^ y)) == 0
}

/// The MQTT user name of a device: its place in the topics, so that an outside broker keeps it to its own with one
/// pattern (`gh/v1/%u/up/#` in Mosquitto, `gh/v1/${username}/up/#` in EMQX).
#[must_use]
pub fn user_name(scope: &DeviceScope) -> String {
    format!("{}/{}/{}", scope.org, scope.hall, scope.device)
}

/// The MQTT client id of a device; it may use no other. A second connection of the same device takes over the first.
#[must_use]
pub fn client_id(scope: &DeviceScope) -> String {
    format!("gh-{}-{}", scope.org, scope.device)
}

fn sm3(domain: &[u8], secret: &[u8]) -> [u8; 32] {
    let mut sm3 = Sm3::new();
    sm3.update(domain);
    sm3.update(secret);
    sm3.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some_codes() -> impl Iterator<Item = EnrolCode> {
        (0..200u128).map(|n| {
            EnrolCode::from_random(
                n.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C834).wrapping_add(7).to_be_bytes(),
            )
        })
    }

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        for code in some_codes() {
            let text = code.to_string();
            assert_eq!(EnrolCode::parse(&text), Ok(code.clone()));
            assert_eq!(EnrolCode::parse(&text.to_lowercase().replace('-', " ")), Ok(code));
        }
    }

    #[test]
    fn every_single_mistake_and_every_swap_is_caught() {
        for code in some_codes().take(20) {
            for place in 0..CODE_LENGTH {
                for wrong in SYMBOLS.iter().filter(|s| **s != code.0[place]) {
                    let mut typed = code.0;
                    typed[place] = *wrong;
                    assert!(EnrolCode::parse(std::str::from_utf8(&typed).unwrap()).is_err());
                }
                if place + 1 < CODE_LENGTH && code.0[place] != code.0[place + 1] {
                    let mut typed = code.0;
                    typed.swap(place, place + 1);
                    assert!(
                        EnrolCode::parse(std::str::from_utf8(&typed).unwrap()).is_err(),
                        "{code} {place}"
                    );
                }
            }
        }
    }

    #[test]
    fn refuses_what_is_no_code() {
        for typed in ["", "7KQF", "7KQF-2M9D-7KQF", "OOOO-IIII", "７ＫＱＦ", &"A".repeat(1000)] {
            assert_eq!(EnrolCode::parse(typed).expect_err(typed).code, RefusalCode::EnrolCode);
        }
    }

    #[test]
    fn a_credential_is_never_printed_and_its_digest_belongs_to_one_device() {
        let one = Credential::from_random([7; 32]);
        assert_eq!(Credential::parse(one.reveal()), Ok(one.clone()));
        assert!(!format!("{one:?}").contains("Bwc"));
        let scope = |device| DeviceScope {
            org: kernel::Org(1407),
            hall: kernel::HallId(1),
            device: kernel::DeviceId(device),
            kind: kernel::DeviceKind::Pad,
        };
        assert!(same_digest(&one.digest(&scope(1)), &one.digest(&scope(1))));
        assert!(!same_digest(&one.digest(&scope(1)), &one.digest(&scope(2))));
        for bad in ["", "ghd1.", "ghd1.AAAA", "ghd2.BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"] {
            assert_eq!(Credential::parse(bad).expect_err(bad).code, RefusalCode::Credential);
        }
    }
}

//! One-time codes by time (RFC 6238): HMAC-SHA-1, six digits, thirty seconds, as every authenticator has it.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// Seconds a code is good for.
pub const STEP_S: i64 = 30;
/// Steps that a phone's clock may be off.
const SLACK: i64 = 1;

/// The step of `now_s` or next to it whose code is `code`, newest first; nothing if it is none of them. `now_s` is
/// real time: authenticators know no other.
#[must_use]
pub fn matching_step(secret: &[u8], code: &str, now_s: i64) -> Option<i64> {
    let now = now_s.div_euclid(STEP_S);
    (now - SLACK..=now + SLACK).rev().find(|step| {
        let right = format!("{:06}", code_of(secret, *step));
        right.as_bytes().ct_eq(code.as_bytes()).into()
    })
}

/// RFC 4226, section 5.3.
fn code_of(secret: &[u8], step: i64) -> u32 {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 0x0f);
    let four = [digest[at], digest[at + 1], digest[at + 2], digest[at + 3]];
    (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
}

/// The secret as a person types it, and as an address for a QR code.
#[must_use]
pub fn otpauth_uri(login: &str, secret: &[u8]) -> (String, String) {
    let text = BASE32_NOPAD.encode(secret);
    let uri = format!("otpauth://totp/gridhall:{login}?secret={text}&issuer=gridhall");
    (text, uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1, last six of eight digits.
        let secret = b"12345678901234567890";
        for (now_s, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(matching_step(secret, code, now_s), Some(now_s / STEP_S), "{now_s}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_or_late_and_no_more() {
        let secret = b"12345678901234567890";
        assert_eq!(matching_step(secret, "287082", 59 + 30), Some(1));
        assert_eq!(matching_step(secret, "287082", 59 + 61), None);
        for bad in ["", "28708", "2870821", "abcdef", "287083"] {
            assert_eq!(matching_step(secret, bad, 59), None, "{bad}");
        }
    }

    #[test]
    fn the_address_names_account_and_secret() {
        let (text, uri) = otpauth_uri("jz-gy01", b"12345678901234567890");
        assert_eq!(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(uri, format!("otpauth://totp/gridhall:jz-gy01?secret={text}&issuer=gridhall"));
    }
}

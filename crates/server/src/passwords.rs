//! Hashing and checking passwords: slow and hungry on purpose, so a few at a time and never on a thread that serves.

use std::sync::OnceLock;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// How many are under way at once: each takes 12 MiB, and the whole process is to stay small.
static TURNS: Semaphore = Semaphore::const_new(2);

/// argon2id with 12 MiB and three passes: one of the sets that OWASP recommends, the one that fits our memory.
fn argon2() -> Argon2<'static> {
    let params = Params::new(12 * 1024, 3, 1, None).expect("these figures are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes `password` with a fresh salt, right here. For the command line.
///
/// # Panics
/// Never on a sane machine: there is randomness and memory.
#[must_use]
pub fn hash_now(password: &str) -> String {
    let salt = crate::draw::random::<16>();
    let hash = argon2().hash_password_with_salt(password.as_bytes(), &salt);
    hash.expect("a password can be hashed").to_string()
}

fn verify_now(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let _turn = TURNS.acquire().await.expect("the turns are never closed");
    tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
}

/// Hashes `password` with a fresh salt.
pub async fn hash(password: String) -> String {
    in_turn(move || hash_now(&password)).await
}

/// Whether `password` is the one behind `hash`. Without a hash it takes as long and answers no, so that nobody learns
/// which logins there are.
pub async fn verify(password: String, hash: Option<String>) -> bool {
    static NOBODY: OnceLock<String> = OnceLock::new();
    in_turn(move || match hash {
        Some(hash) => verify_now(&password, &hash),
        None => {
            verify_now(&password, NOBODY.get_or_init(|| hash_now("nobody")));
            false
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_fits_and_hashes_are_salted() {
        let hash = hash_now("correct horse 9");
        assert!(hash.starts_with("$argon2id$v=19$m=12288,t=3,p=1$"), "{hash}");
        assert!(verify_now("correct horse 9", &hash));
        assert!(!verify_now("correct horse 8", &hash));
        assert!(!verify_now("correct horse 9", "not a hash"));
        assert_ne!(hash, hash_now("correct horse 9"));
    }
}

//! Hashing and checking passwords: slow and hungry on purpose, so one at a time and never on a thread that serves.

use std::sync::{Mutex, OnceLock, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

/// One at a time: each needs the memory below, and takes a processor for some hundredths of a second.
static TURN: Semaphore = Semaphore::const_new(1);

/// What argon2 fills, kept from one run to the next. Asked for and given back with every log-in, these 12 MiB would
/// be split up by what others ask for meanwhile, and the process would end up holding them many times over.
static MEMORY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// 12 MiB and three passes: one of the sets that OWASP recommends for argon2id, the one that fits our memory.
fn params() -> Params {
    Params::new(12 * 1024, 3, 1, None).expect("these figures are within argon2's bounds")
}

/// What argon2id makes of `password`; nothing if the salt or the figures are not ones it takes.
fn output(params: Params, password: &str, salt: &Salt) -> Option<Output> {
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    memory.resize(params.block_count(), Block::default());
    let mut output = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, &mut memory[..])
        .ok()?;
    Output::new(&output).ok()
}

/// Hashes `password` with a fresh salt, right here. For the command line.
///
/// # Panics
/// Never on a sane machine: there is randomness and memory.
#[must_use]
pub fn hash_now(password: &str) -> String {
    let salt = Salt::new(&crate::draw::random::<16>()).expect("16 bytes make a salt");
    let params = params();
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).expect("these figures can be written down"),
        salt: Some(salt),
        hash: output(params, password, &salt),
    };
    assert!(hash.hash.is_some(), "a password can be hashed");
    hash.to_string()
}

fn verify_now(password: &str, hash: &str) -> bool {
    let fits = || {
        let hash = PasswordHash::new(hash).ok()?;
        let of_our_sort = hash.algorithm == Algorithm::Argon2id.ident()
            && hash.version == Some(Version::V0x13.into())
            && hash.hash?.len() == Params::DEFAULT_OUTPUT_LEN;
        let made = output(Params::try_from(&hash).ok()?, password, &hash.salt?)?;
        // In constant time: `Output` compares no other way.
        Some(of_our_sort && made == hash.hash?)
    };
    fits().unwrap_or(false)
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let _turn = TURN.acquire().await.expect("the turn is never closed");
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

    #[test]
    fn a_hash_made_elsewhere_with_other_figures_still_fits() {
        // One of the reference program's own test vectors.
        let hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assert!(verify_now("password", hash));
        assert!(!verify_now("passwore", hash));
    }
}

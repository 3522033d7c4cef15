//! Where a test's store lives: a file in a folder of its own, or a schema of its own. Gone after the test.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs, process};

use store::{Committed, Engine, SchemaFail};
use store_postgres::PostgresEngine;
use store_sqlite::SqliteEngine;

use crate::World;

/// Names the PostgreSQL that tests may make schemas in, as a connection string.
const POSTGRES: &str = "GRIDHALL_TEST_POSTGRES";
/// Set to 1, a missing PostgreSQL fails the test instead of skipping it.
const REQUIRED: &str = "GRIDHALL_REQUIRE_POSTGRES";

/// Where a store lives.
#[derive(Debug)]
pub enum Place {
    /// A file in a folder of its own.
    File(PathBuf),
    /// A schema of its own.
    Schema {
        /// How to connect.
        url: String,
        /// The schema's name.
        schema: String,
    },
}

/// How an engine under test is set up.
#[derive(Clone)]
pub struct Setup {
    /// The most writes that wait.
    pub queue: usize,
    /// Called after every commit.
    pub on_commit: Arc<dyn Fn(&Committed) + Send + Sync>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup { queue: 4096, on_commit: Arc::new(|_| {}) }
    }
}

impl Place {
    /// A new file, with nothing in it yet.
    #[must_use]
    pub fn file() -> Place {
        let folder = env::temp_dir().join(fresh_name());
        fs::create_dir_all(&folder).expect("tests may write to the temporary folder");
        Place::File(folder.join("store.db"))
    }

    /// A new schema, with nothing in it yet; nothing if no PostgreSQL was named.
    ///
    /// # Panics
    /// When none was named and the environment requires one.
    #[must_use]
    pub fn schema() -> Option<Place> {
        match env::var(POSTGRES) {
            Ok(url) => Some(Place::Schema { url, schema: fresh_name() }),
            Err(_) => {
                let required = env::var(REQUIRED).is_ok_and(|value| value == "1");
                assert!(!required, "{REQUIRED} is set, but {POSTGRES} does not name a PostgreSQL");
                None
            }
        }
    }

    /// A new place of the same sort, with nothing in it yet.
    #[must_use]
    pub fn another(&self) -> Place {
        match self {
            Place::File(_) => Place::file(),
            Place::Schema { url, .. } => Place::Schema { url: url.clone(), schema: fresh_name() },
        }
    }

    /// Brings the store up to date, creating it; answers what was run.
    ///
    /// # Errors
    /// As the engine's own.
    pub fn migrate(&self) -> Result<Vec<&'static str>, SchemaFail> {
        match self {
            Place::File(path) => store_sqlite::migrate(path),
            Place::Schema { url, schema } => store_postgres::migrate(url, Some(schema)),
        }
    }

    /// Opens the engine.
    ///
    /// # Errors
    /// As the engine's own.
    pub fn open(&self, setup: Setup) -> Result<Arc<dyn Engine>, SchemaFail> {
        let Setup { queue, on_commit } = setup;
        match self {
            Place::File(path) => {
                let options = store_sqlite::Options { queue, readers: 2, on_commit };
                Ok(Arc::new(SqliteEngine::open(path, options)?))
            }
            Place::Schema { url, schema } => {
                let schema = Some(schema.clone());
                let options = store_postgres::Options { lanes: 4, readers: 2, queue, schema, on_commit };
                Ok(Arc::new(PostgresEngine::connect(url, options)?))
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Cleaning up is a courtesy: a test that has passed does not fail for it.
        match self {
            Place::File(path) => drop(path.parent().map(fs::remove_dir_all)),
            Place::Schema { url, schema } => drop(store_postgres::drop_schema(url, schema)),
        }
    }
}

fn fresh_name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
    format!("gridhall_test_{}_{next}_{now}", process::id())
}

/// Runs `test` in a fresh world on SQLite. Called by `#[every_engine]`.
pub fn on_sqlite(test: fn(&mut World)) {
    test(&mut World::in_place(Place::file()));
}

/// Runs `test` in a fresh world on PostgreSQL, or says loudly that it does not. Called by `#[every_engine]`.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
pub fn on_postgres(test: fn(&mut World)) {
    match Place::schema() {
        Some(place) => test(&mut World::in_place(place)),
        None => eprintln!("SKIPPED on PostgreSQL: {POSTGRES} is not set"),
    }
}

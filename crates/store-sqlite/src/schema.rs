//! Migrations, embedded in the program.

use std::path::Path;

use rusqlite::Connection;
use store::{Applied, DbError, Migration, SchemaFail};

use crate::errors::db_error;
use crate::file;

/// Every migration, oldest first: the files under `migrations/`.
pub const MIGRATIONS: &[Migration] = &[Migration {
    id: 1,
    name: "foundation",
    text: include_str!("../../../migrations/0001_foundation/sqlite.sql"),
}];

const OPEN_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
  id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT";

/// Brings the store at `path` up to date, creating it if it is not there; answers the names of what was run.
/// Each migration is one transaction.
///
/// # Errors
/// The store is newer than this program, had another text of a migration, is being served, or could not be written.
pub fn migrate(path: &Path) -> Result<Vec<&'static str>, SchemaFail> {
    let _owner = file::own(path)?;
    let mut connection = file::open_writer(path, true)?;
    let said = |error| db_error(&error, "migrating");
    connection.execute_batch(OPEN_TABLE).map_err(said)?;
    let pending = store::pending(MIGRATIONS, &applied(&connection)?)?;
    for migration in pending {
        let run = connection.transaction().map_err(said)?;
        run.execute_batch(migration.text).map_err(said)?;
        run.execute(
            "INSERT INTO schema_migration (id, name, checksum) VALUES (?1, ?2, ?3)",
            (migration.id, migration.name, migration.checksum()),
        )
        .map_err(said)?;
        run.commit().map_err(said)?;
    }
    Ok(pending.iter().map(|migration| migration.name).collect())
}

/// The migrations that the store behind `connection` has had.
pub(crate) fn applied(connection: &Connection) -> Result<Vec<Applied>, DbError> {
    let read = || {
        let there = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'";
        if connection.query_row(there, (), |row| row.get::<_, i64>(0))? == 0 {
            return Ok(Vec::new());
        }
        let mut rows = connection.prepare("SELECT id, name, checksum FROM schema_migration ORDER BY id")?;
        let had = |row: &rusqlite::Row<'_>| {
            Ok(Applied { id: row.get(0)?, name: row.get(1)?, checksum: row.get(2)? })
        };
        rows.query_map((), had)?.collect::<rusqlite::Result<_>>()
    };
    read().map_err(|error| db_error(&error, "reading which migrations were run"))
}

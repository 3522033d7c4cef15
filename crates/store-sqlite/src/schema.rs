//! Migrations, embedded in the program.

use std::path::Path;

use rusqlite::Connection;
use store::{Applied, DbError, Migration, SchemaFail};

use crate::errors::db_error;
use crate::file;

/// Every migration, oldest first: the files under `migrations/`.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        id: 1,
        name: "foundation",
        text: include_str!("../../../migrations/0001_foundation/sqlite.sql"),
    },
    Migration { id: 2, name: "tariffs", text: include_str!("../../../migrations/0002_tariffs/sqlite.sql") },
    Migration {
        id: 3,
        name: "scenarios",
        text: include_str!("../../../migrations/0003_scenarios/sqlite.sql"),
    },
    Migration { id: 4, name: "weather", text: include_str!("../../../migrations/0004_weather/sqlite.sql") },
    Migration { id: 5, name: "waiting", text: include_str!("../../../migrations/0005_waiting/sqlite.sql") },
];

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
    if !pending.is_empty() {
        tell_planner(&mut connection).map_err(said)?;
    }
    Ok(pending.iter().map(|migration| migration.name).collect())
}

/// Rows of a table in a store that has been used for years, and how much narrower each further column of a key makes a
/// search. Rough, but of the right order: what matters is that the company's code, with which every key begins, tells
/// nothing apart.
const ROWS: u64 = 1_000_000;
const NARROWER: u64 = 50;

/// Tells the planner what a full store looks like. Knowing nothing, it takes ten rows for each company, and walks
/// through all the tickets that there ever were rather than use the index of a hall's day.
fn tell_planner(connection: &mut Connection) -> rusqlite::Result<()> {
    let run = connection.transaction()?;
    // Makes the planner's table; it is filled from here, not from a store that is still empty.
    run.execute_batch("ANALYZE; DELETE FROM sqlite_stat1")?;
    let keys = "SELECT t.name, CASE k.origin WHEN 'pk' THEN t.name ELSE k.name END, k.\"unique\",
        (SELECT count(*) FROM pragma_index_info(k.name))
        FROM sqlite_schema t JOIN pragma_index_list(t.name) k
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1, 2";
    let mut found = run.prepare(keys)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, bool>(2)?,
            row.get::<_, u32>(3)?,
        ))
    };
    for key in found.query_map((), read)?.collect::<rusqlite::Result<Vec<_>>>()? {
        let (table, key, unique, columns) = key;
        let share = |n: u32| match n + 1 == columns && unique {
            true => 1,
            false => (ROWS / NARROWER.saturating_pow(n)).max(1),
        };
        let shares: Vec<String> = (0..columns).map(|n| share(n).to_string()).collect();
        let stat = format!("{ROWS} {}", shares.join(" "));
        run.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)", (table, key, stat))?;
    }
    drop(found);
    run.commit()
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use rusqlite::StatementStatus;

    use super::*;

    /// A new store, looked at as a reader does; its folder is to be removed.
    fn fresh(name: &str) -> (PathBuf, Connection) {
        let folder = std::env::temp_dir().join(format!("gridhall_{name}_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("store.db");
        migrate(&path).unwrap();
        (folder, file::open_reader(&path).unwrap())
    }

    #[test]
    fn a_halls_day_is_found_by_its_index_however_many_tickets_the_company_has() {
        let (folder, connection) = fresh("planner");
        let plan = |text: &str| -> String {
            let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {text}")).unwrap();
            let steps = explain.query_map((), |row| row.get::<_, String>(3)).unwrap();
            steps.collect::<rusqlite::Result<Vec<_>>>().unwrap().join("; ")
        };
        let here = "org = 1407 AND hall = 1 AND day = 20261012";
        let at_counter =
            plan(&format!("SELECT id FROM ticket WHERE {here} AND state IN ('called', 'serving')"));
        assert!(at_counter.contains("ticket_state (org=? AND hall=? AND day=? AND state=?)"), "{at_counter}");
        // Every call asks for these: from the index alone and in its order, not from the tickets themselves.
        let waiting = plan(&format!(
            "SELECT id, class, queued_us, not_before_us, skills, only_counter, zone FROM ticket
             WHERE {here} AND state = 'waiting' ORDER BY queued_us, id LIMIT 5000"
        ));
        assert!(
            waiting.contains("COVERING INDEX ticket_state") && !waiting.contains("ORDER BY"),
            "{waiting}"
        );
        let rated = plan(&format!("SELECT score FROM evaluation WHERE {here}"));
        assert!(rated.contains("evaluation_day (org=? AND hall=? AND day=?)"), "{rated}");
        drop(connection);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_statement_is_prepared_once_whatever_its_limit() {
        let (folder, connection) = fresh("prepared");
        let due = "SELECT id FROM outbox WHERE org = ?1 AND state = 'due' AND due_us <= ?2 ORDER BY due_us, id LIMIT ?3";
        let mut due = connection.prepare(due).unwrap();
        for limit in [64, 64, 1, 500] {
            assert!(due.query((1407, limit, limit)).unwrap().next().unwrap().is_none());
        }
        assert_eq!(due.get_status(StatementStatus::RePrepare), 0);
        drop(due);
        drop(connection);
        std::fs::remove_dir_all(folder).unwrap();
    }
}

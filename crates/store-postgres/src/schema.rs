//! Migrations, embedded in the program.

use postgres::Client;
use store::{Applied, DbError, Migration, SchemaFail};

use crate::errors::db_error;
use crate::link::{Address, apart, quoted};

/// Every migration, oldest first: the files under `migrations/`.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        id: 1,
        name: "foundation",
        text: include_str!("../../../migrations/0001_foundation/postgres.sql"),
    },
    Migration { id: 2, name: "tariffs", text: include_str!("../../../migrations/0002_tariffs/postgres.sql") },
    Migration {
        id: 3,
        name: "scenarios",
        text: include_str!("../../../migrations/0003_scenarios/postgres.sql"),
    },
    Migration { id: 4, name: "weather", text: include_str!("../../../migrations/0004_weather/postgres.sql") },
    Migration { id: 5, name: "waiting", text: include_str!("../../../migrations/0005_waiting/postgres.sql") },
];

const OPEN_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
  id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";

/// Any number that no other program on the server takes an advisory lock on.
const LOCK: i32 = 1_407_002;

/// Brings the database at `url` up to date, making `schema` if it is named and missing; answers the names of what was
/// run. Each migration is one transaction; two programs that migrate at once do it one after the other.
///
/// # Errors
/// The database is newer than this program, had another text of a migration, or could not be written.
pub fn migrate(url: &str, schema: Option<&str>) -> Result<Vec<&'static str>, SchemaFail> {
    let address = Address::read(url, schema)?;
    apart(|| {
        let mut client = address.connect()?;
        run(&mut client, schema)
    })
}

fn run(client: &mut Client, schema: Option<&str>) -> Result<Vec<&'static str>, SchemaFail> {
    let said = |error| db_error(&error, "migrating");
    // Another's migration may take long: this lock is waited for.
    client.batch_execute("SET lock_timeout = 0").map_err(said)?;
    let name = schema.unwrap_or("public");
    client.execute("SELECT pg_advisory_lock($1, hashtext($2))", &[&LOCK, &name]).map_err(said)?;
    if let Some(schema) = schema {
        let create = format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(schema));
        client.batch_execute(&create).map_err(said)?;
    }
    client.batch_execute(OPEN_TABLE).map_err(said)?;
    let pending = store::pending(MIGRATIONS, &applied(client)?)?;
    for migration in pending {
        let mut run = client.transaction().map_err(said)?;
        run.batch_execute(migration.text).map_err(said)?;
        run.execute(
            "INSERT INTO schema_migration (id, name, checksum) VALUES ($1, $2, $3)",
            &[&migration.id, &migration.name, &migration.checksum()],
        )
        .map_err(said)?;
        run.commit().map_err(said)?;
    }
    Ok(pending.iter().map(|migration| migration.name).collect())
}

/// The migrations that the database behind `client` has had.
pub(crate) fn applied(client: &mut Client) -> Result<Vec<Applied>, DbError> {
    let mut read = || {
        if client.query_one("SELECT to_regclass('schema_migration') IS NULL", &[])?.try_get(0)? {
            return Ok(Vec::new());
        }
        let rows = client.query("SELECT id, name, checksum FROM schema_migration ORDER BY id", &[])?;
        let had = |row: &postgres::Row| {
            Ok(Applied { id: row.try_get(0)?, name: row.try_get(1)?, checksum: row.try_get(2)? })
        };
        rows.iter().map(had).collect::<Result<_, postgres::Error>>()
    };
    read().map_err(|error| db_error(&error, "reading which migrations were run"))
}

/// Removes `schema` and all that is in it. For tests, which each make their own.
///
/// # Errors
/// The database could not.
pub fn drop_schema(url: &str, schema: &str) -> Result<(), DbError> {
    let address = Address::read(url, None)?;
    apart(|| {
        let drop = format!("DROP SCHEMA IF EXISTS {} CASCADE", quoted(schema));
        address.connect()?.batch_execute(&drop).map_err(|error| db_error(&error, "dropping a schema"))
    })
}

//! Both migration trees give one schema, and every statement prepares on each engine.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use store::{Migration, SchemaFail, Sql, Tx};
use testkit::{Place, Setup, World, every_engine};

store::statements! {
    /// Columns: table, name, class of type, nullable.
    COLUMNS = "SELECT t.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'int' WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytes' ELSE c.type END, 1 - c.\"notnull\"
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.name LIMIT 5000",
        postgres = "SELECT table_name::text, column_name::text,
            CASE data_type WHEN 'bigint' THEN 'int' WHEN 'bytea' THEN 'bytes' ELSE data_type::text END, is_nullable = 'YES'
        FROM information_schema.columns
        WHERE table_schema = current_schema() ORDER BY 1, 2 LIMIT 5000";
    /// Columns of every key and index: table, unique or not, the columns in order. (Names differ between engines.)
    INDEXES = "SELECT t.name, i.\"unique\", (SELECT group_concat(name, ',') FROM
            (SELECT k.name FROM pragma_index_info(i.name) k ORDER BY k.seqno)) AS columns
        FROM sqlite_schema t JOIN pragma_index_list(t.name) i
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND i.origin <> 'pk' ORDER BY 1, 3 LIMIT 5000",
        postgres = "SELECT c.relname::text, i.indisunique,
            (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum) AS columns
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisprimary ORDER BY 1, 3 LIMIT 5000";
    /// Primary keys: table, the columns in order.
    KEYS = "SELECT t.name, (SELECT group_concat(name, ',') FROM
            (SELECT c.name FROM pragma_table_info(t.name) c WHERE c.pk > 0 ORDER BY c.pk)) AS columns
        FROM sqlite_schema t WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1 LIMIT 5000",
        postgres = "SELECT c.relname::text,
            (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum) AS columns
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND i.indisprimary ORDER BY 1 LIMIT 5000";
}

/// One line for each column, key and index of a world's store.
fn schema_of(w: &World) -> BTreeSet<String> {
    w.read(|tx| {
        let mut lines = BTreeSet::new();
        tx.query(&COLUMNS, &[], &mut |row| {
            let nullable = if row.flag(3) { "NULL" } else { "NOT NULL" };
            lines.insert(format!("{}.{} {} {nullable}", row.text(0), row.text(1), row.text(2)));
        })?;
        tx.query(&INDEXES, &[], &mut |row| {
            let unique = if row.flag(1) { "unique" } else { "index" };
            lines.insert(format!("{} {unique} ({})", row.text(0), row.text(2)));
        })?;
        tx.query(&KEYS, &[], &mut |row| {
            lines.insert(format!("{} key ({})", row.text(0), row.text(1)));
        })?;
        Ok(lines)
    })
    .unwrap()
}

#[every_engine]
fn both_migration_trees_give_one_schema(w: &mut World) {
    let ours = schema_of(w);
    assert!(ours.iter().any(|line| line == "event key (org,hall,day,seq)"), "{ours:#?}");
    assert!(ours.iter().any(|line| line == "ticket.number int NULL"), "{ours:#?}");
    if w.is_postgres() {
        let sqlite = schema_of(&World::in_place(Place::file()));
        let only_one: Vec<_> = ours.symmetric_difference(&sqlite).collect();
        assert!(only_one.is_empty(), "only in one of the two: {only_one:#?}");
    }
}

#[every_engine]
fn every_key_of_every_table_begins_with_org(w: &mut World) {
    for line in schema_of(w).iter().filter(|line| line.contains('(')) {
        assert!(line.contains("(org") || line.starts_with("schema_migration "), "{line}");
    }
}

/// Every statement of the program.
fn statements() -> Vec<&'static Sql> {
    [store::statements(), floor::statements()].concat()
}

#[every_engine]
fn every_statement_prepares(w: &mut World) {
    assert_eq!(w.refused_statements(&statements()), Vec::<String>::new());
}

#[every_engine]
fn a_statement_that_makes_no_sense_is_found(w: &mut World) {
    assert_eq!(w.refused_statements(&[&known::NONSENSE, &known::NEWER]).len(), 1);
}

#[test]
fn no_two_statements_have_one_name() {
    let mut names = BTreeSet::new();
    for sql in statements() {
        assert!(names.insert(sql.name), "{} is there twice", sql.name);
    }
}

#[test]
fn the_embedded_migrations_are_those_of_the_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut folders: Vec<_> =
        fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    folders.sort();
    for (file, embedded) in
        [("sqlite.sql", store_sqlite::MIGRATIONS), ("postgres.sql", store_postgres::MIGRATIONS)]
    {
        let named = |migration: &Migration| format!("{:04}_{}", migration.id, migration.name);
        assert_eq!(embedded.iter().map(named).collect::<Vec<_>>(), folders, "{file}");
        for migration in embedded {
            let text = fs::read_to_string(root.join(named(migration)).join(file)).unwrap();
            assert_eq!(migration.text, text, "{file} of {}", named(migration));
        }
        let ids: Vec<i64> = embedded.iter().map(|migration| migration.id).collect();
        assert_eq!(ids, (1..=embedded.len() as i64).collect::<Vec<_>>(), "numbered from 1 without gaps");
    }
}

mod known {
    //! What a database remembers of its migrations, changed by hand.

    store::statements! {
        /// Names a column that is not there.
        NONSENSE = "SELECT seq, colour FROM event WHERE org = $1 ORDER BY seq LIMIT $2";
        /// As if a newer program had been here.
        NEWER = "INSERT INTO schema_migration (id, name, checksum) VALUES (999, 'later', 'x')";
        /// As if a migration had been edited after it ran.
        CHANGED = "UPDATE schema_migration SET checksum = 'x' WHERE id = 1";
    }
}

fn reopen_after(w: &mut World, sql: &'static Sql) -> SchemaFail {
    let change = move |tx: &mut dyn Tx| Ok::<_, store::Fail<()>>(tx.execute(sql, &[])?);
    w.store.write_and_wait(store::Lane(1), change).unwrap().unwrap();
    w.store.engine().close();
    let Err(refused) = w.place().open(Setup::default()) else { panic!("it was opened") };
    assert_eq!(w.place().migrate(), Err(refused.clone()), "refused to open, but migrated");
    refused
}

#[every_engine]
fn refuses_a_database_of_a_newer_program(w: &mut World) {
    assert_eq!(reopen_after(w, &known::NEWER), SchemaFail::Newer { id: 999, name: "later".to_owned() });
}

#[every_engine]
fn refuses_a_database_whose_migration_was_another(w: &mut World) {
    assert_eq!(
        reopen_after(w, &known::CHANGED),
        SchemaFail::Changed { id: 1, name: "foundation".to_owned() }
    );
}

#[every_engine]
fn refuses_to_serve_a_database_that_still_needs_a_migration(w: &mut World) {
    let empty = w.place().another();
    if let Place::File(path) = &empty {
        fs::write(path, "").unwrap();
    }
    let Err(refused) = empty.open(Setup::default()) else { panic!("it was opened") };
    assert_eq!(refused, SchemaFail::Behind { id: 1, name: "foundation" });
    let all = store_sqlite::MIGRATIONS.iter().map(|migration| migration.name).collect();
    assert_eq!(empty.migrate(), Ok(all));
    assert_eq!(empty.migrate(), Ok(vec![]), "run twice");
}

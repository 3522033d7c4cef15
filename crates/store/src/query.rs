//! Small readers over [`Tx::query`].

use crate::{DbError, Row, Sql, Tx, Value};

/// All rows, each turned by `read`. The statement itself must be ordered and limited.
///
/// # Errors
/// The database could not.
pub fn all<T>(
    tx: &mut dyn Tx,
    sql: &'static Sql,
    params: &[Value<'_>],
    mut read: impl FnMut(&dyn Row) -> T,
) -> Result<Vec<T>, DbError> {
    let mut rows = Vec::new();
    tx.query(sql, params, &mut |row| rows.push(read(row)))?;
    Ok(rows)
}

/// The first row, turned by `read`, or nothing.
///
/// # Errors
/// The database could not.
pub fn first<T>(
    tx: &mut dyn Tx,
    sql: &'static Sql,
    params: &[Value<'_>],
    mut read: impl FnMut(&dyn Row) -> T,
) -> Result<Option<T>, DbError> {
    let mut found = None;
    tx.query(sql, params, &mut |row| {
        if found.is_none() {
            found = Some(read(row));
        }
    })?;
    Ok(found)
}

/// The number in the first column of the first row; 0 when there is no row or it is NULL.
///
/// # Errors
/// The database could not.
pub fn one_int(tx: &mut dyn Tx, sql: &'static Sql, params: &[Value<'_>]) -> Result<i64, DbError> {
    Ok(first(tx, sql, params, |row| row.opt_int(0))?.flatten().unwrap_or(0))
}

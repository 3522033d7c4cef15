//! Changing a document's text where it says something, and nowhere else: comments, order and spacing stay as an office
//! wrote them. Changes the text only; whether it still makes sense is asked by [`crate::read`].

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use crate::refusal::{Refusal, Rule, line_of};

/// More edits than a person makes between two looks.
const EDITS_MAX: usize = 200;
/// The longest value that is set, bytes.
const VALUE_BYTES_MAX: usize = 4000;

/// One change at one place, such as `energy[0].tier[1].prices.peak`; positions count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where.
    pub path: String,
    /// What.
    pub change: Change,
}

/// What becomes of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It says this. A price that is set is no longer to be verified.
    Set(String),
    /// It lists these.
    List(Vec<String>),
    /// The price of this table is still to be verified.
    Pending,
    /// It is gone: a key, or one table of a list.
    Remove,
    /// One table of a list stands twice, the second below the first, to be changed next.
    Copy,
}

/// `text` with every edit made, in their order.
///
/// # Errors
/// The text is no TOML, or an edit names a place that is not there.
pub fn edit(file: &str, text: &str, edits: &[Edit]) -> Result<String, Refusal> {
    let text = text.trim_start_matches('\u{feff}');
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        Refusal::at(file, line, Rule::Syntax, error.message().lines().next().unwrap_or_default())
    })?;
    if edits.len() > EDITS_MAX {
        return Err(Refusal::at(file, 0, Rule::OutOfRange, format!("> {EDITS_MAX} edits")));
    }
    for edit in edits {
        let nowhere = || Refusal::at(file, 0, Rule::Dangling, edit.path.as_str());
        if !short(&edit.change) {
            return Err(Refusal::at(file, 0, Rule::OutOfRange, edit.path.as_str()));
        }
        let steps = steps(&edit.path).ok_or_else(nowhere)?;
        apply(document.as_table_mut(), &steps, &edit.change).ok_or_else(nowhere)?;
    }
    Ok(document.to_string())
}

fn short(change: &Change) -> bool {
    match change {
        Change::Set(text) => text.len() <= VALUE_BYTES_MAX,
        Change::List(texts) => texts.iter().map(String::len).sum::<usize>() <= VALUE_BYTES_MAX,
        Change::Pending | Change::Remove | Change::Copy => true,
    }
}

/// A key, and the position in the list that it holds.
type Step<'p> = (&'p str, Option<usize>);

fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let step = |part| match str::split_once(part, '[') {
        None => Some((part, None)),
        Some((key, rest)) => Some((key, Some(rest.strip_suffix(']')?.parse().ok()?))),
    };
    let steps: Vec<Step> = path.split('.').map(step).collect::<Option<_>>()?;
    let plain = |key: &str| crate::read::is_word(key);
    (steps.len() <= 8 && steps.iter().all(|(key, _)| plain(key))).then_some(steps)
}

/// Makes one change below `at`; nothing if the place is not there.
fn apply(at: &mut dyn TableLike, steps: &[Step], change: &Change) -> Option<()> {
    let ((key, position), rest) = steps.split_first()?;
    match (rest.is_empty(), position) {
        (false, None) => {
            apply(at.get_mut(key)?.as_table_like_mut()?, rest, change)?;
            // `prices` is set: the table that holds it has a price.
            if *key == "prices" && matches!(change, Change::Set(_)) {
                at.remove("pending");
            }
            Some(())
        }
        (false, Some(n)) => apply(list(at, key)?.get_mut(*n)?, rest, change),
        (true, None) => leaf(at, key, change),
        (true, Some(n)) => element(list(at, key)?, *n, change),
    }
}

fn list<'t>(at: &'t mut dyn TableLike, key: &str) -> Option<&'t mut ArrayOfTables> {
    at.get_mut(key)?.as_array_of_tables_mut()
}

fn leaf(at: &mut dyn TableLike, key: &str, change: &Change) -> Option<()> {
    match change {
        Change::Set(text) => {
            put(at, key, text.as_str().into());
            if key == "price" {
                at.remove("pending");
            }
        }
        Change::List(texts) => {
            let mut array: toml_edit::Array = texts.iter().map(String::as_str).collect();
            if texts.len() > 2 {
                array.iter_mut().for_each(|value| value.decor_mut().set_prefix("\n  "));
                array.set_trailing("\n");
                array.set_trailing_comma(true);
            }
            put(at, key, Value::Array(array));
        }
        Change::Pending => pending(at.get_mut(key)?.as_table_like_mut()?),
        Change::Remove => drop(at.remove(key)?),
        Change::Copy => return None,
    }
    Some(())
}

/// Sets a value and leaves the comment beside it where it is.
fn put(at: &mut dyn TableLike, key: &str, mut value: Value) {
    match at.get_mut(key).and_then(Item::as_value_mut) {
        Some(before) => {
            *value.decor_mut() = before.decor().clone();
            *before = value;
        }
        None => drop(at.insert(key, Item::Value(value))),
    }
}

fn pending(table: &mut dyn TableLike) {
    table.remove("price");
    table.remove("prices");
    put(table, "pending", true.into());
}

fn element(list: &mut ArrayOfTables, n: usize, change: &Change) -> Option<()> {
    match change {
        Change::Pending => pending(list.get_mut(n)?),
        Change::Remove => {
            list.get(n)?;
            list.remove(n);
        }
        Change::Copy => {
            let mut copy: Table = list.get(n)?.clone();
            // Tables within would be printed among those of the first.
            if copy.iter().any(|(_, item)| item.is_table() || item.is_array_of_tables()) {
                return None;
            }
            copy.decor_mut().set_prefix("\n");
            let mut tables: Vec<Table> = list.iter().cloned().collect();
            tables.insert(n + 1, copy);
            *list = ArrayOfTables::new();
            tables.into_iter().for_each(|table| list.push(table));
        }
        Change::Set(_) | Change::List(_) => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# 说明\n[tariff]\neffective_from = \"2022-01-01\" # 起\n\n[[energy]]\nid = \"e\"\n\n[[energy.tier]]\nupto_kwh = \"170\"\nprices = { peak = \"0.5\", valley = \"0.2\" }\n\n[[energy.tier]]\npending = true\n";

    fn made(path: &str, change: Change) -> Result<String, Refusal> {
        edit("t.toml", TEXT, &[Edit { path: path.into(), change }])
    }

    #[test]
    fn an_edit_changes_its_place_and_leaves_comments_and_order() {
        let set = |path: &str, to: &str| made(path, Change::Set(to.into())).unwrap();
        assert_eq!(set("tariff.effective_from", "2027-01-01"), TEXT.replace("2022-01-01", "2027-01-01"));
        assert_eq!(set("energy[0].tier[0].prices.peak", "0.51"), TEXT.replace("0.5\"", "0.51\""));
    }

    #[test]
    fn a_price_that_is_set_is_no_longer_pending_and_the_other_way_round() {
        let priced = made("energy[0].tier[1].price", Change::Set("0.8".into())).unwrap();
        assert_eq!(priced, TEXT.replace("pending = true", "price = \"0.8\""));
        let blank = made("energy[0].tier[0]", Change::Pending).unwrap();
        assert!(blank.contains("upto_kwh = \"170\"\npending = true\n"), "{blank}");
    }

    #[test]
    fn a_tier_that_is_copied_stands_below_the_first_and_one_that_is_removed_is_gone() {
        let copied = made("energy[0].tier[0]", Change::Copy).unwrap();
        assert_eq!(copied.matches("upto_kwh = \"170\"").count(), 2);
        assert!(copied.find("pending").unwrap() > copied.rfind("170").unwrap(), "{copied}");
        let removed = made("energy[0].tier[0]", Change::Remove).unwrap();
        assert!(!removed.contains("170") && removed.contains("pending"), "{removed}");
        assert!(made("energy[0]", Change::Copy).is_err(), "tables within a table are not torn apart");
    }

    #[test]
    fn a_place_that_is_not_there_is_named() {
        for path in ["energy[7].id", "nothing[0]", "energy[x]", "", "energy[0].tier[0].upto_kwh.more", "a b"]
        {
            let refused = made(path, Change::Set("1".into())).unwrap_err();
            assert_eq!((refused.rule, refused.about.as_str()), (Rule::Dangling, path));
        }
        let refused = edit("t.toml", "a = [\nb", &[]).unwrap_err();
        assert_eq!((refused.rule, refused.line), (Rule::Syntax, 2));
    }

    #[test]
    fn hours_are_listed_one_a_line() {
        let hours = ["00:00-08:00 valley", "08:00-22:00 peak", "22:00-24:00 valley"];
        let text = "[[day]]\nhours = [\"00:00-24:00 peak\"]\n";
        let change = Change::List(hours.map(str::to_owned).to_vec());
        let made = edit("t.toml", text, &[Edit { path: "day[0].hours".into(), change }]).unwrap();
        assert_eq!(
            made,
            "[[day]]\nhours = [\n  \"00:00-08:00 valley\",\n  \"08:00-22:00 peak\",\n  \"22:00-24:00 valley\",\n]\n"
        );
    }
}

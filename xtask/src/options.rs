//! Options of a chore: `--name value`, or `--name` alone for those that are said to be flags.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::Done;

/// Options that take no value.
const FLAGS: &[&str] = &["keep", "fix", "quick"];

/// What the command line says after the chore, and what was not asked for yet.
#[derive(Debug)]
pub(crate) struct Options {
    named: BTreeMap<String, String>,
    words: Vec<String>,
}

impl Options {
    /// Reads the words of a command line.
    pub(crate) fn read(words: impl IntoIterator<Item = String>) -> Done<Options> {
        let mut options = Options { named: BTreeMap::new(), words: Vec::new() };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let Some(name) = word.strip_prefix("--") else {
                options.words.push(word);
                continue;
            };
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, value.to_owned()),
                None if FLAGS.contains(&name) => (name, String::new()),
                None => (name, words.next().ok_or_else(|| format!("--{name} needs a value"))?),
            };
            if options.named.insert(name.to_owned(), value).is_some() {
                return Err(format!("--{name} is given twice"));
            }
        }
        Ok(options)
    }

    /// Takes the value of an option, read as `T`.
    pub(crate) fn take<T: FromStr>(&mut self, name: &str) -> Done<Option<T>> {
        let Some(text) = self.named.remove(name) else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| format!("--{name} cannot be {text:?}"))
    }

    /// Whether a flag is given.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        self.named.remove(name).is_some()
    }

    /// Takes the next word that is not an option.
    pub(crate) fn word(&mut self) -> Option<String> {
        (!self.words.is_empty()).then(|| self.words.remove(0))
    }

    /// Refuses what nobody asked for.
    pub(crate) fn all_taken(&self) -> Done {
        match self.named.keys().map(|name| format!("--{name}")).chain(self.words.iter().cloned()).next() {
            Some(unknown) => Err(format!("this chore does not know {unknown}")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Done<Options> {
        Options::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_are_taken_once_and_the_rest_is_refused() {
        let mut options = read("floor --halls 3 --keep --speed=60").unwrap();
        assert_eq!(options.word().as_deref(), Some("floor"));
        assert_eq!(options.take("halls"), Ok(Some(3)));
        assert!(options.flag("keep"));
        assert_eq!(options.all_taken(), Err("this chore does not know --speed".to_owned()));
        assert_eq!(options.take::<f64>("speed"), Ok(Some(60.0)));
        assert_eq!(options.all_taken(), Ok(()));
    }

    #[test]
    fn refuses_values_that_are_missing_twice_or_nonsense() {
        assert!(read("--halls").is_err());
        assert!(read("--halls 1 --halls 2").is_err());
        assert!(read("--halls many").unwrap().take::<u32>("halls").is_err());
    }
}

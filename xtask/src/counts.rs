//! How many tests passed and failed, read from what test runners print.

use std::ops::AddAssign;

/// Tests that passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Passed.
    pub(crate) passed: u64,
    /// Failed.
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The number before `word` in `line`: 12 in `Tests  1 failed | 12 passed (13)` for `passed`.
fn before(line: &str, word: &str) -> u64 {
    let mut last = 0;
    for token in line.split(|c: char| !c.is_ascii_alphanumeric()).filter(|token| !token.is_empty()) {
        if token == word {
            return last;
        }
        last = token.parse().unwrap_or(0);
    }
    0
}

/// From `cargo test`: one `test result:` line for each test binary.
pub(crate) fn of_cargo(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().filter(|line| line.starts_with("test result: ")) {
        counts += Counts { passed: before(line, "passed"), failed: before(line, "failed") };
    }
    counts
}

/// From vitest: the line that begins with `Tests`.
pub(crate) fn of_vitest(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines().map(str::trim_start).filter(|line| line.starts_with("Tests ")) {
        counts += Counts { passed: before(line, "passed"), failed: before(line, "failed") };
    }
    counts
}

/// From `node --test`, in either of its formats: `# pass 3` or `ℹ pass 3`. A cancelled test has not passed.
pub(crate) fn of_node(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) else {
            continue;
        };
        let Some((word, Ok(number))) =
            rest.split_once(' ').map(|(word, rest)| (word, rest.trim().parse::<u64>()))
        else {
            continue;
        };
        match word {
            "pass" => counts.passed += number,
            "fail" | "cancelled" => counts.failed += number,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_every_test_binary_of_cargo() {
        let output = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\
            test result: FAILED. 11 passed; 2 failed; 0 ignored; finished in 0.4s\n";
        assert_eq!(of_cargo(output), Counts { passed: 14, failed: 2 });
    }

    #[test]
    fn counts_tests_and_not_files_of_vitest() {
        let good = " Test Files  3 passed (3)\n      Tests  12 passed (12)\n";
        assert_eq!(of_vitest(good), Counts { passed: 12, failed: 0 });
        let bad =
            " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n";
        assert_eq!(of_vitest(bad), Counts { passed: 11, failed: 1 });
    }

    #[test]
    fn counts_both_formats_of_node() {
        assert_eq!(
            of_node("# tests 5\n# pass 3\n# fail 1\n# cancelled 1\n"),
            Counts { passed: 3, failed: 2 }
        );
        assert_eq!(
            of_node("ℹ tests 3\nℹ pass 3\nℹ fail 0\n# Subtest: pass 9 of it\n"),
            Counts { passed: 3, failed: 0 }
        );
    }

    #[test]
    fn counts_nothing_where_nothing_ran() {
        assert_eq!(of_cargo("error: could not compile"), Counts::default());
        assert_eq!(of_vitest("No test files found"), Counts::default());
        assert_eq!(of_node(""), Counts::default());
    }
}

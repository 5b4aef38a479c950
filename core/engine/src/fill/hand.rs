//! Who fills a form: how texts are typed and shown, the lines that are being walked, and the years
//! that were picked.

use std::collections::BTreeMap;

use farola_control::{Day, Locale, Place, Walker, YearSpan};

use super::page::Entry;

/// A line that is being walked.
#[derive(Default)]
pub(super) struct Walk {
    pub(super) walker: Walker,
    /// Its points while they are too few for an answer, drawn or walked.
    pub(super) begun: Vec<Place>,
}

/// The reader of a form and the lines that are walked in it.
#[derive(Default)]
pub(crate) struct Hand {
    pub(super) locale: Locale,
    pub(super) walks: BTreeMap<String, Walk>,
    /// The accuracy in metres of the place that was given last, by the node that asked for it.
    pub(super) places: BTreeMap<String, f64>,
    /// The years to pick from where an answer lay outside of the usual ones, by its question.
    years: BTreeMap<String, YearSpan>,
}

impl Hand {
    /// Forgets what is of a repeat instance that was removed; those after it move up by one.
    pub(super) fn remove_instance(&mut self, removed: &str) {
        self.walks = without(std::mem::take(&mut self.walks), removed);
        self.places = without(std::mem::take(&mut self.places), removed);
        self.years = without(std::mem::take(&mut self.years), removed);
    }

    /// The years to pick from in a question: as far as its answers lay since the form was opened,
    /// so that a year that was left can be gone back to.
    pub(super) fn years(&self, path: &str) -> YearSpan {
        self.years.get(path).copied().unwrap_or_default()
    }

    /// Takes the years of days that are answers now.
    pub(super) fn widen_years(&mut self, entries: &[Entry]) {
        for entry in entries {
            let question = &entry.question;
            if !matches!(question.data_type, "date" | "dateTime") {
                continue;
            }
            let day = question.value.as_deref().and_then(Day::read);
            let span = YearSpan::around(day);
            if span != YearSpan::default() {
                let years = self.years.entry(question.path.clone()).or_default();
                *years = years.and(span);
            }
        }
    }
}

fn without<T>(by_path: BTreeMap<String, T>, removed: &str) -> BTreeMap<String, T> {
    let stays = |(path, kept): (String, T)| Some((moved_up(&path, removed)?, kept));
    by_path.into_iter().filter_map(stays).collect()
}

/// The path of a node once a repeat instance was removed; none of what was in it. Paths are
/// those of pages: the first instance of a repeat has no number.
fn moved_up(path: &str, removed: &str) -> Option<String> {
    let removed = removed.replace("[1]", "");
    let (repeat, gone) = numbered(&removed).unwrap_or((&removed, 1));
    let Some((number, inside)) = path.strip_prefix(repeat).and_then(instance_of) else {
        return Some(path.to_owned());
    };
    if number == gone {
        return None;
    }
    let number = if number > gone { number - 1 } else { number };
    let shown = if number == 1 {
        String::new()
    } else {
        format!("[{number}]")
    };
    Some(format!("{repeat}{shown}{inside}"))
}

/// The number of the instance, of what follows the path of its repeat, and the rest.
fn instance_of(rest: &str) -> Option<(u32, &str)> {
    if rest.is_empty() || rest.starts_with('/') {
        return Some((1, rest));
    }
    let (number, inside) = rest.strip_prefix('[')?.split_once(']')?;
    Some((number.parse().ok()?, inside))
}

fn numbered(instance: &str) -> Option<(&str, u32)> {
    let (repeat, number) = instance.strip_suffix(']')?.rsplit_once('[')?;
    Some((repeat, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::moved_up;

    #[test]
    fn what_is_of_a_removed_instance_goes_and_the_rest_moves_up() {
        let table = [
            ("/data/r/line", "/data/r[2]", Some("/data/r/line")),
            ("/data/r[2]/line", "/data/r[2]", None),
            ("/data/r[2]/s/line", "/data/r[2]", None),
            ("/data/r[3]/line", "/data/r[2]", Some("/data/r[2]/line")),
            (
                "/data/r[12]/s[2]/a",
                "/data/r[2]",
                Some("/data/r[11]/s[2]/a"),
            ),
            (
                "/data/r[2]/s[3]/a",
                "/data/r[2]/s[2]",
                Some("/data/r[2]/s[2]/a"),
            ),
            ("/data/r[2]/s[2]/a", "/data/r[2]/s", Some("/data/r[2]/s/a")),
            ("/data/r/s[3]/a", "/data/r[2]/s[2]", Some("/data/r/s[3]/a")),
            ("/data/r/s[3]/a", "/data/r[1]/s[2]", Some("/data/r/s[2]/a")),
            (
                "/data/road[2]/line",
                "/data/r[2]",
                Some("/data/road[2]/line"),
            ),
            ("/data/road/line", "/data/r", Some("/data/road/line")),
            ("/data/line", "/data/r[2]", Some("/data/line")),
            ("/data/r/line", "/data/r", None),
            ("/data/r/line", "/data/r[1]", None),
            ("/data/r[2]/line", "/data/r", Some("/data/r/line")),
            ("/data/r[2]/line", "/data/r[1]", Some("/data/r/line")),
            ("/data/r[3]/s[2]/a", "/data/r", Some("/data/r[2]/s[2]/a")),
        ];
        for (path, removed, expect) in table {
            assert_eq!(
                moved_up(path, removed).as_deref(),
                expect,
                "{path} {removed}"
            );
        }
    }
}

//! Lists that are searched: what stands in one before anything is searched for, and what of that
//! which was found.

use farola_form::Choice;

use crate::answer::Answer;
use crate::control::Control;
use crate::drawn::Drawn;

/// Choices that a list to search in shows before anything is searched for: what a small screen
/// holds beside its keyboard.
pub const FIRST_CHOICES: usize = 8;
/// Choices that it shows of what was found: a person types on rather than reads more.
pub const FOUND_CHOICES: usize = 20;
/// So many are looked for: one more than is shown says that there are others.
pub const SOUGHT_CHOICES: usize = FOUND_CHOICES + 1;

/// What is said below a list that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchSaid {
    /// Nothing: all of it stands there, or nothing can be searched for.
    Nothing,
    /// There are others, which more letters find.
    Others,
    /// Nothing was found.
    NotFound,
}

/// Whether a text in the field of such a list searches for something. Blanks do not: the choices
/// of the question stand then.
#[must_use]
pub fn is_search(text: &str) -> bool {
    !text.trim().is_empty()
}

/// Choices that stand in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Those that are shown.
    pub shown: Vec<Choice>,
    /// How many there are besides. Of what was found only whether there are any.
    pub more: usize,
    /// What is said below them.
    pub said: SearchSaid,
}

impl Listed {
    /// The choices of a question, of which `more` were not carried over, before anything is
    /// searched for. Of a list to search in the first ones, and what is chosen wherever it
    /// stands: a list without the answer looks unanswered.
    #[must_use]
    pub fn standing(choices: Vec<Choice>, more: usize, drawn: &Drawn) -> Self {
        let searched = match &drawn.control {
            Control::SelectOne { list, .. } | Control::SelectMany { list, .. } => list.search,
            _ => false,
        };
        if !searched {
            return Self {
                shown: choices,
                more,
                said: SearchSaid::Nothing,
            };
        }
        let chosen = match &drawn.answer {
            Answer::Chosen { values } => values.as_slice(),
            _ => &[],
        };
        let all = choices.len().saturating_add(more);
        let stands = |(at, choice): (usize, Choice)| {
            (at < FIRST_CHOICES || chosen.contains(&choice.value)).then_some(choice)
        };
        let shown: Vec<Choice> = choices.into_iter().enumerate().filter_map(stands).collect();
        Self::of(all.saturating_sub(shown.len()), shown)
    }

    /// What was found, where [`SOUGHT_CHOICES`] were looked for.
    #[must_use]
    pub fn found(mut found: Vec<Choice>) -> Self {
        if found.is_empty() {
            return Self {
                shown: found,
                more: 0,
                said: SearchSaid::NotFound,
            };
        }
        let more = found.len().saturating_sub(FOUND_CHOICES);
        found.truncate(FOUND_CHOICES);
        Self::of(more, found)
    }

    fn of(more: usize, shown: Vec<Choice>) -> Self {
        let said = if more > 0 {
            SearchSaid::Others
        } else {
            SearchSaid::Nothing
        };
        Self { shown, more, said }
    }
}

#[cfg(test)]
mod tests {
    use farola_form::Question;

    use super::*;
    use crate::locale::Locale;
    use crate::testing::{form, only};

    fn asked(kind: &str, look: &str, count: usize) -> Question {
        let item = |at: usize| format!("<item><label>c{at}</label><value>v{at}</value></item>");
        let items: String = (1..=count).map(item).collect();
        let body = format!("<{kind} ref=\"/data/q\" appearance=\"{look}\">{items}</{kind}>");
        only(&form("<q/>", &body))
    }

    fn choices(count: usize) -> Vec<Choice> {
        asked("select1", "", count).choices
    }

    fn list(kind: &str, look: &str, value: &str, count: usize, more: usize) -> Listed {
        let mut asked = asked(kind, look, count);
        asked.more_choices = more;
        asked.value = Some(value.to_owned());
        let drawn = Drawn::of(&asked, &Locale::default());
        Listed::standing(asked.choices, more, &drawn)
    }

    fn values(listed: &Listed) -> Vec<&str> {
        let shown = listed.shown.iter();
        shown.map(|choice| choice.value.as_str()).collect()
    }

    #[test]
    fn a_list_to_search_in_begins_with_its_first_choices_and_what_is_chosen() {
        use SearchSaid::{Nothing, Others};
        // What the form says; the answer; carried over; besides. Shown; how many more; said.
        for (kind, look, value, there, besides, shown, more, said) in [
            ("select1", "autocomplete", "", 40, 0, 8, 32, Others),
            ("select1", "minimal autocomplete", "", 40, 0, 8, 32, Others),
            ("select1", "autocomplete", "v30", 40, 0, 9, 31, Others),
            (
                "select",
                "autocomplete",
                "v2 v30 v31",
                40,
                0,
                10,
                30,
                Others,
            ),
            ("select1", "autocomplete", "", 8, 0, 8, 0, Nothing),
            ("select1", "autocomplete", "", 9, 0, 8, 1, Others),
            // All of it is there: nothing is left to be said.
            ("select1", "autocomplete", "v9", 9, 0, 9, 0, Nothing),
            // More than is carried over is searched, whatever the form says.
            ("select1", "", "v101", 101, 399, 9, 491, Others),
            ("select1", "", "", 40, 0, 40, 0, Nothing),
            ("select", "columns-2", "v40", 40, 0, 40, 0, Nothing),
            ("odk:rank", "", "", 40, 0, 40, 0, Nothing),
        ] {
            let listed = list(kind, look, value, there, besides);
            let about = format!("{kind} {look} {value} {there}+{besides}");
            assert_eq!(
                (listed.shown.len(), listed.more, listed.said),
                (shown, more, said),
                "{about}"
            );
            let chosen = value.split_whitespace();
            for value in chosen {
                assert!(values(&listed).contains(&value), "{about}");
            }
        }
    }

    #[test]
    fn they_stand_in_the_order_of_the_form() {
        let listed = list("select", "search", "v31 v3 v12", 40, 0);
        let expect = ["v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v12", "v31"];
        assert_eq!(values(&listed), expect);
    }

    #[test]
    fn of_what_was_found_as_many_stand_as_a_person_reads() {
        use SearchSaid::{NotFound, Nothing, Others};
        for (found, shown, more, said) in [
            (0, 0, 0, NotFound),
            (1, 1, 0, Nothing),
            (FOUND_CHOICES, FOUND_CHOICES, 0, Nothing),
            (SOUGHT_CHOICES, FOUND_CHOICES, 1, Others),
        ] {
            let listed = Listed::found(choices(found));
            assert_eq!(
                (listed.shown.len(), listed.more, listed.said),
                (shown, more, said),
                "{found}"
            );
        }
    }

    #[test]
    fn blanks_search_for_nothing() {
        for blank in ["", " ", "\t\n", "\u{a0}", "\u{3000} "] {
            assert!(!is_search(blank), "{blank:?}");
        }
        for text in ["a", " a", "\u{a0}á", "0"] {
            assert!(is_search(text), "{text:?}");
        }
    }
}

//! What is expected of a node, of the screen and of the submission, against what is there.

use farola_form::{FieldKind, FormError, InvalidKind, Question, QuestionKind};

use super::error::At;
use super::plan::{Check, Finalize, Flag, Ref, ScreenCheck, Value, Want, Words};
use super::run::{Run, Stopped};

/// A text between quotes, for people.
pub(super) fn quoted(text: &str) -> String {
    format!("{text:?}")
}

impl Run<'_> {
    /// Compares one thing of a node.
    pub(super) fn check(&mut self, path: &str, check: &Check) {
        let at = check.at;
        if let Want::Count(count) = &check.want {
            let found = self.count(path);
            if found != *count {
                let what = format!("{path} count");
                self.fail(at, what, count.to_string(), found.to_string());
            }
            return;
        }
        let Some(key) = self.session.find(path) else {
            let got = "there is no such instance now".to_owned();
            return self.fail(at, path.to_owned(), "a node", got);
        };
        match &check.want {
            Want::Value(value) => {
                let found = self.session.value(path).unwrap_or_default().to_owned();
                if !same(value, &found) {
                    let what = format!("{path} value");
                    self.fail(at, what, quoted(&value.text), quoted(&found));
                }
            }
            Want::Flag(flag, wanted) => {
                let Some(state) = self.session.state(key) else {
                    return;
                };
                let (word, found) = match flag {
                    Flag::Relevant => ("relevant", state.relevant),
                    Flag::Readonly => ("readonly", state.readonly),
                    Flag::Required => ("required", state.required),
                    Flag::Valid => ("valid", state.valid),
                };
                if found != *wanted {
                    let what = format!("{path} {word}");
                    self.fail(at, what, wanted.to_string(), found.to_string());
                }
            }
            Want::Error(rule) => {
                let found = self.broken(path).map(|(rule, _)| rule);
                if found != *rule {
                    let word = |rule: Option<InvalidKind>| rule.map_or("none", InvalidKind::name);
                    let what = format!("{path} error");
                    self.fail(at, what, word(*rule), word(found).to_owned());
                }
            }
            Want::Text(words, text) => self.words(path, at, *words, text),
            Want::Choices(wanted) => self.choices(path, at, wanted),
            Want::That(expr) => self.that(path, at, expr),
            Want::Count(_) => {}
        }
    }

    fn words(&mut self, path: &str, at: At, words: Words, wanted: &Value) {
        let (word, found) = match words {
            Words::Message => {
                let message = self.broken(path).map(|(_, message)| message);
                ("message", message)
            }
            Words::Label => ("label", self.question(path).map(|q| q.label)),
            Words::Hint => ("hint", self.question(path).map(|q| q.hint)),
            Words::Guidance => ("guidance", self.question(path).map(|q| q.guidance)),
        };
        let what = format!("{path} {word}");
        match found {
            Some(found) if found == wanted.text => {}
            Some(found) => self.fail(at, what, quoted(&wanted.text), quoted(&found)),
            None if wanted.text.is_empty() => {}
            None => {
                let got = match words {
                    Words::Message => "no broken rule",
                    _ => "no question",
                };
                self.fail(at, what, quoted(&wanted.text), got.to_owned());
            }
        }
    }

    fn choices(&mut self, path: &str, at: At, wanted: &[(Value, Option<Value>)]) {
        let Some(question) = self.question(path) else {
            let got = "no question".to_owned();
            return self.fail(at, format!("{path} choices"), "choices", got);
        };
        let labels = wanted.iter().any(|(_, label)| label.is_some());
        let say = |value: &str, label: &str| match labels {
            true => format!("{value}: {label}"),
            false => value.to_owned(),
        };
        let expected: Vec<String> = wanted
            .iter()
            .map(|(value, label)| {
                let label = label.as_ref().map_or("", |label| label.text.as_str());
                say(&value.text, label)
            })
            .collect();
        let found: Vec<String> = question
            .choices
            .iter()
            .map(|choice| say(&choice.value, &choice.label))
            .collect();
        if expected != found {
            let list = |list: &[String]| format!("[{}]", list.join(", "));
            self.fail(at, format!("{path} choices"), list(&expected), list(&found));
        }
    }

    fn that(&mut self, path: &str, at: At, expr: &Value) {
        let found = match self.session.eval(&expr.text, path) {
            Ok(found) if found.kind == "boolean" => found.value,
            // What is no truth by itself is taken for one as XPath does.
            Ok(_) => match self.session.eval(&format!("boolean({})", expr.text), path) {
                Ok(found) => found.value,
                Err(error) => error.to_string(),
            },
            Err(FormError::Expression { code, message, .. }) => format!("{code}: {message}"),
            Err(error) => error.to_string(),
        };
        if found != "true" {
            self.fail(at, format!("{path} that {}", expr.text), "true", found);
        }
    }

    /// The rule that a node breaks, with its message.
    fn broken(&self, path: &str) -> Option<(InvalidKind, String)> {
        let errors = self.session.validate();
        let found = errors.into_iter().find(|error| error.path == path)?;
        Some((found.error, found.message))
    }

    fn question(&self, path: &str) -> Option<Question> {
        let questions = self.session.questions();
        questions
            .into_iter()
            .find(|q| q.path == path && q.kind != QuestionKind::Prompt)
    }

    /// Instances of the repeat `path`; 1 or 0 for what is no repeat.
    fn count(&self, path: &str) -> usize {
        let field = |field: &farola_form::Field<'_>| {
            field.kind == FieldKind::Repeat && field.path == without_positions(path)
        };
        if !self.def.fields().iter().any(field) {
            return usize::from(self.session.find(path).is_some());
        }
        let mut count = 0;
        while self
            .session
            .find(&format!("{path}[{}]", count + 1))
            .is_some()
        {
            count += 1;
        }
        count
    }

    /// Compares what the screen shows.
    pub(super) fn screen(&mut self, checks: &[ScreenCheck]) -> Result<(), Stopped> {
        let screen = self.session.screen();
        for check in checks {
            match check {
                ScreenCheck::Kind(kind) => {
                    let found = screen.kind.name();
                    if kind.text != found {
                        let what = "screen kind".to_owned();
                        self.fail(kind.at, what, quoted(&kind.text), quoted(found));
                    }
                }
                ScreenCheck::Ref(to) => {
                    let path = self.path(to)?;
                    if path != screen.path {
                        let what = "screen ref".to_owned();
                        self.fail(to.at, what, path, screen.path.clone());
                    }
                }
                ScreenCheck::Questions(at, refs) => {
                    let paths: Result<Vec<_>, _> =
                        refs.iter().map(|to: &Ref| self.path(to)).collect();
                    let paths = paths?;
                    let found: Vec<&str> =
                        screen.questions.iter().map(|q| q.path.as_str()).collect();
                    if paths != found {
                        let what = "screen questions".to_owned();
                        self.fail(*at, what, format!("{paths:?}"), format!("{found:?}"));
                    }
                }
                ScreenCheck::Titles(at, titles) => {
                    let titles: Vec<&str> = titles.iter().map(|t| t.text.as_str()).collect();
                    if titles != screen.titles {
                        let (what, got) = ("screen titles", format!("{:?}", screen.titles));
                        self.fail(*at, what.to_owned(), format!("{titles:?}"), got);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Compares the bytes of a submission.
pub(super) fn submission(run: &mut Run<'_>, xml: &str, wanted: &Finalize) {
    for text in &wanted.xml {
        if !xml.contains(&text.text) {
            let got = "it is not in the submission".to_owned();
            run.fail(text.at, "xml".to_owned(), quoted(&text.text), got);
        }
    }
    for text in &wanted.not_xml {
        if xml.contains(&text.text) {
            let (what, got) = ("not_xml".to_owned(), "it is there".to_owned());
            run.fail(text.at, what, format!("no {}", quoted(&text.text)), got);
        }
    }
}

/// The same text; without quotes also the same number.
fn same(wanted: &Value, found: &str) -> bool {
    if wanted.text == found {
        return true;
    }
    let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite());
    match (number(&wanted.text), number(found)) {
        (Some(a), Some(b)) => wanted.plain && a == b,
        _ => false,
    }
}

fn without_positions(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_quotes_compare_as_numbers() {
        let value = |text: &str, plain| Value {
            at: At::START,
            text: text.to_owned(),
            plain,
        };
        assert!(same(&value("3", true), "3.0"));
        assert!(!same(&value("3", false), "3.0"));
        assert!(same(&value("3", false), "3"));
        assert!(!same(&value("03a", true), "3"));
        assert!(!same(&value("", true), "0"));
        assert!(!same(&value("inf", true), "Infinity"));
    }

    #[test]
    fn positions_are_taken_out() {
        assert_eq!(without_positions("/data/r[12]/s[2]/x"), "/data/r/s/x");
    }
}

//! Questions, calculations, groups and repeats of a made-up form.

use std::fmt::Write as _;

use super::{Kind, Leaf, Maker, Range, escaped};

/// Repeats in repeats, and groups in those, are enough at this depth.
const DEEPEST: usize = 3;

impl Maker {
    /// One more item under `parent`.
    pub(super) fn item(&mut self, parent: &str, depth: usize) {
        match self.tape.below(12) {
            0..=4 => self.question(parent),
            5..=7 => self.calculation(parent),
            8..=9 if depth < DEEPEST => self.group(parent, depth),
            10..=11 if depth < DEEPEST && self.around.len() < 2 => self.repeat(parent, depth),
            _ => self.question(parent),
        }
    }

    fn leaf(&mut self, path: &str, kind: Kind, asked: bool) {
        self.leaves.push(Leaf {
            path: path.to_owned(),
            kind,
            asked,
            repeats: self.around.clone(),
        });
    }

    pub(super) fn question(&mut self, parent: &str) {
        let name = self.name("q");
        let path = format!("{parent}/{name}");
        let kinds = [
            Kind::Int,
            Kind::Text,
            Kind::One,
            Kind::Many,
            Kind::Decimal,
            Kind::Date,
            Kind::Int,
        ];
        let kind = kinds[self.tape.below(kinds.len())];
        let preset = match kind {
            Kind::Int if self.tape.one_in(4) => "2",
            Kind::Text if self.tape.one_in(5) => "b",
            _ => "",
        };
        let _ = write!(self.data, "<{name}>{preset}</{name}>");
        let mut bind = format!(" type=\"{}\"", kind.word());
        self.conditions(&path, kind, &mut bind);
        self.bind(&path, &bind);
        self.control(&path, kind);
        self.leaf(&path, kind, true);
    }

    fn conditions(&mut self, path: &str, kind: Kind, bind: &mut String) {
        for (attribute, odds) in [("relevant", 3), ("required", 6), ("readonly", 9)] {
            if self.tape.one_in(odds) {
                let condition = self.truth(path, 2);
                let _ = write!(bind, " {attribute}=\"{}\"", escaped(&condition));
            }
        }
        if !self.tape.one_in(4) {
            return;
        }
        let constraint = match kind {
            Kind::Int | Kind::Decimal => {
                let limit = self.number(path, 1);
                format!(". < 50 or . = {limit}")
            }
            Kind::Many => "not(selected(., 'a') and selected(., 'b'))".to_owned(),
            Kind::Date => ". <= date('2026-12-31')".to_owned(),
            Kind::Text | Kind::One => {
                let other = self.text(path, 1);
                format!("string-length(.) < 6 and . != {other}")
            }
        };
        let _ = write!(bind, " constraint=\"{}\"", escaped(&constraint));
        if self.tape.one_in(2) {
            let _ = write!(bind, " jr:constraintMsg=\"No en {}\"", path.len());
        }
    }

    fn control(&mut self, path: &str, kind: Kind) {
        let element = match kind {
            Kind::One => "select1",
            Kind::Many => "select",
            _ => "input",
        };
        let _ = write!(self.body, "<{element} ref=\"{path}\">");
        self.label(path);
        if matches!(kind, Kind::One | Kind::Many) {
            self.choices(path);
        } else if self.around.is_empty() && self.tape.one_in(6) {
            self.set_on_change(path);
        }
        let _ = writeln!(self.body, "</{element}>");
    }

    fn label(&mut self, path: &str) {
        let name = path.rsplit('/').next().unwrap_or(path).to_owned();
        let output = if self.tape.one_in(3) {
            let shown = self.any_reference(path);
            shown.map_or_else(String::new, |r| format!(" <output value=\"{r}\"/>."))
        } else {
            String::new()
        };
        if self.itext && self.tape.one_in(2) {
            for (text, word) in self.texts.iter_mut().zip(["Pregunta", "Question"]) {
                let _ = write!(
                    text,
                    "<text id=\"{path}:label\"><value>{word} {name}{output}</value></text>"
                );
            }
            let _ = write!(self.body, "<label ref=\"jr:itext('{path}:label')\"/>");
        } else {
            let _ = write!(self.body, "<label>Label {name}{output}</label>");
        }
    }

    fn choices(&mut self, path: &str) {
        if self.tape.one_in(2) {
            for (value, label) in [("a", "Alfa"), ("b", "Beta"), ("c", "Gama")] {
                let _ = write!(
                    self.body,
                    "<item><label>{label}</label><value>{value}</value></item>"
                );
            }
            return;
        }
        let list = ["l", "m"][self.tape.below(2)];
        let filter = match self.tape.below(3) {
            0 => String::new(),
            1 => self
                .within_predicate(path)
                .map_or_else(String::new, |r| format!("[k = {r}]")),
            _ => self
                .within_predicate(path)
                .map_or_else(String::new, |r| format!("[k = {r} or {r} = '']")),
        };
        let _ = write!(
            self.body,
            "<itemset nodeset=\"instance('{list}')/root/item{}\"><value ref=\"name\"/>\
             <label ref=\"label\"/></itemset>",
            escaped(&filter)
        );
    }

    /// A change of this question sets an earlier one, so that there is an end to it.
    fn set_on_change(&mut self, path: &str) {
        let fit = |leaf: &&Leaf| leaf.asked && leaf.kind == Kind::Text && leaf.repeats.is_empty();
        let earlier: Vec<String> = self
            .leaves
            .iter()
            .filter(fit)
            .map(|l| l.path.clone())
            .collect();
        if earlier.is_empty() {
            return;
        }
        let target = earlier[self.tape.below(earlier.len())].clone();
        let value = self.text(path, 1);
        let _ = write!(
            self.body,
            "<setvalue event=\"xforms-value-changed\" ref=\"{target}\" value=\"{}\"/>",
            escaped(&value)
        );
    }

    fn calculation(&mut self, parent: &str) {
        let name = self.name("c");
        let path = format!("{parent}/{name}");
        let (kind, calculate) = match self.tape.below(3) {
            0 => (Kind::Decimal, self.number(&path, 3)),
            1 => {
                let condition = self.truth(&path, 3);
                (Kind::Text, format!("if({condition}, 'a', 'b')"))
            }
            _ => (Kind::Text, self.text(&path, 3)),
        };
        let _ = write!(self.data, "<{name}/>");
        let mut bind = format!(
            " type=\"{}\" calculate=\"{}\"",
            kind.word(),
            escaped(&calculate)
        );
        if self.tape.one_in(6) {
            let condition = self.truth(&path, 1);
            let _ = write!(bind, " relevant=\"{}\"", escaped(&condition));
        }
        self.bind(&path, &bind);
        self.leaf(&path, kind, false);
    }

    fn inside(&mut self, path: &str, depth: usize) {
        self.question(path);
        for _ in 0..self.tape.below(4) {
            if !self.tape.is_over() {
                self.item(path, depth + 1);
            }
        }
    }

    fn relevance(&mut self, path: &str, odds: usize) {
        if self.tape.one_in(odds) {
            let condition = self.truth(path, 2);
            self.bind(path, &format!(" relevant=\"{}\"", escaped(&condition)));
        }
    }

    fn group(&mut self, parent: &str, depth: usize) {
        let name = self.name("g");
        let path = format!("{parent}/{name}");
        self.relevance(&path, 3);
        let _ = write!(self.data, "<{name}>");
        let _ = writeln!(self.body, "<group ref=\"{path}\"><label>{name}</label>");
        self.inside(&path, depth);
        let _ = write!(self.data, "</{name}>");
        let _ = writeln!(self.body, "</group>");
    }

    fn repeat(&mut self, parent: &str, depth: usize) {
        let count = self.tape.one_in(3).then(|| self.count(parent));
        let name = self.name("r");
        let path = format!("{parent}/{name}");
        self.relevance(&path, 5);
        let template = if self.range == Range::Whole && self.tape.one_in(4) {
            ""
        } else {
            " jr:template=\"\""
        };
        let _ = write!(self.data, "<{name}{template}>");
        let counted = count.map_or_else(String::new, |path| format!(" jr:count=\"{path}\""));
        let _ = writeln!(
            self.body,
            "<group ref=\"{path}\"><label>{name}</label><repeat nodeset=\"{path}\"{counted}>"
        );
        self.around.push(path.clone());
        self.inside(&path, depth);
        self.around.pop();
        self.repeats.push((path.clone(), self.around.clone()));
        let _ = write!(self.data, "</{name}>");
        let _ = writeln!(self.body, "</repeat></group>");
    }

    /// A node that holds how many instances there are: never many.
    fn count(&mut self, parent: &str) -> String {
        let name = self.name("n");
        let path = format!("{parent}/{name}");
        let number = self
            .reference(&path, &[Kind::Int])
            .unwrap_or_else(|| "2".to_owned());
        let calculate = format!("if({number} >= 0 and {number} < 4, int({number}), 1)");
        let _ = write!(self.data, "<{name}/>");
        let bind = format!(" type=\"int\" calculate=\"{}\"", escaped(&calculate));
        self.bind(&path, &bind);
        self.leaf(&path, Kind::Int, false);
        path
    }
}

//! Expressions over the nodes that a made-up form has so far.

use super::{Kind, Leaf, Maker, Range};

const NUMBERS: &[Kind] = &[Kind::Int, Kind::Decimal];
const TEXTS: &[Kind] = &[Kind::Text, Kind::One, Kind::Int];

/// How a node at `from` names one at `to`, both in the same instances.
fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut steps = vec![".."; from.len() - common];
    steps.extend(&to[common..]);
    steps.join("/")
}

impl Maker {
    fn pick(&mut self, fit: impl Fn(&Leaf) -> bool) -> Option<Leaf> {
        let fitting: Vec<&Leaf> = self.leaves.iter().filter(|leaf| fit(leaf)).collect();
        let count = fitting.len();
        let chosen = self.tape.below(count);
        // The last one is near, and so more often in the same instance.
        let fitting: Vec<&Leaf> = self.leaves.iter().filter(|leaf| fit(leaf)).collect();
        (count > 0).then(|| fitting[count - 1 - chosen].clone())
    }

    fn name_of(from: &str, leaf: &Leaf) -> String {
        if leaf.repeats.is_empty() {
            leaf.path.clone()
        } else {
            relative(from, &leaf.path)
        }
    }

    /// A reference to one node of these kinds that an expression at `from` sees.
    pub(super) fn reference(&mut self, from: &str, kinds: &[Kind]) -> Option<String> {
        let around = self.around.clone();
        let leaf = self.pick(|leaf| {
            kinds.contains(&leaf.kind) && leaf.path != from && around.starts_with(&leaf.repeats)
        })?;
        Some(Self::name_of(from, &leaf))
    }

    pub(super) fn any_reference(&mut self, from: &str) -> Option<String> {
        self.reference(from, &[Kind::Text, Kind::Int, Kind::One])
    }

    /// The same for a predicate, where the context is another.
    pub(super) fn within_predicate(&mut self, from: &str) -> Option<String> {
        let found = self.reference(from, &[Kind::Int, Kind::One, Kind::Text])?;
        let is_relative = found.starts_with("..");
        Some(if is_relative {
            format!("current()/{found}")
        } else {
            found
        })
    }

    /// A leaf of a repeat that is not around; all its instances are meant.
    fn many(&mut self, kinds: &[Kind]) -> Option<Leaf> {
        let around = self.around.clone();
        let own = self.range == Range::Whole;
        self.pick(|leaf| {
            let apart = !leaf.repeats.iter().any(|repeat| around.contains(repeat));
            kinds.contains(&leaf.kind) && !leaf.repeats.is_empty() && (apart || own)
        })
    }

    fn closed_repeat(&mut self) -> Option<String> {
        let around = self.around.clone();
        let apart: Vec<String> = self
            .repeats
            .iter()
            .filter(|(_, outer)| !outer.iter().any(|repeat| around.contains(repeat)))
            .map(|(path, _)| path.clone())
            .collect();
        let chosen = self.tape.below(apart.len());
        apart.get(chosen).cloned()
    }

    pub(super) fn number(&mut self, from: &str, depth: usize) -> String {
        let constant = ["1", "2", "3", "10", "0"][self.tape.below(5)].to_owned();
        if depth == 0 {
            return self.reference(from, NUMBERS).unwrap_or(constant);
        }
        let made = match self.tape.below(15) {
            0 => {
                let (a, b) = (self.number(from, depth - 1), self.number(from, depth - 1));
                Some(format!("{a} + {b}"))
            }
            1 => {
                let a = self.number(from, depth - 1);
                Some(format!("({a} - {constant}) * 2"))
            }
            2 => {
                let (c, a) = (self.truth(from, depth - 1), self.number(from, depth - 1));
                Some(format!("if({c}, {a}, {constant})"))
            }
            3 => self.many(NUMBERS).map(|l| format!("sum({})", l.path)),
            4 => self.many(NUMBERS).map(|l| format!("max({})", l.path)),
            5 => self.closed_repeat().map(|r| format!("count({r})")),
            6 => {
                let leaf = self.many(&[Kind::Text, Kind::Int]);
                leaf.map(|l| format!("count-non-empty({})", l.path))
            }
            7 => {
                let many = self.reference(from, &[Kind::Many]);
                many.map(|r| format!("count-selected({r})"))
            }
            8 => {
                let text = self.reference(from, TEXTS);
                text.map(|r| format!("string-length({r})"))
            }
            9 => self.position(from),
            10 => {
                let a = self.reference(from, NUMBERS);
                a.map(|a| format!("round({a} div 4, 2)"))
            }
            11 => {
                let a = self.reference(from, NUMBERS);
                a.map(|a| format!("number(coalesce({a}, 7)) mod 5"))
            }
            12 => self.earlier(),
            _ => self.reference(from, NUMBERS),
        };
        made.unwrap_or(constant)
    }

    /// The place of the own instance.
    fn position(&self, from: &str) -> Option<String> {
        let repeat = self.around.last()?;
        let steps = from.split('/').count() - repeat.split('/').count();
        Some(format!("position({})", vec![".."; steps].join("/")))
    }

    /// A total over the instances up to the own one: only ours does it well.
    fn earlier(&mut self) -> Option<String> {
        if self.range != Range::Whole || self.around.len() != 1 {
            return None;
        }
        let repeat = self.around.first()?.clone();
        let leaf = self.pick(|leaf| {
            NUMBERS.contains(&leaf.kind) && leaf.repeats.len() == 1 && leaf.repeats[0] == repeat
        })?;
        let rest = leaf.path.strip_prefix(&repeat)?;
        Some(format!(
            "sum({repeat}[position() <= position(current()/..)]{rest})"
        ))
    }

    pub(super) fn text(&mut self, from: &str, depth: usize) -> String {
        let constant = ["'a'", "'b'", "'x y'", "''", "'ñ'"][self.tape.below(5)].to_owned();
        if depth == 0 {
            return self.reference(from, TEXTS).unwrap_or(constant);
        }
        let made = match self.tape.below(11) {
            0 => {
                let (a, b) = (self.text(from, depth - 1), self.text(from, depth - 1));
                Some(format!("concat({a}, '-', {b})"))
            }
            1 => {
                let (c, a) = (self.truth(from, depth - 1), self.text(from, depth - 1));
                Some(format!("if({c}, {a}, {constant})"))
            }
            2 => self.many(TEXTS).map(|l| format!("join(' ', {})", l.path)),
            3 => {
                let a = self.reference(from, TEXTS);
                a.map(|a| format!("substr({a}, 0, 2)"))
            }
            4 => {
                let a = self.reference(from, TEXTS);
                a.map(|a| format!("coalesce({a}, {constant})"))
            }
            5 => self.indexed(from, depth),
            6 => {
                let a = self.reference(from, &[Kind::Many]);
                a.map(|a| format!("selected-at({a}, 1)"))
            }
            7 => {
                let a = self.reference(from, TEXTS);
                a.map(|a| format!("translate({a}, 'abc', 'xyz')"))
            }
            8 => {
                let a = self.reference(from, &[Kind::Date]);
                a.map(|a| format!("format-date({a}, '%d/%m/%Y')"))
            }
            _ => self.reference(from, TEXTS),
        };
        made.unwrap_or(constant)
    }

    fn indexed(&mut self, from: &str, depth: usize) -> Option<String> {
        let around = self.around.clone();
        let leaf = self.pick(|leaf| {
            TEXTS.contains(&leaf.kind)
                && leaf.repeats.len() == 1
                && !around.contains(&leaf.repeats[0])
        })?;
        let index = if self.range == Range::Whole && depth > 1 {
            self.number(from, depth - 1)
        } else {
            "1".to_owned()
        };
        let repeat = &leaf.repeats[0];
        Some(format!("indexed-repeat({}, {repeat}, {index})", leaf.path))
    }

    pub(super) fn truth(&mut self, from: &str, depth: usize) -> String {
        let comparison = ["=", "!=", ">", "<="][self.tape.below(4)];
        let made = match self.tape.below(11) {
            0 if depth > 0 => {
                let (a, b) = (self.truth(from, depth - 1), self.truth(from, depth - 1));
                Some(format!("({a} and {b})"))
            }
            1 if depth > 0 => {
                let (a, b) = (self.truth(from, depth - 1), self.truth(from, depth - 1));
                Some(format!("({a} or {b})"))
            }
            2 if depth > 0 => {
                let a = self.truth(from, depth - 1);
                Some(format!("not({a})"))
            }
            3 => {
                let a = self.reference(from, &[Kind::Many, Kind::One]);
                a.map(|a| format!("selected({a}, 'a')"))
            }
            4 => self.any_reference(from).map(|a| format!("{a} != ''")),
            5 => {
                let a = self.reference(from, &[Kind::Text, Kind::One]);
                a.map(|a| format!("{a} = 'b'"))
            }
            6 => {
                let a = self.reference(from, &[Kind::Text]);
                a.map(|a| format!("regex({a}, '[a-c]+')"))
            }
            7 => {
                let repeat = self.closed_repeat();
                repeat.map(|r| format!("count({r}) {comparison} 1"))
            }
            8 if depth > 0 => {
                let (a, b) = (self.number(from, depth - 1), self.number(from, depth - 1));
                Some(format!("{a} {comparison} {b}"))
            }
            _ => {
                let a = self.reference(from, NUMBERS);
                a.map(|a| format!("{a} {comparison} 2"))
            }
        };
        made.unwrap_or_else(|| "true()".to_owned())
    }
}

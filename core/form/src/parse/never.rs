//! Conditions that cannot hold, whatever is answered: a question that is never reached, an answer
//! that is never right.
//!
//! Only what is certain is told: comparisons of one answer with numbers and texts, joined by `and`,
//! `or` and `not()`, with the conditions of the groups around. Everything else may hold.

use std::collections::{BTreeMap, BTreeSet};

use farola_xpath::ast::{Binary, BinaryOp, Call, Path, Start, Step};
use farola_xpath::{Expr, Function};

use super::{Fault, Loader};
use crate::def::{DataType, ExprId, NodeId};

/// Parts of one condition that are looked at, each once for each way through its `or`; what is
/// longer may hold.
const MOST_PARTS: usize = 2_000;
/// Parts of all conditions together: that of a group counts again for each question in it.
const MOST_ALL: usize = 500_000;

/// What all parts of a condition together say of one answer.
#[derive(Debug, Clone)]
struct Known<'e> {
    /// The least number, and whether it is itself left out.
    least: (f64, bool),
    most: (f64, bool),
    equal: Option<&'e str>,
    unequal: Vec<&'e str>,
    chosen: Vec<&'e str>,
    not_chosen: Vec<&'e str>,
}

impl Default for Known<'_> {
    fn default() -> Self {
        Self {
            least: (f64::NEG_INFINITY, false),
            most: (f64::INFINITY, false),
            equal: None,
            unequal: Vec::new(),
            chosen: Vec::new(),
            not_chosen: Vec::new(),
        }
    }
}

impl<'e> Known<'e> {
    fn at_least(&mut self, number: f64, open: bool) {
        if number > self.least.0 || (number == self.least.0 && open) {
            self.least = (number, open);
        }
    }

    fn at_most(&mut self, number: f64, open: bool) {
        if number < self.most.0 || (number == self.most.0 && open) {
            self.most = (number, open);
        }
    }

    /// How many texts are noted, which each way through an `or` takes with it.
    fn noted(&self) -> usize {
        self.unequal.len() + self.chosen.len() + self.not_chosen.len()
    }

    /// How many pairs of them are held against each other, a hundred for one part.
    fn compared(&self) -> usize {
        self.chosen.len().saturating_mul(self.not_chosen.len()) / 100
    }

    /// Whether an answer can be all of this.
    fn possible(&self, whole: bool) -> bool {
        let (least, most) = (self.least, self.most);
        let empty = match whole {
            true => {
                let first = if least.1 {
                    least.0.floor() + 1.0
                } else {
                    least.0.ceil()
                };
                let last = if most.1 {
                    most.0.ceil() - 1.0
                } else {
                    most.0.floor()
                };
                first > last
            }
            false => least.0 > most.0 || (least.0 == most.0 && (least.1 || most.1)),
        };
        let both = self.chosen.iter().any(|one| self.not_chosen.contains(one));
        if empty || both {
            return false;
        }
        let Some(text) = self.equal else {
            return true;
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_number = least.0 > f64::NEG_INFINITY || most.0 < f64::INFINITY;
        let outside = match text.trim().parse::<f64>() {
            Ok(number) => number < least.0 || number > most.0,
            // No answer is no number; other texts can be dates, which are.
            Err(_) => text.is_empty() && is_number,
        };
        !(outside
            || self.unequal.contains(&text)
            || self.chosen.iter().any(|one| !words.contains(one))
            || self.not_chosen.iter().any(|one| words.contains(one)))
    }
}

/// Which condition of a question can never hold.
#[derive(Debug, Clone, Copy)]
enum Never {
    /// When it is asked.
    Relevant,
    /// What an answer has to be.
    Valid,
}

/// A condition, the node whose it is, and whether it is to hold or not to hold.
type Part<'e> = (&'e Expr, NodeId, bool);

impl Loader<'_> {
    /// Reports questions that are never reached and constraints that never hold.
    pub(super) fn report_never(&mut self) {
        let mut told = Vec::new();
        let nodes: Vec<NodeId> = self.def.nodes.all().collect();
        let mut never: BTreeSet<NodeId> = BTreeSet::new();
        let mut left = MOST_ALL;
        for node in nodes {
            let Some(bind) = self.def.bind(node) else {
                continue;
            };
            let around = std::iter::successors(Some(node), |node| self.def.nodes.parent(*node));
            let around: Vec<NodeId> = around.collect();
            // What is in a group that is never reached follows from the group.
            let follows = around.iter().any(|node| never.contains(node));
            if let Some(relevant) = bind.relevant.filter(|_| !follows) {
                let parts = around.iter().filter_map(|node| {
                    let relevant = self.def.bind(*node)?.relevant?;
                    Some((&self.def.expr(relevant)?.expr, *node, true))
                });
                if !self.may_hold(parts.collect(), &mut left) {
                    never.insert(node);
                    told.push((node, relevant, Never::Relevant));
                }
            }
            if let Some(constraint) = bind.constraint {
                let expr = self.def.expr(constraint).map(|compiled| &compiled.expr);
                let parts = expr.map(|expr| (expr, node, true)).into_iter().collect();
                if !self.may_hold(parts, &mut left) {
                    told.push((node, constraint, Never::Valid));
                }
            }
        }
        for (node, expr, never) in told {
            self.tell_never(node, expr, never);
        }
    }

    fn tell_never(&mut self, node: NodeId, expr: ExprId, never: Never) {
        let path = self.def.node_path(node);
        let at = self.info.get(expr.0 as usize).map_or(0, |info| info.at);
        let (part, code, help, message) = match never {
            Never::Relevant => (
                "@relevant",
                "form.never_relevant",
                "Compare the condition with those of the groups around it; `or` where one of \
                 several is enough.",
                format!("{path} is never reached: its condition can never hold"),
            ),
            Never::Valid => (
                "@constraint",
                "form.never_valid",
                "Check the bounds and their signs; `or` where one of several is enough.",
                format!("no answer to {path} is ever right: its constraint can never hold"),
            ),
        };
        let place = format!("{path} {part}");
        let fault = Fault {
            code,
            help,
            at,
            path: &place,
            offset: None,
        };
        self.warn(&fault, message);
    }

    fn may_hold(&self, parts: Vec<Part<'_>>, left: &mut usize) -> bool {
        let most = MOST_PARTS.min(*left);
        let mut own = most;
        let holds = self.branch_holds(parts, BTreeMap::new(), &mut own);
        *left = left.saturating_sub(most - own);
        holds
    }

    fn branch_holds<'e>(
        &self,
        mut parts: Vec<Part<'e>>,
        mut known: BTreeMap<NodeId, Known<'e>>,
        left: &mut usize,
    ) -> bool {
        while let Some((expr, node, wanted)) = parts.pop() {
            *left = left.saturating_sub(1);
            if *left == 0 {
                return true;
            }
            match expr {
                Expr::Binary(binary) => match (binary.op, wanted) {
                    (BinaryOp::And, true) | (BinaryOp::Or, false) => {
                        parts.push((&binary.left, node, wanted));
                        parts.push((&binary.right, node, wanted));
                    }
                    (BinaryOp::Or, true) | (BinaryOp::And, false) => {
                        return [&binary.left, &binary.right].into_iter().any(|side| {
                            let noted: usize = known.values().map(Known::noted).sum();
                            *left = left.saturating_sub(parts.len() + noted);
                            // Each way through the `or` knows its own: what one side rules out
                            // may hold on the other.
                            let mut parts = parts.clone();
                            parts.push((side, node, wanted));
                            self.branch_holds(parts, known.clone(), left)
                        });
                    }
                    _ => self.compare(binary, node, wanted, &mut known),
                },
                Expr::Call(call) => match (&call.function, call.args.as_slice()) {
                    (Function::Not, [inner]) => parts.push((inner, node, !wanted)),
                    (Function::True, _) if !wanted => return false,
                    (Function::False, _) if wanted => return false,
                    _ => self.selected(call, node, wanted, &mut known),
                },
                _ => {}
            }
        }
        let held: usize = known.values().map(Known::compared).sum();
        *left = left.saturating_sub(held);
        if *left == 0 {
            return true;
        }
        known
            .iter()
            .all(|(node, known)| known.possible(self.def.nodes.data_type(*node) == DataType::Int))
    }

    /// `${a} > 5`, `'x' = ${a}`.
    fn compare<'e>(
        &self,
        binary: &'e Binary,
        own: NodeId,
        wanted: bool,
        known: &mut BTreeMap<NodeId, Known<'e>>,
    ) {
        let (path, value, op) = match (&binary.left, &binary.right) {
            (Expr::Path(path), value) => (path, value, binary.op),
            (value, Expr::Path(path)) => (path, value, turned(binary.op)),
            _ => return,
        };
        let Some(node) = self.one_answer(path, own) else {
            return;
        };
        let known = known.entry(node).or_default();
        match (op, value, wanted) {
            (BinaryOp::Equal, Expr::Literal(text), true) => match known.equal {
                // Two texts at once: no answer is both.
                Some(other) if other != &**text => known.unequal.push(other),
                _ => known.equal = Some(text),
            },
            (BinaryOp::NotEqual, Expr::Literal(text), true)
            | (BinaryOp::Equal, Expr::Literal(text), false) => known.unequal.push(text),
            // What is not greater can also be no number at all.
            (_, _, false) => {}
            (op, value, true) => {
                let Some(number) = number(value) else {
                    return;
                };
                if matches!(
                    op,
                    BinaryOp::Equal | BinaryOp::Greater | BinaryOp::GreaterOrEqual
                ) {
                    known.at_least(number, op == BinaryOp::Greater);
                }
                if matches!(op, BinaryOp::Equal | BinaryOp::Less | BinaryOp::LessOrEqual) {
                    known.at_most(number, op == BinaryOp::Less);
                }
            }
        }
    }

    /// `selected(${a}, 'x')`.
    fn selected<'e>(
        &self,
        call: &'e Call,
        own: NodeId,
        wanted: bool,
        known: &mut BTreeMap<NodeId, Known<'e>>,
    ) {
        let (Function::Selected, [Expr::Path(path), Expr::Literal(text)]) =
            (&call.function, call.args.as_slice())
        else {
            return;
        };
        let one = text.trim();
        if one.is_empty() || one.contains(char::is_whitespace) {
            return;
        }
        if let Some(node) = self.one_answer(path, own) {
            let known = known.entry(node).or_default();
            match wanted {
                true => known.chosen.push(one),
                false => known.not_chosen.push(one),
            }
        }
    }

    /// The node of a path that leads to one answer.
    fn one_answer(&self, path: &Path, own: NodeId) -> Option<NodeId> {
        let plain = path.steps.iter().all(Step::is_plain);
        let context = match path.start {
            Start::Root => None,
            Start::Context => Some(own),
            _ => return None,
        };
        if !plain {
            return None;
        }
        let written = Expr::Path(Box::new(path.clone())).to_string();
        let node = self.def.find(&written, context)?;
        let nodes = &self.def.nodes;
        let one = self.def.scope_within(nodes.scope(own), nodes.scope(node));
        (one && nodes.kind(node).holds_value()).then_some(node)
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Number(number) => Some(*number).filter(|number| !number.is_nan()),
        Expr::Negate(inner) => number(inner).map(|number| -number),
        _ => None,
    }
}

/// The sign read from the other side.
fn turned(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Less => BinaryOp::Greater,
        BinaryOp::LessOrEqual => BinaryOp::GreaterOrEqual,
        BinaryOp::Greater => BinaryOp::Less,
        BinaryOp::GreaterOrEqual => BinaryOp::LessOrEqual,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::{FormDef, NoMedia};

    /// The faults of a form with a group `g` of this condition around `b` of these.
    fn never(group: &str, relevant: &str, constraint: &str) -> Vec<String> {
        let escape = |text: &str| text.replace('<', "&lt;");
        let xml = format!(
            r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
            <h:head><model><instance><data id="f"><a/><n/><g><b/></g></data></instance>
            <bind nodeset="/data/a" type="string"/><bind nodeset="/data/n" type="decimal"/>
            <bind nodeset="/data/g" relevant="{}"/>
            <bind nodeset="/data/g/b" type="int" relevant="{}" constraint="{}"/>
            </model></h:head><h:body><input ref="/data/a"/><input ref="/data/n"/>
            <group ref="/data/g"><input ref="/data/g/b"/></group></h:body></h:html>"#,
            escape(group),
            escape(relevant),
            escape(constraint)
        );
        let (_, told) = FormDef::parse(xml.as_bytes(), &NoMedia);
        let told = told.iter().filter(|d| d.code.starts_with("form.never"));
        told.map(|d| format!("{} {}", d.code, d.place.path))
            .collect()
    }

    #[test]
    fn conditions_that_cannot_hold_are_told() {
        for relevant in [
            "/data/a = 'x' and /data/a = 'y'",
            "/data/n > 5 and /data/n < 3",
            "/data/n >= 5 and 5 > /data/n",
            "selected(/data/a, 'x') and not(selected(/data/a, 'x'))",
            "selected(/data/a, 'x') and /data/a = 'y z'",
            "/data/a = 'x' and not(/data/a = 'x')",
            "/data/a = '' and /data/a > 3",
            "(/data/a = 'x' or /data/a = 'y') and /data/a = 'z'",
            "not(/data/a != 'x' or /data/n < 3) and false()",
            "false()",
        ] {
            let expected = ["form.never_relevant /data/g/b @relevant"];
            assert_eq!(never("", relevant, ""), expected, "{relevant}");
        }
        for relevant in [
            "/data/a = 'x' or /data/a = 'y'",
            "/data/n >= 5 and /data/n <= 5",
            "/data/n > 3 and /data/n < 4",
            "selected(/data/a, 'x') and selected(/data/a, 'y')",
            "selected(/data/a, 'x') and /data/a = 'y x'",
            "/data/a != 'x' and /data/a != 'y'",
            "not(/data/n > 3) and not(/data/n < 4)",
            "/data/a = '1' and /data/a = 1",
            "/data/a >= '2026-01-01' and /data/a = '2026-02-01'",
            "/data/n = 3 or false()",
        ] {
            assert_eq!(never("", relevant, ""), [""; 0], "{relevant}");
        }
    }

    #[test]
    fn the_groups_around_count_and_what_is_in_them_follows() {
        assert_eq!(
            never("/data/a = 'si'", "/data/a = 'no'", ""),
            ["form.never_relevant /data/g/b @relevant"]
        );
        assert_eq!(
            never("/data/a = 'x' and /data/a = ''", "/data/a = 'no'", ""),
            ["form.never_relevant /data/g @relevant"]
        );
        assert_eq!(never("/data/a = 'si'", "/data/n > 3", ""), [""; 0]);
    }

    #[test]
    fn constraints_that_cannot_hold_are_told() {
        for constraint in [". > 10 and . < 5", ". > 3 and . < 4", ". < -1 and . >= 0"] {
            let expected = ["form.never_valid /data/g/b @constraint"];
            assert_eq!(never("", "", constraint), expected, "{constraint}");
        }
        for constraint in [
            ". > 10 or . < 5",
            ". >= 3 and . < 4",
            ". >= /data/n and . < 0",
        ] {
            assert_eq!(never("", "", constraint), [""; 0], "{constraint}");
        }
    }
}

//! References as paths: absolute, or relative where both ends are in one repeat.

use std::collections::HashMap;

use super::Emitter;
use super::frames::Frames;
use crate::expr::reference::{Reference, is_candidate, right};
use crate::fault::{Fault, Rule, rules::refs as rules};
use crate::survey::tree::{Id, Kind, Tree};

/// How a relative path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Mode {
    /// With `current()`: the path stands in a predicate, where `.` is an item of a list.
    pub(crate) current: bool,
    /// From outside of the repeat: all its instances are meant.
    pub(crate) parent: bool,
}

/// The elements of a form by their names.
pub(crate) struct Finder<'a> {
    tree: &'a Tree,
    /// None for a name that several have.
    named: HashMap<&'a str, Option<Id>>,
}

impl Emitter<'_, '_> {
    /// The text with a path for each reference.
    pub(super) fn expanded(&self, text: &str, context: Option<Id>, mode: Mode) -> String {
        if !is_candidate(text) {
            return text.to_owned();
        }
        let frames = Frames::of(text);
        let mut out = String::with_capacity(text.len() + 32);
        let mut from = 0;
        for reference in right(text) {
            out.push_str(text.get(from..reference.start).unwrap_or_default());
            out.push_str(&self.path_of(&frames, &reference, context, mode));
            from = reference.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }

    /// The path for a reference of a text, between blanks; a fault where several elements have
    /// its name or none.
    pub(super) fn path_of(
        &self,
        frames: &Frames<'_>,
        reference: &Reference<'_>,
        context: Option<Id>,
        mode: Mode,
    ) -> String {
        match self.finder.path_of(frames, reference, context, mode) {
            Ok(path) => path,
            Err(rule) => {
                let place = context.map(|id| self.tree.get(id).row).unwrap_or_default();
                let place = self.survey.at_row(place, "");
                self.push(Fault::new(rule, place).with("name", reference.name));
                String::new()
            }
        }
    }
}

impl<'a> Finder<'a> {
    /// The elements of a tree that references can mean.
    pub(crate) fn new(tree: &'a Tree) -> Self {
        let mut named: HashMap<&str, Option<Id>> = HashMap::new();
        for id in tree.all() {
            let element = tree.get(id);
            if !element.is_question() && !element.is_section() {
                continue;
            }
            let known = named.insert(&element.name, Some(id));
            if known.is_some() {
                named.insert(&element.name, None);
            }
        }
        Self { tree, named }
    }

    /// The path for a reference of a text, between blanks.
    ///
    /// # Errors
    /// The rule that the reference is against: no element has its name, or several have.
    pub(crate) fn path_of(
        &self,
        frames: &Frames<'_>,
        reference: &Reference<'_>,
        context: Option<Id>,
        mode: Mode,
    ) -> Result<String, &'static Rule> {
        let target = self.target(reference.name)?;
        if !reference.last_saved
            && let Some(context) = context
            && frames.may_be_relative(reference)
        {
            let current = mode.current || frames.in_predicate(reference);
            if let Some(path) = self.relative(context, target, current, mode.parent) {
                return Ok(path);
            }
        }
        let path = self.tree.path(target);
        Ok(match reference.last_saved {
            true => format!(" instance('__last-saved'){path} "),
            false => format!(" {path} "),
        })
    }

    /// The element that a name means.
    ///
    /// # Errors
    /// The rule that the name is against: no element has it, or several have.
    pub(crate) fn target(&self, name: &str) -> Result<Id, &'static Rule> {
        match self.named.get(name) {
            Some(Some(id)) => Ok(*id),
            Some(None) => Err(&rules::SEVERAL),
            None => Err(&rules::UNKNOWN),
        }
    }

    fn relative(&self, context: Id, target: Id, current: bool, parent: bool) -> Option<String> {
        let repeat = |kind| kind == Kind::Repeat;
        let (lcar_steps, lcar) = self.tree.common(context, target, repeat)?;
        let (steps, from) = self
            .outside(context, target, lcar, lcar_steps)
            .filter(|_| parent)
            .or_else(|| {
                let container = |kind| matches!(kind, Kind::Group | Kind::Hidden | Kind::Repeat);
                self.tree.common(context, target, container)
            })?;
        let up = vec![".."; steps].join("/");
        let start = if current { " current()/" } else { " " };
        let path = self.tree.path_below(target, Some(from));
        Some(format!("{start}{up}{path} "))
    }

    /// One step further up than the repeat, so that all its instances are meant; not where the
    /// target is in a repeat inside of it, or where only an outer repeat has both.
    fn outside(&self, context: Id, target: Id, lcar: Id, steps: usize) -> Option<(usize, Id)> {
        let alone = self.tree.repeat_around(lcar).is_none();
        let inner = self.tree.repeat_around(context) != Some(lcar);
        let direct = self.tree.repeat_around(target) == Some(lcar);
        let parent = self.tree.get(lcar).parent?;
        (direct && (alone || inner)).then_some((steps + 1, parent))
    }
}

//! Actions, in the model and inside groups, repeats and controls: `setvalue`,
//! `odk:setgeopoint`, `odk:recordaudio`.

use std::borrow::Cow;

use super::expr::ExprPlace;
use super::{Fault, Loader};
use crate::def::NodeId;
use crate::def::action::{Action, ActionEvent, Deed};
use crate::xml::{Element, ODK, XFORMS};

/// Where actions stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct ActionPlace {
    /// The group, repeat or question around them; relative references start from it.
    pub(super) holder: Option<NodeId>,
    /// The question around them.
    pub(super) trigger: Option<NodeId>,
}

impl ActionPlace {
    /// In the model.
    pub(super) const MODEL: Self = Self {
        holder: None,
        trigger: None,
    };

    /// In a group or repeat.
    pub(super) fn inside(node: NodeId) -> Self {
        Self {
            holder: Some(node),
            trigger: None,
        }
    }

    /// In a question.
    pub(super) fn question(node: NodeId) -> Self {
        Self {
            holder: Some(node),
            trigger: Some(node),
        }
    }
}

impl Loader<'_> {
    /// Reads the actions directly inside `parent`.
    pub(super) fn load_actions(&mut self, parent: Element<'_>, place: ActionPlace) {
        for element in parent.elements() {
            if element.name.is(XFORMS, "setvalue") {
                self.load_action(element, place, Self::set_value);
            } else if element.name.is(ODK, "setgeopoint") {
                self.load_action(element, place, |_, _, _| Some(Deed::Locate));
            } else if element.name.is(ODK, "recordaudio") {
                self.load_action(element, place, |_, element, _| {
                    let quality = element.attr_ns(ODK, "quality").map(str::trim);
                    Some(Deed::Record {
                        quality: quality.filter(|q| !q.is_empty()).map(ToOwned::to_owned),
                    })
                });
            }
        }
    }

    fn load_action(
        &mut self,
        element: Element<'_>,
        place: ActionPlace,
        deed: impl Fn(&mut Self, Element<'_>, NodeId) -> Option<Deed>,
    ) {
        let reference = element
            .attr("ref")
            .or(element.attr("target"))
            .unwrap_or_default();
        let by_bind = element
            .attr("bind")
            .and_then(|id| self.bind_ids.get(id).copied());
        let base = place.holder.or(Some(NodeId::ROOT));
        let plain = without_predicates(reference);
        let target = by_bind
            .or_else(|| self.def.find(&plain, base))
            .filter(|n| self.def.nodes.kind(*n).holds_value());
        let Some(target) = target else {
            let fault = Fault {
                code: "form.setvalue_nowhere",
                help: "Mend the ref: it must be a node of the primary instance that holds a value.",
                at: element.at,
                path: reference,
                offset: None,
            };
            let name = element.name.written();
            let message = format!("the node {reference:?} of {name} does not exist");
            return self.error(&fault, message);
        };
        let chosen = match by_bind {
            None if matches!(plain, Cow::Owned(_)) => {
                let here = ExprPlace {
                    node: base,
                    at: element.at,
                    path: "@ref",
                };
                let Some(expr) = self.compile(reference, &here) else {
                    return;
                };
                Some(expr)
            }
            _ => None,
        };
        let Some(deed) = deed(self, element, target) else {
            return;
        };
        let events = self.events(element, reference, &deed);
        self.def.actions.push(Action {
            events,
            target,
            place: chosen,
            holder: place.holder,
            trigger: place.trigger,
            deed,
        });
    }

    fn set_value(&mut self, element: Element<'_>, target: NodeId) -> Option<Deed> {
        // `value=""` clears the target, whatever stands inside.
        match element.attr("value") {
            Some(text) if text.trim().is_empty() => Some(Deed::SetText(String::new())),
            Some(text) => {
                let place = ExprPlace {
                    node: Some(target),
                    at: element.at,
                    path: "setvalue/@value",
                };
                self.compile(text, &place).map(Deed::SetResult)
            }
            None => Some(Deed::SetText(element.text().into_owned())),
        }
    }

    fn events(&mut self, element: Element<'_>, reference: &str, deed: &Deed) -> Vec<ActionEvent> {
        let names = element
            .attrs()
            .iter()
            .find(|a| a.name.local == "event")
            .map(|a| &*a.value)
            .unwrap_or_default();
        let mut events = Vec::new();
        let mut fault = |message| {
            let fault = Fault {
                code: "form.unknown_event",
                help: "Known: odk-instance-first-load, odk-instance-load, odk-new-repeat, \
                       xforms-value-changed, xforms-revalidate; for odk:recordaudio the first two.",
                at: element.at,
                path: reference,
                offset: None,
            };
            self.warn(&fault, message);
        };
        for name in names.split_ascii_whitespace() {
            match ActionEvent::from_name(name) {
                Some(event) if matches!(deed, Deed::Record { .. }) && !event.is_load() => {
                    fault(format!("recording cannot begin with the event {name:?}"));
                }
                Some(event) => events.push(event),
                None => fault(format!("the event {name:?} is unknown")),
            }
        }
        events
    }
}

/// A reference with what stands in brackets left out.
fn without_predicates(reference: &str) -> Cow<'_, str> {
    if !reference.contains('[') {
        return Cow::Borrowed(reference);
    }
    let mut out = String::with_capacity(reference.len());
    let (mut depth, mut quote) = (0usize, None);
    for c in reference.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if depth > 0 => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            (None, c) if depth == 0 => out.push(c),
            (None, _) => {}
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::without_predicates;

    #[test]
    fn predicates_are_left_out_with_what_they_quote() {
        let plain = without_predicates("/d/r[position()=1]/s[x = ']' and y[1]]/t");
        assert_eq!(plain, "/d/r/s/t");
        assert_eq!(without_predicates("../a"), "../a");
    }
}

//! `setvalue` actions, in the model and inside controls.

use super::expr::ExprPlace;
use super::{Fault, Loader};
use crate::def::NodeId;
use crate::def::bind::{Action, ActionEvent, ActionValue};
use crate::def::nodes::NodeKind;
use crate::xml::{Element, ODK, XFORMS};

impl Loader<'_> {
    /// Reads the actions directly inside `parent`. `context` is the node that relative
    /// references start from, `trigger` the control's node.
    pub(super) fn load_actions(
        &mut self,
        parent: &Element,
        context: Option<NodeId>,
        trigger: Option<NodeId>,
    ) {
        for element in parent.elements() {
            if element.name.is(XFORMS, "setvalue") {
                self.load_setvalue(element, context, trigger);
            } else if element.name.is(ODK, "setgeopoint") || element.name.is(ODK, "recordaudio") {
                let name = element.name.written();
                let fault = Fault {
                    code: "form.action_by_shell",
                    help: "The form loads; the value stays empty until the app supports it.",
                    at: element.at,
                    path: element.attr("ref").unwrap_or_default(),
                    offset: None,
                };
                self.warn(&fault, format!("{name} is not run by this version"));
            }
        }
    }

    fn load_setvalue(
        &mut self,
        element: &Element,
        context: Option<NodeId>,
        trigger: Option<NodeId>,
    ) {
        let reference = element
            .attr("ref")
            .or(element.attr("target"))
            .unwrap_or_default();
        let base = context.or(Some(NodeId::ROOT));
        let by_bind = element
            .attr("bind")
            .and_then(|id| self.bind_ids.get(id).copied());
        let target = by_bind
            .or_else(|| self.def.find(reference, base))
            .filter(|n| {
                matches!(
                    self.def.nodes.kind(*n),
                    NodeKind::Leaf | NodeKind::Attribute
                )
            });
        let Some(target) = target else {
            let fault = Fault {
                code: "form.setvalue_nowhere",
                help: "Mend the ref: it must be a node of the primary instance that holds a value.",
                at: element.at,
                path: reference,
                offset: None,
            };
            return self.error(
                &fault,
                format!("setvalue's node {reference:?} does not exist"),
            );
        };
        let names = element
            .attrs
            .iter()
            .find(|a| &*a.name.local == "event")
            .map(|a| a.value.as_str())
            .unwrap_or_default();
        let mut events = Vec::new();
        for name in names.split_ascii_whitespace() {
            match ActionEvent::from_name(name) {
                Some(event) => events.push(event),
                None => {
                    let fault = Fault {
                        code: "form.unknown_event",
                        help: "Known: odk-instance-first-load, odk-instance-load, odk-new-repeat, \
                               xforms-value-changed.",
                        at: element.at,
                        path: reference,
                        offset: None,
                    };
                    self.warn(&fault, format!("the event {name:?} is unknown"));
                }
            }
        }
        let value = match element.attr("value") {
            Some(text) if !text.trim().is_empty() => {
                let place = ExprPlace {
                    node: Some(target),
                    at: element.at,
                    path: "setvalue/@value",
                };
                match self.compile(text, &place) {
                    Some(expr) => ActionValue::Expr(expr),
                    None => return,
                }
            }
            _ => ActionValue::Literal(element.text()),
        };
        self.def.actions.push(Action {
            events,
            target,
            trigger,
            value,
        });
    }
}

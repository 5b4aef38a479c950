//! Declarations as elements of the form: `meta/entity` with its attributes and its label.

use super::Declaration;
use crate::survey::tree::{Action, Element, FIRST_LOAD, Id, Kind, NEW_REPEAT, Tree};

/// Puts declarations into their containers.
pub(super) fn inject(list: &[Declaration], places: Vec<(Id, usize)>, tree: &mut Tree) {
    for (container, index) in places {
        let Some(declaration) = list.get(index) else {
            continue;
        };
        let inside =
            tree.get(container).kind == Kind::Repeat || tree.repeat_around(container).is_some();
        let meta = tree.add(container, Element::new(Kind::Hidden, "group", "meta", 0));
        let entity = Element::new(Kind::Entity, "entity", "entity", declaration.row);
        let entity = tree.add(meta, entity);
        for attribute in attributes(declaration, inside) {
            tree.add(entity, attribute);
        }
        if let Some(label) = &declaration.label {
            let element = Element::new(Kind::EntityLabel, "label", "label", declaration.row);
            tree.add(entity, calculated(element, label));
        }
    }
}

fn attribute(name: &str, value: &str, declaration: &Declaration) -> Element {
    let mut element = Element::new(Kind::Attribute, "attribute", name, declaration.row);
    value.clone_into(&mut element.value);
    element
}

fn calculated(mut element: Element, expression: &str) -> Element {
    element.set_bind("calculate", expression);
    element.set_bind("readonly", "true()");
    element.set_bind("type", "string");
    element
}

fn attributes(declaration: &Declaration, inside: bool) -> Vec<Element> {
    let plain = |name: &str, value: &str| attribute(name, value, declaration);
    let flag = |name: &str, condition: Option<&String>| match condition {
        Some(condition) => calculated(plain(name, "1"), condition),
        None => plain(name, "1"),
    };
    let mut found = vec![plain("dataset", &declaration.list)];
    let mut id = plain("id", "");
    id.set_bind("readonly", "true()");
    id.set_bind("type", "string");
    if declaration.id.is_none() || declaration.create_if.is_some() {
        found.push(flag("create", declaration.create_if.as_ref()));
    }
    match &declaration.id {
        None => {
            let events = [Some(FIRST_LOAD), inside.then_some(NEW_REPEAT)];
            for event in events.into_iter().flatten() {
                let mut action = Action::new("setvalue", event);
                action.value = Some("uuid()".to_owned());
                id.actions.push(action);
            }
        }
        Some(entity) => {
            found.push(flag("update", declaration.update_if.as_ref()));
            id.set_bind("calculate", entity);
            let item = format!("instance('{}')/root/item[name={entity}]", declaration.list);
            for (name, column) in [
                ("baseVersion", "__version"),
                ("trunkVersion", "__trunkVersion"),
                ("branchId", "__branchId"),
            ] {
                found.push(calculated(plain(name, ""), &format!("{item}/{column}")));
            }
        }
    }
    found.push(id);
    found
}

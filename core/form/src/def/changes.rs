//! What differs between two versions of a form, for whoever publishes the second.

use std::collections::{BTreeMap, BTreeSet};

use super::FormDef;
use super::fields::{Field, FieldKind};

/// One difference between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A question that the older version does not have.
    Added {
        /// Its path in the newer version.
        path: String,
    },
    /// A question that the newer version does not have.
    Gone {
        /// Its path in the older version.
        path: String,
    },
    /// A question with the label and the type of one that is gone, and another name.
    Renamed {
        /// Its path in the older version.
        from: String,
        /// Its path in the newer version.
        to: String,
    },
    /// A question that stands in another group.
    Moved {
        /// Its path in the older version.
        from: String,
        /// Its path in the newer version.
        to: String,
    },
    /// A question whose answers are of another type, or that is asked with another control.
    Retyped {
        /// Its path in the newer version.
        path: String,
        /// Its type before: `int`, `select1 string`.
        from: String,
        /// Its type now.
        to: String,
    },
    /// Choices that a question no longer offers.
    ChoicesGone {
        /// The question's path in the newer version.
        path: String,
        /// The names of the choices, in the order of the older version.
        choices: Vec<String>,
    },
    /// A property of an entity list that the newer version does not save.
    PropertyGone {
        /// The property.
        property: String,
        /// The path of the question that was saved to it.
        path: String,
    },
}

impl FormDef {
    /// What `newer` changes, in the order of its questions, what is gone last. Groups are not
    /// listed: what matters of them is where their questions stand.
    ///
    /// ```
    /// use farola_form::{Change, FormDef, NoMedia};
    ///
    /// let form = |nodes: &str| {
    ///     let xml = format!(
    ///         r#"<h:html xmlns="http://www.w3.org/2002/xforms"
    ///         xmlns:h="http://www.w3.org/1999/xhtml">
    ///         <h:head><model><instance><data id="f">{nodes}</data></instance></model></h:head>
    ///         <h:body/></h:html>"#
    ///     );
    ///     FormDef::parse(xml.as_bytes(), &NoMedia).0.unwrap()
    /// };
    /// let changes = form("<a/><b/>").changes(&form("<g><a/></g><c/>"));
    /// let moved = Change::Moved { from: "/data/a".to_owned(), to: "/data/g/a".to_owned() };
    /// assert_eq!(changes[0], moved);
    /// assert_eq!(changes[1], Change::Added { path: "/data/c".to_owned() });
    /// assert_eq!(changes[2], Change::Gone { path: "/data/b".to_owned() });
    /// ```
    #[must_use]
    pub fn changes(&self, newer: &Self) -> Vec<Change> {
        let (before, after) = (leaves(self), leaves(newer));
        let pairs = pairs(&before, &after);
        let mut changes = Vec::new();
        for (index, field) in after.iter().enumerate() {
            let Some(old) = pairs.get(&index).and_then(|old| before.get(*old)) else {
                let path = field.path.clone();
                changes.push(Change::Added { path });
                continue;
            };
            let (from, to) = (old.path.clone(), field.path.clone());
            if from != to {
                changes.push(match name(&from) == name(&to) {
                    true => Change::Moved { from, to },
                    false => Change::Renamed { from, to },
                });
            }
            changes.extend(retyped(old, field));
            changes.extend(choices_gone(old, field));
        }
        let kept: BTreeSet<usize> = pairs.values().copied().collect();
        let gone = before.iter().enumerate();
        let gone = gone.filter(|(index, _)| !kept.contains(index));
        changes.extend(gone.map(|(_, field)| Change::Gone {
            path: field.path.clone(),
        }));
        changes.extend(properties_gone(self, newer));
        changes
    }
}

fn leaves(def: &FormDef) -> Vec<Field<'_>> {
    let mut fields = def.fields();
    fields.retain(|field| matches!(field.kind, FieldKind::Question | FieldKind::Calculate));
    fields
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// For each newer field that is an older one: by its path, else by its name where that is alone in
/// both, else by a label that is alone in both, with the same type.
fn pairs(before: &[Field<'_>], after: &[Field<'_>]) -> BTreeMap<usize, usize> {
    type Key = fn(&Field<'_>) -> String;
    let said: Key = |field| match field.label("") {
        label if label.trim().is_empty() => String::new(),
        label => format!("{} {label}", kind(field)),
    };
    let keys: [Key; 3] = [
        |field| field.path.clone(),
        |field| name(&field.path).to_owned(),
        said,
    ];
    let mut pairs: BTreeMap<usize, usize> = BTreeMap::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    // From the surest to the weakest: what a path has paired no label can pair otherwise.
    for key in keys {
        let free = |fields: &[Field<'_>], taken: &dyn Fn(usize) -> bool| {
            let mut found: BTreeMap<String, Option<usize>> = BTreeMap::new();
            for (index, field) in fields.iter().enumerate().filter(|(i, _)| !taken(*i)) {
                let twin = found.entry(key(field));
                // Two of one key are paired with nothing: a wrong pair would hide what is gone.
                twin.and_modify(|known| *known = None)
                    .or_insert(Some(index));
            }
            found.remove("");
            found
        };
        let old = free(before, &|index| taken.contains(&index));
        let new = free(after, &|index| pairs.contains_key(&index));
        for (key, index) in new {
            let same = old.get(&key).copied().flatten();
            if let Some((index, same)) = index.zip(same) {
                pairs.insert(index, same);
                taken.insert(same);
            }
        }
    }
    pairs
}

/// The control and the type: `select1 string`, `int`.
fn kind(field: &Field<'_>) -> String {
    match field.control {
        // What is typed and what is worked out are told apart by their type alone.
        None | Some(super::ControlKind::Input) => field.data_type.name().to_owned(),
        Some(control) => format!("{} {}", control.name(), field.data_type.name()),
    }
}

fn retyped(old: &Field<'_>, new: &Field<'_>) -> Option<Change> {
    let (from, to) = (kind(old), kind(new));
    (from != to).then(|| Change::Retyped {
        path: new.path.clone(),
        from,
        to,
    })
}

fn choices_gone(old: &Field<'_>, new: &Field<'_>) -> Option<Change> {
    let now: BTreeSet<String> = new.choices("").into_iter().map(|c| c.value).collect();
    // Choices from a file or a repeat are not known here; none is not told as all gone.
    if now.is_empty() {
        return None;
    }
    let before = old.choices("").into_iter().map(|choice| choice.value);
    let choices: Vec<String> = before.filter(|value| !now.contains(value)).collect();
    (!choices.is_empty()).then(|| Change::ChoicesGone {
        path: new.path.clone(),
        choices,
    })
}

fn properties_gone(old: &FormDef, new: &FormDef) -> Vec<Change> {
    let saved = |def: &FormDef| {
        let blocks = def.entities.blocks.iter();
        let saved = blocks.flat_map(|block| &block.save_to);
        let saved = saved.map(|(node, property)| (property.clone(), def.node_path(*node)));
        saved.collect::<BTreeMap<String, String>>()
    };
    let now = saved(new);
    let gone = saved(old).into_iter();
    gone.filter(|(property, _)| !now.contains_key(property))
        .map(|(property, path)| Change::PropertyGone { property, path })
        .collect()
}

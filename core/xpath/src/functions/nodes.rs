//! Node-sets: counting, positions, names, instances, translations.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::shuffles::{shuffle, shuffle_by};
use super::{Args, Outcome};
use crate::ast::Expr;
use crate::convert::to_number;
use crate::error::XPathError;
use crate::eval::spend;
use crate::function::Function as F;
use crate::host::{Host, NodeKind, Want};
use crate::path::{depth, namesakes, sort, trail};
use crate::value::Value;

pub(super) fn call<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let host = args.host;
    match &args.call.function {
        F::Last => Ok((args.context.size.max(1) as f64).into()),
        F::Position => position(args),
        F::Count | F::CountNonEmpty => count(args),
        F::Id => id(args),
        F::LocalName | F::NamespaceUri | F::Name => name(args),
        F::Lang => lang(args),
        F::Instance => {
            let id = args.text(0)?;
            let node = host
                .instance(&id)
                .ok_or_else(|| XPathError::UnknownInstance {
                    id: id.to_string(),
                    offset: args.offset(),
                })?;
            Ok(Value::Nodeset(vec![node]))
        }
        F::Current => Ok(Value::Nodeset(vec![args.context.current])),
        F::IndexedRepeat => indexed_repeat(args).map(|found| blank_operand(found, args)),
        F::Randomize => randomize(args),
        F::Pulldata => pulldata(args),
        F::Itext => Ok(host.itext(&args.text(0)?).unwrap_or_default().into()),
        _ => choice_name(args),
    }
}

fn position<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let position = match args.count() {
        0 if args.context.position > 0 => args.context.position as f64,
        0 => args.host.position(args.context.node) as f64,
        _ => match args.value(0)? {
            // JavaRosa gives 0 for the position of nothing.
            Value::Nodeset(nodes) => nodes
                .first()
                .map_or(0.0, |node| args.host.position(*node) as f64),
            _ => {
                let (function, offset) = (args.name(), args.offset());
                return Err(XPathError::NotNodeset {
                    function,
                    argument: 1,
                    offset,
                });
            }
        },
    };
    Ok(position.into())
}

fn count<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let function = &args.call.function;
    if let Some(Expr::Path(path)) = args.expr(0)
        && let Some(count) = args.host.aggregate(function, path, args.context)
    {
        return Ok(count.into());
    }
    let nodes = args.nodes(0)?;
    let count = match function {
        F::Count => nodes.len(),
        _ => nodes
            .iter()
            .filter(|node| !args.host.string_value(**node).is_empty())
            .count(),
    };
    Ok((count as f64).into())
}

/// Without a DTD, an id is an attribute named `id` or `xml:id`.
fn id<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let texts = args.texts(0, Want::Set)?;
    let wanted: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.split_whitespace())
        .collect();
    let host = args.host;
    let mut found = Vec::new();
    let mut stack = vec![host.root(args.context.node)];
    let mut attributes = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some(node) = stack.pop() {
        spend(host, 1)?;
        attributes.clear();
        host.attributes(node, &mut attributes);
        for attribute in &attributes {
            let is_id = host.name(*attribute).is_some_and(|name| {
                name.local == "id" && matches!(name.prefix, None | Some("xml"))
            });
            let value = host.string_value(*attribute);
            if is_id && wanted.contains(&*value) && seen.insert(value.into_owned()) {
                found.push(node);
            }
        }
        let start = stack.len();
        host.children(node, &mut stack);
        if let Some(added) = stack.get_mut(start..) {
            added.reverse();
        }
    }
    sort(&mut found, host)?;
    Ok(Value::Nodeset(found))
}

fn name<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let node = match args.count() {
        0 => Some(args.context.node),
        _ => args.nodes(0)?.first().copied(),
    };
    let Some(name) = node.and_then(|node| args.host.name(node)) else {
        return Ok("".into());
    };
    Ok(match args.call.function {
        F::LocalName => name.local.into(),
        F::NamespaceUri => name.namespace.unwrap_or_default().into(),
        _ => match name.prefix {
            Some(prefix) => format!("{prefix}:{}", name.local).into(),
            None => name.local.into(),
        },
    })
}

fn lang<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let wanted = args.text(0)?.to_lowercase();
    let host = args.host;
    let mut at = Some(args.context.node);
    let mut attributes = Vec::new();
    while let Some(node) = at {
        attributes.clear();
        host.attributes(node, &mut attributes);
        let language = attributes.iter().find(|attribute| {
            host.name(**attribute)
                .is_some_and(|name| name.prefix == Some("xml") && name.local == "lang")
        });
        if let Some(language) = language {
            let language = host.string_value(*language).to_lowercase();
            let rest = language.strip_prefix(&wanted);
            return Ok(rest
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                .into());
        }
        at = host.parent(node);
    }
    Ok(false.into())
}

/// The n-th instance of each repeat, then the field below: `indexed-repeat(field, repeat, n, …)`.
///
/// The arguments are references: which instance they happen to stand in does not matter.
fn indexed_repeat<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let host = args.host;
    let nothing = Ok(Value::Nodeset(Vec::new()));
    if let [Expr::Path(field), Expr::Path(repeat), _] = args.call.args.as_slice() {
        let index = args.number(2)?;
        if let Some(nodes) = host.indexed(field, repeat, index, args.context) {
            return Ok(Value::Nodeset(nodes));
        }
    }
    let fields = args.nodes(0)?;
    let Some(field) = fields.first().copied() else {
        return nothing;
    };
    let mut pairs = Vec::new();
    for level in 0..(args.count() - 1) / 2 {
        let repeats = args.nodes(1 + level * 2)?;
        let index = args.number(2 + level * 2)?.trunc();
        let Some(sample) = repeats.first().copied() else {
            return nothing;
        };
        pairs.push((sample, index));
    }
    // The pairs may come in any order: outer repeats are chosen first.
    pairs.sort_by_key(|(sample, _)| depth(*sample, host));
    let mut chosen: Option<H::Node> = None;
    for (sample, index) in pairs {
        let instances = match chosen {
            None => match host.parent(sample) {
                Some(parent) => counted(namesakes(parent, sample, host), host)?,
                None => vec![sample],
            },
            Some(instance) => {
                let sample_in = ancestor_at(sample, depth(instance, host), host);
                match sample_in.and_then(|outer| trail(outer, sample, host)) {
                    Some(names) => counted(descend(instance, &names, host), host)?,
                    None => return nothing,
                }
            }
        };
        // NaN is no index either.
        let place = if index >= 1.0 {
            instances.get(index as usize - 1)
        } else {
            None
        };
        let Some(instance) = place.copied() else {
            return nothing;
        };
        chosen = Some(instance);
    }
    let Some(instance) = chosen else {
        return nothing;
    };
    let outer = ancestor_at(field, depth(instance, host), host);
    let Some(names) = outer.and_then(|outer| trail(outer, field, host)) else {
        return nothing;
    };
    let mut nodes = counted(descend(instance, &names, host), host)?;
    nodes.retain(|node| host.is_relevant(*node));
    Ok(Value::Nodeset(nodes))
}

/// The nodes, each noted as a step.
fn counted<H: Host>(nodes: Vec<H::Node>, host: &H) -> Result<Vec<H::Node>, XPathError> {
    spend(host, nodes.len())?;
    Ok(nodes)
}

fn ancestor_at<H: Host>(node: H::Node, level: usize, host: &H) -> Option<H::Node> {
    let mut up = depth(node, host).checked_sub(level)?;
    let mut at = node;
    while up > 0 {
        at = host.parent(at)?;
        up -= 1;
    }
    Some(at)
}

/// A comparison takes a value that is not there for a blank one, as JavaRosa does: whatever is
/// answered differs from the answer of an instance that does not exist.
fn blank_operand<H: Host>(found: Value<H::Node>, args: &Args<'_, H>) -> Value<H::Node> {
    match found {
        Value::Nodeset(nodes) if nodes.is_empty() && args.want == Want::Operand => {
            Value::String(String::new())
        }
        other => other,
    }
}

/// All nodes below `from` reached by the names of a trail.
fn descend<H: Host>(from: H::Node, names: &[H::Node], host: &H) -> Vec<H::Node> {
    let mut nodes = vec![from];
    for like in names {
        nodes = nodes
            .into_iter()
            .flat_map(|node| namesakes(node, *like, host))
            .collect();
    }
    nodes
}

fn randomize<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let nodes = args.nodes(0)?;
    if args.count() == 1 {
        let shuffled = shuffle_by(&nodes, || {
            let mut bytes = [0; 4];
            args.host.entropy(&mut bytes);
            f64::from(u32::from_le_bytes(bytes)) / 4_294_967_296.0
        });
        return Ok(Value::Nodeset(shuffled));
    }
    let seed = args.value(1)?;
    let number = to_number(&seed, args.host);
    // As in Java, a number beyond 64 bits stops at the last.
    let seed = if number.is_nan() {
        text_seed(&args.text(1)?)
    } else {
        number as i64
    };
    Ok(Value::Nodeset(shuffle(&nodes, seed)))
}

/// A seed that is no number is the start of the SHA-256 of its text; blank is 0.
fn text_seed(text: &str) -> i64 {
    if text.is_empty() {
        return 0;
    }
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0_i64, |seed, byte| (seed << 8) | i64::from(*byte))
}

/// `instance(id)/root/item[key column = key]/column`, of the first item that matches.
fn pulldata<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let (id, column) = (args.text(0)?, args.text(1)?);
    let (key_column, key) = (args.text(2)?, args.text(3)?);
    let host = args.host;
    if let Some(text) = host.pulldata(&id, &column, &key_column, &key) {
        return Ok(text.into());
    }
    let Some(instance) = host.instance(&id) else {
        let (id, offset) = (id.to_string(), args.offset());
        return Err(XPathError::UnknownInstance { id, offset });
    };
    let elements = |node| {
        let mut nodes = Vec::new();
        host.children(node, &mut nodes);
        nodes.retain(|node| host.kind(*node) == NodeKind::Element);
        nodes
    };
    // A column may be an attribute of the item: `@code`.
    let child = |item, name: &str| {
        let (name, cells) = match name.strip_prefix('@') {
            Some(name) => {
                let mut attributes = Vec::new();
                host.attributes(item, &mut attributes);
                (name, attributes)
            }
            None => (name, elements(item)),
        };
        cells
            .into_iter()
            .find(|node| host.name(*node).is_some_and(|known| known.local == name))
    };
    let items = elements(instance).into_iter().flat_map(elements);
    for item in items {
        spend(host, 1)?;
        let matches = child(item, &key_column).is_some_and(|node| host.string_value(node) == key);
        if matches {
            let found = child(item, &column).map(|node| host.string_value(node).into_owned());
            return Ok(found.unwrap_or_default().into());
        }
    }
    Ok("".into())
}

/// `jr:choice-name(value, 'path')`; a path that is not quoted is taken as written.
fn choice_name<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let value = args.text(0)?;
    let path = match args.expr(1) {
        Some(Expr::Path(path)) => path.to_string(),
        _ => args.text(1)?.into_owned(),
    };
    Ok(args
        .host
        .choice_name(&value, &path, args.context)
        .unwrap_or_default()
        .into())
}

//! Holds a JSON value to its schema in `openapi.json`: the few words of JSON Schema that the
//! document uses.

use serde_json::{Map, Value};

/// What of `value` is not as the named schema says.
pub(crate) fn faults(document: &Value, name: &str, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let schema = &document["components"]["schemas"][name];
    check(document, schema, value, name, &mut found);
    found
}

fn check(document: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let schema = resolve(document, schema);
    if let Some(options) = schema["oneOf"].as_array() {
        let fits = |option: &&Value| {
            let mut inner = Vec::new();
            check(document, option, value, place, &mut inner);
            inner.is_empty()
        };
        if options.iter().filter(fits).count() != 1 {
            found.push(format!("{place}: not exactly one of its forms"));
        }
        return;
    }
    if let Some(names) = schema["enum"].as_array() {
        if !names.contains(value) {
            found.push(format!("{place}: {value} is none of {names:?}"));
        }
        return;
    }
    if !is_of_type(&schema["type"], value) && schema["allOf"].is_null() {
        found.push(format!("{place}: {value} is not {}", schema["type"]));
    }
    match value {
        Value::Object(fields) => object(document, schema, fields, place, found),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                check(
                    document,
                    &schema["items"],
                    item,
                    &format!("{place}[{at}]"),
                    found,
                );
            }
        }
        _ => {}
    }
}

fn object(
    document: &Value,
    schema: &Value,
    fields: &Map<String, Value>,
    place: &str,
    found: &mut Vec<String>,
) {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    gather(document, schema, &mut properties, &mut required);
    for name in required.iter().filter(|name| !fields.contains_key(*name)) {
        found.push(format!("{place}: {name} is missing"));
    }
    for (name, value) in fields {
        let place = format!("{place}.{name}");
        match (properties.get(name), &schema["additionalProperties"]) {
            (Some(property), _) => check(document, property, value, &place, found),
            (None, Value::Object(_)) => {
                check(
                    document,
                    &schema["additionalProperties"],
                    value,
                    &place,
                    found,
                );
            }
            // An object that says nothing of its members holds any.
            (None, _) if properties.is_empty() => {}
            (None, _) => found.push(format!("{place}: not in the schema")),
        }
    }
}

/// Properties and required names of a schema, with those of the schemas that it extends.
fn gather(
    document: &Value,
    schema: &Value,
    properties: &mut Map<String, Value>,
    required: &mut Vec<String>,
) {
    let schema = resolve(document, schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        gather(document, part, properties, required);
    }
    if let Some(own) = schema["properties"].as_object() {
        properties.extend(own.clone());
    }
    let names = schema["required"].as_array().into_iter().flatten();
    required.extend(names.filter_map(Value::as_str).map(str::to_owned));
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let Some(path) = schema["$ref"].as_str() else {
        return schema;
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    resolve(document, &document["components"]["schemas"][name])
}

fn is_of_type(wanted: &Value, value: &Value) -> bool {
    match wanted {
        Value::Array(options) => options.iter().any(|option| is_of_type(option, value)),
        Value::String(name) => match name.as_str() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        },
        _ => false,
    }
}

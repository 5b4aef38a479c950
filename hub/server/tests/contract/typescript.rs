//! Prints the schemas of an OpenAPI document as TypeScript.
//!
//! It knows the schemas that the wire has and refuses any other, instead of printing something
//! that is nearly right.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The whole file: one exported type for each schema, in the order of their names.
pub(crate) fn print(document: &Value) -> Result<String, String> {
    let schemas = document["components"]["schemas"]
        .as_object()
        .ok_or("the document has no schemas")?;
    let mut out = String::from(
        "// Made from hub/wire/openapi.json; do not edit.\n\
         // UPDATE_WIRE=1 cargo test -p farola-hub-server --test contract writes it anew.\n",
    );
    for (name, schema) in schemas {
        let printed = declaration(name, schema).map_err(|what| format!("{name}: {what}"))?;
        let _ = write!(out, "\n{printed}");
    }
    Ok(out)
}

fn declaration(name: &str, schema: &Value) -> Result<String, String> {
    let comment = comment(schema, "");
    if let Some((parents, own)) = parts_of_all(schema)? {
        let parents = parents.join(", ");
        let body = body(own, "")?;
        return Ok(format!(
            "{comment}export interface {name} extends {parents} {body}\n"
        ));
    }
    if schema["properties"].is_object() {
        return Ok(format!(
            "{comment}export interface {name} {}\n",
            body(schema, "")?
        ));
    }
    Ok(format!(
        "{comment}export type {name} = {};\n",
        type_of(schema, "")?
    ))
}

/// `allOf` as serde's `flatten` makes it: named schemas and at most one of its own.
fn parts_of_all(schema: &Value) -> Result<Option<(Vec<String>, &Value)>, String> {
    let Some(parts) = schema["allOf"].as_array() else {
        return Ok(None);
    };
    let parents: Vec<String> = parts.iter().filter_map(reference).collect();
    let own: Vec<&Value> = parts
        .iter()
        .filter(|part| reference(part).is_none())
        .collect();
    match own[..] {
        [] => Ok(Some((parents, &Value::Null))),
        [own] => Ok(Some((parents, own))),
        _ => Err("allOf has several schemas without a name".to_owned()),
    }
}

fn reference(schema: &Value) -> Option<String> {
    let path = schema["$ref"].as_str()?;
    path.strip_prefix("#/components/schemas/")
        .map(str::to_owned)
}

/// The members of an object between braces.
fn body(schema: &Value, indent: &str) -> Result<String, String> {
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    let required = schema["required"].as_array();
    let is_required = |name: &String| {
        required.is_some_and(|names| names.iter().any(|one| one.as_str() == Some(name)))
    };
    let inner = format!("{indent}\t");
    let mut out = String::from("{\n");
    for (name, property) in properties {
        let mark = if is_required(name) { "" } else { "?" };
        let printed = type_of(property, &inner).map_err(|what| format!("{name}: {what}"))?;
        let comment = comment(property, &inner);
        let _ = writeln!(out, "{comment}{inner}{name}{mark}: {printed};");
    }
    let _ = write!(out, "{indent}}}");
    Ok(out)
}

fn type_of(schema: &Value, indent: &str) -> Result<String, String> {
    if let Some(name) = reference(schema) {
        return Ok(name);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(options) = schema[key].as_array() {
            return union(options.iter().map(|option| type_of(option, indent)));
        }
    }
    if let Some(names) = schema["enum"].as_array() {
        return union(names.iter().map(literal));
    }
    match &schema["type"] {
        Value::String(name) => named_type(name, schema, indent),
        Value::Array(names) => union(
            names
                .iter()
                .map(|name| named_type(name.as_str().unwrap_or_default(), schema, indent)),
        ),
        Value::Null => Err(format!("no type: {schema}")),
        other => Err(format!("no type: {other}")),
    }
}

fn named_type(name: &str, schema: &Value, indent: &str) -> Result<String, String> {
    match name {
        "string" | "boolean" | "null" => Ok(name.to_owned()),
        "integer" | "number" => Ok("number".to_owned()),
        "array" => {
            let item = type_of(&schema["items"], indent)?;
            let wrapped = if item.contains(' ') {
                format!("({item})")
            } else {
                item
            };
            Ok(format!("{wrapped}[]"))
        }
        "object" if schema["properties"].is_object() => body(schema, indent),
        "object" if schema["additionalProperties"].is_object() => {
            let value = type_of(&schema["additionalProperties"], indent)?;
            Ok(match reference(&schema["propertyNames"]) {
                // A map over a closed set need not have every name.
                Some(key) => format!("{{ [key in {key}]?: {value} }}"),
                None => format!("{{ [key: string]: {value} }}"),
            })
        }
        "object" => Ok("{ [key: string]: unknown }".to_owned()),
        other => Err(format!("unknown type {other}")),
    }
}

fn union(options: impl Iterator<Item = Result<String, String>>) -> Result<String, String> {
    let mut options = options.collect::<Result<Vec<_>, _>>()?;
    // TypeScript is read with null at the end.
    options.sort_by_key(|option| option == "null");
    options.dedup();
    if options.is_empty() {
        return Err("an empty union".to_owned());
    }
    Ok(options.join(" | "))
}

fn literal(value: &Value) -> Result<String, String> {
    let text = value
        .as_str()
        .ok_or("an enum of something else than strings")?;
    if text.contains(['\'', '\\', '\n']) {
        return Err("a name that needs escapes".to_owned());
    }
    Ok(format!("'{text}'"))
}

fn comment(schema: &Value, indent: &str) -> String {
    // A value that may be null has its description beside the type that it has otherwise.
    let options = schema["oneOf"].as_array().into_iter().flatten();
    let mut places = std::iter::once(schema).chain(options);
    let Some(text) = places.find_map(|place| place["description"].as_str()) else {
        return String::new();
    };
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    if let [line] = lines[..] {
        return format!("{indent}/** {line} */\n");
    }
    let body: String = lines
        .iter()
        .map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n")
        .collect();
    format!("{indent}/**\n{body}{indent} */\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(schema: Value, expect: &str) {
        assert_eq!(type_of(&schema, "").unwrap(), expect);
    }

    #[test]
    fn every_schema_of_the_wire_has_its_type() {
        check(json!({"type": "string", "format": "date-time"}), "string");
        check(json!({"type": ["string", "null"]}), "string | null");
        check(
            json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/City"}]}),
            "City | null",
        );
        check(json!({"type": "string", "enum": ["a", "b"]}), "'a' | 'b'");
        check(
            json!({"type": "array", "items": {"type": ["string", "null"]}}),
            "(string | null)[]",
        );
        check(
            json!({"type": "object", "additionalProperties": {"type": "integer"},
                   "propertyNames": {"$ref": "#/components/schemas/State"}}),
            "{ [key in State]?: number }",
        );
        check(
            json!({"type": "object", "properties": {"b": {"type": "boolean"}, "c": {"type": "null"}},
                   "required": ["b"]}),
            "{\n\tb: boolean;\n\tc?: null;\n}",
        );
    }

    #[test]
    fn flattened_types_are_extended() {
        let schema = json!({"description": "All of it.", "allOf": [
            {"$ref": "#/components/schemas/Item"},
            {"type": "object", "required": ["x"], "properties": {"x": {"type": "number"}}}]});
        let printed = declaration("Whole", &schema).unwrap();
        let expect = "/** All of it. */\nexport interface Whole extends Item {\n\tx: number;\n}\n";
        assert_eq!(printed, expect);
    }

    #[test]
    fn a_schema_that_is_not_known_is_refused() {
        for schema in [
            json!({}),
            json!({"type": "tuple"}),
            json!({"enum": [1]}),
            json!({"oneOf": []}),
            json!({"type": "array"}),
        ] {
            assert!(type_of(&schema, "").is_err(), "{schema}");
        }
        let twice = json!({"allOf": [{"type": "object"}, {"type": "object"}]});
        assert!(declaration("X", &twice).is_err());
    }
}

//! References as people write them: `age` for `/data/group/age`.

use farola_form::FormDef;
use farola_model::nearest;

/// The absolute reference that `written` means; a sentence where there is none.
pub(super) fn absolute(def: &FormDef, written: &str) -> Result<String, String> {
    let written = unwrapped(written.trim());
    if let Some(path) = known(def, written) {
        return Ok(path);
    }
    let fields = def.fields();
    let steps: Vec<&str> = written.split('/').filter(|step| !step.is_empty()).collect();
    let tail = format!("/{}", bare(&steps));
    let found: Vec<&str> = fields
        .iter()
        .map(|field| field.path.as_str())
        .filter(|path| path.ends_with(&tail))
        .collect();
    match (written.starts_with('/'), found.as_slice()) {
        (false, [path]) => Ok(with_positions(path, &steps)),
        (false, [_, _, ..]) => Err(format!(
            "{written:?} can be any of {}: write more of the path",
            found.join(", ")
        )),
        _ => {
            let name = |path: &'_ str| path.rsplit('/').next().unwrap_or_default().to_owned();
            let wanted = name(bare(&steps).as_str());
            let names: Vec<String> = fields.iter().map(|field| name(&field.path)).collect();
            let near = nearest(&wanted, names.iter().map(String::as_str));
            let hint = near.map(|near| format!(": did you mean {near}?"));
            Err(format!(
                "the form has no {written}{}",
                hint.unwrap_or_default()
            ))
        }
    }
}

/// `${age}` is how an XLSForm writes `age`.
fn unwrapped(written: &str) -> &str {
    let inner = written.strip_prefix("${").and_then(|s| s.strip_suffix('}'));
    inner.unwrap_or(written).trim()
}

/// An absolute path of an element or attribute of the form, its positions kept.
fn known(def: &FormDef, written: &str) -> Option<String> {
    let steps: Vec<&str> = written.strip_prefix('/')?.split('/').collect();
    let (last, around) = steps.split_last()?;
    // Attributes have no field of their own: the element around them must be known.
    let steps = if last.starts_with('@') {
        around
    } else {
        &steps
    };
    let plain = format!("/{}", bare(steps));
    let root = steps.len() == 1;
    let found = root || def.fields().iter().any(|field| field.path == plain);
    found.then(|| written.replace("[1]", ""))
}

/// The path without positions.
fn bare(steps: &[&str]) -> String {
    let names: Vec<&str> = steps.iter().map(|step| name(step)).collect();
    names.join("/")
}

fn name(step: &str) -> &str {
    step.split_once('[')
        .map_or(step, |(name, _)| name.trim_end())
}

/// The path with the positions that the last steps were written with.
fn with_positions(path: &str, steps: &[&str]) -> String {
    let names: Vec<&str> = path.split('/').collect();
    let offset = names.len().saturating_sub(steps.len());
    let out: Vec<&str> = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let step = index.checked_sub(offset).and_then(|i| steps.get(i));
            step.copied().unwrap_or(name)
        })
        .collect();
    out.join("/").replace("[1]", "")
}

#[cfg(test)]
mod tests {
    use farola_form::NoMedia;

    use super::*;

    fn form() -> FormDef {
        let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
            xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>T</h:title><model>
            <instance><data id="t"><g><age/></g><r><x/><s><x/><y/></s></r></data></instance>
            </model></h:head><h:body><group ref="/data/r"><repeat nodeset="/data/r">
            <group ref="/data/r/s"><repeat nodeset="/data/r/s"/></group></repeat></group></h:body>
            </h:html>"#;
        FormDef::parse(xml, &NoMedia).0.expect("a form")
    }

    #[test]
    fn names_stand_for_paths() {
        let def = form();
        let check = |written: &str, expected: Result<&str, &str>| {
            let got = absolute(&def, written);
            match expected {
                Ok(path) => assert_eq!(got.as_deref(), Ok(path)),
                Err(part) => assert!(got.as_ref().is_err_and(|e| e.contains(part)), "{got:?}"),
            }
        };
        check("age", Ok("/data/g/age"));
        check("${age}", Ok("/data/g/age"));
        check("/data/g/age", Ok("/data/g/age"));
        check("r[2]/s[3]/y", Ok("/data/r[2]/s[3]/y"));
        check("s[3]/x", Ok("/data/r/s[3]/x"));
        check("/data/r[1]/s[2]/x", Ok("/data/r/s[2]/x"));
        check("/data/@version", Ok("/data/@version"));
        check("x", Err("/data/r/x, /data/r/s/x"));
        check("aeg", Err("no aeg"));
        check("agee", Err("did you mean age?"));
        check("/data/age", Err("did you mean age?"));
    }
}

//! Changes to an XML text that keep it XML, so that the fuzzer gets past the reader: elements
//! are doubled, moved and dropped, attributes get the values of others or expressions made of
//! the paths that are there.

use std::ops::Range;

/// Expressions; `{}` becomes a path of the form.
const EXPRESSIONS: [&str; 32] = [
    "{}",
    "{} + 1",
    "../a",
    ".",
    "..",
    "current()/..",
    "sum({})",
    "count({})",
    "max({})",
    "join(' ', {})",
    "position(..)",
    "position({})",
    "{}[position() = 2]",
    "{}[. = {}]",
    "indexed-repeat({}, {}, 1)",
    "if({} &gt; 2, {}, '')",
    "{} = 1 or {} = ''",
    "once({})",
    "instance('l')/root/item[name = {}]/label",
    "pulldata('l', 'label', 'name', {})",
    "jr:choice-name({}, '{}')",
    "randomize({})",
    "randomize(instance('l')/root/item, 3)",
    "count-selected({})",
    "selected-at({}, 1)",
    "coalesce({}, {})",
    "today()",
    "string({})",
    "99999999999",
    "0 div 0",
    "true()",
    "jr:itext('{}')",
];

/// Elements worth having anywhere.
const ELEMENTS: [&str; 16] = [
    "<r jr:template=\"\"><x/><s><y/></s></r>",
    "<r><x>1</x></r>",
    "<a>3</a>",
    "<meta><instanceID/><instanceName/></meta>",
    "<bind nodeset=\"{}\" type=\"int\" calculate=\"{}\"/>",
    "<bind nodeset=\"{}\" relevant=\"{}\" required=\"true()\" constraint=\". != {}\"/>",
    "<setvalue event=\"xforms-value-changed\" ref=\"{}\" value=\"{}\"/>",
    "<setvalue event=\"odk-instance-first-load odk-new-repeat\" ref=\"{}\" value=\"{} + 1\"/>",
    "<input ref=\"{}\"><label>q <output value=\"{}\"/></label></input>",
    "<select ref=\"{}\"><label>s</label><itemset nodeset=\"{}\"><value ref=\".\"/>\
     <label ref=\".\"/></itemset></select>",
    "<select1 ref=\"{}\"><item><label>A</label><value>a</value></item></select1>",
    "<group ref=\"{}\" appearance=\"field-list\"><input ref=\"{}\"/></group>",
    "<repeat nodeset=\"{}\" jr:count=\"{}\"><input ref=\"{}\"/></repeat>",
    "<repeat nodeset=\"{}\"><repeat nodeset=\"{}\"/></repeat>",
    "<instance id=\"m\"><root><item><name>1</name></item></root></instance>",
    "<itext><translation lang=\"en\"><text id=\"t\"><value>T</value></text></translation></itext>",
];

/// Attributes worth having anywhere.
const ATTRIBUTES: [&str; 16] = [
    "calculate=\"{}\"",
    "relevant=\"{}\"",
    "constraint=\"{}\"",
    "required=\"{}\"",
    "readonly=\"{}\"",
    "jr:count=\"{}\"",
    "nodeset=\"{}\"",
    "ref=\"{}\"",
    "jr:template=\"\"",
    "jr:noAddRemove=\"true()\"",
    "type=\"int\"",
    "type=\"date\"",
    "type=\"geopoint\"",
    "jr:preload=\"uid\"",
    "appearance=\"field-list\"",
    "jr:preload=\"property\"",
];

/// Numbers out of a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list.get(self.below(list.len())).copied().unwrap_or("")
    }
}

/// Changes the XML behind the first `skip` bytes in place and tells the new size; nothing where
/// the fuzzer's own changes are to be had instead.
pub fn mutate(data: &mut [u8], skip: usize, size: usize, max: usize, seed: u32) -> Option<usize> {
    if seed.is_multiple_of(4) {
        return None;
    }
    let xml = std::str::from_utf8(data.get(skip..size)?).ok()?;
    let mut changed = change(xml, seed)?;
    if seed % 4 == 1 {
        changed = change(&changed, seed.rotate_left(9)).unwrap_or(changed);
    }
    let end = skip + changed.len();
    if end > max {
        return None;
    }
    data.get_mut(skip..end)?.copy_from_slice(changed.as_bytes());
    Some(end)
}

/// A changed text, or nothing where this one offers no hold.
#[must_use]
pub fn change(xml: &str, seed: u32) -> Option<String> {
    let mut dice = Dice(u64::from(seed) << 1 | 1);
    let tags: Vec<usize> = xml.match_indices('<').map(|(at, _)| at).collect();
    let paths = paths(xml);
    let at = tags.get(dice.below(tags.len())).copied()?;
    let mut out = xml.to_owned();
    match dice.below(8) {
        0 => {
            let element = element(xml, at)?;
            let copy = xml.get(element)?;
            out.insert_str(tags.get(dice.below(tags.len())).copied()?, copy);
        }
        1 => out.replace_range(element(xml, at)?, ""),
        2 | 3 => {
            let made = filled(dice.one(&ELEMENTS), &paths, &mut dice);
            out.insert_str(at, &made);
        }
        4 => {
            let name = at + xml.get(at..)?.find([' ', '/', '>'])?;
            let made = filled(dice.one(&ATTRIBUTES), &paths, &mut dice);
            out.insert_str(name, &format!(" {made}"));
        }
        _ => {
            let values: Vec<Range<usize>> = values(xml);
            let target = values.get(dice.below(values.len()))?.clone();
            let made = match dice.below(3) {
                0 => xml
                    .get(values.get(dice.below(values.len()))?.clone())?
                    .to_owned(),
                _ => filled(dice.one(&EXPRESSIONS), &paths, &mut dice),
            };
            out.replace_range(target, &made);
        }
    }
    Some(out)
}

/// The text with a path at every `{}`.
fn filled(text: &str, paths: &[&str], dice: &mut Dice) -> String {
    let mut out = String::new();
    let mut parts = text.split("{}");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str(if paths.is_empty() {
            "/data/a"
        } else {
            dice.one(paths)
        });
        out.push_str(part);
    }
    out
}

/// Values that are plain paths.
fn paths(xml: &str) -> Vec<&str> {
    values(xml)
        .into_iter()
        .filter_map(|range| xml.get(range))
        .filter(|value| value.starts_with('/') && value.len() < 60)
        .filter(|value| {
            value
                .chars()
                .all(|c| c.is_alphanumeric() || "/_-.".contains(c))
        })
        .collect()
}

/// Where the values of attributes stand.
fn values(xml: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = xml.get(from..).and_then(|rest| rest.find("=\"")) {
        let start = from + start + 2;
        let Some(length) = xml.get(start..).and_then(|rest| rest.find('"')) else {
            break;
        };
        found.push(start..start + length);
        from = start + length + 1;
    }
    found
}

/// The element whose start tag is at `at`, with all that is in it.
fn element(xml: &str, at: usize) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    let mut from = at;
    loop {
        let rest = xml.get(from..)?;
        let end = from + rest.find('>')? + 1;
        let tag = xml.get(from..end)?;
        if tag.starts_with("</") {
            depth = depth.checked_sub(1)?;
        } else if !tag.ends_with("/>") && !tag.starts_with("<?") && !tag.starts_with("<!") {
            depth += 1;
        }
        if depth == 0 {
            return Some(at..end);
        }
        from = end + xml.get(end..)?.find('<')?;
    }
}

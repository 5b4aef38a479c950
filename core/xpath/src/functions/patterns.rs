//! Regular expressions: Java's syntax mapped onto ours, matched against the whole value.

use std::cell::RefCell;
use std::rc::Rc;

use regex::Regex;
use rustc_hash::FxHashMap;

/// How many compiled patterns a thread keeps; a form has a handful.
const KEPT: usize = 64;

thread_local! {
    static COMPILED: RefCell<FxHashMap<String, Rc<Regex>>> = RefCell::new(FxHashMap::default());
}

/// Whether the whole of `text` matches `pattern`.
pub(super) fn matches_whole(pattern: &str, text: &str) -> Result<bool, String> {
    let known = COMPILED.with_borrow(|compiled| compiled.get(pattern).cloned());
    if let Some(regex) = known {
        return Ok(regex.is_match(text));
    }
    let regex = Rc::new(compile(pattern)?);
    COMPILED.with_borrow_mut(|compiled| {
        if compiled.len() >= KEPT {
            // Cleared whole: without a list of who was used last, and only a form that makes its
            // patterns by calculation comes here.
            compiled.clear();
        }
        compiled.insert(pattern.to_owned(), Rc::clone(&regex));
    });
    Ok(regex.is_match(text))
}

/// Compiles a pattern so that it matches whole values only.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    let pattern = translate(pattern)?;
    Regex::new(&format!(r"\A(?:{pattern})\z")).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        error => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    })
}

/// Java's pattern as ours: `\d`, `\w`, `\s` are ASCII there, `\Q…\E` quotes, POSIX classes are
/// written `\p{Alpha}`; look-around, back-references and possessive repetition have no equal.
fn translate(pattern: &str) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut chars = pattern.chars().peekable();
    let mut class_depth = 0_usize;
    let mut after_repetition = false;
    while let Some(c) = chars.next() {
        // A `+` behind a repetition is possessive in Java; ours would take it for a repetition of
        // the repetition, and match other texts.
        let repeats = matches!(c, '*' | '+' | '?' | '}') && class_depth == 0;
        if c == '+' && after_repetition && class_depth == 0 {
            return Err("possessive repetition (a++) is not supported: write a+".into());
        }
        after_repetition = repeats;
        match c {
            '\\' => escape(&mut chars, class_depth > 0, &mut out)?,
            '[' => {
                class_depth += 1;
                out.push('[');
            }
            ']' if class_depth > 0 => {
                class_depth -= 1;
                out.push(']');
            }
            '(' if class_depth == 0 && chars.peek() == Some(&'?') => group(&mut chars, &mut out)?,
            c => out.push(c),
        }
    }
    Ok(out)
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn group(chars: &mut Chars<'_>, out: &mut String) -> Result<(), String> {
    out.push('(');
    let mut ahead = chars.clone();
    ahead.next();
    let look = "look-ahead and look-behind are not supported: use and with a second regex()";
    match (ahead.next(), ahead.next()) {
        (Some('=' | '!'), _) | (Some('<'), Some('=' | '!')) => Err(look.into()),
        (Some('>'), _) => Err("atomic groups (?>…) are not supported: write (?:…)".into()),
        _ => Ok(()),
    }
}

fn escape(chars: &mut Chars<'_>, in_class: bool, out: &mut String) -> Result<(), String> {
    let Some(c) = chars.next() else {
        return Err("it ends with a lone \\".into());
    };
    let bracket = |inner: &str| {
        if in_class {
            inner.to_owned()
        } else {
            format!("[{inner}]")
        }
    };
    match c {
        'd' => out.push_str(&bracket("0-9")),
        'w' => out.push_str(&bracket("A-Za-z0-9_")),
        's' => out.push_str(&bracket(r" \t\n\x0B\x0C\r")),
        'D' => out.push_str("[^0-9]"),
        'W' => out.push_str("[^A-Za-z0-9_]"),
        'S' => out.push_str(r"[^ \t\n\x0B\x0C\r]"),
        'h' => out.push_str(&bracket(
            r" \t\u{A0}\u{1680}\u{2000}-\u{200A}\u{202F}\u{205F}\u{3000}",
        )),
        'R' if !in_class => out.push_str(r"(?:\r\n|[\n\x0B\x0C\r\u{85}\u{2028}\u{2029}])"),
        // A border of ASCII words, as `\w` here is.
        'b' => out.push_str(r"(?-u:\b)"),
        'Z' => out.push_str(r"\n?\z"),
        'Q' => quote(chars, out),
        'p' | 'P' => property(c, chars, out),
        '1'..='9' | 'k' => {
            return Err("back-references (\\1) are not supported".into());
        }
        c => {
            out.push('\\');
            out.push(c);
        }
    }
    Ok(())
}

fn quote(chars: &mut Chars<'_>, out: &mut String) {
    let mut quoted = String::new();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek() == Some(&'E') {
            chars.next();
            break;
        }
        quoted.push(c);
    }
    out.push_str(&regex::escape(&quoted));
}

fn property(sign: char, chars: &mut Chars<'_>, out: &mut String) {
    let mut name = String::new();
    if chars.peek() == Some(&'{') {
        chars.next();
        name.extend(chars.by_ref().take_while(|c| *c != '}'));
    } else {
        name.extend(chars.next());
    }
    let posix = match name.as_str() {
        "Lower" | "Upper" | "Alpha" | "Digit" | "Alnum" | "Punct" | "Graph" | "Print" | "Blank"
        | "Cntrl" | "XDigit" | "Space" | "ASCII" => name.to_lowercase(),
        _ => {
            let name = name.strip_prefix("Is").unwrap_or(&name);
            out.push_str(&format!("\\{sign}{{{name}}}"));
            return;
        }
    };
    let not = if sign == 'P' { "^" } else { "" };
    out.push_str(&format!("[[:{not}{posix}:]]"));
}

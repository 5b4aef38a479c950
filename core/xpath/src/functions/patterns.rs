//! Regular expressions: Java's syntax mapped onto ours, matched against the whole value.

use std::cell::RefCell;
use std::rc::Rc;

use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

/// How many compiled patterns a thread keeps; a form has a handful.
const KEPT: usize = 64;

/// Up to this many bytes a program counts as small: every pattern of a form that was seen is.
const SMALL: usize = 256 * 1024;
/// What making a program counts, and going through a text by it. A text is gone through once by a
/// small program; by a large one many times, in the worst case.
const MAKING_SMALL: usize = 2_000;
const MAKING_LARGE: usize = 500_000;
const BYTES_OF_A_STEP: usize = 4;
const STEPS_OF_A_BYTE: usize = 64;

thread_local! {
    static COMPILED: RefCell<FxHashMap<String, Rc<Program>>> = RefCell::new(FxHashMap::default());
}

/// A pattern made into a program.
struct Program {
    regex: Regex,
    is_small: bool,
}

/// A pattern ready to be used.
pub(super) struct Pattern {
    program: Rc<Program>,
    /// It was made just now.
    is_new: bool,
}

impl Pattern {
    /// Whether the whole of `text` matches.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.program.regex.is_match(text)
    }

    /// What it costs to have it and to go through so many bytes.
    pub(super) fn steps(&self, bytes: usize) -> usize {
        match (self.program.is_small, self.is_new) {
            (true, true) => MAKING_SMALL + bytes / BYTES_OF_A_STEP,
            (true, false) => 1 + bytes / BYTES_OF_A_STEP,
            (false, true) => MAKING_LARGE + bytes.saturating_mul(STEPS_OF_A_BYTE),
            (false, false) => bytes.saturating_mul(STEPS_OF_A_BYTE),
        }
    }
}

/// The program of a pattern, made where this thread has none yet.
pub(super) fn compiled(pattern: &str) -> Result<Pattern, String> {
    let known = COMPILED.with_borrow(|compiled| compiled.get(pattern).cloned());
    if let Some(program) = known {
        return Ok(Pattern {
            program,
            is_new: false,
        });
    }
    let regex = Rc::new(program(pattern)?);
    COMPILED.with_borrow_mut(|compiled| {
        if compiled.len() >= KEPT {
            // Cleared whole: without a list of who was used last, and only a form that makes its
            // patterns by calculation comes here.
            compiled.clear();
        }
        compiled.insert(pattern.to_owned(), Rc::clone(&regex));
    });
    Ok(Pattern {
        program: regex,
        is_new: true,
    })
}

/// Says why a pattern cannot be compiled.
pub(crate) fn compile(pattern: &str) -> Result<(), String> {
    program(pattern).map(|_| ())
}

/// Compiles a pattern so that it matches whole values only.
fn program(pattern: &str) -> Result<Program, String> {
    let pattern = translate(pattern)?;
    let whole = format!(r"\A(?:{pattern})\z");
    // Most fit the small size; the others are known by it.
    if let Ok(regex) = RegexBuilder::new(&whole).size_limit(SMALL).build() {
        return Ok(Program {
            regex,
            is_small: true,
        });
    }
    let large = |regex| Program {
        regex,
        is_small: false,
    };
    Regex::new(&whole).map(large).map_err(|error| match error {
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

//! web-forms 0.22.0.

use super::{
    Fault, answers, calls, counts_characters, filters_by_own_repeat, governing, is_value,
    lacks_a_number, number, numbers, reads_own_repeat, refuses,
};

pub(super) const TABLE: &[Fault] = &[
    Fault {
        name: "web-forms makes a meta where the form has none",
        matches: |d, facts| {
            let made = ["/meta", "/instanceID"];
            !facts.text.contains("instanceID")
                && d.ours == "absent"
                && made.iter().any(|name| d.reference.ends_with(name))
        },
    },
    Fault {
        name: "web-forms keeps the instances when the count becomes blank",
        matches: |d, facts| {
            matches!(d.what, "presence" | "submission")
                && d.theirs.starts_with("there")
                && facts.in_counted_repeat(&d.reference)
        },
    },
    Fault {
        name: "web-forms brings instances back blank when the count grows again",
        matches: |d, facts| {
            let anew = d.theirs.is_empty() || facts.begins_with(&d.reference, &d.theirs);
            let gone = d.what == "presence" && d.theirs == "absent" && d.after.removal;
            (is_value(d) && anew || gone) && facts.in_counted_repeat(&d.reference)
        },
    },
    Fault {
        name: "web-forms takes the removal of an instance for a change of its values",
        matches: |d, facts| is_value(d) && d.after.removal && facts.is_set_by_change(&d.reference),
    },
    Fault {
        name: "web-forms takes the place 0 0 for no place",
        matches: |d, _| answers(d, &["0 0 0 0"]),
    },
    Fault {
        name: "web-forms adds up to NaN with a blank (#878)",
        matches: |d, facts| lacks_a_number(d) && calls(d, facts, &["sum", "min"]),
    },
    Fault {
        name: "web-forms takes the greatest of nothing for NaN",
        matches: |d, facts| lacks_a_number(d) && calls(d, facts, &["max"]),
    },
    Fault {
        name: "web-forms counts an emoji as two characters",
        matches: |d, facts| d.after.astral && counts_characters(d, facts),
    },
    Fault {
        name: "web-forms does not answer after half an emoji",
        matches: |d, _| d.after.astral && d.what == "outcome" && d.theirs.contains("none in time"),
    },
    Fault {
        name: "web-forms takes 1e3 in a text for a number",
        matches: |d, _| {
            d.after.exponent
                && is_value(d)
                && matches!(&*d.ours, "" | "NaN")
                && number(&d.theirs).is_some()
        },
    },
    Fault {
        name: "web-forms searches with a pattern where the whole value is meant",
        matches: |d, facts| calls(d, facts, &["regex"]),
    },
    Fault {
        name: "web-forms keeps the fraction of a calculated integer",
        matches: |d, facts| {
            let whole = d.theirs.split('.').next() == Some(d.ours.as_str());
            is_value(d) && whole && facts.bind(&d.reference, "type") == "int"
        },
    },
    Fault {
        name: "web-forms rounds halves away from zero",
        matches: |d, facts| {
            let away = |(ours, theirs): (&str, &str)| {
                let both = super::number(ours).zip(super::number(theirs));
                ours == theirs || both.is_some_and(|(a, b)| b < 0.0 && b < a)
            };
            let pieces = || d.ours.split_whitespace().zip(d.theirs.split_whitespace());
            is_value(d) && calls(d, facts, &["round"]) && pieces().all(away)
        },
    },
    Fault {
        name: "web-forms takes the first instance for an absolute path in a repeat",
        matches: |d, facts| d.reference.contains('[') && reads_own_repeat(d, facts),
    },
    Fault {
        name: "web-forms stores NaN as nothing",
        matches: |d, _| is_value(d) && d.ours == "NaN" && d.theirs.is_empty(),
    },
    Fault {
        name: "web-forms stores nothing for an integer beyond 32 bits",
        matches: |d, facts| {
            is_value(d)
                && facts.bind(&d.reference, "type") == "int"
                && d.theirs.is_empty()
                && d.ours.trim_start_matches('-').len() > 9
        },
    },
    Fault {
        name: "web-forms reads no time without an offset in decimal-time",
        matches: |d, facts| {
            is_value(d) && d.theirs.is_empty() && calls(d, facts, &["decimal-time"])
        },
    },
    Fault {
        name: "web-forms stores nothing for a calculated number where a date is wanted",
        matches: |d, facts| {
            let wanted = facts.bind(&d.reference, "type") == "date";
            is_value(d) && wanted && d.theirs.is_empty() && facts.has(&d.reference, "calculate")
        },
    },
    Fault {
        name: "web-forms counts nodes that are not relevant",
        matches: |d, facts| {
            calls(d, facts, &["count", "count-non-empty"]) && facts.text.contains("relevant=")
        },
    },
    Fault {
        name: "web-forms keeps a choice that is not on offer until it is again",
        matches: |d, facts| {
            let more = |theirs: &str| theirs.split(' ').count() > d.ours.split(' ').count();
            let kept = d.ours.is_empty() || more(&d.theirs);
            is_value(d) && kept && facts.is_filtered(&d.reference)
        },
    },
    Fault {
        name: "web-forms does not calculate anew when the language changes",
        matches: |d, facts| {
            let named = calls(d, facts, &["jr:itext"]);
            is_value(d) && d.after.language && d.after.stale && named
        },
    },
    Fault {
        name: "web-forms looks for a count without a path inside the repeat itself",
        matches: |d, facts| d.what == "presence" && facts.in_bare_count(&d.reference),
    },
    Fault {
        name: "web-forms takes an absolute count in a repeat from the first instance",
        matches: |d, facts| d.what == "presence" && facts.in_inner_absolute_count(&d.reference),
    },
    Fault {
        name: "web-forms compares with an answer that is not there as never different",
        matches: |d, facts| governing(d, facts).contains("!= indexed-repeat("),
    },
    Fault {
        name: "web-forms has no audit log",
        matches: |d, _| d.ours == "audit.csv" && d.reference.ends_with("/audit"),
    },
    Fault {
        name: "web-forms composes accents in the submission",
        matches: |d, _| d.what == "submission" && d.ours.contains('\u{301}'),
    },
    Fault {
        name: "web-forms names months and days in English",
        matches: |d, facts| {
            let names = ["%a", "%b"].map(|code| governing(d, facts).contains(code));
            is_value(d)
                && names.contains(&true)
                && calls(d, facts, &["format-date", "format-date-time"])
        },
    },
    Fault {
        name: "web-forms reads dates only with all their zeros",
        matches: |d, _| answers(d, &["2026-2-3"]),
    },
    Fault {
        name: "web-forms writes pulldata's key into an expression as it is",
        matches: |d, _| d.theirs.contains("Expression has syntax error: instance("),
    },
    Fault {
        name: "web-forms refuses what a range does not offer",
        matches: |d, facts| {
            let refused = d.theirs.contains("\"ok\":false");
            d.what == "outcome" && refused && facts.control(&d.reference) == "range"
        },
    },
    Fault {
        name: "web-forms runs the long and the short text together",
        matches: |d, facts| {
            d.what == "label"
                && d.theirs.starts_with(&d.ours)
                && facts.text.contains("form=\"short\"")
        },
    },
    Fault {
        name: "web-forms has no text where a language lacks it",
        matches: |d, facts| {
            let text = matches!(d.what, "label" | "hint" | "message");
            text && d.theirs.is_empty() && facts.has_languages()
        },
    },
    Fault {
        name: "web-forms takes absolute paths in outputs of a repeat for the first instance",
        matches: |d, facts| {
            let around = facts.repeats_around(&d.reference);
            let rule = facts.rule(&d.reference);
            d.what == "label" && around.iter().any(|repeat| rule.contains(repeat.as_str()))
        },
    },
    Fault {
        name: "web-forms starts a new instance blank where the repeat has no template",
        matches: |d, facts| {
            is_value(d)
                && d.theirs.is_empty()
                && facts.is_default_of_instance(&d.reference, &d.ours)
        },
    },
    Fault {
        name: "web-forms has no selects of numbers",
        matches: |d, _| d.what == "load" && d.theirs.contains("not currently supported"),
    },
    Fault {
        name: "web-forms refuses a group and a repeat of one reference",
        matches: |d, _| d.what == "load" && d.theirs.contains("Multiple body elements"),
    },
    Fault {
        name: "web-forms refuses a form whose distance is blank at first",
        matches: |d, _| d.what == "load" && d.theirs.contains("GPS coordinates"),
    },
    Fault {
        name: "web-forms loads what is broken",
        matches: |d, _| {
            let broken = ["form.cycle", "form.dtd", "form.ref_nowhere"];
            d.what == "load" && d.ours.split(' ').any(|code| broken.contains(&code))
        },
    },
    Fault {
        name: "web-forms takes a boolean question alone for true",
        matches: |d, facts| facts.asks_a_boolean(governing(d, facts)),
    },
    Fault {
        name: "web-forms reads no form outside the namespaces of XForms",
        matches: |d, facts| {
            refuses(d, "./xf:model") && !facts.is_in("http://www.w3.org/2002/xforms")
        },
    },
    Fault {
        name: "web-forms refuses a form without an id",
        matches: |d, _| refuses(d, "./*[@id]") && d.ours.contains("form.no_id"),
    },
    Fault {
        name: "web-forms refuses a group of a node that is not there",
        matches: |d, _| refuses(d, "Unexpected body element for nodeset"),
    },
    Fault {
        name: "web-forms refuses several nodes of one name without a repeat",
        matches: |d, _| refuses(d, "multiple elements for non-repeat nodeset"),
    },
    Fault {
        name: "web-forms refuses odk-new-repeat in the model",
        matches: |d, _| refuses(d, "element with \"odk-new-repeat\" event"),
    },
    Fault {
        name: "web-forms refuses an event that it does not know",
        matches: |d, _| {
            let unknown = d.ours.contains("form.unknown_event");
            refuses(d, "unsupported events") && (unknown || d.theirs.contains("xforms-ready"))
        },
    },
    Fault {
        name: "web-forms keeps the time of what date() gives",
        matches: |d, facts| {
            let timed = d.theirs.starts_with(&format!("{}T", d.ours));
            is_value(d) && timed && calls(d, facts, &["date"])
        },
    },
    Fault {
        name: "web-forms filters in a repeat by the answers of all instances",
        matches: filters_by_own_repeat,
    },
    Fault {
        name: "web-forms takes a column that is not there for different from a blank",
        matches: |d, facts| {
            let nothing = d.what == "choices" && d.ours != "[]" && d.theirs == "[]";
            let fewer = d.theirs.is_empty() || numbers(d, |ours, theirs| theirs < ours);
            let picks = governing(d, facts);
            let picks = picks.contains("instance(") && picks.contains('[') && picks.contains('=');
            (nothing && facts.filter(&d.reference).contains('=')) || (is_value(d) && fewer && picks)
        },
    },
    Fault {
        name: "web-forms names a choice that is not there by its value",
        matches: |d, facts| {
            let named = d.ours.is_empty() && !d.theirs.is_empty();
            is_value(d) && named && calls(d, facts, &["jr:choice-name"])
        },
    },
    Fault {
        name: "web-forms asks a question of a repeat that stands outside of it",
        matches: |d, facts| {
            d.what == "asked" && d.ours == "no" && facts.is_asked_outside(&d.reference)
        },
    },
    Fault {
        name: "web-forms goes round in circles",
        matches: |d, _| {
            let fault = r#""error":"peer","message":"","ok":false"#;
            d.what == "outcome" && d.ours.contains("\"ok\":true") && d.theirs.contains(fault)
        },
    },
    Fault {
        name: "web-forms rounds distances to the centimetre",
        matches: |d, facts| {
            let near = |ours: f64, theirs: f64| (ours - theirs).abs() < 1e-4 * ours.abs() + 0.01;
            is_value(d) && calls(d, facts, &["distance", "area"]) && numbers(d, near)
        },
    },
    Fault {
        name: "web-forms counts a day from midnight at Greenwich",
        matches: |d, facts| {
            let part = |ours: f64, theirs: f64| {
                let quarter = (theirs - ours) * 4.0;
                ours.abs() > 5000.0 && quarter > 0.0 && quarter <= 8.0 && quarter.fract() == 0.0
            };
            is_value(d) && facts.rule(&d.reference).contains(['*', '+']) && numbers(d, part)
        },
    },
    Fault {
        name: "web-forms leaves out words that are marked up",
        matches: |d, facts| {
            let less = d.theirs.len() < d.ours.len();
            matches!(d.what, "label" | "hint") && less && facts.is_marked_up(&d.reference)
        },
    },
    Fault {
        name: "web-forms cuts the time off where a date is wanted",
        matches: |d, facts| {
            let begins = facts.begins_with(&d.reference, &d.ours);
            is_value(d) && begins && d.ours.starts_with(&format!("{}T", d.theirs))
        },
    },
    Fault {
        name: "web-forms stores characters that XML cannot hold",
        matches: |d, facts| {
            let plain: String = d.theirs.chars().filter(|c| !c.is_control()).collect();
            is_value(d) && plain == d.ours && calls(d, facts, &["base64-decode"])
        },
    },
    Fault {
        name: "web-forms writes the selection that a form begins with anew",
        matches: |d, facts| {
            let words: Vec<&str> = d.ours.split_whitespace().collect();
            is_value(d) && words.join(" ") == d.theirs && facts.begins_with(&d.reference, &d.ours)
        },
    },
    Fault {
        name: "web-forms does the actions inside a repeat for its first instance only",
        matches: |d, facts| is_value(d) && facts.is_set_in_a_repeat(&d.reference),
    },
    Fault {
        name: "web-forms keeps an overwritten value while its calculation gives the same",
        matches: |d, facts| {
            let calculated = facts.is_asked(&d.reference) && facts.has(&d.reference, "calculate");
            is_value(d) && d.after.answer && calculated
        },
    },
    Fault {
        name: "web-forms leaves line breaks in normalize-space",
        matches: |d, facts| {
            let broken = d.theirs.contains(['\n', '\t']);
            is_value(d) && broken && calls(d, facts, &["normalize-space"])
        },
    },
    Fault {
        name: "web-forms does an action with the values from before the actions ahead of it",
        matches: |d, facts| is_value(d) && facts.is_set_after_another(&d.reference),
    },
    Fault {
        name: "web-forms takes the index for the choice in jr:choice-name(selected-at())",
        matches: |d, facts| {
            let calculate = governing(d, facts).replace(' ', "");
            is_value(d) && calculate.contains("jr:choice-name(selected-at(")
        },
    },
];

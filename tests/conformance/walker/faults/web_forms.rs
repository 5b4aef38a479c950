//! web-forms 0.22.0.

use super::{Fault, calls, is_value, reads_own_repeat};

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
            is_value(d) && d.theirs.is_empty() && facts.in_counted_repeat(&d.reference)
        },
    },
    Fault {
        name: "web-forms takes the removal of an instance for a change of its values",
        matches: |d, facts| is_value(d) && facts.is_set_by_change(&d.reference),
    },
    Fault {
        name: "web-forms takes the place 0 0 for no place",
        matches: |d, _| d.what == "outcome" && d.ours.contains("to \"0 0 0 0"),
    },
    Fault {
        name: "web-forms adds up to NaN with a blank (#878)",
        matches: |d, facts| {
            ["sum(", "min("]
                .iter()
                .any(|f| facts.binds_with(&d.reference, f))
        },
    },
    Fault {
        name: "web-forms takes the greatest of nothing for NaN",
        matches: |d, facts| facts.binds_with(&d.reference, "max("),
    },
    Fault {
        name: "web-forms searches with a pattern where the whole value is meant",
        matches: |d, facts| facts.binds_with(&d.reference, "regex("),
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
        matches: |d, facts| calls(d, facts, &["round"]),
    },
    Fault {
        name: "web-forms takes the first instance for an absolute path in a repeat",
        matches: reads_own_repeat,
    },
    Fault {
        name: "web-forms stores NaN as nothing",
        matches: |d, _| is_value(d) && d.ours.contains("NaN") && d.theirs.is_empty(),
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
        matches: |d, facts| d.theirs.is_empty() && calls(d, facts, &["decimal-time"]),
    },
    Fault {
        name: "web-forms stores nothing for a calculated number where a date is wanted",
        matches: |d, facts| {
            is_value(d) && d.theirs.is_empty() && facts.bind(&d.reference, "type") == "date"
        },
    },
    Fault {
        name: "web-forms counts nodes that are not relevant",
        matches: |d, facts| {
            facts.binds_with(&d.reference, "count(") && facts.text.contains("relevant=")
        },
    },
    Fault {
        name: "web-forms keeps a choice that is not on offer until it is again",
        matches: |d, facts| is_value(d) && d.ours.is_empty() && facts.is_filtered(&d.reference),
    },
    Fault {
        name: "web-forms does not calculate anew when the language changes",
        matches: |d, facts| calls(d, facts, &["jr:itext"]),
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
        matches: |d, facts| facts.binds_with(&d.reference, "!= indexed-repeat("),
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
        matches: |d, facts| calls(d, facts, &["format-date", "format-date-time"]),
    },
    Fault {
        name: "web-forms reads dates only with all their zeros",
        matches: |d, _| d.what == "outcome" && d.ours.contains("to \"2026-2-3\""),
    },
    Fault {
        name: "web-forms writes pulldata's key into an expression as it is",
        matches: |d, _| d.theirs.contains("Expression has syntax error: instance("),
    },
    Fault {
        name: "web-forms refuses what a range does not offer",
        matches: |d, facts| d.what == "outcome" && facts.control(&d.reference) == "range",
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
        matches: |d, _| matches!(d.what, "label" | "hint") && d.theirs.is_empty(),
    },
    Fault {
        name: "web-forms takes absolute paths in outputs of a repeat for the first instance",
        matches: |d, facts| d.what == "label" && !facts.repeats_around(&d.reference).is_empty(),
    },
    Fault {
        name: "web-forms starts a new instance blank where the repeat has no template",
        matches: |d, facts| {
            is_value(d) && d.theirs.is_empty() && facts.without_template(&d.reference)
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
];

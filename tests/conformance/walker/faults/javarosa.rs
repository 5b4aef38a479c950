//! JavaRosa 6.0.0.

use super::{Fault, calls, is_value, reads_own_repeat};

pub(super) const TABLE: &[Fault] = &[
    Fault {
        name: "JavaRosa keeps the instances that a smaller count leaves over",
        matches: |d, facts| {
            matches!(d.what, "presence" | "submission")
                && d.theirs.starts_with("there")
                && facts.in_counted_repeat(&d.reference)
        },
    },
    Fault {
        name: "JavaRosa takes the place 0 0 for no place",
        matches: |d, _| d.ours.starts_with("0 0 0 0"),
    },
    Fault {
        name: "JavaRosa takes a blank place for 0 0 in a distance",
        matches: |d, facts| calls(d, facts, &["distance", "area", "enclosed-area"]),
    },
    Fault {
        name: "JavaRosa reads 1e3 and NaN as decimals",
        matches: |d, facts| {
            let odd = ["to \"1e3\"", "to \"NaN\""].map(|value| d.ours.contains(value));
            d.what == "outcome"
                && odd.contains(&true)
                && facts.bind(&d.reference, "type") == "decimal"
        },
    },
    Fault {
        name: "JavaRosa makes counted instances only when they are reached",
        matches: |d, facts| {
            d.what == "presence" && d.theirs == "absent" && facts.in_counted_repeat(&d.reference)
        },
    },
    Fault {
        name: "JavaRosa does not tell of inner nodes that went with an instance",
        matches: |d, facts| facts.reads_deep_in_a_repeat(&d.reference),
    },
    Fault {
        name: "JavaRosa leaves the audit log to its host",
        matches: |d, _| d.ours == "audit.csv" && d.reference.ends_with("/audit"),
    },
    Fault {
        name: "JavaRosa shows large numbers with an exponent",
        matches: |d, _| {
            let exponent = |text: &str| {
                text.split('E')
                    .skip(1)
                    .any(|t| t.starts_with(char::is_numeric))
            };
            matches!(d.what, "label" | "hint") && exponent(&d.theirs) && !exponent(&d.ours)
        },
    },
    Fault {
        name: "JavaRosa takes ${x} in an answer for an output",
        matches: |d, _| d.what == "fault" && d.theirs.contains("cycle in <output>s"),
    },
    Fault {
        name: "JavaRosa takes the greatest of nothing for NaN",
        matches: |d, facts| facts.binds_with(&d.reference, "max("),
    },
    Fault {
        name: "JavaRosa takes a date in quotes for no number",
        matches: |d, facts| {
            let dates =
                ["'20", "'19"].map(|start| facts.bind(&d.reference, "calculate").contains(start));
            is_value(d) && dates.contains(&true)
        },
    },
    Fault {
        name: "JavaRosa reads digits of any script",
        matches: |d, _| d.what == "outcome" && d.ours.contains('٣'),
    },
    Fault {
        name: "JavaRosa takes half a place, and one outside the globe",
        matches: |d, _| d.what == "outcome" && d.ours.contains("not a value of type geo"),
    },
    Fault {
        name: "JavaRosa does not tell other instances of a change in their repeat",
        matches: reads_own_repeat,
    },
    Fault {
        name: "JavaRosa tells a path with a predicate of nothing that happens in the repeat",
        matches: |d, facts| {
            let calculate = facts.bind(&d.reference, "calculate");
            is_value(d)
                && facts
                    .repeats()
                    .any(|r| calculate.contains(&format!("{r}[")))
        },
    },
    Fault {
        name: "JavaRosa takes an index below 1 for 1",
        matches: |d, facts| d.ours.is_empty() && calls(d, facts, &["indexed-repeat"]),
    },
    Fault {
        name: "JavaRosa does not calculate anew when the language changes",
        matches: |d, facts| calls(d, facts, &["jr:choice-name", "jr:itext"]),
    },
    Fault {
        name: "JavaRosa writes a year without its zeros",
        matches: |d, _| is_value(d) && d.ours.starts_with('0') && d.ours.contains('-'),
    },
    Fault {
        name: "JavaRosa calculates an overwritten value anew without cause",
        matches: |d, facts| {
            is_value(d) && facts.is_asked(&d.reference) && facts.has(&d.reference, "calculate")
        },
    },
    Fault {
        name: "JavaRosa takes a blank node for false",
        matches: |d, facts| {
            d.what == "relevant"
                && !facts
                    .bind(&d.reference, "relevant")
                    .contains(['=', '<', '>', '('])
        },
    },
    Fault {
        name: "JavaRosa calculates nothing anew when a choice is no longer on offer",
        matches: |d, facts| is_value(d) && facts.mentions_filtered_select(&d.reference),
    },
    Fault {
        name: "JavaRosa stops at a fault in a calculation",
        matches: |d, _| d.what == "outcome" && d.theirs.contains("Error evaluating field"),
    },
    Fault {
        name: "JavaRosa holds a calculated integer to 32 bits",
        matches: |d, facts| {
            is_value(d)
                && facts.bind(&d.reference, "type") == "int"
                && ["2147483647", "-2147483648"].contains(&&*d.theirs)
        },
    },
    Fault {
        name: "JavaRosa puts a new instance behind what follows the repeat",
        matches: |d, _| d.what == "submission" && d.ours == "its turn",
    },
    Fault {
        name: "JavaRosa judges a constraint while the old value still stands",
        matches: |d, facts| {
            d.what == "outcome" && facts.bind(&d.reference, "constraint").contains("current()")
        },
    },
    Fault {
        name: "JavaRosa names months and days in the language of the machine",
        matches: |d, facts| calls(d, facts, &["format-date", "format-date-time"]),
    },
    Fault {
        name: "JavaRosa starts a new instance blank where the repeat has no template",
        matches: |d, facts| {
            is_value(d) && d.theirs.is_empty() && facts.without_template(&d.reference)
        },
    },
    Fault {
        name: "JavaRosa leaves pulldata to its host",
        matches: |d, _| d.what == "load" && d.theirs.contains("pulldata"),
    },
    Fault {
        name: "JavaRosa leaves properties of the device to its host",
        matches: |d, _| d.what == "load" && d.theirs.contains("storage factory"),
    },
    Fault {
        name: "JavaRosa takes a total over earlier instances for a cycle",
        matches: |d, _| d.what == "load" && d.ours == "form.cycle_between_instances",
    },
    Fault {
        name: "JavaRosa reads a form with a document type",
        matches: |d, _| d.what == "load" && d.ours == "form.dtd",
    },
];

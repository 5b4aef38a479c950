//! JavaRosa 6.0.0.

use super::{
    Fault, answers, calls, counts_characters, filters_by_own_repeat, governing, is_no_number,
    is_value, numbers, reads_own_repeat, refuses,
};

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
        matches: |d, _| {
            let gone = d.theirs.is_empty() || d.theirs.split(';').any(str::is_empty);
            is_value(d) && d.ours.split(';').any(|place| place == "0 0 0 0") && gone
        },
    },
    Fault {
        name: "JavaRosa takes a blank place for 0 0 in a distance",
        matches: |d, facts| {
            let far = |ours: f64, theirs: f64| (ours - theirs).abs() > 100_000.0;
            is_value(d)
                && calls(d, facts, &["distance", "area", "enclosed-area"])
                && (d.ours.is_empty() || numbers(d, far))
        },
    },
    Fault {
        name: "JavaRosa reads 1e3 and NaN as decimals",
        matches: |d, facts| {
            answers(d, &["1e3", "NaN"]) && facts.bind(&d.reference, "type") == "decimal"
        },
    },
    Fault {
        name: "JavaRosa makes counted instances only when they are reached",
        matches: |d, facts| {
            let hidden = d.what == "presence" && d.ours == "there, not relevant";
            hidden && d.theirs == "absent" && facts.in_counted_repeat(&d.reference)
        },
    },
    Fault {
        name: "JavaRosa keeps a list while what its filter reads is only hidden",
        matches: |d, facts| {
            (d.what == "choices" || is_value(d))
                && d.ours.len() < d.theirs.len()
                && facts.filter_reads_what_may_be_hidden(&d.reference)
        },
    },
    Fault {
        name: "JavaRosa counts an emoji as two characters",
        matches: |d, facts| d.after.astral && counts_characters(d, facts),
    },
    Fault {
        name: "JavaRosa does not tell of inner nodes that went with an instance",
        matches: |d, facts| {
            d.after.removal && d.after.stale && facts.reads_deep_in_a_repeat(governing(d, facts))
        },
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
        matches: |d, facts| {
            let nothing = !is_value(d) || (is_no_number(d) && d.ours.is_empty());
            nothing && calls(d, facts, &["max"])
        },
    },
    Fault {
        name: "JavaRosa takes a date in quotes for no number",
        matches: |d, facts| {
            let quoted = ["'20", "'19"].map(|start| governing(d, facts).contains(start));
            is_value(d) && quoted.contains(&true)
        },
    },
    Fault {
        name: "JavaRosa reads digits of any script",
        matches: |d, _| answers(d, &["٣"]) && d.ours.contains("\"type\""),
    },
    Fault {
        name: "JavaRosa takes half a place, and one outside the globe",
        matches: |d, _| {
            let odd = answers(d, &["20.6", "0 181 0 0", "91 0 0 0"]);
            odd && d.ours.contains("not a value of type geo")
        },
    },
    Fault {
        name: "JavaRosa does not tell other instances of a change in their repeat",
        matches: |d, facts| d.after.stale && reads_own_repeat(d, facts),
    },
    Fault {
        name: "JavaRosa tells a path with a predicate of nothing that happens in the repeat",
        matches: |d, facts| {
            let calculate = facts.bind(&d.reference, "calculate");
            let predicated = |r: &String| calculate.contains(&format!("{r}["));
            is_value(d) && d.after.stale && facts.repeats().any(predicated)
        },
    },
    Fault {
        name: "JavaRosa takes an index below 1 for 1",
        matches: |d, facts| {
            is_value(d)
                && d.ours.is_empty()
                && !d.theirs.is_empty()
                && calls(d, facts, &["indexed-repeat"])
        },
    },
    Fault {
        name: "JavaRosa does not calculate anew when the language changes",
        matches: |d, facts| {
            let named = calls(d, facts, &["jr:choice-name", "jr:itext"]);
            is_value(d) && d.after.language && d.after.stale && named
        },
    },
    Fault {
        name: "JavaRosa writes a year without its zeros",
        matches: |d, _| {
            let year = d.ours.trim_start_matches('0');
            is_value(d)
                && d.ours.starts_with('0')
                && year.contains('-')
                && d.theirs.starts_with(year)
        },
    },
    Fault {
        name: "JavaRosa calculates an overwritten value anew without cause",
        matches: |d, facts| {
            let calculated = facts.is_asked(&d.reference) && facts.has(&d.reference, "calculate");
            is_value(d) && d.after.answer && calculated
        },
    },
    Fault {
        name: "JavaRosa takes a blank node for false",
        matches: |d, facts| {
            let relevant = facts.bind(&d.reference, "relevant");
            let named = relevant.starts_with('/') && !relevant.contains(['=', '<', '>', '(', ' ']);
            d.what == "relevant" && d.ours == "true" && named
        },
    },
    Fault {
        name: "JavaRosa calculates nothing anew when a choice is no longer on offer",
        matches: |d, facts| {
            is_value(d) && d.after.stale && facts.mentions_filtered_select(&d.reference)
        },
    },
    Fault {
        name: "JavaRosa validates before it clears what is no longer on offer",
        matches: |d, facts| {
            let asked = d.what == "error" && d.ours == "required" && d.theirs.is_empty();
            asked && facts.is_filtered(&d.reference)
        },
    },
    Fault {
        name: "JavaRosa keeps in a ranking what is no longer on offer",
        matches: |d, facts| {
            let ranked = facts.control(&d.reference) == "rank" && facts.is_filtered(&d.reference);
            let more = |theirs: &str| theirs.split(' ').count() > d.ours.split(' ').count();
            is_value(d) && ranked && more(&d.theirs)
        },
    },
    Fault {
        name: "JavaRosa offers no whole number in a list of decimals",
        matches: |d, facts| {
            let decimal = facts.bind(&d.reference, "type") == "decimal";
            let selects = facts.control(&d.reference).starts_with("select");
            is_value(d) && d.theirs.is_empty() && decimal && selects && !d.ours.contains('.')
        },
    },
    Fault {
        name: "JavaRosa puts nodes of one name side by side",
        matches: |d, _| d.what == "submission" && d.ours == "its turn" && d.theirs.ends_with(']'),
    },
    Fault {
        name: "JavaRosa stops at a fault in a calculation",
        matches: |d, _| {
            let taken = d.ours.contains("\"ok\":true");
            d.what == "outcome" && taken && d.theirs.contains("Error evaluating field")
        },
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
        matches: |d, facts| {
            d.what == "submission" && d.ours == "its turn" && facts.repeats().next().is_some()
        },
    },
    Fault {
        name: "JavaRosa judges a constraint while the old value still stands",
        matches: |d, facts| {
            let within = !facts.repeats_around(&d.reference).is_empty();
            d.what == "outcome" && within && governing(d, facts).contains("current()")
        },
    },
    Fault {
        name: "JavaRosa judges an answer before what the answer sets",
        matches: |d, facts| {
            let hidden = d.ours.starts_with("{\"ok\":true,\"valid\":true}");
            d.what == "outcome" && hidden && facts.may_hide_itself_by_a_set(&d.reference)
        },
    },
    Fault {
        name: "JavaRosa names months and days in the language of the machine",
        matches: |d, facts| {
            let names = ["%a", "%b"].map(|code| governing(d, facts).contains(code));
            is_value(d)
                && names.contains(&true)
                && calls(d, facts, &["format-date", "format-date-time"])
        },
    },
    Fault {
        name: "JavaRosa starts a new instance blank where the repeat has no template",
        matches: |d, facts| {
            is_value(d)
                && d.theirs.is_empty()
                && facts.is_default_of_instance(&d.reference, &d.ours)
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
    Fault {
        name: "JavaRosa leaves setgeopoint to its host",
        matches: |d, facts| {
            let said = ["no client implementation", "For input string: \"no\""];
            said.iter().any(|said| d.theirs.contains(said)) && facts.text.contains("setgeopoint")
        },
    },
    Fault {
        name: "JavaRosa takes any text for a boolean",
        matches: |d, facts| {
            let refused = d.ours.contains("not a value of type boolean");
            // What is no `1` is false, `true` too.
            let misread = is_value(d) && d.ours == "true" && d.theirs == "0";
            let asked = d.what == "outcome" && refused;
            (asked || misread) && facts.bind(&d.reference, "type") == "boolean"
        },
    },
    Fault {
        name: "JavaRosa refuses a body before its head",
        matches: |d, facts| {
            let at = |tag: &str| facts.text.find(tag);
            let before = at("body>")
                .zip(at("<model"))
                .is_some_and(|(body, model)| body < model);
            refuses(d, "mainInstanceNode\" is null") && before
        },
    },
    Fault {
        name: "JavaRosa refuses odk-new-repeat outside the repeat",
        matches: |d, _| refuses(d, "odk-new-repeat must be nested in the repeat"),
    },
    Fault {
        name: "JavaRosa refuses an event that it does not know",
        matches: |d, _| refuses(d, "unsupported events") && d.ours.contains("form.unknown_event"),
    },
    Fault {
        name: "JavaRosa refuses setgeopoint without its namespace",
        matches: |d, _| {
            refuses(
                d,
                "setgeopoint action must be in http://www.opendatakit.org",
            )
        },
    },
    Fault {
        name: "JavaRosa refuses a select without choices",
        matches: |d, _| refuses(d, "has no choices"),
    },
    Fault {
        name: "JavaRosa refuses a question of a repeat that stands outside of it",
        matches: |d, _| refuses(d, "within the scope of a <repeat> that is not its closest"),
    },
    Fault {
        name: "JavaRosa stops at several nodes where one is wanted",
        matches: |d, facts| {
            let said = d.theirs.contains("This field is repeated");
            said && matches!(d.what, "load" | "fault") && facts.text.contains('[')
        },
    },
    Fault {
        name: "JavaRosa shows no choices filtered by an absolute path in a repeat",
        matches: |d, facts| filters_by_own_repeat(d, facts) && d.theirs == "[]",
    },
    Fault {
        name: "JavaRosa drops a date with a time where a date is wanted",
        matches: |d, facts| {
            let begins = d.ours.contains('T') && facts.begins_with(&d.reference, &d.ours);
            is_value(d)
                && begins
                && d.theirs.is_empty()
                && facts.bind(&d.reference, "type") == "date"
        },
    },
    Fault {
        name: "JavaRosa leaves out words that are marked up",
        matches: |d, facts| {
            let less = d.theirs.len() < d.ours.len();
            matches!(d.what, "label" | "hint") && less && facts.is_marked_up(&d.reference)
        },
    },
    Fault {
        name: "JavaRosa reads base64 only with its padding",
        matches: |d, facts| {
            is_value(d) && d.theirs.is_empty() && calls(d, facts, &["base64-decode"])
        },
    },
    Fault {
        name: "JavaRosa writes the selection that a form begins with anew",
        matches: |d, facts| {
            let words: Vec<&str> = d.ours.split_whitespace().collect();
            is_value(d) && words.join(" ") == d.theirs && facts.begins_with(&d.reference, &d.ours)
        },
    },
    Fault {
        name: "JavaRosa makes no number of an answer that is a date",
        matches: |d, facts| {
            let days = super::number(&d.ours).is_some_and(|days| days.abs() > 5000.0);
            let arithmetic = governing(d, facts).contains(['*', '+', '-']);
            is_value(d) && days && arithmetic && is_no_number(d)
        },
    },
    Fault {
        name: "JavaRosa takes 0 for the greatest of negative numbers",
        matches: |d, facts| {
            let none = |ours: f64, theirs: f64| ours < 0.0 && theirs.abs() < 1e-300;
            is_value(d) && calls(d, facts, &["max"]) && numbers(d, none)
        },
    },
    Fault {
        name: "JavaRosa gives the name of a text that is not there",
        matches: |d, facts| {
            let named = d.ours.is_empty() && d.theirs.starts_with("[itext:");
            is_value(d) && named && calls(d, facts, &["jr:itext"])
        },
    },
];

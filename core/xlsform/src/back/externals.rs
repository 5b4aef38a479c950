//! Lists in files that no question takes choices from: `csv-external` and `xml-external`.
//!
//! Such a row stands where the form declares the list, counted by the lists that the other rows
//! ask for: the order of the instances is then the same.

use std::collections::HashSet;

use super::columns::Row;
use super::form::Form;

/// The rows of a survey with those of the lists in files among them.
pub(super) fn placed(rows: Vec<Row>, form: &Form<'_>) -> Vec<Row> {
    let declared = form.secondary.iter().filter_map(|instance| {
        let address = instance.get("src")?;
        let id = instance.get("id").filter(|id| *id != "__last-saved")?;
        Some((id, address))
    });
    let declared: Vec<(&str, &str)> = declared.collect();
    let mut waiting = declared.iter().copied().peekable();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut placed = Vec::with_capacity(rows.len());
    for row in rows {
        for source in &row.sources {
            let known = declared.iter().find(|(id, _)| id == source);
            let Some((own, _)) = known.filter(|(id, _)| !seen.contains(id)) else {
                continue;
            };
            for (id, address) in waiting.by_ref() {
                seen.insert(id);
                if id == *own {
                    break;
                }
                placed.push(external(id, address));
            }
        }
        placed.push(row);
    }
    placed.extend(waiting.map(|(id, address)| external(id, address)));
    placed
}

fn external(id: &str, address: &str) -> Row {
    let mut row = Row::default();
    let is_csv = address.ends_with(".csv");
    row.put(
        "type",
        if is_csv {
            "csv-external"
        } else {
            "xml-external"
        },
    );
    row.put("name", id);
    row
}

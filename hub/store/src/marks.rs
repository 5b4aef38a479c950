//! The marks of a statement, from SQLite's to PostgreSQL's.

/// The statement with its marks as PostgreSQL writes them: `?2` is `$2`, and a bare `?` is the
/// one after the largest so far, as in SQLite. What stands in quotes is left as it is.
pub(crate) fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len().saturating_add(8));
    let mut rest = sql.chars().peekable();
    let mut largest = 0u32;
    let mut quote = None;
    while let Some(sign) = rest.next() {
        match (quote, sign) {
            (Some(open), sign) if sign == open => quote = None,
            (None, '\'' | '"') => quote = Some(sign),
            (None, '?') => {
                let mut digits = String::new();
                while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                let number = digits.parse().unwrap_or_else(|_| largest.saturating_add(1));
                largest = largest.max(number);
                out.push_str(&format!("${number}"));
                continue;
            }
            _ => {}
        }
        out.push(sign);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn marks_become_those_of_postgresql() {
        let cases = [
            ("SELECT 1", "SELECT 1"),
            ("a = ?1 AND b = ?2 OR a = ?1", "a = $1 AND b = $2 OR a = $1"),
            ("a IN (?, ?) AND b = ?", "a IN ($1, $2) AND b = $3"),
            ("a = ?3 AND b = ?", "a = $3 AND b = $4"),
            ("a = ?12)", "a = $12)"),
            ("a = 'what?1' AND b = ?", "a = 'what?1' AND b = $1"),
            (
                "a = 'it''s ?' AND \"c?\" = ?1",
                "a = 'it''s ?' AND \"c?\" = $1",
            ),
            ("¿a? = ?1", "¿a$1 = $1"),
        ];
        for (ours, theirs) in cases {
            assert_eq!(numbered(ours), theirs);
        }
    }
}

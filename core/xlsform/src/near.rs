//! The nearest right name, worked out once for each wrong one.

use std::collections::HashMap;

/// Bytes of names that one compilation compares. Each wrong name is compared with every right one,
/// so that a sheet of a hundred thousand references to nothing would take hours; beyond this the
/// faults come without a proposal.
const COMPARED: usize = 2_000_000;

/// The names that were asked for, each with the nearest right one.
#[derive(Debug)]
pub(crate) struct Near {
    known: HashMap<(String, String), Option<String>>,
    left: usize,
}

impl Default for Near {
    fn default() -> Self {
        Self {
            known: HashMap::new(),
            left: COMPARED,
        }
    }
}

impl Near {
    /// The nearest of the names `among` which `name` is looked for: the same ones each time.
    pub(crate) fn of<'k>(
        &mut self,
        among: &str,
        name: &str,
        names: impl Iterator<Item = &'k str>,
    ) -> Option<String> {
        let key = (among.to_owned(), name.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let left = &mut self.left;
        let compared = names.take_while(|name| {
            let rest = left.checked_sub(name.len() + 1);
            *left = rest.unwrap_or_default();
            rest.is_some()
        });
        let found = farola_model::nearest(name, compared).map(str::to_owned);
        // Where nothing more is compared, nothing more is kept either.
        if self.left > 0 {
            self.known.insert(key, found.clone());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_compared_once_and_no_more_than_the_bound() {
        let names: Vec<String> = (0..1_000).map(|n| format!("pregunta_{n}")).collect();
        let mut near = Near::default();
        let mut looked_at = 0_usize;
        for round in 0..3 {
            for wrong in 0..1_000 {
                let names = names.iter().inspect(|_| looked_at += 1);
                let found = near.of("", &format!("pregunta{wrong}"), names.map(String::as_str));
                assert!(wrong > 50 || round > 0 || found.is_some(), "{wrong}");
            }
        }
        assert!(looked_at < COMPARED / 5, "{looked_at}");
        assert_eq!(
            near.of("", "pregunta7", std::iter::empty()).as_deref(),
            Some("pregunta_7")
        );
    }

    #[test]
    fn lists_are_told_apart() {
        let mut near = Near::default();
        assert_eq!(
            near.of("a", "sii", ["si"].into_iter()).as_deref(),
            Some("si")
        );
        assert_eq!(near.of("b", "sii", ["no"].into_iter()), None);
    }
}

//! Six words in the place of a PIN: drawn by the phone, so that nobody's habits are in them.
//!
//! Six words of a list (`farola_protocol::word_list`) are 66 bits, a PIN of six digits is 20.
//! Typed words count without regard to case, accents and blanks around them.

use farola_protocol::word_list::{self, ENGLISH, LISTED, SPANISH};
use zeroize::{Zeroize as _, Zeroizing};

use super::lock::LockError;
use crate::env::Entropy;

/// Words of a phrase.
const WORDS: usize = 6;
/// No word is longer, and no phrase can be.
const LONGEST: usize = 16;

/// Six words for a person whose language has this code; English where there is no list.
///
/// # Errors
/// [`LockError::NoEntropy`] rather than words that could be guessed.
pub fn offer_words(language: &str, entropy: &dyn Entropy) -> Result<Zeroizing<String>, LockError> {
    let list = word_list::list(language);
    let mut random = Zeroizing::new([0; 2 * WORDS]);
    entropy.fill_secret(random.as_mut())?;
    // Room for all of them at once: growing would leave a part behind.
    let mut phrase = Zeroizing::new(String::with_capacity(WORDS * (2 * LONGEST)));
    let (pairs, _) = random.as_chunks::<2>();
    for pair in pairs {
        let at = u16::from_be_bytes(*pair) % LISTED;
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.push_str(list.lines().nth(usize::from(at)).unwrap_or_default());
    }
    Ok(phrase)
}

/// What six words of one of the lists are as a secret, however they were typed; nothing where it
/// is anything else.
pub(super) fn secret(typed: &str) -> Option<Zeroizing<String>> {
    // A PIN is no six words; that is known without looking through the lists.
    if typed.len() > WORDS * 4 * LONGEST || typed.split_whitespace().count() != WORDS {
        return None;
    }
    let mut folded = Zeroizing::new(String::with_capacity(typed.len()));
    for word in typed.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        let mut plain = fold(word);
        let known = |list: &str| list.lines().any(|listed| fold(listed) == plain);
        let is_word = known(SPANISH) || known(ENGLISH);
        folded.push_str(&plain);
        plain.zeroize();
        if !is_word {
            return None;
        }
    }
    Some(folded)
}

/// A word in small letters without accents.
fn fold(word: &str) -> String {
    let mut plain = String::with_capacity(2 * word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'á' => plain.push('a'),
            'é' => plain.push('e'),
            'í' => plain.push('i'),
            'ó' => plain.push('o'),
            'ú' | 'ü' => plain.push('u'),
            'ñ' => plain.push('n'),
            // What a keyboard writes as a letter and its accent.
            '\u{300}'..='\u{36f}' => {}
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::env::SeededEntropy;

    #[test]
    fn each_list_has_its_words_once_and_no_longer_than_there_is_room() {
        for list in [SPANISH, ENGLISH] {
            let words: BTreeSet<String> = list.lines().map(fold).collect();
            assert_eq!(words.len(), usize::from(LISTED));
            assert!(words.iter().all(|word| (3..=LONGEST).contains(&word.len())));
            assert!(
                words
                    .iter()
                    .all(|word| word.bytes().all(|b| b.is_ascii_lowercase()))
            );
        }
    }

    #[test]
    fn six_words_are_offered_and_taken_however_they_are_typed() {
        let entropy = SeededEntropy::new(5);
        let mut seen = BTreeSet::new();
        for language in ["es-MX", "en", "fr", ""] {
            for _ in 0..20 {
                let phrase = offer_words(language, &entropy).unwrap();
                let plain = secret(&phrase).unwrap();
                let shouted = format!("  {}\n", phrase.to_uppercase().replace(' ', "   "));
                assert_eq!(secret(&shouted).unwrap(), plain, "{language}");
                assert_eq!(secret(&plain).unwrap(), plain, "without accents");
                assert!(seen.insert(phrase.to_string()));
            }
        }
    }

    #[test]
    fn anything_else_is_no_phrase() {
        for typed in [
            "",
            "493815",
            "abdomen",
            "abdomen abeja abierto abogado abono",
            "abdomen abeja abierto abogado abono aborto abrazo",
            "abdomen abeja abierto abogado abono quetzalcoatl",
            &"abdomen ".repeat(4_000),
        ] {
            assert!(secret(typed).is_none(), "{typed}");
        }
        let decomposed = "a\u{301}baco abdomen abeja abierto abogado abono";
        assert_eq!(
            *secret(decomposed).unwrap(),
            "abaco abdomen abeja abierto abogado abono"
        );
    }
}

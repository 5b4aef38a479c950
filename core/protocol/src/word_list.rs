//! Words that stand for bits: what people read aloud and compare, or keep in mind.
//!
//! The lists are those of BIP-39 (MIT licence), 2,048 words of each language that differ in their
//! first four letters, so that one word is 11 bits.

use crate::HubKey;
use farola_model::Sha256;

/// The Spanish list.
pub const SPANISH: &str = include_str!("word_list/es.txt");
/// The English list.
pub const ENGLISH: &str = include_str!("word_list/en.txt");
/// Words of a list: a power of two, so that each is as likely.
pub const LISTED: u16 = 2_048;
/// The languages that have a list.
const LANGUAGES: [&str; 2] = ["es", "en"];
/// Words of a fingerprint.
const FINGERPRINT: usize = 4;
/// Times that a key is digested for its fingerprint: who looks for another key with the same words
/// pays for each.
const ROUNDS: usize = 4_096;

/// The list of a language by its tag; English where there is none.
#[must_use]
pub fn list(language: &str) -> &'static str {
    match language.get(..2) {
        Some("es") => SPANISH,
        _ => ENGLISH,
    }
}

impl HubKey {
    /// The fingerprint in each language that a phone may speak.
    #[must_use]
    pub fn words_of_each(&self) -> Vec<String> {
        LANGUAGES.map(|language| self.words(language)).into()
    }

    /// The key's fingerprint: four words of a language, to be compared with those that the hub
    /// shows.
    #[must_use]
    pub fn words(&self, language: &str) -> String {
        let mut digest = Sha256::of(&[&b"farola fingerprint 1"[..], self.bytes()].concat());
        for _ in 1..ROUNDS {
            digest = Sha256::of(&digest.0);
        }
        let (pairs, _) = digest.0.as_chunks::<2>();
        let words = pairs.iter().take(FINGERPRINT).map(|pair| {
            let at = u16::from_be_bytes(*pair) % LISTED;
            list(language)
                .lines()
                .nth(usize::from(at))
                .unwrap_or_default()
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// People compare them across versions of the app and of the hub: they are a contract.
    #[test]
    fn a_key_has_the_same_four_words_for_ever() {
        let key = HubKey::new([7; 32]);
        assert_eq!(key.words("es-MX"), "suceso nieto espejo manta");
        assert_eq!(key.words("en"), "symbol one exotic mask");
        assert_eq!(key.words("fr"), key.words("en"));
        assert_eq!(key.words_of_each(), [key.words("es-MX"), key.words("en")]);
        assert_ne!(HubKey::new([8; 32]).words("es"), key.words("es"));
    }

    #[test]
    fn the_lists_are_whole() {
        for list in [SPANISH, ENGLISH] {
            assert_eq!(list.lines().count(), usize::from(LISTED));
        }
    }
}

//! Passwords that are guessed first: one pure rule for the terminal, REST and the review app.
//!
//! Guessing is held back to some tens of tries an hour ([`crate::prove`]), so what has to be
//! refused is what stands in the first thousands of anybody's list: common passwords, a common
//! word with digits around it, repetitions, runs of a keyboard, the own name. The lists are the
//! commonest of the 30,000 of zxcvbn (MIT, from leaks) with Spanish ones of our own, 30 kB. The
//! crate of that name was not taken: its words are English, so that what people here choose
//! passes it, and it brings a clock that the workspace bans.

use std::collections::BTreeSet;

use farola_protocol::Problem;

/// Shortest password taken, in characters: length is what helps, not kinds of characters.
const MIN_CHARS: usize = 10;
/// Longest password taken, in bytes: hashing is work that a stranger may ask for.
pub(crate) const MAX_BYTES: usize = 256;
/// A password of no more different characters than these is a repetition.
const DIFFERENT: usize = 3;
/// So many characters in a row, on average, make a password of runs.
const RUN: usize = 3;
/// Shortest part of a name or an address that is looked for.
const OWN_CHARS: usize = 4;
/// So many letters must be left beside what is the person's own.
const LETTERS: usize = 8;

/// Whole passwords, in lower case.
const COMMON: &str = include_str!("weak/common.txt");
/// Words that are used with digits or signs around them.
const WORDS: &str = include_str!("weak/words.txt");

/// Neighbours: what one finger after the other makes on a keyboard, in the alphabet, in numbers.
const ROWS: [&str; 16] = [
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjklñ",
    "zxcvbnm",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik",
    "9ol",
    "!@#$%^&*()",
    "!\"#$%&/()=",
];

/// Whose password it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner<'a> {
    /// Address to sign in with.
    pub(crate) email: &'a str,
    /// Name shown in the history.
    pub(crate) name: &'a str,
}

/// Lets a password through that is not among the first that are tried.
///
/// # Errors
/// [`Problem::PasswordShort`], [`Problem::PasswordLong`], [`Problem::PasswordPattern`],
/// [`Problem::PasswordCommon`], [`Problem::PasswordOwn`].
pub(crate) fn judge(password: &str, owner: Owner<'_>) -> Result<(), Problem> {
    if password.len() > MAX_BYTES {
        return Err(Problem::PasswordLong);
    }
    let signs: Vec<char> = password.to_lowercase().chars().map(plain).collect();
    if password.chars().count() < MIN_CHARS {
        Err(Problem::PasswordShort)
    } else if is_pattern(&signs) {
        Err(Problem::PasswordPattern)
    } else if is_common(&signs) {
        Err(Problem::PasswordCommon)
    } else if is_own(&signs, owner) {
        Err(Problem::PasswordOwn)
    } else {
        Ok(())
    }
}

/// A letter without its accent: nobody who guesses leaves them out.
fn plain(sign: char) -> char {
    match sign {
        'á' | 'à' | 'ä' | 'â' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' => 'o',
        'ú' | 'ù' | 'ü' | 'û' => 'u',
        'ñ' => 'n',
        other => other,
    }
}

/// A sign as the letter that it often stands for.
fn as_letter(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

fn is_pattern(signs: &[char]) -> bool {
    let different: BTreeSet<_> = signs.iter().collect();
    let every_other = |from: usize| signs.iter().skip(from).step_by(2).copied();
    let apart: Vec<char> = every_other(0).chain(every_other(1)).collect();
    different.len() <= DIFFERENT || repeats(signs) || is_run(signs) || is_run(&apart)
}

/// Whether it is one piece over and over, at least twice.
fn repeats(signs: &[char]) -> bool {
    (1..=signs.len() / 2).any(|piece| {
        let later = signs.iter().skip(piece);
        signs.iter().zip(later).all(|(one, other)| one == other)
    })
}

/// Whether it is a few runs one after the other: each goes along one row in one direction, and
/// may stay on a sign.
fn is_run(signs: &[char]) -> bool {
    let steps = signs.iter().zip(signs.iter().skip(1));
    let mut runs = 1;
    let mut going: Option<(usize, bool)> = None;
    for (one, other) in steps {
        if one == other {
            continue;
        }
        let goes_on = going.is_some_and(|way| follows(way, *one, *other));
        if !goes_on {
            let found = ways().find(|way| follows(*way, *one, *other));
            // The first step of a run chooses its way; a step that is none ends it.
            runs += usize::from(going.is_some() || found.is_none());
            going = found;
        }
    }
    signs.len() >= runs * RUN
}

fn ways() -> impl Iterator<Item = (usize, bool)> {
    (0..ROWS.len()).flat_map(|row| [(row, true), (row, false)])
}

fn follows((row, forwards): (usize, bool), one: char, other: char) -> bool {
    let (first, second) = if forwards { (one, other) } else { (other, one) };
    let row = ROWS.get(row).copied().unwrap_or_default();
    let neighbours = row.chars().zip(row.chars().skip(1));
    neighbours.into_iter().any(|pair| pair == (first, second))
}

fn is_common(signs: &[char]) -> bool {
    let whole: String = signs.iter().collect();
    let folded: String = signs.iter().copied().map(as_letter).collect();
    let is_listed = |list: &str, text: &str| list.lines().any(|one| one == text);
    if is_listed(COMMON, &whole) || is_listed(COMMON, &folded) {
        return true;
    }
    let core = whole.trim_matches(|sign: char| !sign.is_alphabetic());
    // Signs at the ends may stand for letters of the word, or around it.
    [core.chars().map(as_letter).collect(), folded]
        .iter()
        .any(|word: &String| is_listed(WORDS, word) || is_listed(COMMON, word))
}

/// Whether little is left when what belongs to the person is taken out.
fn is_own(signs: &[char], owner: Owner<'_>) -> bool {
    let folded: String = signs.iter().copied().map(as_letter).collect();
    let known = format!("{} {} farola", owner.email, owner.name).to_lowercase();
    let known: String = known.chars().map(plain).collect();
    let parts = known.split(|sign: char| !sign.is_alphabetic());
    let mut parts: Vec<&str> = parts
        .filter(|part| part.chars().count() >= OWN_CHARS)
        .collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let mut left = folded;
    for part in &parts {
        left = left.replace(part, " ");
    }
    let letters = left.chars().filter(|sign| sign.is_alphabetic()).count();
    letters < LETTERS && left.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: Owner<'_> = Owner {
        email: "ana.torres@guadalajara.example",
        name: "Ana Íñiguez",
    };

    fn check(passwords: &[&str], expected: Result<(), Problem>) {
        for password in passwords {
            assert_eq!(judge(password, ANA), expected, "{password}");
        }
    }

    #[test]
    fn short_and_long_ones_are_refused() {
        check(&["", "corta", "farol hoy"], Err(Problem::PasswordShort));
        let long = "una farola ".repeat(30);
        check(&[&long], Err(Problem::PasswordLong));
    }

    #[test]
    fn repetitions_and_runs_are_refused() {
        check(
            &[
                "1234567890",
                "0987654321",
                "12345678901234567890",
                "aaaaaaaaaa",
                "ababababab",
                "1212121212",
                "abcabcabca",
                "perroperro",
                "Ventana8Ventana8",
                "qwertyuiop",
                "poiuytrewq",
                "QWERTYUIOP",
                "asdfghjklñ",
                "abcdefghij",
                "zyxwvutsrq",
                "1qaz2wsx3edc",
                "1q2w3e4r5t6y",
                "1029384756",
                "1122334455",
                "1234554321",
                "qwerty12345",
                "123456789a",
                "abcd1234efgh",
                "!@#$%^&*()",
            ],
            Err(Problem::PasswordPattern),
        );
    }

    #[test]
    fn common_ones_are_refused_however_they_are_dressed_up() {
        check(
            &[
                "password123",
                "Password2026!",
                "p4ssw0rd2026",
                "P@$$w0rd123",
                "contraseña1",
                "Contraseña2026",
                "tequieromucho",
                "bienvenido2026",
                "guadalupe1980",
                "administrador",
                "..mexico2026..",
                "manchester",
                "harrypotter",
                "realmadrid",
            ],
            Err(Problem::PasswordCommon),
        );
    }

    #[test]
    fn what_belongs_to_the_person_is_refused() {
        check(
            &[
                "ana.torres1",
                "Torres-1980-",
                "iñiguez2026",
                "INIGUEZ torres",
                "torres.iniguez.ana",
                "farola farola1",
                "t0rr35-19806",
                "anatorres.gdl",
            ],
            Err(Problem::PasswordOwn),
        );
        let other = Owner {
            email: "eva@x.mx",
            name: "Eva",
        };
        assert_eq!(judge("iñiguez2026", other), Ok(()));
    }

    #[test]
    fn what_people_may_choose_is_taken() {
        check(
            &[
                "farol en la esquina",
                "una farola en la esquina",
                "seis perros azules",
                "torres de agua y limon",
                "correcto caballo grapa",
                "Kx7!pq-vTz2m",
                "árbol-puente-9-nube",
                "3 tazas de té y 1 pan",
                "no me acuerdo nunca",
            ],
            Ok(()),
        );
    }

    /// What the hub makes itself is never refused.
    #[test]
    fn a_password_that_is_made_is_taken() {
        for _ in 0..2_000 {
            let made = crate::admin::new_password().unwrap();
            assert_eq!(judge(&made, ANA), Ok(()), "{made}");
        }
    }

    #[test]
    fn the_lists_are_in_the_form_that_is_compared() {
        for list in [COMMON, WORDS] {
            let lines: Vec<&str> = list.lines().collect();
            assert!(lines.is_sorted(), "for whoever reads the difference");
            for line in lines {
                let same: String = line.to_lowercase().chars().map(plain).collect();
                assert_eq!(same, line);
            }
        }
        assert!(
            WORDS
                .lines()
                .all(|word| word.chars().all(char::is_alphabetic))
        );
        assert!(COMMON.lines().all(|one| one.chars().count() >= MIN_CHARS));
    }
}

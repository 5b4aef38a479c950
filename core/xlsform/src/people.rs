//! Questions that ask for what names a person, or for what was done to one: an advice, because
//! what is not kept cannot come into wrong hands. The settings sheet turns it off
//! (`asks_about_people` = `yes`).

use crate::columns::Columns;
use crate::fault::rules::people as rules;
use crate::fault::{Fault, Faults, Rule};
use crate::settings::Settings;
use crate::spanish::folded;

/// Words of labels in lower case and without accents, by what they ask for.
const WORDS: [(&Rule, &[&str]); 3] = [
    (
        &rules::NAME,
        &[
            "su nombre",
            "tu nombre",
            "nombre completo",
            "nombre y apellido",
            "nombres y apellidos",
            "nombre de la persona",
            "nombre de la victima",
            "nombre del entrevistado",
            "nombre de la entrevistada",
            "como se llama usted",
            "como te llamas",
            "your name",
            "full name",
            "first name",
            "last name",
            "surname",
            "name of the person",
            "name of the victim",
            "name of the respondent",
        ],
    ),
    (
        &rules::TELEPHONE,
        &[
            "numero de telefono",
            "numero de celular",
            "numero de whatsapp",
            "numero telefonico",
            "su telefono",
            "su celular",
            "su correo",
            "tu telefono",
            "tu celular",
            "tu correo",
            "telefono celular",
            "telefono de contacto",
            "correo electronico",
            "phone number",
            "telephone number",
            "mobile number",
            "e-mail address",
            "email address",
        ],
    ),
    (
        &rules::HAPPENED,
        &[
            "que le paso",
            "que te paso",
            "que le hicieron",
            "que te hicieron",
            "ha sido victima",
            "fue victima",
            "has sido victima",
            "ha sufrido",
            "has sufrido",
            "la agredieron",
            "lo agredieron",
            "te agredieron",
            "what happened to you",
            "what did they do to you",
            "been a victim",
            "been attacked",
            "been assaulted",
        ],
    ),
];

/// Labels that ask for a number or an address where nothing else stands beside them: a telephone
/// in a street and the signal of one are no person's.
const ALONE: [&str; 6] = [
    "telefono",
    "celular",
    "whatsapp",
    "phone",
    "telephone",
    "email",
];

/// Tells questions that ask about people, each once.
pub(crate) fn check(survey: &Columns<'_>, settings: &Settings, faults: &mut Faults) {
    if settings.asks_about_people {
        return;
    }
    let first = |index: usize| survey.tokens.get(index)?.first().map(String::as_str);
    for record in &survey.table.rows {
        let mut cells = record.cells.iter();
        let question = cells.find(|(index, _)| first(*index) == Some("type"));
        if !question.is_some_and(|(_, question)| takes_words(question)) {
            continue;
        }
        let labels = record.cells.iter();
        let labels = labels.filter(|(index, _)| first(*index) == Some("label"));
        let found = labels.into_iter().find_map(|(index, label)| {
            let label = folded(label);
            let starts = word_starts(&label);
            let mut words = WORDS.iter();
            let rule = words.find(|(_, words)| words.iter().any(|word| holds(&starts, word)));
            let alone = label.trim_matches(|c: char| !c.is_alphanumeric());
            let alone = ALONE.contains(&alone).then_some(&rules::TELEPHONE);
            Some((*index, rule.map(|(rule, _)| *rule).or(alone)?))
        });
        if let Some((index, rule)) = found {
            faults.push(Fault::new(rule, survey.table.place(record, index)));
        }
    }
}

/// Whether a question is answered by a person; a note or a group only shows a text.
fn takes_words(question: &str) -> bool {
    let kind = question.split([' ', '_']).next().unwrap_or_default();
    ![
        "note",
        "begin",
        "end",
        "calculate",
        "hidden",
        "acknowledge",
        "trigger",
    ]
    .contains(&kind)
}

/// The rest of a text from each of its words on: what is looked for begins with a word, so that a
/// label is searched once and not once for each of fifty phrases.
fn word_starts(text: &str) -> Vec<&str> {
    let mut in_word = false;
    let starts = text.char_indices().filter_map(|(at, c)| {
        let starts = c.is_alphanumeric() && !in_word;
        in_word = c.is_alphanumeric();
        text.get(at..).filter(|_| starts)
    });
    starts.collect()
}

/// Whether `word` stands at one of the starts and is no part of a longer one.
fn holds(starts: &[&str], word: &str) -> bool {
    starts.iter().any(|rest| {
        let after = rest.strip_prefix(word);
        after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_stands_among_words() {
        for (text, word, expected) in [
            ("cual es su nombre", "su nombre", true),
            ("¿su nombre?", "su nombre", true),
            ("su nombre", "su nombre", true),
            ("su nombres", "su nombre", false),
            ("sesu nombre", "su nombre", false),
            ("su", "su nombre", false),
            ("su su nombre", "su nombre", true),
            ("e-mail address", "e-mail address", true),
            ("", "su nombre", false),
        ] {
            assert_eq!(holds(&word_starts(text), word), expected, "{text}");
        }
    }
}

//! Pages: questions one by one, field-lists, prompts.

use farola_form::{QuestionKind, ScreenKind, Session};

use crate::support::{Scenario, form};

fn walk() -> Session {
    form("<a/><g><b/><c/></g><p jr:template=\"\"><x/></p><z/>")
        .bind("/data/g/c", "relevant=\"/data/g/b = '1'\"")
        .bind("/data/z", "relevant=\"/data/a != 'skip'\"")
        .input("/data/a")
        .body(
            "<group ref=\"/data/g\" appearance=\"field-list\"><label>G</label>\
             <input ref=\"/data/g/b\"><label>b</label></input>\
             <input ref=\"/data/g/c\"><label>c</label></input></group>\
             <group ref=\"/data/p\"><label>P</label><repeat nodeset=\"/data/p\">\
             <input ref=\"/data/p/x\"><label>x</label></input></repeat></group>",
        )
        .input("/data/z")
        .start()
}

#[test]
fn pages_turn_both_ways() {
    let mut s = walk();
    let screen = s.screen();
    assert_eq!(
        (screen.kind, screen.path.as_str()),
        (ScreenKind::Question, "/data/a")
    );
    let group = s.next();
    assert_eq!(
        (group.kind, group.path.as_str()),
        (ScreenKind::Group, "/data/g")
    );
    let asked: Vec<&str> = group.questions.iter().map(|q| q.path.as_str()).collect();
    assert_eq!(asked, ["/data/g", "/data/g/b"]);
    s.say("/data/g/b", "1");
    assert_eq!(
        s.screen().questions.len(),
        3,
        "the page shows what became relevant"
    );
    let prompt = s.next();
    assert_eq!(
        (prompt.kind, prompt.path.as_str()),
        (ScreenKind::Prompt, "/data/p")
    );
    s.add_repeat("/data/p").unwrap();
    let inside = s.goto("/data/p").unwrap();
    assert_eq!(
        (inside.path.as_str(), &inside.titles[..]),
        ("/data/p/x", &["P".to_owned()][..])
    );
    assert_eq!(s.next().path, "/data/p[2]");
    assert_eq!(s.next().path, "/data/z");
    assert_eq!(s.next().kind, ScreenKind::End);
    assert_eq!(s.next().kind, ScreenKind::End);
    assert_eq!(s.back().path, "/data/z");
    s.say("/data/a", "skip");
    assert_eq!(
        s.screen().kind,
        ScreenKind::End,
        "the page it stood on is gone"
    );
    assert!(s.goto("/data/z").is_err());
    assert!(s.goto("/data/none").is_err());
}

#[test]
fn questions_come_in_the_order_a_person_meets_them() {
    let mut s = walk();
    s.add_repeat("/data/p").unwrap();
    let seen: Vec<(QuestionKind, String, bool)> = s
        .questions()
        .into_iter()
        .map(|q| (q.kind, q.path, q.relevant))
        .collect();
    use QuestionKind::{Group, Prompt, Question, Repeat};
    let expected = [
        (Question, "/data/a", true),
        (Group, "/data/g", true),
        (Question, "/data/g/b", true),
        (Question, "/data/g/c", false),
        (Repeat, "/data/p", true),
        (Question, "/data/p/x", true),
        (Prompt, "/data/p[2]", true),
        (Question, "/data/z", true),
    ];
    let expected: Vec<_> = expected.map(|(k, p, r)| (k, p.to_owned(), r)).into();
    assert_eq!(seen, expected);
}

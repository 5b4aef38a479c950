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

#[test]
fn an_instance_knows_its_number_and_a_prompt_those_there_are() {
    let mut s = form("<g><p jr:template=\"\"><x/><q jr:template=\"\"><y/></q></p></g>")
        .body(
            "<group ref=\"/data/g\"><label>G</label><group ref=\"/data/g/p\"><label>P</label>\
             <repeat nodeset=\"/data/g/p\"><input ref=\"/data/g/p/x\"><label>x</label></input>\
             <repeat nodeset=\"/data/g/p/q\"><input ref=\"/data/g/p/q/y\"><label>y</label></input>\
             </repeat></repeat></group></group>",
        )
        .start();
    for reference in ["/data/g/p", "/data/g/p", "/data/g/p[2]/q"] {
        s.add_repeat(reference).unwrap();
    }
    let of = |kind: QuestionKind| {
        let entries = s.questions().into_iter().filter(move |q| q.kind == kind);
        entries
            .map(|q| {
                let named = q.instances.iter();
                let named = named.map(|i| (i.path.clone(), i.number, i.removable));
                (q.depth, q.repeat, named.collect::<Vec<_>>())
            })
            .collect::<Vec<_>>()
    };
    let one = |path: &str, number| (path.to_owned(), number, true);
    let (first, second, inner) = (
        one("/data/g/p", 1),
        one("/data/g/p[2]", 2),
        one("/data/g/p[2]/q", 1),
    );
    assert_eq!(of(QuestionKind::Group), [(0, String::new(), vec![])]);
    assert_eq!(
        of(QuestionKind::Repeat),
        [
            (1, String::new(), vec![first.clone()]),
            (1, String::new(), vec![second.clone()]),
            (2, String::new(), vec![inner.clone()]),
        ]
    );
    assert_eq!(
        of(QuestionKind::Prompt),
        [
            (2, "/data/g/p/q".to_owned(), vec![]),
            (2, "/data/g/p[2]/q".to_owned(), vec![inner]),
            (1, "/data/g/p".to_owned(), vec![first, second]),
        ]
    );
}

#[test]
fn an_instance_that_the_form_counts_or_locks_is_not_to_be_taken_out() {
    let repeat = |attributes: &str| {
        format!(
            "<repeat nodeset=\"/data/p\" {attributes}><input ref=\"/data/p/x\"><label>x</label>\
             </input></repeat>"
        )
    };
    let removable = |s: &Session| s.questions()[0].instances[0].removable;
    let counted = form("<p><x/></p>").body(&repeat("jr:count=\"1\"")).start();
    assert!(!removable(&counted));
    let locked = form("<p><x/></p>").bind("/data/p", "readonly=\"true()\"");
    assert!(!removable(&locked.body(&repeat("")).start()));
    assert!(removable(&form("<p><x/></p>").body(&repeat("")).start()));
}

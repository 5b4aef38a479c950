//! The rules that a shell asks for between two calls.

use super::*;

/// The code of why such a PIN is not taken; digits that are not simple.
fn pin_of(digits: u32) -> Option<String> {
    let digits = usize::try_from(digits).unwrap();
    let typed = "2048163957148260".chars().cycle().take(digits).collect();
    match choose_pin(None, typed) {
        PinStep::Again => None,
        PinStep::Refused { code } => Some(code),
        PinStep::Chosen => panic!("it was typed once"),
    }
}

#[test]
fn a_pin_can_be_handed_in_from_the_least_to_the_most_digits() {
    let digits = pin_digits();
    assert_eq!((digits.least, digits.most), (6, 16));
    for fits in [digits.least, 7, digits.most] {
        assert_eq!(pin_of(fits), None, "{fits}");
    }
    for wrong in [0, digits.least - 1, digits.most + 1] {
        assert_eq!(pin_of(wrong).as_deref(), Some("lock.pin_short"), "{wrong}");
    }
}

#[test]
fn the_line_of_home_says_what_waits_and_what_is_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let counts = phone(dir.path()).home().unwrap();
    assert_eq!(home_line(counts), []);
    let counts = HomeRecord {
        waiting: 3,
        waiting_media: 1,
        media_percent: Some(40),
        stuck: 2,
        ..counts
    };
    let [waiting, photos, set_aside] = home_line(counts)[..] else {
        panic!("not three parts");
    };
    assert_eq!(waiting, HomeCount::Waiting { count: 3 });
    let percent = Some(40);
    assert_eq!(photos, HomeCount::Photos { count: 1, percent });
    assert_eq!(set_aside, HomeCount::SetAside { count: 2 });
}

#[test]
fn a_scale_and_a_search_have_their_bounds() {
    let scale = ScaleRecord {
        start: 1,
        step: 1,
        decimals: 0,
        steps: 4,
        tick_every: None,
        placeholder: Some(2),
        labels: vec![ScaleLabel {
            at: 4,
            words: "Mucha".into(),
        }],
    };
    let said: Vec<String> = (3..5)
        .map(|at| scale_said(scale.clone(), at, DecimalMark::Point))
        .collect();
    assert_eq!(said, ["4", "5\u{a0}· Mucha"]);
    let limits = search_limits();
    assert_eq!((limits.first, limits.most), (8, 20));
}

#[test]
fn a_message_that_there_is_not_cannot_be_opened() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    let none = phone.open_message("uuid:of-nobody".into(), "es".into());
    assert!(matches!(none, Err(FarolaError::NotFound { .. })));
}

#[test]
fn a_question_for_a_file_always_has_a_way() {
    let offered = |files, device| {
        let sources = sources_of(files, device);
        (sources.device, sources.files)
    };
    assert_eq!(offered(false, true), (true, false));
    assert_eq!(offered(false, false), (false, true));
}

#[test]
fn only_a_link_of_enrolment_is_offered() {
    assert!(enrols(
        "farola://enrol?url=https%3A%2F%2Fhub.example".into()
    ));
    assert!(!enrols("https://hub.example/v1/key/abc".into()));
}

#[test]
fn a_sync_that_ended_or_was_missed_is_an_occasion() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    phone
        .enrol("http://127.0.0.1:9/v1/key/abc/projects/1".into())
        .unwrap();
    phone.add_form(FORM.to_vec()).unwrap();
    let filling = phone.begin("stop".into(), None).unwrap();
    filling.answer("/data/n".into(), "3".into()).unwrap();
    filling.finalize().unwrap();
    let session = phone.sync(true, false, Arc::new(Deaf)).unwrap();
    let report = session.wait().unwrap();
    let SyncOccasion::Ended { cancelled, .. } = report.occasion else {
        panic!("no end");
    };
    assert!(!cancelled);
    let said = sync_said(report.ended.clone());
    assert!(matches!(
        &said[..],
        [SyncSaid::Problem { .. }, SyncSaid::NothingLost]
    ));
    for occasion in [report.occasion, SyncOccasion::Missed] {
        let later = phone.sync_plan(occasion).unwrap().later;
        assert!(later.unwrap().not_before_ms.is_some(), "{occasion:?}");
    }
    let stopped = SyncOccasion::Ended {
        cancelled: true,
        retry_at_ms: None,
    };
    assert_eq!(phone.sync_plan(stopped).unwrap().later, None);
}

#[test]
fn what_a_shell_would_else_put_together_comes_whole() {
    let locale = ReaderLocale {
        language: language_of("en_MX".into()),
        decimal: DecimalMark::Point,
    };
    assert_eq!(locale.language, ReaderLanguage::English);
    assert_eq!(shown_month_of(2026, 11, locale), "November 2026");
    assert_eq!(shown_month_of(2026, 13, locale), "");
    assert_eq!(shown_wait(59), WaitShown::Seconds { count: 59 });
    assert_eq!(shown_wait(300), WaitShown::Minutes { count: 5 });
    let page = page_address(" HTTPS://example.org ".into());
    assert_eq!(page.as_deref(), Some("https://example.org"));
    assert_eq!(page_address("mailto:ana@example.org".into()), None);
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(phone(dir.path()).settings().unwrap(), usual_settings());
    use SubmissionShelf::{Arrived, Outbox, SetAside};
    assert_eq!(shelves(), [SetAside, Outbox, Arrived]);
}

const LISTS: &[u8] = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Lista</h:title><model>
    <instance><data id="cs_punto" version="1"><g><one/></g><meta><instanceID/></meta></data>
    </instance><bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model>
  </h:head>
  <h:body><group ref="/data/g"><label>Calle</label>
    <select1 ref="/data/g/one" appearance="list"><label>Luz</label>
      <item><label>1 Poca</label><value>1</value></item>
      <item><label>Nada</label><value>none</value></item></select1></group></h:body></h:html>"#;

#[test]
fn a_form_says_what_it_is_for_and_its_choices_have_signs() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    phone.add_form(LISTS.to_vec()).unwrap();
    phone.add_form(FORM.to_vec()).unwrap();
    let purpose = |id: &str| phone.begin(id.into(), None).unwrap().purpose().unwrap();
    assert_eq!(purpose("stop"), FormPurpose::Form);
    let filling = phone.begin("cs_punto".into(), None).unwrap();
    assert_eq!(filling.purpose().unwrap(), FormPurpose::Stop);
    let screen = filling.screen().unwrap();
    let question = &screen.questions[0];
    let signs: Vec<&str> = question
        .choices
        .iter()
        .map(|own| own.sign.as_str())
        .collect();
    assert_eq!(signs, ["1", "B"]);
    assert!(question.drawn.names_itself);
    let chosen = vec!["none".to_owned()];
    let given = GivenAnswer::Chosen { values: chosen };
    filling.give("/data/g/one".into(), given).unwrap();
    assert_eq!(filling.lines().unwrap()[0].heading, ["Calle"]);
}

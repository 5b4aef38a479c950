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

/// What a pad hands in is no PIN of the wrong length, and every length that is taken can be typed.
#[test]
fn a_pin_is_handed_in_as_soon_as_it_can_be_one() {
    for digits in 0..20 {
        let pad = pin_pad(digits);
        assert_eq!(pad.whole, (6..=16).contains(&digits), "{digits}");
        assert_eq!(pad.takes_more, digits < 16, "{digits}");
        let short = (!pad.whole).then_some("lock.pin_short");
        assert_eq!(pin_of(digits).as_deref(), short, "{digits}");
    }
}

/// What the phone offers can be handed in however it is typed, and nothing shorter.
#[test]
fn six_words_are_handed_in_once_they_are_whole() {
    for language in ["es", "en", "es-MX"] {
        let words = offer_words(language.into()).unwrap();
        assert_eq!(words.split(' ').count(), 6);
        assert!(words_whole(format!("  {} ", words.to_uppercase())));
        assert_eq!(choose_pin(None, words.clone()), PinStep::Again);
        assert_eq!(
            choose_pin(Some(words.clone()), words.clone()),
            PinStep::Chosen
        );
        let five = words.rsplit_once(' ').unwrap().0;
        assert!(!words_whole(five.to_owned()));
    }
    for typed in [
        "",
        "493815",
        "una dos tres",
        "zzzz zzzz zzzz zzzz zzzz zzzz",
    ] {
        assert!(!words_whole(typed.into()), "{typed}");
    }
}

#[test]
fn the_line_of_home_says_what_waits_and_what_is_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    let counts = phone(dir.path()).home().unwrap();
    assert_eq!(home_line(counts), [HomeCount::Nothing]);
    let counts = HomeRecord {
        waiting: 3,
        waiting_media: 1,
        media_percent: Some(40),
        stuck: 2,
        elsewhere: 4,
        ..counts
    };
    let [waiting, photos, set_aside, elsewhere] = home_line(counts)[..] else {
        panic!("not four parts");
    };
    assert_eq!(waiting, HomeCount::Waiting { count: 3 });
    let percent = Some(40);
    assert_eq!(photos, HomeCount::Photos { count: 1, percent });
    assert_eq!(set_aside, HomeCount::SetAside { count: 2 });
    assert_eq!(elsewhere, HomeCount::Elsewhere { count: 4 });
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
    assert!(is_search("a".into()) && !is_search(" \t".into()));
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
    let locale = reader_locale("en_MX".into(), ".".into());
    assert_eq!(locale.language, ReaderLanguage::English);
    assert_eq!(locale.decimal, DecimalMark::Point);
    let comma = reader_locale("es".into(), ",".into()).decimal;
    assert_eq!(comma, DecimalMark::Comma);
    let day = DayRecord {
        year: 2026,
        month: 11,
        day: 30,
    };
    let page = month_page(day, 3, None, locale);
    assert_eq!((page.title.as_str(), page.blank), ("February 2027", 1));
    assert_eq!((page.year, page.month, page.days), (2027, 2, 28));
    let week = week(locale);
    assert_eq!((week[0].number, week[0].letter.as_str()), (7, "S"));
    assert_eq!(shown_degrees(359.6), 0);
    assert_eq!(shown_wait(59), WaitShown::Seconds { count: 59 });
    assert_eq!(shown_kept(0), KeptShown::None);
    assert_eq!(shown_kept(7), KeptShown::Days { count: 7 });
    assert_eq!(shown_wait(300), WaitShown::Minutes { count: 5 });
    let page = page_address(" HTTPS://example.org ".into());
    assert_eq!(page.as_deref(), Some("https://example.org"));
    assert_eq!(page_address("mailto:ana@example.org".into()), None);
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    assert_eq!(phone.settings().unwrap(), usual_settings(String::new()));
    assert!(phone.papers().unwrap().is_empty());
}

/// Each language that is offered is kept as it was chosen, and found again by its code.
#[test]
fn the_languages_of_the_app_can_be_chosen() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    let names: Vec<String> = app_languages().into_iter().map(|own| own.name).collect();
    assert_eq!(names, ["Español", "English"]);
    for language in app_languages() {
        let mut wanted = phone.settings().unwrap();
        wanted.language.clone_from(&language.code);
        let kept = phone.set_settings(wanted).unwrap();
        assert_eq!(kept.language, language.code);
        assert_eq!(app_language(kept.language), language);
        assert_eq!(
            usual_settings(language.code.clone()).language,
            language.code
        );
    }
    assert_eq!(usual_settings("en-MX".into()).language, "en");
    assert_eq!(usual_settings("fr-CA".into()).language, "es");
}

#[test]
fn an_alarm_is_set_anew_when_its_time_has_moved() {
    let reminder = |in_ms| CheckInRecord {
        state: CheckInState::Fine,
        ms: in_ms,
        every_min: 20,
        minutes: 20,
        ring: 0,
        next_ring_in_ms: in_ms,
        asks: false,
    };
    let now = 1_000_000;
    for (in_ms, set_for, expect) in [
        (60_000, None, Some(1_060_000)),
        (60_000, Some(1_060_000), None),
        // A position shifts the time by less than five seconds.
        (60_000, Some(1_064_999), None),
        (60_000, Some(1_055_001), None),
        (60_000, Some(1_065_000), Some(1_060_000)),
        (60_000, Some(1_055_000), Some(1_060_000)),
        (0, Some(0), Some(1_000_000)),
        (i64::MAX, None, Some(i64::MAX)),
    ] {
        let alarm = check_in_alarm(reminder(in_ms), now, set_for);
        assert_eq!(alarm, expect, "{in_ms} {set_for:?}");
    }
    let acts = acts_of_unread_gate();
    assert_eq!(
        (acts.main, acts.others),
        (GateAct::LookAgain, vec![GateAct::Leave])
    );
}

/// Each way of drawing has its own ink; what hides faces is there on every photo.
#[test]
fn ink_is_of_what_is_drawn_on() {
    for annotated in [false, true] {
        let ink = ink_on_photo(annotated, Some(640));
        assert_eq!(ink.most_pixels, 640);
        assert!(ink.tools.contains(&InkTool::Cover) && ink.paper.is_none());
        assert_eq!(ink.opens, annotated);
    }
    let [sheet, signature] = [false, true].map(|own| ink_on_sheet(own).paper.unwrap());
    assert!(signature.height < sheet.height);
}

#[test]
fn a_place_without_an_accuracy_was_put_by_hand() {
    for (accuracy_m, expect) in [(None, true), (Some(0.5), false), (Some(4_000.0), false)] {
        let place = PlaceRecord {
            lat: 20.6767,
            lon: -103.347,
            altitude_m: None,
            accuracy_m,
        };
        assert_eq!(is_by_hand(place), expect, "{accuracy_m:?}");
    }
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

const UNNAMED: &[u8] = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Sin nombres</h:title><model>
    <instance><data id="unnamed" version="1"><a/><b/><c/><meta><instanceID/></meta></data>
    </instance><bind nodeset="/data/a" required="true()"/>
    <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>
  <h:body><input ref="/data/a"><label> </label></input><input ref="/data/b"/>
    <input ref="/data/c"><label>Calle</label></input></h:body></h:html>"#;

/// A label that has only blanks is none, in each list that names questions.
#[test]
fn what_has_no_label_has_none_in_lists() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    phone.add_form(UNNAMED.to_vec()).unwrap();
    let filling = phone.begin("unnamed".into(), None).unwrap();
    let calle = Some("Calle".to_owned());
    let labels = |outline: Vec<OutlineRecord>| -> Vec<Option<String>> {
        outline.into_iter().map(|entry| entry.label).collect()
    };
    let expect = [None, None, calle.clone()];
    assert_eq!(labels(filling.outline().unwrap()), expect);
    let review = filling.review().unwrap();
    assert_eq!(review.faults[0].label, None);
    let blank = review.unanswered.into_iter().map(|question| question.label);
    assert_eq!(blank.collect::<Vec<_>>(), [None, calle.clone()]);
    for reference in ["/data/a", "/data/c"] {
        filling.answer(reference.into(), "1".into()).unwrap();
    }
    let lines = filling.lines().unwrap().into_iter().map(|line| line.label);
    assert_eq!(lines.collect::<Vec<_>>(), [None, calle]);
    assert_eq!(filling.form_languages().unwrap(), [], "there is one alone");
    let kept = filling.finalize().unwrap().instance;
    let after = phone.after_finalizing(kept).unwrap();
    assert_eq!(after.leads_to, LeadsTo::Receipt);
    assert_eq!(after.kept, FormPurpose::Form);
    assert_eq!(after.goes, Some(KeptGoes::NotEnrolled));
}

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

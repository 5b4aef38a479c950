//! What the machine does with each kind of answer, one case at a time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use farola_model::{Coded, InstanceId, Md5, Sha256, Timestamp};
use farola_protocol::*;
use farola_sync::*;

use support::{BASE, id, item, start, status};

fn receipt_of(item: &OutboxItem, files: usize) -> Receipt {
    Receipt {
        instance_id: item.instance_id.clone(),
        xml_sha256: item.xml_sha256,
        kept_xml_sha256: None,
        files: item
            .files
            .iter()
            .take(files)
            .map(|f| ReceiptFile {
                name: f.name.clone(),
                sha256: f.sha256,
                size: f.size,
            })
            .collect(),
        missing: Vec::new(),
        aside: Vec::new(),
    }
}

fn body(status: u16, bytes: impl Into<Vec<u8>>) -> Answer {
    Answer {
        status,
        body: AnswerBody::Bytes(bytes.into()),
        ..Answer::default()
    }
}

fn greeting(hub: bool) -> Answer {
    Answer {
        accept_content_length: Some("100000000".into()),
        hub: hub.then(|| "1".into()),
        ..status(204)
    }
}

/// Drives a session: writes succeed, pauses pass at once, requests are answered by `server`,
/// which sees a line per request. Returns the report and everything that was done.
fn drive(
    start: Start,
    mut server: impl FnMut(&Request, usize) -> Result<Answer, Failure>,
) -> (Report, Vec<String>) {
    let mut machine = Machine::new(Config::default(), 1);
    let mut log = Vec::new();
    let mut now = 1_000;
    let mut event = Event::Start(Box::new(start));
    let mut requests = 0;
    loop {
        let mut commands = machine.handle(Timestamp(now), event);
        assert_eq!(commands.len(), 1);
        event = match commands.remove(0) {
            Command::Finished(report) => return (*report, log),
            Command::Wait(until) => {
                log.push("wait".into());
                now = until.0;
                Event::Tick
            }
            Command::Store { id, command } => {
                let text = format!("{command:?}");
                log.push(text.split([' ', '{']).next().unwrap().to_owned());
                Event::Stored { id }
            }
            Command::HandOver { .. } => panic!("no session here hands over"),
            Command::Send(request) => {
                let path = request.url.reveal().trim_start_matches(BASE).to_owned();
                let files = match &request.body {
                    RequestBody::Submission(post) => {
                        let more = if post.incomplete { "+" } else { "" };
                        format!(" {}{more}", post.files.len())
                    }
                    RequestBody::Announcement(spec) => format!(" {}", spec.name),
                    RequestBody::Empty => String::new(),
                };
                log.push(format!("{:?} {path}{files}", request.method));
                requests += 1;
                assert!(requests < 200, "endless: {log:?}");
                let id = request.id;
                match server(&request, requests) {
                    Ok(answer) => Event::Response { id, answer },
                    Err(failure) => Event::Failed { id, failure },
                }
            }
        };
    }
}

/// Answers the greeting as OpenRosa and every post with the given answers in turn.
fn posts(answers: Vec<Result<Answer, Failure>>, items: Vec<OutboxItem>) -> (Report, Vec<String>) {
    let mut answers = answers.into_iter();
    drive(start(items), move |request, _| match request.body {
        RequestBody::Submission(_) => answers.next().unwrap_or(Ok(status(201))),
        _ => Ok(greeting(false)),
    })
}

#[test]
fn an_openrosa_server_gets_everything_in_one_post() {
    let (report, log) = posts(vec![], vec![item(1, &[200_000, 200_000])]);
    assert_eq!(report.outcome, Outcome::Complete);
    assert_eq!(report.dialect, Some(Dialect::OpenRosa));
    assert_eq!(
        log,
        [
            "Head /submission",
            "Offer",
            "Post /submission 2",
            "Acknowledge"
        ]
    );
}

#[test]
fn a_hub_gets_the_reports_before_the_photos_and_confirms_by_digest() {
    let items = vec![item(1, &[200_000]), item(2, &[200_000])];
    let known = items.clone();
    let (report, log) = drive(start(items), move |request, _| match &request.body {
        RequestBody::Submission(post) => {
            let spec = known
                .iter()
                .find(|i| i.instance_id == post.instance_id)
                .unwrap();
            let receipt = receipt_of(spec, post.files.len());
            Ok(body(201, Response::success("", Some(receipt)).to_xml()))
        }
        RequestBody::Empty if request.url.reveal().contains("changes") => {
            Ok(body(200, r#"{"cursor":"1.0","upToDate":true}"#))
        }
        RequestBody::Empty | RequestBody::Announcement(_) => Ok(greeting(true)),
    });
    assert_eq!(report.delivered.len(), 2);
    assert!(report.changes_up_to_date);
    insta::assert_snapshot!(log.join("\n"), @r"
    Head /submission
    Offer
    Post /submission 0+
    MarkStored
    Offer
    Post /submission 0+
    MarkStored
    Get /farola/changes?limit=200
    ApplyChanges
    Post /submission 1
    Acknowledge
    Post /submission 1
    Acknowledge
    ");
}

#[test]
fn after_a_cut_the_hub_is_asked_what_arrived() {
    let items = vec![item(1, &[200_000])];
    let spec = items[0].clone();
    let mut cut = false;
    let (report, log) = drive(start(items), move |request, _| match &request.body {
        RequestBody::Submission(post) if !cut && !post.files.is_empty() => {
            cut = true;
            Err(Failure::Cut)
        }
        RequestBody::Submission(_) => Ok(body(
            201,
            Response::success("", Some(receipt_of(&spec, 0))).to_xml(),
        )),
        RequestBody::Empty if request.url.reveal().contains("receipts") => Ok(body(
            200,
            serde_json::to_vec(&receipt_of(&spec, 1)).unwrap(),
        )),
        RequestBody::Empty if request.url.reveal().contains("changes") => {
            Ok(body(200, r#"{"cursor":"1.0","upToDate":true}"#))
        }
        RequestBody::Empty | RequestBody::Announcement(_) => Ok(greeting(true)),
    });
    assert_eq!(report.delivered.len(), 1);
    let posts = log.iter().filter(|l| l.starts_with("Post ")).count();
    assert_eq!(posts, 2, "the photo is not sent again: {log:?}");
}

#[test]
fn a_hub_that_says_201_and_holds_other_bytes_is_not_believed() {
    for (files, wrong_xml) in [(0, false), (1, true)] {
        let items = vec![item(1, &[100])];
        let spec = items[0].clone();
        let (report, log) = drive(start(items), move |request, _| match &request.body {
            RequestBody::Empty if request.url.reveal().contains("changes") => Ok(status(404)),
            RequestBody::Empty | RequestBody::Announcement(_) => Ok(greeting(true)),
            RequestBody::Submission(_) => {
                let mut receipt = receipt_of(&spec, files);
                if wrong_xml {
                    receipt.xml_sha256 = Sha256::of(b"other");
                }
                Ok(body(201, Response::success("", Some(receipt)).to_xml()))
            }
        });
        assert!(report.delivered.is_empty(), "{log:?}");
        assert_eq!(report.wedged[0].1, SyncProblem::ReceiptMismatch);
    }
}

#[test]
fn a_hub_without_a_receipt_in_its_answer_is_asked_and_not_believed_forever() {
    let (report, log) = drive(
        start(vec![item(1, &[])]),
        move |request, _| match &request.body {
            RequestBody::Submission(_) => Ok(body(201, "<OpenRosaResponse/>")),
            RequestBody::Empty if request.url.reveal().contains("changes") => Ok(status(404)),
            RequestBody::Empty if request.url.reveal().contains("receipts") => Ok(status(404)),
            RequestBody::Empty | RequestBody::Announcement(_) => Ok(greeting(true)),
        },
    );
    assert_eq!(report.wedged[0].1, SyncProblem::ReceiptMismatch, "{log:?}");
}

#[test]
fn login_pages_of_networks_pause_and_are_not_counted() {
    let html = "<!DOCTYPE html><html><body>Accept the terms</body></html>";
    let answers = [
        status(200),
        body(200, html),
        Answer {
            location: Some("https://portal.example/".into()),
            ..status(302)
        },
        Answer {
            location: Some(format!("{BASE}/other")),
            ..status(302)
        },
        status(511),
        status(302),
    ];
    for answer in answers {
        let (report, log) = posts(vec![Ok(answer)], vec![item(1, &[]), item(2, &[])]);
        assert_eq!(report.outcome, Outcome::Paused(SyncProblem::CaptivePortal));
        assert!(
            report.postponed.is_empty() && report.wedged.is_empty(),
            "{log:?}"
        );
        assert_eq!(log.iter().filter(|l| l.starts_with("Post ")).count(), 1);
    }
    let (report, log) = drive(start(vec![item(1, &[])]), |_, _| Ok(body(200, html)));
    assert_eq!(report.outcome, Outcome::Paused(SyncProblem::CaptivePortal));
    assert_eq!(log, ["Head /submission"]);
}

#[test]
fn redirects_are_followed_on_the_same_server_only() {
    let same = |path: &str| Answer {
        location: Some(format!("http://127.0.0.1:9{path}")),
        ..status(307)
    };
    let (report, log) = posts(vec![Ok(same("/moved"))], vec![item(1, &[])]);
    assert_eq!(report.delivered.len(), 1);
    assert!(
        log.contains(&"Post http://127.0.0.1:9/moved 0".to_owned()),
        "{log:?}"
    );
    let loops = vec![Ok(same("/a")); 20];
    let (report, _) = posts(loops, vec![item(1, &[])]);
    assert_eq!(report.outcome, Outcome::Paused(SyncProblem::CaptivePortal));
}

#[test]
fn a_4xx_wedges_its_item_and_the_others_go_on() {
    for (answer, code) in [
        (status(409), "submission.conflict"),
        (status(404), "submission.refused"),
        (status(400), "submission.refused"),
        (
            Answer {
                problem: Some("submission.base_outdated".into()),
                ..status(409)
            },
            "submission.base_outdated",
        ),
        (
            Answer {
                problem: Some("made.up".into()),
                ..status(404)
            },
            "submission.refused",
        ),
        (status(413), "submission.too_large_for_server"),
    ] {
        let (report, _) = posts(vec![Ok(answer)], vec![item(1, &[]), item(2, &[])]);
        assert_eq!(report.outcome, Outcome::Complete);
        assert_eq!(report.wedged[0].1.code(), code);
        assert_eq!(report.delivered, [InstanceId::new("uuid:2")]);
    }
}

#[test]
fn a_post_that_is_too_large_is_split() {
    let answers = vec![Ok(status(413)), Ok(status(413))];
    let (report, log) = posts(answers, vec![item(1, &[100; 8])]);
    assert_eq!(report.delivered.len(), 1);
    let posts: Vec<_> = log.iter().filter(|l| l.starts_with("Post ")).collect();
    assert_eq!(
        posts,
        [
            "Post /submission 8",
            "Post /submission 4+",
            "Post /submission 2+",
            "Post /submission 2+",
            "Post /submission 2+",
            "Post /submission 2"
        ]
    );
}

#[test]
fn refused_credentials_pause_the_session() {
    let (report, _) = posts(vec![Ok(status(401))], vec![item(1, &[]), item(2, &[])]);
    assert_eq!(
        report.outcome,
        Outcome::Paused(SyncProblem::AuthRefused { status: 401 })
    );
    assert!(report.wedged.is_empty() && report.postponed.is_empty());
    // One form closed to this phone: the other still goes.
    let (report, _) = posts(vec![Ok(status(403))], vec![item(1, &[]), item(2, &[])]);
    assert_eq!(report.delivered, [InstanceId::new("uuid:2")]);
    assert_eq!(report.postponed[0].0, InstanceId::new("uuid:1"));
    // The key is gone: two refusals are enough.
    let items = (1..6).map(|n| item(n, &[])).collect();
    let (report, log) = posts(vec![Ok(status(403)); 5], items);
    assert_eq!(
        report.outcome,
        Outcome::Paused(SyncProblem::AuthRefused { status: 403 })
    );
    assert_eq!(log.iter().filter(|l| l.starts_with("Post ")).count(), 2);
    let (report, _) = posts(vec![Ok(status(403))], vec![item(1, &[])]);
    assert_eq!(
        report.outcome,
        Outcome::Paused(SyncProblem::AuthRefused { status: 403 })
    );
}

#[test]
fn a_failing_server_is_tried_again_with_pauses_and_then_left_alone() {
    let (report, log) = posts(vec![Ok(status(503)), Err(Failure::Cut)], vec![item(1, &[])]);
    assert_eq!(report.delivered.len(), 1);
    assert_eq!(log.iter().filter(|l| *l == "wait").count(), 2);
    let (report, _) = posts(vec![Ok(status(500)); 100], vec![item(1, &[]), item(2, &[])]);
    assert_eq!(
        report.outcome,
        Outcome::Paused(SyncProblem::ServerFailed { status: 500 })
    );
    assert!(report.retry_at.is_some());
    assert!(report.wedged.is_empty());
}

#[test]
fn the_servers_wish_to_wait_is_obeyed_within_reason() {
    let wish = |value: &str| Answer {
        retry_after: Some(value.into()),
        ..status(429)
    };
    let (report, log) = posts(vec![Ok(wish("30"))], vec![item(1, &[])]);
    assert_eq!(
        (report.delivered.len(), log.contains(&"wait".to_owned())),
        (1, true)
    );
    let (report, _) = posts(vec![Ok(wish("99999999999999999999"))], vec![item(1, &[])]);
    assert_eq!(
        report.outcome,
        Outcome::Paused(SyncProblem::TooManyRequests)
    );
    let six_hours = 6 * 3_600_000 + 10_000;
    assert!(
        report.retry_at.unwrap().0 < six_hours,
        "a hostile wish cannot silence a phone"
    );
}

#[test]
fn an_item_waits_for_its_time_unless_a_person_asks() {
    let mut late = item(1, &[]);
    late.next_attempt = Timestamp(i64::MAX);
    let (report, _) = posts(vec![], vec![late.clone(), item(2, &[])]);
    assert_eq!(report.delivered, [InstanceId::new("uuid:2")]);
    let now = Start {
        retry_now: true,
        ..start(vec![late])
    };
    let (report, _) = drive(now, |request, _| match request.body {
        RequestBody::Empty | RequestBody::Announcement(_) => Ok(greeting(false)),
        RequestBody::Submission(_) => Ok(status(201)),
    });
    assert_eq!(report.delivered.len(), 1);
}

#[test]
fn no_network_ends_the_session_at_once() {
    for (failure, problem) in [
        (Failure::Offline, SyncProblem::Offline),
        (Failure::Tls, SyncProblem::Tls),
    ] {
        let (report, log) = drive(start(vec![item(1, &[])]), move |_, _| Err(failure));
        assert_eq!(report.outcome, Outcome::Paused(problem));
        assert_eq!(log.len(), 1);
    }
}

#[test]
fn servers_without_head_are_served() {
    let (report, _) = drive(start(vec![item(1, &[])]), |request, _| match request.body {
        RequestBody::Empty | RequestBody::Announcement(_) => Ok(status(405)),
        RequestBody::Submission(_) => Ok(status(201)),
    });
    assert_eq!(report.delivered.len(), 1);
}

#[test]
fn a_correction_waits_for_its_base() {
    let mut correction = item(2, &[]);
    correction.deprecated_id = Some(InstanceId::new("uuid:1"));
    let (report, log) = posts(vec![Ok(status(409))], vec![item(1, &[]), correction]);
    assert_eq!(report.wedged.len(), 1);
    assert_eq!(
        log.iter().filter(|l| l.starts_with("Post ")).count(),
        1,
        "{log:?}"
    );
}

#[test]
fn cancel_and_late_answers() {
    let mut machine = Machine::new(Config::default(), 1);
    let now = Timestamp(0);
    let first = machine.handle(now, Event::Start(Box::new(start(vec![item(1, &[])]))));
    let Some(Command::Send(request)) = first.first() else {
        panic!("{first:?}")
    };
    let ended = machine.handle(now, Event::Cancel);
    assert!(matches!(ended.as_slice(), [Command::Finished(r)] if r.outcome == Outcome::Cancelled));
    let late = Event::Response {
        id: request.id,
        answer: greeting(true),
    };
    assert!(machine.handle(now, late).is_empty());
    assert!(!machine.is_running());
}

#[test]
fn a_clock_set_back_does_not_stretch_a_pause() {
    let mut machine = Machine::new(Config::default(), 1);
    let now = Timestamp(10_000_000);
    let first = machine.handle(now, Event::Start(Box::new(start(vec![]))));
    let Some(Command::Send(request)) = first.first() else {
        panic!("{first:?}")
    };
    let failed = Event::Failed {
        id: request.id,
        failure: Failure::Timeout,
    };
    let waits = machine.handle(now, failed);
    assert!(matches!(waits.as_slice(), [Command::Wait(_)]), "{waits:?}");
    let back = machine.handle(Timestamp(5), Event::Tick);
    assert!(matches!(back.as_slice(), [Command::Send(_)]), "{back:?}");
}

#[test]
fn the_feed_is_refetched_once_and_never_endlessly() {
    let with_cursor = Start {
        cursor: Some("old.9".into()),
        ..start(vec![])
    };
    let (report, log) = drive(with_cursor.clone(), |request, _| {
        let url = request.url.reveal();
        if !url.contains("changes") {
            Ok(greeting(true))
        } else if url.contains("since") {
            Ok(body(200, r#"{"mustRefetch":true}"#))
        } else {
            Ok(body(200, r#"{"cursor":"new.0","upToDate":true}"#))
        }
    });
    assert_eq!(report.outcome, Outcome::Complete);
    assert!(log.contains(&"EpochChanged".to_owned()), "{log:?}");
    for page in [r#"{"mustRefetch":true}"#, r#"{"cursor":"same"}"#] {
        let (report, _) = drive(with_cursor.clone(), move |request, _| {
            let feed = request.url.reveal().contains("changes");
            Ok(if feed {
                body(200, page)
            } else {
                greeting(true)
            })
        });
        assert_eq!(
            report.outcome,
            Outcome::Paused(SyncProblem::FeedStuck),
            "{page}"
        );
    }
}

fn forms(serve: impl Fn(&str) -> Answer) -> (Report, Vec<String>) {
    let asked = Start {
        check_forms: true,
        spare_media: false,
        ..start(vec![])
    };
    drive(asked, move |request, _| {
        let path = request.url.reveal().trim_start_matches(BASE).to_owned();
        Ok(if path == "/submission" {
            greeting(false)
        } else {
            serve(&path)
        })
    })
}

fn list(url: &str, hash: &str, manifest: &str) -> Answer {
    body(
        200,
        format!(
            "<xforms><xform><formID>a</formID><name>A</name><version>1</version>{hash}\
             <downloadUrl>{url}</downloadUrl>{manifest}</xform></xforms>"
        ),
    )
}

#[test]
fn forms_with_wrong_hashes_or_odd_addresses_are_dropped_and_named() {
    let wrong = format!("<hash>md5:{}</hash>", Md5::of(b"other"));
    let page = "<manifestUrl>/m</manifestUrl>";
    let file = format!(
        "<manifest><mediaFile><filename>x.csv</filename><hash>md5:{}</hash>\
         <downloadUrl>/f</downloadUrl></mediaFile></manifest>",
        Md5::of(b"right")
    );
    let staged = Answer {
        body: AnswerBody::Staged {
            md5: Md5::of(b"bad"),
            sha256: Sha256::of(b"bad"),
            size: 3,
        },
        ..status(200)
    };
    let cases = [
        (
            list("/x.xml", &wrong, ""),
            body(404, ""),
            body(404, ""),
            "form.hash_mismatch",
        ),
        (
            list("http://other.example/x", "", ""),
            body(404, ""),
            body(404, ""),
            "form.foreign_address",
        ),
        (
            list("file:///etc/passwd", "", ""),
            body(404, ""),
            body(404, ""),
            "form.foreign_address",
        ),
        (
            list("/none", "", ""),
            body(404, ""),
            body(404, ""),
            "form.unavailable",
        ),
        (
            list("/x.xml", "", page),
            body(200, file),
            staged,
            "form.media_hash_mismatch",
        ),
    ];
    for (list, manifest, file, code) in cases {
        let (report, log) = forms(|path| {
            if path.ends_with("/formList") {
                list.clone()
            } else if path.ends_with("/m") {
                manifest.clone()
            } else if path.ends_with("/f") {
                file.clone()
            } else if path.ends_with("/x.xml") {
                body(200, "<h:html/>")
            } else {
                status(404)
            }
        });
        assert_eq!(report.missed.len(), 1, "{code}: {log:?}");
        assert_eq!(report.missed[0].problem.code(), code, "{log:?}");
        assert!(!log.contains(&"StoreForm".to_owned()));
    }
}

#[test]
fn a_known_form_is_not_fetched_again() {
    let hash = Md5::of(b"xml");
    let entry = format!("<hash>md5:{hash}</hash>");
    let form = farola_model::FormRef {
        id: farola_model::FormId::new("a"),
        version: farola_model::FormVersion::new("1"),
    };
    let known = KnownForm {
        form,
        hash,
        files: vec![],
    };
    let asked = Start {
        check_forms: true,
        spare_media: false,
        forms: vec![known],
        ..start(vec![])
    };
    let (report, log) = drive(asked, |request, _| {
        let list_asked = request.url.reveal().ends_with("/formList");
        Ok(if list_asked {
            list("/x.xml", &entry, "")
        } else {
            greeting(false)
        })
    });
    assert_eq!(report.outcome, Outcome::Complete);
    assert_eq!(log, ["Head /submission", "Get /formList"]);
}

#[test]
fn a_store_that_cannot_write_ends_the_session_and_nothing_is_believed() {
    let mut machine = Machine::new(Config::default(), 1);
    let now = Timestamp(0);
    let mut commands = machine.handle(now, Event::Start(Box::new(start(vec![item(1, &[])]))));
    let Some(Command::Send(request)) = commands.pop() else {
        panic!()
    };
    let answer = Event::Response {
        id: request.id,
        answer: greeting(false),
    };
    let Some(Command::Store { id, .. }) = machine.handle(now, answer).pop() else {
        panic!()
    };
    let ended = machine.handle(now, Event::StoreFailed { id });
    let [Command::Finished(report)] = ended.as_slice() else {
        panic!("{ended:?}")
    };
    assert_eq!(report.outcome, Outcome::Paused(SyncProblem::StoreFailed));
    assert!(report.delivered.is_empty());
}

#[test]
fn photos_wait_for_a_network_that_costs_nothing_and_reports_do_not() {
    let (light, heavy) = (item(1, &[1_000]), item(2, &[900_000]));
    let spare = |outbox| Start {
        spare_media: true,
        ..start(outbox)
    };
    let (known_light, known_heavy) = (light.clone(), heavy.clone());
    let outbox = vec![light.clone(), heavy.clone()];
    let (report, log) = drive(spare(outbox), |request, _| match &request.body {
        RequestBody::Submission(post) => {
            let of = [&known_light, &known_heavy];
            let item = of.iter().find(|item| item.instance_id == post.instance_id);
            let receipt = receipt_of(item.unwrap(), post.files.len());
            Ok(body(201, Response::success("", Some(receipt)).to_xml()))
        }
        RequestBody::Empty if request.url.reveal().contains("changes") => {
            Ok(body(200, r#"{"cursor":"1.0","upToDate":true}"#))
        }
        RequestBody::Empty | RequestBody::Announcement(_) => Ok(greeting(true)),
    });
    assert_eq!(report.outcome, Outcome::Complete);
    assert_eq!(report.delivered, [light.instance_id]);
    let posts = log.iter().filter(|line| line.starts_with("Post"));
    assert_eq!(
        posts.collect::<Vec<_>>(),
        ["Post /submission 1", "Post /submission 0+"]
    );

    // Another server takes no report without its photos: it has to wait whole.
    let (report, log) = drive(spare(vec![heavy]), |_, _| Ok(greeting(false)));
    assert_eq!(report.outcome, Outcome::Complete);
    assert!(report.delivered.is_empty());
    assert!(!log.iter().any(|line| line.starts_with("Post")), "{log:?}");
}

/// A server without receipts is believed by its status, but for what says otherwise itself.
#[test]
fn a_success_that_is_a_page_or_says_error_is_no_delivery() {
    let envelope = |nature: &str| {
        format!(
            "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\">\
             <message nature=\"{nature}\">x</message></OpenRosaResponse>"
        )
    };
    let plain = "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\">\
                 <message>ok</message></OpenRosaResponse>";
    let page = "<!DOCTYPE html><html><body>Wi-Fi</body></html>";
    let refused = |status| Some(SyncProblem::Refused { status });
    let portal = Some(SyncProblem::CaptivePortal);
    for (code, kind, text, problem) in [
        (201, "", String::new(), None),
        (202, "", String::new(), None),
        (201, "text/plain", "Created".to_owned(), None),
        (201, "text/xml", plain.to_owned(), None),
        (201, "text/xml", envelope("submit_success"), None),
        (
            201,
            "text/html; charset=utf-8",
            envelope("submit_success"),
            None,
        ),
        (201, "text/xml", envelope("error"), refused(201)),
        (202, "text/xml", envelope(" Error "), refused(202)),
        (201, "text/html", envelope("error"), refused(201)),
        (201, "text/html", page.to_owned(), portal),
        (202, "text/html", "Accept the terms".to_owned(), portal),
        (201, "", page.to_owned(), portal),
        (202, "text/xml", format!("\u{feff}  {page}"), portal),
    ] {
        let answer = Answer {
            content_type: Some(kind.to_owned()),
            ..body(code, text.as_str())
        };
        let (report, log) = posts(vec![Ok(answer)], vec![item(1, &[])]);
        let delivered = usize::from(problem.is_none());
        assert_eq!(report.delivered.len(), delivered, "{code} {kind} {text}");
        assert_eq!(
            log.iter().filter(|line| *line == "Acknowledge").count(),
            delivered,
            "{log:?}"
        );
        match problem {
            None => assert_eq!(report.outcome, Outcome::Complete),
            // Set aside with its code; what waits behind it goes on.
            Some(problem @ SyncProblem::Refused { .. }) => {
                assert_eq!(report.wedged, [(id(1), problem)]);
            }
            Some(problem) => assert_eq!(report.outcome, Outcome::Paused(problem)),
        }
    }
}

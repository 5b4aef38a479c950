//! What an answer means, status by status, and what is a page for people.

use farola_protocol::Problem;

use super::*;

const NOW: Timestamp = Timestamp(1_795_985_580_000);

fn page(content_type: Option<&str>, body: &[u8]) -> Answer {
    Answer {
        status: 200,
        content_type: content_type.map(str::to_owned),
        body: AnswerBody::Bytes(body.to_vec()),
        ..Answer::default()
    }
}

#[test]
fn a_page_for_people_is_known_by_its_type_or_its_first_words() {
    let late = [b" ".repeat(150), b"<html>".to_vec()].concat();
    let too_late = [b" ".repeat(250), b"<html>".to_vec()].concat();
    let rows: [(Option<&str>, &[u8], bool); 19] = [
        (Some("text/html"), b"", true),
        (Some("text/html; charset=utf-8"), b"<x/>", true),
        (Some("TEXT/HTML"), b"", true),
        (Some("application/xhtml+xml"), b"", true),
        (None, b"<!DOCTYPE html><p>", true),
        (None, b"<!doctype HTML>", true),
        (Some("text/xml"), b"<html><body>", true),
        (Some("text/xml"), b"<HTML>", true),
        (Some("text/plain"), b"  \r\n\t<html>", true),
        (Some("text/xml"), b"\xef\xbb\xbf<!DOCTYPE html>", true),
        (None, &late, true),
        // Looked for where a page begins, not all through a form.
        (None, &too_late, false),
        (None, b"", false),
        (Some("text/xml"), b"<xforms/>", false),
        (Some("text/xml"), b"<?xml version='1.0'?><h:html>", false),
        (Some("application/json"), b"{\"a\":\"<html>\"}", false),
        (Some("text/xml"), b"<!DOCTYPE xforms>", false),
        (Some("text/xml"), b"text <html>", false),
        (Some("text/xml"), b"\xff\xfe<", false),
    ];
    for (content_type, body, is_page) in rows {
        let shown = String::from_utf8_lossy(body);
        assert_eq!(
            page(content_type, body).is_html(),
            is_page,
            "{content_type:?} {shown}"
        );
    }
    let staged = Answer {
        body: AnswerBody::Staged {
            md5: Md5::of(b"<html>"),
            sha256: Sha256::of(b"<html>"),
            size: 6,
        },
        ..Answer::default()
    };
    assert!(!staged.is_html() && staged.bytes().is_empty());
}

fn answer(status: u16) -> Answer {
    Answer {
        status,
        ..Answer::default()
    }
}

fn transient(problem: SyncProblem, retry_after_ms: Option<i64>) -> Verdict {
    Verdict::Transient {
        problem,
        retry_after_ms,
    }
}

#[test]
fn every_status_has_its_meaning() {
    let judged = |status: u16| answer(status).verdict(&[201, 202], NOW);
    for status in [201, 202] {
        assert_eq!(judged(status), Verdict::Success, "{status}");
    }
    // Another 2xx is somebody else's: what stored something would have said 201.
    for status in [200, 203, 204, 206, 299, 300, 304, 305, 306, 309, 399, 511] {
        assert_eq!(judged(status), Verdict::Portal, "{status}");
    }
    for status in [301, 302, 303, 307, 308] {
        assert_eq!(judged(status), Verdict::Portal, "{status} to nowhere");
        let mut moved = answer(status);
        moved.location = Some("https://h/x".to_owned());
        let to = Verdict::Redirect("https://h/x".to_owned());
        assert_eq!(moved.verdict(&[201], NOW), to, "{status}");
    }
    for status in [401, 403, 407] {
        let refused = SyncProblem::AuthRefused { status };
        assert_eq!(judged(status), Verdict::Auth(refused), "{status}");
    }
    assert_eq!(judged(413), Verdict::TooLarge);
    assert_eq!(judged(429), transient(SyncProblem::TooManyRequests, None));
    for status in [408, 425, 500, 502, 503, 504, 507, 510, 599] {
        let failed = SyncProblem::ServerFailed { status };
        assert_eq!(judged(status), transient(failed, None), "{status}");
    }
    assert_eq!(judged(409), Verdict::Refused(SyncProblem::Conflict));
    for status in [
        100, 199, 400, 402, 404, 405, 406, 410, 412, 414, 415, 422, 499, 600,
    ] {
        let refused = SyncProblem::Refused { status };
        assert_eq!(judged(status), Verdict::Refused(refused), "{status}");
    }
    // The caller says what success is: of a list 200 is.
    assert_eq!(answer(200).verdict(&[200], NOW), Verdict::Success);
}

#[test]
fn a_server_may_say_when() {
    for (status, problem) in [
        (429, SyncProblem::TooManyRequests),
        (503, SyncProblem::ServerFailed { status: 503 }),
    ] {
        for (said, wish) in [("120", Some(120_000)), ("soon", None)] {
            let mut busy = answer(status);
            busy.retry_after = Some(said.to_owned());
            assert_eq!(
                busy.verdict(&[201], NOW),
                transient(problem, wish),
                "{said}"
            );
        }
    }
}

#[test]
fn a_problem_that_the_hub_names_says_more_than_the_status() {
    use farola_model::{Coded as _, ErrorClass};
    let named = |status: u16, problem: Problem| {
        let mut answer = answer(status);
        answer.problem = Some(format!(" {} ", problem.code()));
        answer.verdict(&[201], NOW)
    };
    for problem in Problem::ALL.iter().copied() {
        let hub = SyncProblem::Hub(problem);
        if problem.class() == ErrorClass::Retry {
            // Whatever the status, it is tried again.
            for status in [400, 401, 409, 413, 500] {
                assert_eq!(named(status, problem), transient(hub, None), "{problem:?}");
            }
            continue;
        }
        assert_eq!(named(400, problem), Verdict::Refused(hub), "{problem:?}");
        assert_eq!(named(409, problem), Verdict::Refused(hub), "{problem:?}");
        assert_eq!(named(401, problem), Verdict::Auth(hub), "{problem:?}");
        assert_eq!(named(500, problem), transient(hub, None), "{problem:?}");
        assert_eq!(named(201, problem), Verdict::Success, "{problem:?}");
    }
    let mut unknown = answer(400);
    unknown.problem = Some("hub.something_new".to_owned());
    let refused = SyncProblem::Refused { status: 400 };
    assert_eq!(unknown.verdict(&[201], NOW), Verdict::Refused(refused));
}

#[test]
fn a_hub_is_announced_in_a_version_that_is_spoken_here() {
    let told = |hub: Option<&str>, parcels: Option<&str>| {
        let answer = Answer {
            hub: hub.map(str::to_owned),
            parcels: parcels.map(str::to_owned),
            ..Answer::default()
        };
        (answer.announces_hub(), answer.announces_parcels())
    };
    let (hub, parcels) = (header::FAROLA_HUB_VALUE, header::FAROLA_PARCELS_VALUE);
    assert_eq!(told(Some(hub), Some(parcels)), (true, true));
    assert_eq!(told(Some(hub), None), (true, false));
    assert_eq!(told(Some(hub), Some("99")), (true, false));
    assert_eq!(told(None, Some(parcels)), (false, false));
    assert_eq!(told(Some("99"), Some(parcels)), (false, false));
    assert_eq!(told(None, None), (false, false));
    let spaced = format!(" {hub} ");
    assert_eq!(told(Some(&spaced), None), (true, false));
}

#[test]
fn a_body_is_not_printed() {
    let secret = AnswerBody::Bytes(b"Analco".to_vec());
    assert_eq!(format!("{secret:?}"), "Bytes(6 bytes)");
    let staged = AnswerBody::Staged {
        md5: Md5::of(b"a"),
        sha256: Sha256::of(b"a"),
        size: 9,
    };
    assert_eq!(format!("{staged:?}"), "Staged(9 bytes)");
}

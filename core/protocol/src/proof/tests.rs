use super::*;

const URL: &str = "https://h.mx/v1/key/k/projects/1/farola/changes?limit=200&since=a.1";

fn asked(method: &'static str, address: &'static str, nonce: u64) -> Asked<'static> {
    Asked {
        method,
        address,
        nonce: Nonce::of(&[3; 32], nonce),
    }
}

fn answered(body: &[u8]) -> Answered<'static> {
    Answered {
        status: 200,
        hub: Some("1"),
        parcels: None,
        limit: Some("100000000"),
        problem: None,
        body: Sha256::of(body),
    }
}

/// The text is a format: another hub and another phone must come to the same bytes.
#[test]
fn the_signed_text_and_its_signature_are_a_format() {
    let signer = HubSigner::from_seed(&[9; 32]).unwrap();
    let (asked, answered) = (asked("GET", URL, 1), answered(b"{}"));
    let text = signed_text(&asked, &answered).unwrap();
    assert_eq!(text.len(), 299);
    insta::assert_snapshot!(Sha256::of(&text), @"8976075d33a4bc91404e1975f4b5324d1bda8d3cfb54f6f887fe84b2d8f3baf6");
    let signature = sign(&signer, &asked, &answered).unwrap().to_string();
    insta::assert_snapshot!(signature, @"GRdZ9GyrnXK2UheGZ4kFUdi_0AWfQZYFeIwyxeuN8VbiJYVAe5SkXR-S1ZoiK7jf5bQPR_400MRfU-byD9C3AA");
    assert!(holds(&signer.key(), &asked, &answered, Some(&signature)));
    assert!(holds(
        &signer.key(),
        &asked,
        &answered,
        Some(&format!(" {signature} "))
    ));
}

/// Every part of question and answer is held: with one of them different, no signature holds.
#[test]
fn an_answer_is_worth_something_for_its_own_request_only() {
    let signer = HubSigner::from_seed(&[9; 32]).unwrap();
    let (question, answer) = (asked("GET", URL, 1), answered(b"{}"));
    let signature = sign(&signer, &question, &answer).unwrap().to_string();
    let holds_for = |asked: &Asked<'_>, answered: &Answered<'_>| {
        holds(&signer.key(), asked, answered, Some(&signature))
    };
    assert!(holds_for(&question, &answer));
    for other in [
        asked("GET", URL, 2),
        asked("HEAD", URL, 1),
        asked(
            "GET",
            "https://h.mx/v1/key/other/projects/1/farola/changes?limit=200&since=a.1",
            1,
        ),
        asked(
            "GET",
            "https://h.mx/v1/key/k/projects/2/farola/changes?limit=200&since=a.1",
            1,
        ),
        asked(
            "GET",
            "https://h.mx/v1/key/k/projects/1/farola/changes?limit=200&since=a.0",
            1,
        ),
        asked(
            "GET",
            "https://h.mx/v1/key/k/projects/1/farola/changes?limit=200",
            1,
        ),
        asked(
            "GET",
            "https://h.mx/v1/key/k/projects/1/farola/changes/?limit=200&since=a.1",
            1,
        ),
        asked("GET", "https://h.mx/v1/key/k/projects/1/formList", 1),
        asked("GET", "https://h.mx/elsewhere", 1),
    ] {
        assert!(!holds_for(&other, &answer), "{}", other.address);
    }
    for other in [
        Answered {
            status: 201,
            ..answer
        },
        Answered {
            hub: None,
            ..answer
        },
        Answered {
            hub: Some("2"),
            ..answer
        },
        Answered {
            parcels: Some("1"),
            ..answer
        },
        Answered {
            limit: None,
            ..answer
        },
        Answered {
            limit: Some("1"),
            ..answer
        },
        Answered {
            problem: Some("auth.key_unknown"),
            ..answer
        },
        answered(b"{ }"),
    ] {
        assert!(!holds_for(&question, &other), "{other:?}");
    }
    for other in [None, Some(""), Some("AAAA"), signature.get(1..)] {
        assert!(!holds(&signer.key(), &question, &answer, other));
    }
    let stranger = HubSigner::from_seed(&[8; 32]).unwrap();
    assert!(!holds(
        &stranger.key(),
        &question,
        &answer,
        Some(&signature)
    ));
}

/// What a proxy may do to an address changes nothing that is asked.
#[test]
fn proxies_may_write_the_address_in_another_way() {
    for same in [
        "/v1/key/k/projects/1/farola/changes?limit=200&since=a.1",
        "http://10.0.0.1:8460/v1/key/k/projects/1/farola/changes?limit=200&since=a.1",
        "https://h.mx/below/v1/key/k/projects/1/farola/changes?limit=200&since=a%2E1",
        "https://h.mx/v1/key/%6b/projects/1/farola/changes?limit=200&since=a.1#part",
    ] {
        assert!(asks_the_same(URL, same), "{same}");
    }
    let (whole, none) = (
        "https://h.mx/v1/key/k/projects/1/a%2Fb",
        "https://h.mx/v1/key/k/projects/1/a/b",
    );
    assert!(!asks_the_same(whole, none));
    assert!(!asks_the_same("https://h.mx/a", "https://h.mx/a"));
}

#[test]
fn nonces_differ_by_session_and_by_request() {
    let nonce = Nonce::of(&[1; 32], 1);
    assert_ne!(nonce, Nonce::of(&[1; 32], 2));
    assert_ne!(nonce, Nonce::of(&[2; 32], 1));
    assert_eq!(nonce.to_string().len(), 22);
    assert_eq!(nonce.to_string().parse(), Ok(nonce));
    for wrong in ["", "AAAA", "ñ"] {
        assert!(wrong.parse::<Nonce>().is_err());
    }
}

//! People: who is shut out, how long a session lasts, how passwords are guessed, and by which
//! address the hub is known.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod rig;

use std::sync::atomic::{AtomicI64, Ordering};

use farola_hub_server::{HubError, Patience, machine_clock};
use farola_model::{Coded as _, Timestamp};
use rig::{Answer, PASSWORD, Rig, id, stop};
use serde_json::{Value, json};

const ORIGIN: (&str, &str) = ("Origin", "http://127.0.0.1");
const JSON: (&str, &str) = ("Content-Type", "application/json");

fn credentials(email: &str, password: &str) -> Vec<u8> {
    let body = json!({"email": email, "password": password});
    body.to_string().into_bytes()
}

fn sign_in(rig: &Rig, email: &str, password: &str, headers: &[(&str, &str)]) -> Answer {
    let headers = [&[JSON][..], headers].concat();
    rig.send(
        "POST",
        "/v1/sessions",
        &headers,
        &credentials(email, password),
    )
}

fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let mut set = answer
        .headers
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case("set-cookie"));
    let found = set.find(|(_, value)| value.starts_with(&format!("{name}=")));
    found.map(|(_, value)| value.split(';').next().unwrap().to_owned())
}

fn told(answer: &Answer) -> (u16, String) {
    let problem = if answer.status == 200 {
        String::new()
    } else {
        answer.problem()
    };
    (answer.status, problem)
}

/// Numbers of the people by role, as an administrator sees them.
fn numbers(rig: &Rig, admin: &str) -> [i64; 3] {
    let listed = rig.json("GET", "/v1/users", Some(admin), &Value::Null);
    assert_eq!(listed.status, 200, "{}", listed.text());
    ["admin", "reviewer", "team"].map(|role| {
        let listed = listed.json();
        let mut people = listed.as_array().unwrap().iter();
        let one = people.find(|one| one["role"] == role).unwrap();
        one["id"].as_i64().unwrap()
    })
}

#[test]
fn whoever_is_shut_out_is_so_at_the_next_request() {
    let rig = Rig::new();
    rig.submit(&stop(&id(1), ""), &[]);
    let (admin, reviewer) = (rig.sign_in("admin"), rig.sign_in("reviewer"));
    let [own, number, _] = numbers(&rig, &admin);
    let path = format!("/v1/users/{number}");
    let change = |path: &str, body: Value| told(&rig.json("PATCH", path, Some(&admin), &body));
    let queue = |token: &str| {
        let path = "/v1/projects/1/review/queue";
        told(&rig.json("GET", path, Some(token), &Value::Null))
    };
    let ended = || (401, "auth.session_expired".to_owned());
    let fine = || (200, String::new());
    assert_eq!(queue(&reviewer), fine());
    // Another role holds for the session that is open.
    assert_eq!(change(&path, json!({"role": "team"})), fine());
    let decide = format!("/v1/projects/1/review/submissions/{}/decision", id(1));
    let start = json!({"action": "start", "expectedVersion": 1});
    let refused = rig.json("POST", &decide, Some(&reviewer), &start);
    assert_eq!(told(&refused), (403, "auth.forbidden".to_owned()));
    assert_eq!(change(&path, json!({"role": "reviewer"})), fine());
    // Her sessions end, and she signs in again; then she may not any more.
    let end = rig.json(
        "DELETE",
        &format!("{path}/sessions"),
        Some(&admin),
        &Value::Null,
    );
    assert_eq!((told(&end), queue(&reviewer)), (fine(), ended()));
    let reviewer = rig.sign_in("reviewer");
    assert_eq!(change(&path, json!({"disabled": true})), fine());
    assert_eq!(queue(&reviewer), ended());
    let again = sign_in(&rig, "reviewer@farola.example", PASSWORD, &[]);
    assert_eq!(told(&again), (401, "auth.wrong_credentials".to_owned()));
    let listed = rig
        .json("GET", "/v1/users", Some(&admin), &Value::Null)
        .json();
    let row = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == number)
        .unwrap();
    assert!(
        row["disabledAt"].is_string() && row["sessions"] == 0,
        "{row}"
    );
    assert_eq!(change(&path, json!({"disabled": false})), fine());
    assert_eq!(queue(&reviewer), ended(), "what has ended stays so");
    rig.sign_in("reviewer");
    // Somebody who may do everything stays.
    let own = format!("/v1/users/{own}");
    let last = || (409, "user.last_administrator".to_owned());
    assert_eq!(change(&own, json!({"disabled": true})), last());
    assert_eq!(change(&own, json!({"role": "reviewer"})), last());
    for (body, problem) in [
        (json!({}), "request.missing_parameter"),
        (
            json!({"role": "team", "disabled": true}),
            "request.bad_parameter",
        ),
        (json!({"role": "queen"}), "request.bad_json"),
    ] {
        assert_eq!(change(&path, body), (400, problem.to_owned()));
    }
    assert_eq!(change("/v1/users/99", json!({"role": "team"})).0, 404);
}

/// What is done to people is the administrator's; the others hear the same refusal at each address.
#[test]
fn people_are_the_administrators_matter() {
    let rig = Rig::new();
    let tokens = ["admin", "reviewer", "team"].map(|role| rig.sign_in(role));
    let new = |email| rig.json("POST", "/v1/users", Some(&tokens[0]), &new_person(email));
    assert_eq!(new("eva@farola.example").status, 200);
    let listed = rig
        .json("GET", "/v1/users", Some(&tokens[0]), &Value::Null)
        .json();
    let mut people = listed.as_array().unwrap().iter();
    let eva = &people
        .find(|one| one["email"] == "eva@farola.example")
        .unwrap()["id"];
    for (method, path, body) in [
        ("GET", "/v1/users".to_owned(), Value::Null),
        ("PATCH", format!("/v1/users/{eva}"), json!({"role": "team"})),
        ("DELETE", format!("/v1/users/{eva}/sessions"), Value::Null),
        ("POST", format!("/v1/users/{eva}/password"), Value::Null),
        (
            "POST",
            "/v1/users".to_owned(),
            new_person("luz@farola.example"),
        ),
    ] {
        let ask = |token| rig.json(method, &path, token, &body);
        assert_eq!(
            told(&ask(Some(&tokens[1]))),
            (403, "auth.forbidden".to_owned()),
            "{path}"
        );
        assert_eq!(
            told(&ask(Some(&tokens[2]))),
            (403, "auth.forbidden".to_owned()),
            "{path}"
        );
        assert_eq!(told(&ask(None)), (401, "auth.missing".to_owned()), "{path}");
        assert_eq!(ask(Some(&tokens[0])).status, 200, "{path}");
    }
}

fn new_person(email: &str) -> Value {
    json!({"email": email, "displayName": "Luz Ávila", "role": "reviewer"})
}

/// What the terminal refuses REST refuses too, by the same code.
#[test]
fn a_weak_password_is_refused_and_a_good_one_ends_the_sessions_of_before() {
    let rig = Rig::new();
    let (admin, team) = (rig.sign_in("admin"), rig.sign_in("team"));
    let change = |token: &str, old: &str, new: &str| {
        let body = json!({"old": old, "new": new});
        told(&rig.json("POST", "/v1/users/current/password", Some(token), &body))
    };
    let store = farola_hub_server::admin::open(rig::place(&rig.dir)).unwrap();
    for (weak, problem) in [
        ("corta", "password.too_short"),
        ("1234567890", "password.pattern"),
        ("Contraseña2026", "password.common"),
        ("persona-team-farola", "password.own"),
        (&*"una farola ".repeat(30), "password.too_long"),
    ] {
        assert_eq!(change(&team, PASSWORD, weak), (400, problem.to_owned()));
        let email = "team@farola.example";
        let refused = farola_hub_server::admin::set_password(&store, email, weak);
        assert_eq!(refused.unwrap_err().code(), problem);
    }
    let good = "seis perros azules";
    assert_eq!(change(&team, "not the password", good).0, 401);
    assert_eq!(change(&team, PASSWORD, good), (200, String::new()));
    let email = "team@farola.example";
    assert_eq!(
        rig.json("GET", "/v1/users/current", Some(&team), &Value::Null)
            .status,
        401
    );
    assert_eq!(sign_in(&rig, email, PASSWORD, &[]).status, 401);
    let again = sign_in(&rig, email, good, &[]);
    assert_eq!(again.status, 200);
    // The old password is guessed no faster from a session that was left open.
    let token = again.json()["token"].as_str().unwrap().to_owned();
    let guesses = (0..12).map(|_| change(&token, "not the password", good));
    let guesses: Vec<_> = guesses.collect();
    assert!(hashed(&guesses) <= 7, "{guesses:?}");
    // An administrator has one made: for who is new, and for who forgot hers.
    let post = |path: &str, body: &Value| rig.json("POST", path, Some(&admin), body);
    let luz = post("/v1/users", &new_person("luz@farola.example"));
    assert_eq!(luz.status, 200, "{}", luz.text());
    let made = luz.json()["password"].as_str().unwrap().to_owned();
    let session = sign_in(&rig, "luz@farola.example", &made, &[]).json();
    let taken = post("/v1/users", &new_person("LUZ@farola.example"));
    assert_eq!(told(&taken), (409, "user.exists".to_owned()));
    for wrong in ["luz", "luz@x", "a b@farola.example", ""] {
        let refused = told(&post("/v1/users", &new_person(wrong)));
        assert_eq!(
            refused,
            (400, "request.bad_parameter".to_owned()),
            "{wrong}"
        );
    }
    let listed = rig
        .json("GET", "/v1/users", Some(&admin), &Value::Null)
        .json();
    let mut people = listed.as_array().unwrap().iter();
    let number = &people
        .find(|one| one["email"] == "luz@farola.example")
        .unwrap()["id"];
    let anew = post(&format!("/v1/users/{number}/password"), &Value::Null);
    let anew = anew.json()["password"].as_str().unwrap().to_owned();
    assert_ne!(anew, made);
    assert_eq!(sign_in(&rig, "luz@farola.example", &anew, &[]).status, 200);
    let token = session["token"].as_str();
    assert_eq!(
        rig.json("GET", "/v1/users/current", token, &Value::Null)
            .status,
        401
    );
}

static MINUTES: AtomicI64 = AtomicI64::new(0);

fn simulated() -> Timestamp {
    Timestamp(1_795_985_580_000 + MINUTES.load(Ordering::SeqCst) * 60_000)
}

#[test]
fn a_session_ends_half_an_hour_after_the_last_touch() {
    let rig = Rig::set(|config| config.clock = simulated);
    let token = rig.sign_in("team");
    let bearer = format!("Bearer {token}");
    let ask = |untouched: Option<&str>| {
        let untouched = untouched.map(|seconds| ("X-Untouched-Seconds", seconds));
        let headers = [Some(("Authorization", &*bearer)), untouched];
        let headers: Vec<_> = headers.into_iter().flatten().collect();
        rig.send("GET", "/v1/users/current", &headers, b"").status
    };
    let later = |minutes: i64| MINUTES.fetch_add(minutes, Ordering::SeqCst);
    for _ in 0..3 {
        later(29);
        assert_eq!(ask(None), 200);
    }
    // A page that asks by itself keeps nobody signed in.
    later(20);
    assert_eq!(ask(Some("1200")), 200);
    later(9);
    assert_eq!(ask(Some("1740")), 200);
    later(1);
    assert_eq!(ask(Some("0")), 401, "half an hour after the last touch");
    // However it is used, it ends after a day.
    let token = rig.sign_in("team");
    let bearer = format!("Bearer {token}");
    let ask = || {
        let headers = [("Authorization", &*bearer)];
        rig.send("GET", "/v1/users/current", &headers, b"").status
    };
    let lasted = (0..100).take_while(|_| {
        later(20);
        ask() == 200
    });
    assert_eq!(lasted.count(), 71, "of 72 thirds of an hour");
}

/// Each 401 is a password that was hashed; who is held back hears 429 and costs no hash.
fn hashed(answers: &[(u16, String)]) -> usize {
    let wrong = answers.iter().filter(|(status, _)| *status == 401).count();
    let held = answers
        .iter()
        .filter(|(_, problem)| problem == "auth.too_many_attempts");
    assert_eq!(wrong + held.count(), answers.len(), "{answers:?}");
    wrong
}

fn at_once(guesses: usize, guess: impl Fn(usize) -> Answer + Sync) -> Vec<(u16, String)> {
    std::thread::scope(|scope| {
        let guess = &guess;
        let asked: Vec<_> = (0..guesses)
            .map(|n| scope.spawn(move || told(&guess(n))))
            .collect();
        asked
            .into_iter()
            .map(|answer| answer.join().unwrap())
            .collect()
    })
}

#[test]
fn sixty_guesses_at_once_are_sixty_guesses() {
    let rig = Rig::new();
    let email = "reviewer@farola.example";
    let guess = |_| sign_in(&rig, email, "not the password", &[]);
    let seen = hashed(&at_once(60, guess));
    // Five are free; a second may go by meanwhile and let one or two more through.
    assert!((1..=7).contains(&seen), "{seen} of 60 were hashed");
    let (status, problem) = told(&sign_in(&rig, email, PASSWORD, &[]));
    if seen >= 5 {
        assert_eq!((status, &*problem), (429, "auth.too_many_attempts"));
    }
    // Nobody else is held back, at the same address neither.
    rig.sign_in("admin");
    rig.sign_in("team");
}

#[test]
fn the_count_survives_a_restart() {
    let temp = tempfile::tempdir().unwrap();
    let key = rig::furnish(temp.path());
    let mut rig = Rig::on(temp.path(), key);
    let email = "reviewer@farola.example";
    for _ in 0..9 {
        sign_in(&rig, email, "not the password", &[]);
    }
    rig.restart();
    let answer = sign_in(&rig, email, PASSWORD, &[]);
    assert_eq!(told(&answer), (429, "auth.too_many_attempts".to_owned()));
    let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
}

/// A stranger guesses at her account from where she is; a browser that is known signs in.
#[test]
fn a_known_browser_is_not_held_back_by_strangers() {
    let rig = Rig::new();
    let email = "reviewer@farola.example";
    let first = sign_in(&rig, email, PASSWORD, &[ORIGIN]);
    let device = cookie(&first, "farola_device").unwrap();
    assert!(
        cookie(&sign_in(&rig, email, PASSWORD, &[]), "farola_device").is_none(),
        "a program is no browser"
    );
    for _ in 0..8 {
        sign_in(&rig, email, "not the password", &[]);
    }
    assert_eq!(
        sign_in(&rig, email, PASSWORD, &[ORIGIN]).status,
        429,
        "another browser"
    );
    let known = [ORIGIN, ("Cookie", &device)];
    let again = sign_in(&rig, email, PASSWORD, &known);
    assert_eq!(told(&again), (200, String::new()));
    assert_eq!(
        cookie(&again, "farola_device").as_deref(),
        Some(&*device),
        "known by the same"
    );
    // It is known for her account alone, and guesses from it are counted as well.
    let (admin, mut headers) = ("admin@farola.example", known.to_vec());
    for _ in 0..5 {
        assert_eq!(
            sign_in(&rig, admin, "not the password", &headers).status,
            401
        );
    }
    assert_eq!(sign_in(&rig, admin, PASSWORD, &headers).status, 429);
    let guesses = (0..9).map(|_| sign_in(&rig, email, "not the password", &headers).status);
    assert!(guesses.filter(|status| *status == 401).count() <= 7);
    // A token that the client made up is no known browser, and is not taken for one later.
    headers[1] = ("Cookie", "farola_device=invented");
    let other = sign_in(&rig, "team@farola.example", PASSWORD, &headers);
    assert_ne!(
        cookie(&other, "farola_device").unwrap(),
        "farola_device=invented"
    );
}

#[test]
fn who_asks_is_told_by_a_named_proxy_and_by_nobody_else() {
    let from = |address| ("X-Forwarded-For", address);
    let email = "reviewer@farola.example";
    let guess_from_two = |rig: &Rig| {
        for _ in 0..6 {
            sign_in(rig, email, "not the password", &[from("203.0.113.1")]);
        }
        [
            ("203.0.113.1", email),
            ("203.0.113.2", email),
            ("198.51.100.9, 203.0.113.1", email),
            ("203.0.113.1", "admin@farola.example"),
        ]
        .map(|(address, email)| sign_in(rig, email, PASSWORD, &[from(address)]).status)
    };
    let named = Rig::set(|config| {
        config.front.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    });
    assert_eq!(guess_from_two(&named), [429, 200, 429, 200]);
    // Without one, what the header says makes no guess free.
    assert_eq!(guess_from_two(&Rig::new()), [429, 429, 429, 200]);
}

#[test]
fn a_line_of_ipv6_has_the_guesses_of_one_stranger() {
    let rig = Rig::set(|config| {
        config.front.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    });
    let guess = |n: usize| {
        let address = format!("2001:db8:0:1::{n:x}");
        let headers = [("X-Forwarded-For", &*address)];
        told(&sign_in(
            &rig,
            "reviewer@farola.example",
            "not the password",
            &headers,
        ))
    };
    let answers: Vec<_> = (0..20).map(guess).collect();
    assert!((5..=7).contains(&hashed(&answers)), "{answers:?}");
    let other = [("X-Forwarded-For", "2001:db8:0:2::1")];
    assert_eq!(
        sign_in(&rig, "reviewer@farola.example", PASSWORD, &other).status,
        200
    );
}

#[test]
fn without_its_address_a_hub_is_for_its_own_machine() {
    for (listen, base, refused) in [
        ("0.0.0.0:0", None, true),
        ("[::]:0", None, true),
        ("192.0.2.1:0", None, true),
        ("127.0.0.1:0", None, false),
        ("0.0.0.0:0", Some("https://farola.example.org"), false),
    ] {
        let temp = tempfile::tempdir().unwrap();
        let place = rig::place(temp.path());
        let mut config = rig::config(place, Patience::default(), machine_clock);
        config.listen = listen.parse().unwrap();
        config.base_url = base.map(str::to_owned);
        let done = farola_hub_server::run(config, |_| {}, async {});
        let code = done.err().map(|error: HubError| error.code());
        assert_eq!(code, refused.then_some("hub.no_base_url"), "{listen}");
    }
}

/// What a hub says of its own address is what it was started with, whatever a request claims.
#[test]
fn no_request_says_by_which_address_the_hub_is_known() {
    let base = "https://farola.example.org";
    let secure = Rig::set(|config| config.base_url = Some(format!("{base}/")));
    let plain = Rig::new();
    let own = format!("http://{}", plain.address);
    let claims = [
        ("Host", "evil.example"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "https"),
        ("Forwarded", "host=evil.example;proto=https"),
    ];
    for (rig, known) in [(&secure, base), (&plain, &*own)] {
        let headers = [&claims[..], &[("X-OpenRosa-Version", "1.0")]].concat();
        for path in ["formList", "forms/cs_punto/manifest"] {
            let answer = rig.send("GET", &rig.phone(path), &headers, b"");
            assert_eq!(answer.status, 200, "{path}");
            assert!(
                !answer.text().contains("evil.example"),
                "{path}: {}",
                answer.text()
            );
        }
        let list = rig
            .send("GET", &rig.phone("formList"), &headers, b"")
            .text();
        assert!(list.contains(&format!("{known}/v1/key/")), "{list}");
        let admin = "admin@farola.example";
        let headers = [&claims[..], &[ORIGIN]].concat();
        let answer = sign_in(rig, admin, PASSWORD, &headers);
        let bearer = format!("Bearer {}", answer.json()["token"].as_str().unwrap());
        let headers = [&claims[..], &[JSON, ("Authorization", &bearer)]].concat();
        let body = br#"{"displayName": "Equipo 2"}"#;
        let made = rig
            .send("POST", "/v1/projects/1/app-users", &headers, body)
            .json();
        let path = format!("/v1/projects/1/app-users/{}/qr.json", made["id"]);
        let code = rig.send("GET", &path, &headers, b"").json();
        assert!(
            code["url"]
                .as_str()
                .unwrap()
                .starts_with(&format!("{known}/v1/key/")),
            "{code}"
        );
        assert_eq!(code["onlyThisMachine"], known == own, "{code}");
        let key: farola_protocol::HubKey = {
            let text = code["collect"]["farola"]["key"].as_str().unwrap();
            text.parse().unwrap()
        };
        assert_eq!(code["keyWords"], serde_json::json!(key.words_of_each()));
        // Cookies and HSTS are those of the address, too.
        let is_secure = known == base;
        let name = if is_secure {
            "__Host-farola_session"
        } else {
            "farola_session"
        };
        assert!(cookie(&answer, name).is_some(), "{:?}", answer.headers);
        let set = answer
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case("set-cookie"));
        let set: Vec<_> = set.map(|(_, value)| value).collect();
        assert_eq!(set.len(), 2, "{set:?}");
        assert!(
            set.iter().all(|one| one.contains("; Secure") == is_secure),
            "{set:?}"
        );
        let hsts = answer.header("strict-transport-security");
        assert_eq!(hsts, is_secure.then_some("max-age=31536000"));
    }
}

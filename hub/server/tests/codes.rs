//! The code beside the password over HTTP: set up, asked for, used once, taken off; and who gets in
//! while somebody else guesses at the same address.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod rig;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use farola_hub_server::admin;
use farola_model::Timestamp;
use rig::{Answer, PASSWORD, Rig};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

const ORIGIN: (&str, &str) = ("Origin", "http://127.0.0.1");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const REVIEWER: &str = "reviewer@farola.example";
const STEP_S: i64 = 30;

/// The beginning of a step, in seconds: the time of all these tests.
static BEGAN: OnceLock<i64> = OnceLock::new();

/// Seconds that went by since the beginning of a step.
struct Clock(AtomicI64);

impl Clock {
    const fn new() -> Self {
        Self(AtomicI64::new(0))
    }

    /// A hub beside a PostgreSQL takes the time from it, so that a time of our own choice is
    /// another one than the hub's there.
    fn now(&self) -> Timestamp {
        let began = BEGAN.get_or_init(|| match std::env::var_os("FAROLA_TEST_POSTGRES") {
            None => 1_795_985_580,
            Some(_) => {
                let real = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                i64::try_from(real.unwrap().as_secs()).unwrap() / STEP_S * STEP_S
            }
        });
        Timestamp((began + self.0.load(Ordering::SeqCst)) * 1000)
    }

    fn later(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

fn told(answer: &Answer) -> (u16, String) {
    let problem = match answer.status {
        200 => String::new(),
        _ => answer.problem(),
    };
    (answer.status, problem)
}

fn fine() -> (u16, String) {
    (200, String::new())
}

fn wrong(problem: &str) -> (u16, String) {
    (401, problem.to_owned())
}

fn enter(rig: &Rig, email: &str, password: &str, code: Option<&str>) -> Answer {
    enter_from(rig, email, password, code, &[])
}

fn enter_from(
    rig: &Rig,
    email: &str,
    password: &str,
    code: Option<&str>,
    headers: &[(&str, &str)],
) -> Answer {
    let body = json!({"email": email, "password": password, "code": code});
    let headers = [&[JSON][..], headers].concat();
    let body = body.to_string().into_bytes();
    rig.send("POST", "/v1/sessions", &headers, &body)
}

fn token(answer: &Answer) -> String {
    answer.json()["token"].as_str().unwrap().to_owned()
}

fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let mut set = answer
        .headers
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case("set-cookie"));
    let found = set.find(|(_, value)| value.starts_with(&format!("{name}=")));
    found.map(|(_, value)| value.split(';').next().unwrap().to_owned())
}

/// What the app on the phone of somebody shows at that time.
fn shown(secret: &str, at: Timestamp) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build_noncompliant();
    let seconds = u64::try_from(at.as_millis() / 1000).unwrap();
    totp.generate(seconds).to_string()
}

/// Sets a code up for whom that session is; answers the secret and the recovery codes.
fn set_up(rig: &Rig, session: &str, now: Timestamp) -> (String, Vec<String>) {
    let post = |path: &str, body: &Value| rig.json("POST", path, Some(session), body);
    let made = post("/v1/users/current/code/secret", &Value::Null).json();
    let secret = made["secret"].as_str().unwrap().to_owned();
    let picture = made["picture"].as_str().unwrap();
    assert!(picture.starts_with("<svg ") && !picture.contains("href"));
    assert!(made["uri"].as_str().unwrap().contains(&secret));
    let setup = json!({"password": PASSWORD, "secret": secret, "code": shown(&secret, now)});
    let set = post("/v1/users/current/code", &setup);
    assert_eq!(set.status, 200, "{}", set.text());
    let codes = set.json()["codes"].as_array().unwrap().clone();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned());
    (secret, codes.collect())
}

#[test]
fn a_code_is_asked_for_once_it_is_set_up_and_each_opens_once() {
    static CLOCK: Clock = Clock::new();
    let rig = Rig::set(|config| config.clock = || CLOCK.now());
    let session = rig.sign_in("reviewer");
    let elsewhere = rig.sign_in("reviewer");
    let current = |session: &str| {
        let answer = rig.json("GET", "/v1/users/current/code", Some(session), &Value::Null);
        (answer.status == 200).then(|| answer.json())
    };
    let before = json!({"setAt": null, "recoveryCodes": 0, "demanded": false});
    assert_eq!(current(&session), Some(before));
    // Neither a wrong password nor a wrong code sets one up.
    let post = |path: &str, body: &Value| rig.json("POST", path, Some(&session), body);
    let made = post("/v1/users/current/code/secret", &Value::Null).json();
    for (password, secret, code, refusal) in [
        (
            "not the password",
            made["secret"].clone(),
            "000000",
            "auth.wrong_credentials",
        ),
        (PASSWORD, made["secret"].clone(), "", "auth.code_wrong"),
        (
            PASSWORD,
            made["secret"].clone(),
            "abcdef",
            "auth.code_wrong",
        ),
    ] {
        let setup = json!({"password": password, "secret": secret, "code": code});
        let answer = post("/v1/users/current/code", &setup);
        assert_eq!(told(&answer), wrong(refusal), "{code}");
    }
    let (secret, recovery) = set_up(&rig, &session, CLOCK.now());
    assert_eq!(recovery.len(), 10);
    assert_eq!(current(&session).unwrap()["recoveryCodes"], 10);
    assert_eq!(current(&elsewhere), None, "signed in without a code");
    let again =
        json!({"password": PASSWORD, "secret": secret, "code": shown(&secret, CLOCK.now())});
    let again = post("/v1/users/current/code", &again);
    assert_eq!(told(&again), (409, "auth.code_is_set".to_owned()));

    let enter = |password: &str, code: Option<&str>| told(&enter(&rig, REVIEWER, password, code));
    let now = || shown(&secret, CLOCK.now());
    assert_eq!(enter(PASSWORD, None), wrong("auth.code_missing"));
    assert_eq!(enter(PASSWORD, Some("")), wrong("auth.code_missing"));
    // Whoever does not know the password hears nothing of the code.
    assert_eq!(
        enter("not the password", Some(&now())),
        wrong("auth.wrong_credentials")
    );
    // The one that set it up is used up.
    assert_eq!(enter(PASSWORD, Some(&now())), wrong("auth.code_wrong"));
    CLOCK.later(STEP_S);
    let first = now();
    assert_eq!(enter(PASSWORD, Some(&first)), fine());
    assert_eq!(
        enter(PASSWORD, Some(&first)),
        wrong("auth.code_wrong"),
        "again"
    );
    CLOCK.later(STEP_S);
    assert_eq!(enter(PASSWORD, Some(&now())), fine());
    assert_eq!(
        enter(PASSWORD, Some(&first)),
        wrong("auth.code_wrong"),
        "late"
    );
    CLOCK.later(10 * STEP_S);
    assert_eq!(
        enter(PASSWORD, Some(&first)),
        wrong("auth.code_wrong"),
        "too late"
    );
    // A recovery code opens once, however it is written.
    let spaced = recovery[3].to_uppercase().replace('-', " ");
    assert_eq!(enter(PASSWORD, Some(&spaced)), fine());
    assert_eq!(
        enter(PASSWORD, Some(&recovery[3])),
        wrong("auth.code_wrong")
    );
    assert_eq!(enter(PASSWORD, Some(&recovery[4])), fine());
    // She takes it off herself by a code, and by no less.
    let open = rig_session(&rig, &recovery[5]);
    let remove = |code: &str| {
        let body = json!({"password": PASSWORD, "code": code});
        let path = "/v1/users/current/code/remove";
        told(&rig.json("POST", path, Some(&open), &body))
    };
    assert_eq!(remove(&recovery[5]), wrong("auth.code_wrong"));
    assert_eq!(remove(&recovery[6]), fine());
    assert_eq!(current(&open), None, "every session ended");
    assert_eq!(enter(PASSWORD, None), fine());
}

fn rig_session(rig: &Rig, code: &str) -> String {
    token(&enter(rig, REVIEWER, PASSWORD, Some(code)))
}

/// Of many at once that show the same code one gets in; of many that guess few are looked at.
#[test]
fn codes_that_are_shown_at_once_are_counted_and_used_one_by_one() {
    static CLOCK: Clock = Clock::new();
    let temp = tempfile::tempdir().unwrap();
    let key = rig::furnish(temp.path());
    let mut rig = Rig::with_clock(&rig::place(temp.path()), key, || CLOCK.now());
    let session = rig.sign_in("reviewer");
    let (secret, recovery) = set_up(&rig, &session, CLOCK.now());
    CLOCK.later(STEP_S);
    let at_once = |rig: &Rig, code: &(dyn Fn(usize) -> String + Sync)| {
        std::thread::scope(|scope| {
            let asked: Vec<_> = (0..4)
                .map(|n| {
                    let code = code(n);
                    scope.spawn(move || told(&enter(rig, REVIEWER, PASSWORD, Some(&code))))
                })
                .collect();
            let told = asked.into_iter().map(|asked| asked.join().unwrap());
            told.collect::<Vec<_>>()
        })
    };
    let now = shown(&secret, CLOCK.now());
    let same = at_once(&rig, &|_| now.clone());
    assert_eq!(
        same.iter().filter(|told| **told == fine()).count(),
        1,
        "{same:?}"
    );
    let same = at_once(&rig, &|_| recovery[0].clone());
    assert_eq!(
        same.iter().filter(|told| **told == fine()).count(),
        1,
        "{same:?}"
    );
    // Guesses with the right password: looked at some five times, whatever else she shows.
    let mut looked = 0;
    for round in 0..8 {
        let guesses = at_once(&rig, &|n| format!("{:06}", 17 * (4 * round + n)));
        let wrong = wrong("auth.code_wrong");
        looked += guesses.iter().filter(|told| **told == wrong).count();
        assert!(
            guesses.iter().all(|told| *told == wrong || told.0 == 429),
            "{guesses:?}"
        );
        let without = told(&enter(&rig, REVIEWER, PASSWORD, None));
        assert_eq!(
            without.1, "auth.code_missing",
            "the password is counted apart"
        );
    }
    // Each second that goes by meanwhile may let one more through, ever more slowly.
    assert!((4..=9).contains(&looked), "{looked} of 32 were looked at");
    rig.restart();
    CLOCK.later(STEP_S);
    let right = enter(&rig, REVIEWER, PASSWORD, Some(&shown(&secret, CLOCK.now())));
    assert_eq!(right.status, 429, "the count survives a restart");
    let wait: u32 = right.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
}

#[test]
fn where_codes_are_demanded_nothing_is_done_before_one_is_set_up() {
    static CLOCK: Clock = Clock::new();
    let rig = Rig::set(|config| config.clock = || CLOCK.now());
    let [admin, reviewer, team] = ["admin", "reviewer", "team"].map(|role| rig.sign_in(role));
    let queue = |session: &str| {
        let path = "/v1/projects/1/review/queue";
        told(&rig.json("GET", path, Some(session), &Value::Null))
    };
    let demand = json!({"codesDemanded": true});
    let refused = rig.json("PATCH", "/v1/settings", Some(&reviewer), &demand);
    assert_eq!(refused.status, 403);
    let set = rig.json("PATCH", "/v1/settings", Some(&admin), &demand);
    assert_eq!(set.json(), demand);
    // At once, for sessions that are open too; the team goes on.
    let waits = || (403, "auth.code_to_set".to_owned());
    assert_eq!(
        [&admin, &reviewer].map(|one| queue(one)),
        [waits(), waits()]
    );
    assert_eq!(queue(&team), fine());
    let answer = enter(&rig, REVIEWER, PASSWORD, None);
    assert_eq!(answer.json()["mustSetCode"], true);
    let reviewer = token(&answer);
    assert_eq!(queue(&reviewer), waits());
    let (_, recovery) = set_up(&rig, &reviewer, CLOCK.now());
    assert_eq!(queue(&reviewer), fine());
    CLOCK.later(STEP_S);
    set_up(&rig, &admin, CLOCK.now());
    let restored = rig.json("GET", "/v1/sessions/restore", Some(&admin), &Value::Null);
    assert_eq!(restored.json()["mustSetCode"], false);
    // An administrator takes it off who lost the phone, and not off herself.
    let people = rig
        .json("GET", "/v1/users", Some(&admin), &Value::Null)
        .json();
    let number = |role: &str| {
        let mut people = people.as_array().unwrap().iter();
        let one = people.find(|one| one["role"] == role).unwrap();
        assert_eq!(one["codeSince"].is_string(), role != "team");
        one["id"].as_i64().unwrap()
    };
    let take_off = |role: &str| {
        let path = format!("/v1/users/{}/code", number(role));
        told(&rig.json("DELETE", &path, Some(&admin), &Value::Null))
    };
    assert_eq!(take_off("admin"), (403, "auth.forbidden".to_owned()));
    assert_eq!(take_off("team").0, 404);
    assert_eq!(take_off("reviewer"), fine());
    assert_eq!(queue(&reviewer).0, 401, "her sessions ended");
    let again = enter(&rig, REVIEWER, PASSWORD, Some(&recovery[0]));
    assert_eq!(again.json()["mustSetCode"], true, "and she sets up another");
    let audit = rig
        .json("GET", "/v1/audit", Some(&admin), &Value::Null)
        .text();
    for action in ["hub.settings", "user.code.set", "user.code.remove"] {
        assert!(audit.contains(&format!("\"{action}\"")), "{action}");
    }
    // The terminal does the same.
    let store = admin::open(rig::place(&rig.dir)).unwrap();
    admin::remove_code(&store, "ADMIN@farola.example").unwrap();
    assert_eq!(queue(&admin).0, 401);
}

/// A hub that was put back without its key reads no codes; recovery codes open.
#[test]
fn without_its_key_a_hub_says_so_and_recovery_codes_open() {
    static CLOCK: Clock = Clock::new();
    let rig = Rig::set(|config| config.clock = || CLOCK.now());
    let session = rig.sign_in("reviewer");
    let (secret, recovery) = set_up(&rig, &session, CLOCK.now());
    std::fs::remove_file(rig.dir.join("hub.codes-key")).unwrap();
    CLOCK.later(STEP_S);
    let code = shown(&secret, CLOCK.now());
    let answer = enter(&rig, REVIEWER, PASSWORD, Some(&code));
    assert_eq!(told(&answer), (409, "auth.codes_key_missing".to_owned()));
    let answer = enter(&rig, REVIEWER, PASSWORD, Some(&recovery[0]));
    assert_eq!(told(&answer), fine());
    // Nobody seals anything by another key meanwhile.
    let team = rig.sign_in("team");
    let made = rig.json(
        "POST",
        "/v1/users/current/code/secret",
        Some(&team),
        &Value::Null,
    );
    let other = made.json()["secret"].as_str().unwrap().to_owned();
    let setup = json!({
        "password": PASSWORD, "secret": other, "code": shown(&other, CLOCK.now()),
    });
    let set = rig.json("POST", "/v1/users/current/code", Some(&team), &setup);
    assert_eq!(told(&set), (409, "auth.codes_key_missing".to_owned()));
}

/// Somebody guesses without end behind the address of the town hall, at accounts that are and at
/// some that are not. Who signed in there before gets in, and so does who opens a link.
#[test]
fn guesses_without_end_at_one_address_hold_nobody_back() {
    let rig = Rig::new();
    let accounts = ["admin", "reviewer", "team"].map(|role| format!("{role}@farola.example"));
    let known = accounts.clone().map(|email| {
        let first = enter_from(&rig, &email, PASSWORD, None, &[ORIGIN]);
        cookie(&first, "farola_device").unwrap()
    });
    let admin = rig.sign_in("admin");
    let people = rig
        .json("GET", "/v1/users", Some(&admin), &Value::Null)
        .json();
    let done = std::sync::atomic::AtomicBool::new(false);
    let looked = AtomicI64::new(0);
    let waits = |email: &str| {
        // Not the right one: that would have the hub forget the guesses before it.
        let stranger = enter_from(&rig, email, "nor this one", None, &[ORIGIN]);
        stranger.status == 429
    };
    std::thread::scope(|scope| {
        for guesser in 0..6 {
            let (rig, accounts, done, looked) = (&rig, &accounts, &done, &looked);
            scope.spawn(move || {
                for n in 0.. {
                    if done.load(Ordering::SeqCst) {
                        break;
                    }
                    let invented = format!("{guesser}-{n}@farola.example");
                    let email = accounts.get(n % 4).unwrap_or(&invented);
                    let guess = enter(rig, email, "not the password", None);
                    let of_account = guess.status == 401 && n % 4 < 3;
                    looked.fetch_add(i64::from(of_account), Ordering::SeqCst);
                }
            });
        }
        while !accounts.iter().all(|email| waits(email)) {}
        for round in 0..3 {
            for (email, device) in accounts.iter().zip(&known) {
                let headers = [ORIGIN, ("Cookie", &**device)];
                let got = enter_from(&rig, email, PASSWORD, None, &headers);
                assert_eq!(told(&got), fine(), "{round} {email}");
            }
        }
        // In a browser that nobody knows she waits, and opens a link of the administrator.
        for email in &accounts {
            while !waits(email) {}
            let mut people = people.as_array().unwrap().iter();
            let one = people.find(|one| one["email"] == **email).unwrap();
            let path = format!("/v1/users/{}/link", one["id"]);
            let made = rig.json("POST", &path, Some(&admin), &Value::Null).json();
            let url = made["url"].as_str().unwrap().to_owned();
            let (page, link) = url.split_once("#enlace=").unwrap();
            assert!(page.ends_with("/entrar"), "{url}");
            let redeem = || {
                let body = json!({"link": link}).to_string().into_bytes();
                rig.send("POST", "/v1/sessions/link", &[JSON, ORIGIN], &body)
            };
            let answer = redeem();
            assert_eq!(told(&answer), fine());
            assert!(
                cookie(&answer, "farola_session").is_none(),
                "it signs nobody in"
            );
            let device = cookie(&answer, "farola_device").unwrap();
            let headers = [ORIGIN, ("Cookie", &*device)];
            // Also after mistypings of her own.
            for _ in 0..3 {
                let typo = enter_from(&rig, email, "farol en la esqina", None, &headers);
                assert_eq!(typo.status, 401);
            }
            let got = enter_from(&rig, email, PASSWORD, None, &headers);
            assert_eq!(told(&got), fine(), "{email}");
            assert_eq!(told(&redeem()), (404, "auth.link_unknown".to_owned()));
        }
        done.store(true, Ordering::SeqCst);
    });
    // Five free at each account, and one more after 1, 2, 4, 8 … seconds.
    let looked = looked.load(Ordering::SeqCst);
    assert!(looked <= 3 * 12, "{looked} guesses were looked at");
}

//! The seal: what opens it, what does not, and which PINs are taken.

use farola_model::Coded as _;

use super::super::testbench::TestKeys;
use super::*;
use crate::env::{Instant, Instants, NoEntropy, SetInstants};

struct Counting(std::sync::Mutex<u8>);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let mut next = self.0.lock().unwrap();
        for byte in bytes {
            *next = next.wrapping_mul(31).wrapping_add(7);
            *byte = *next;
        }
    }

    fn fill_secret(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        self.fill(bytes);
        Ok(())
    }
}

/// A system that has ids, but no randomness for keys.
struct Dry;

impl Entropy for Dry {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }

    fn fill_secret(&self, _bytes: &mut [u8]) -> Result<(), NoEntropy> {
        Err(NoEntropy)
    }
}

fn entropy() -> Counting {
    Counting(std::sync::Mutex::new(1))
}

/// What a test of many guesses can pay.
pub(in crate::door) const CHEAP: Cost = Cost {
    memory_kib: 8,
    passes: 1,
};

/// A key store without a key of its own.
fn keys() -> TestKeys {
    TestKeys::default()
}

/// A key store with one.
fn hardware(key: u8) -> TestKeys {
    let keys = TestKeys::default();
    *keys.hardware.lock().unwrap() = Some([key; 32]);
    keys
}

fn seal_new_key(pin: &str, entropy: &dyn Entropy) -> Result<Vec<u8>, LockError> {
    let key = new_key(entropy)?;
    seal(pin, &key, entropy)
}

fn seal(pin: &str, key: &[u8; KEY_BYTES], entropy: &dyn Entropy) -> Result<Vec<u8>, LockError> {
    told(super::seal(CHEAP, pin, key, entropy, &keys()))
}

fn unseal_key(sealed: &[u8], pin: &str) -> Result<Secret, LockError> {
    told(unseal(sealed, pin, &keys()))
}

fn told<T>(result: crate::shared::Result<T>) -> Result<T, LockError> {
    result.map_err(|error| match error {
        EngineError::Lock(error) => error,
        other => panic!("{other:?}"),
    })
}

#[test]
fn the_key_comes_back_with_its_pin_and_with_no_other() {
    let sealed = seal_new_key("493815", &entropy()).unwrap();
    let key = unseal_key(&sealed, "493815").unwrap();
    assert_eq!(unseal_key(&sealed, "493816"), Err(LockError::WrongPin));
    let resealed = seal("70224199", &key, &entropy()).unwrap();
    assert_eq!(unseal_key(&resealed, "70224199").unwrap(), key);
    assert_eq!(unseal_key(&resealed, "493815"), Err(LockError::WrongPin));
    let whole = sealed.windows(KEY_BYTES).any(|part| part == key.as_ref());
    assert!(!whole, "the key stands in the open");
}

#[test]
fn two_phones_with_one_pin_have_different_keys_and_seals() {
    let entropy = entropy();
    let first = seal_new_key("493815", &entropy).unwrap();
    let second = seal_new_key("493815", &entropy).unwrap();
    assert_ne!(first, second);
    assert_ne!(unseal_key(&first, "493815"), unseal_key(&second, "493815"));
}

#[test]
fn without_randomness_no_key_is_made() {
    let refused = LockError::NoEntropy(NoEntropy);
    assert_eq!(seal_new_key("493815", &Dry), Err(refused));
    let sealed = seal_new_key("493815", &entropy()).unwrap();
    let key = unseal_key(&sealed, "493815").unwrap();
    let resealed = seal("70224199", &key, &Dry);
    assert_eq!(resealed, Err(refused));
    assert_eq!(refused.code(), "engine.no_entropy");
}

#[test]
fn a_torn_or_hostile_file_is_told_and_costs_nothing() {
    let sealed = seal_new_key("493815", &entropy()).unwrap();
    for length in 0..HEAD_BYTES {
        let torn = &sealed[..length];
        assert_eq!(unseal_key(torn, "493815"), Err(LockError::Damaged));
    }
    // Any bit of it, the parameters too, is authenticated.
    for place in [3, 20, HEAD_BYTES - 1, HEAD_BYTES, sealed.len() - 1] {
        let mut bent = sealed.clone();
        bent[place] ^= 1;
        assert!(unseal_key(&bent, "493815").is_err(), "byte {place}");
    }
    let mut greedy = sealed;
    greedy.splice(4..8, u32::MAX.to_be_bytes());
    assert_eq!(unseal_key(&greedy, "493815"), Err(LockError::Damaged));
}

#[test]
fn a_pin_that_anybody_would_try_is_refused() {
    for pin in ["", "12345", "12345a", "１２３４５６", "12345678901234567"] {
        assert_eq!(check_pin(pin), Err(LockError::PinShort), "{pin}");
    }
    for pin in [
        // One part over and over, or turned around.
        "000000",
        "121212",
        "123123",
        "12341234",
        "4938493849384938",
        "1231231",
        "123321",
        "1234321",
        "98766789",
        // Runs: up, down, over the end of the keys, by two, each digit twice.
        "123456",
        "987654",
        "3456789",
        "34567890",
        "1234567890",
        "890123",
        "210987",
        "246802",
        "975319",
        "741852",
        "112233",
        "99887766",
        // Two digits.
        "112122",
        "900099",
        "70700770",
        // Days, whichever way they are written, with two digits of the year or four.
        "140785",
        "071485",
        "850714",
        "851407",
        "311299",
        "010100",
        "14071985",
        "07141985",
        "19850714",
        "19851407",
        "29022004",
        "1472026",
        "7142026",
        "3112010",
        "2026714",
        "712026",
    ] {
        assert_eq!(check_pin(pin), Err(LockError::PinSimple), "{pin}");
    }
    for pin in [
        "493815",
        "70224199",
        "314159",
        "271828",
        "602214",
        "204816",
        // No month, no day, no year of anybody's life.
        "321399",
        "141385",
        "003185",
        "14071885",
        "14072185",
        "32132026",
        "9713026",
        // Longer than a day is written.
        "1407198553",
        "493815140785",
        // Six words.
        "ábaco ABDOMEN abeja abierto abogado abono",
    ] {
        assert_eq!(check_pin(pin), Ok(()), "{pin}");
    }
}

/// What is refused must not be so much that guessing gets easier.
#[test]
fn most_pins_are_taken() {
    let pins = (0..1_000_000u32).step_by(97);
    let all = pins.len();
    let taken = pins.filter(|pin| check_pin(&format!("{pin:06}")).is_ok());
    let percent = 100 * taken.count() / all;
    assert!((80..95).contains(&percent), "{percent}");
}

#[test]
fn the_wait_grows_and_ends() {
    let waits: Vec<u64> = (0..=9).map(|n| pin_wait_ms(n) / 1_000).collect();
    assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480]);
    assert_eq!(pin_wait_ms(u32::MAX), LONGEST_WAIT_MS);
}

#[test]
fn a_pin_is_typed_twice() {
    let table = [
        (None, "274913", Ok(PinStep::Again)),
        (None, "1234", Err(LockError::PinShort)),
        (None, "123456", Err(LockError::PinSimple)),
        (Some("274913"), "274913", Ok(PinStep::Chosen)),
        (Some("274913"), "274914", Err(LockError::PinDiffers)),
        (Some("274913"), "2749130", Err(LockError::PinDiffers)),
        (Some("274913"), "", Err(LockError::PinDiffers)),
        // A form that asks for both at once has not looked at the first.
        (Some("123456"), "123456", Err(LockError::PinSimple)),
        (Some(""), "", Err(LockError::PinShort)),
    ];
    for (first, typed, expect) in table {
        assert_eq!(choose_pin(first, typed), expect, "{first:?} {typed}");
    }
}

#[test]
fn a_wait_is_shown_to_its_end() {
    for (ms, shown) in [
        (0, 0),
        (1, 1),
        (999, 1),
        (1_000, 1),
        (1_001, 2),
        (29_990, 30),
        (LONGEST_WAIT_MS, 900),
        (u64::MAX, u32::MAX),
    ] {
        assert_eq!(shown_wait_s(ms), shown, "{ms}");
    }
}

/// Words that the phone offered open however they are typed.
#[test]
fn a_phrase_seals_as_a_pin_does() {
    let phrase = "ábaco abdomen abeja abierto abogado abono";
    let key = new_key(&entropy()).unwrap();
    let sealed = seal(phrase, &key, &entropy()).unwrap();
    for typed in [phrase, " Abaco abdomen  abeja abierto abogado ABONO "] {
        assert_eq!(unseal_key(&sealed, typed).unwrap(), key);
    }
    let other = "ábaco abdomen abeja abierto abogado abrazo";
    assert_eq!(unseal_key(&sealed, other), Err(LockError::WrongPin));
    let again = choose_pin(Some(phrase), "ABACO abdomen abeja abierto abogado abono");
    assert_eq!(again, Ok(PinStep::Chosen));
    assert!(may_be_pin(phrase) && may_be_pin("493815") && !may_be_pin("abaco"));
}

/// With a key of the phone the right PIN opens nothing elsewhere, and each guess asks the key
/// something else.
#[test]
fn each_guess_asks_the_phones_own_key_another_thing() {
    let key = new_key(&entropy()).unwrap();
    let here = hardware(3);
    let sealed = super::seal(CHEAP, "493815", &key, &entropy(), &here).unwrap();
    assert!(is_stirred(&sealed));
    here.asked.lock().unwrap().clear();
    assert_eq!(unseal(&sealed, "493815", &here).unwrap(), key);
    for guess in 0..50 {
        let guess = format!("{}", 700_000 + guess);
        let refused = told(unseal(&sealed, &guess, &here));
        assert_eq!(refused, Err(LockError::WrongPin));
    }
    let asked = here.asked.lock().unwrap().clone();
    let different: std::collections::BTreeSet<_> = asked.iter().collect();
    assert_eq!((asked.len(), different.len()), (51, 51));
    assert!(!asked.iter().any(|asked| asked == key.as_ref()));
    // Another phone's key, or none.
    assert_eq!(
        told(unseal(&sealed, "493815", &hardware(4))),
        Err(LockError::WrongPin)
    );
    let gone = unseal(&sealed, "493815", &keys()).unwrap_err();
    assert_eq!(gone.code(), "storage.key_missing");
    // One that refuses for now: nothing was learned, and it is not said to be wrong.
    *here.refuses.lock().unwrap() = Some(KeyUnavailable::Locked);
    let locked = unseal(&sealed, "493815", &here).unwrap_err();
    assert_eq!(locked.code(), "storage.key_locked");
    // The magic is authenticated: a seal is not made into the weaker one.
    let mut weaker = sealed;
    weaker.splice(..4, *ALONE);
    assert_eq!(unseal_key(&weaker, "493815"), Err(LockError::WrongPin));
}

/// The table of what a guess is made to cost, by how long one pass over 32 MiB takes.
#[test]
fn the_cost_is_about_a_second_and_never_under_the_least() {
    let cost = |memory_mib: u32, passes| Cost {
        memory_kib: memory_mib * 1024,
        passes,
    };
    for (ms, expected) in [
        (0, LEAST),
        (2_000, LEAST),
        (501, LEAST),
        (500, cost(32, 2)),
        (400, cost(32, 2)),
        (250, cost(32, 4)),
        (150, cost(64, 3)),
        (80, cost(128, 3)),
        (40, cost(128, 6)),
        (10, cost(128, 16)),
        (1, cost(128, 16)),
        (u64::MAX, LEAST),
    ] {
        let found = Cost::of(ms);
        assert_eq!(found, expected, "{ms}");
        assert!(found.memory_kib <= MOST_MEMORY_KIB && found.passes <= MOST_PASSES);
        // Within half and the whole of what is wanted, where the bounds leave it.
        let takes = ms.saturating_mul(u64::from(found.passes * found.memory_kib / STEP_KIB));
        if (20..=250).contains(&ms) {
            assert!((500..=1_000).contains(&takes), "{ms}: {takes}");
        }
    }
    let stands = SetInstants::new(7, None);
    assert_eq!(
        stands.instant(),
        Instant {
            since_boot_ms: 7,
            boot: None
        }
    );
    assert_eq!(Cost::measured(&stands), LEAST);
}

//! Codes beside the password (ADR 0045): the secret that a person's phone holds, what is shown of
//! it once, and recovery codes for who loses the phone.

use farola_hub_store::account::UserId;
use farola_hub_store::codes_key::CodesKey;
use farola_hub_store::second_proof::{RecoveryCode, SealedSecret};
use farola_model::{Sha256, Timestamp};
use farola_protocol::Problem;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use totp_rs::{Builder, Secret, Totp};

use crate::admin;

/// Bytes of a secret, as RFC 4226 recommends.
const SECRET: usize = 20;
/// Recovery codes that are given at one time.
const RECOVERY_CODES: usize = 10;
/// Signs of a recovery code without its dashes: 80 random bits, so that a plain digest is as good
/// as a slow hash.
const RECOVERY_SIGNS: usize = 16;
/// Whose codes the app on the phone says that they are.
const ISSUER: &str = "Farola";

/// The secret that a phone and the hub share.
#[derive(Clone)]
pub(crate) struct CodeSecret([u8; SECRET]);

impl std::fmt::Debug for CodeSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeSecret(..)")
    }
}

impl CodeSecret {
    /// A new one.
    ///
    /// # Errors
    /// [`Problem::Internal`] when the system gives no randomness.
    pub(crate) fn random() -> Result<Self, Problem> {
        random().map(Self)
    }

    /// Reads the text of one.
    ///
    /// # Errors
    /// [`Problem::BadParameter`] for everything else.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let secret = Secret::try_from_base32(text).map_err(|_| Problem::BadParameter)?;
        let bytes = secret.as_bytes().try_into();
        bytes.map(Self).map_err(|_| Problem::BadParameter)
    }

    /// Its text, for who cannot scan.
    pub(crate) fn text(&self) -> String {
        Secret::from(self.0).to_base32()
    }

    /// What the picture says to the app on the phone.
    pub(crate) fn uri(&self, email: &str) -> String {
        let email = utf8_percent_encode(email, NON_ALPHANUMERIC);
        let secret = self.text();
        format!("otpauth://totp/{ISSUER}:{email}?secret={secret}&issuer={ISSUER}")
    }

    /// The step of a code that is shown at that time; none for a wrong one. Clocks of phones go
    /// wrong: a code of half a minute before or after is right too.
    pub(crate) fn step(&self, code: &str, now: Timestamp) -> Option<u64> {
        let seconds = u64::try_from(now.as_millis() / 1000).ok()?;
        self.totp().check(code, seconds)
    }

    fn totp(&self) -> Totp {
        // Six digits of SHA-1 each half minute: what every app on a phone knows.
        Builder::new().with_secret(self.0).build_noncompliant()
    }

    /// As it is stored for that person: nobody's secret opens as somebody else's.
    ///
    /// # Errors
    /// [`Problem::Internal`] when the system gives no randomness.
    pub(crate) fn seal(&self, key: &CodesKey, user: UserId) -> Result<SealedSecret, Problem> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = self.0.to_vec();
        let cipher = cipher(key)?;
        let tag = cipher
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound(user)),
                &mut sealed,
            )
            .map_err(|_| Problem::Internal)?;
        let whole = [&nonce[..], &sealed, tag.as_ref()].concat();
        Ok(SealedSecret(whole))
    }

    /// Reads a stored one.
    ///
    /// # Errors
    /// [`Problem::CodesKeyMissing`] when that key did not seal it for that person.
    pub(crate) fn open(
        sealed: &SealedSecret,
        key: &CodesKey,
        user: UserId,
    ) -> Result<Self, Problem> {
        let other = |_| Problem::CodesKeyMissing;
        let (nonce, rest) = sealed
            .0
            .split_at_checked(NONCE_LEN)
            .ok_or(Problem::CodesKeyMissing)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(other)?;
        let mut rest = rest.to_vec();
        let cipher = cipher(key)?;
        let plain = cipher
            .open_in_place(nonce, Aad::from(bound(user)), &mut rest)
            .map_err(other)?;
        let bytes = (&*plain).try_into();
        bytes.map(Self).map_err(|_| Problem::CodesKeyMissing)
    }
}

fn cipher(key: &CodesKey) -> Result<LessSafeKey, Problem> {
    let key = UnboundKey::new(&AES_256_GCM, key.reveal()).map_err(|_| Problem::Internal)?;
    Ok(LessSafeKey::new(key))
}

fn bound(user: UserId) -> Vec<u8> {
    format!("farola second proof 1 {user}").into_bytes()
}

fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Problem::Internal)?;
    Ok(bytes)
}

/// What somebody types beside the password.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// A code of the phone: six digits.
    Code(String),
    /// A recovery code of that person.
    Recovery(RecoveryCode),
    /// Neither.
    Nothing,
}

/// Reads what a person typed, however it was spaced.
pub(crate) fn typed(text: &str, user: UserId) -> Typed {
    let sign = |c: &char| !c.is_whitespace() && *c != '-';
    let plain: String = text.chars().filter(sign).take(2 * RECOVERY_SIGNS).collect();
    let plain = plain.to_ascii_lowercase();
    let is = |all: fn(&u8) -> bool, length: usize| {
        plain.len() == length && plain.as_bytes().iter().all(all)
    };
    if is(u8::is_ascii_digit, 6) {
        Typed::Code(plain)
    } else if is(u8::is_ascii_alphanumeric, RECOVERY_SIGNS) {
        Typed::Recovery(recovery_code(&plain, user))
    } else {
        Typed::Nothing
    }
}

fn recovery_code(plain: &str, user: UserId) -> RecoveryCode {
    let text = format!("farola recovery code 1 {user} {plain}");
    RecoveryCode(Sha256::of(text.as_bytes()))
}

/// New recovery codes of a person: as they are shown once, and as they are stored.
///
/// # Errors
/// [`Problem::Internal`] when the system gives no randomness.
pub(crate) fn recovery_codes(user: UserId) -> Result<(Vec<String>, Vec<RecoveryCode>), Problem> {
    let shown = (0..RECOVERY_CODES).map(|_| admin::new_password().map_err(|_| Problem::Internal));
    let shown = shown.collect::<Result<Vec<_>, _>>()?;
    let stored = shown.iter().filter_map(|code| match typed(code, user) {
        Typed::Recovery(code) => Some(code),
        Typed::Code(_) | Typed::Nothing => None,
    });
    let stored: Vec<_> = stored.collect();
    Ok((shown, stored))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: UserId = UserId(1);
    const EVA: UserId = UserId(2);
    const KEY: CodesKey = CodesKey::new([7; 32]);
    const OTHER: CodesKey = CodesKey::new([8; 32]);

    /// RFC 6238, appendix B, of which six digits are shown.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = CodeSecret(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let at = |seconds: i64| Timestamp(seconds * 1000);
            let step = u64::try_from(seconds / 30).unwrap();
            assert_eq!(secret.step(code, at(seconds)), Some(step), "{seconds}");
            // Half a minute to either side, and no more.
            let start = seconds / 30 * 30;
            assert_eq!(secret.step(code, at(start - 30)), Some(step), "{seconds}");
            assert_eq!(secret.step(code, at(start - 31)), None, "{seconds}");
            assert_eq!(secret.step(code, at(start + 59)), Some(step), "{seconds}");
            assert_eq!(secret.step(code, at(start + 60)), None, "{seconds}");
        }
        for wrong in ["", "28708", "2870820", "287 082", "abcdef"] {
            assert_eq!(secret.step(wrong, Timestamp(59_000)), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_read_by_its_key_for_its_person_and_by_nothing_else() {
        let secret = CodeSecret::random().unwrap();
        let sealed = secret.seal(&KEY, ANA).unwrap();
        assert!(!sealed.0.windows(SECRET).any(|part| part == secret.0));
        assert_ne!(sealed, secret.seal(&KEY, ANA).unwrap());
        let opened = CodeSecret::open(&sealed, &KEY, ANA).unwrap();
        assert_eq!(opened.0, secret.0);
        let refused = |sealed: &SealedSecret, key, user| {
            CodeSecret::open(sealed, key, user).map(|secret| secret.0)
        };
        let missing = || Err(Problem::CodesKeyMissing);
        assert_eq!(refused(&sealed, &KEY, EVA), missing());
        assert_eq!(refused(&sealed, &OTHER, ANA), missing());
        for place in 0..sealed.0.len() {
            let mut bent = sealed.clone();
            bent.0[place] ^= 1;
            assert_eq!(refused(&bent, &KEY, ANA), missing(), "{place}");
            let cut = SealedSecret(sealed.0[..place].to_vec());
            assert_eq!(refused(&cut, &KEY, ANA), missing(), "{place}");
        }
        assert_eq!(CodeSecret::parse(&secret.text()).unwrap().0, secret.0);
        for wrong in ["", "AAAA", "no", &"A".repeat(40)] {
            let parsed = CodeSecret::parse(wrong).map(|secret| secret.0);
            assert_eq!(parsed, Err(Problem::BadParameter), "{wrong}");
        }
        assert!(!format!("{secret:?}").contains(&secret.text()));
    }

    #[test]
    fn the_picture_says_whose_code_it_is() {
        let secret = CodeSecret(*b"12345678901234567890");
        assert_eq!(
            secret.uri("ana+1@x.mx"),
            "otpauth://totp/Farola:ana%2B1%40x%2Emx?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Farola"
        );
    }

    #[test]
    fn what_is_typed_is_read_however_it_is_spaced() {
        let (shown, stored) = recovery_codes(ANA).unwrap();
        assert_eq!((shown.len(), stored.len()), (10, 10));
        let code = Typed::Recovery(stored[0]);
        assert_eq!(typed(&shown[0], ANA), code);
        assert_eq!(typed(&format!(" {} ", shown[0].to_uppercase()), ANA), code);
        assert_eq!(typed(&shown[0].replace('-', " "), ANA), code);
        assert_ne!(typed(&shown[0], EVA), code);
        for (text, read) in [
            ("287 082", Typed::Code("287082".to_owned())),
            ("287-082", Typed::Code("287082".to_owned())),
            ("28708", Typed::Nothing),
            ("", Typed::Nothing),
            ("ñandú ñandú ñandú", Typed::Nothing),
        ] {
            assert_eq!(typed(text, ANA), read, "{text}");
        }
        assert_eq!(typed(&"a".repeat(100_000), ANA), Typed::Nothing);
    }
}

//! Looking at a password, as often as it may be looked at: the one way to its hash.

use axum::http::HeaderMap;
use farola_hub_store::account::Account;
use farola_hub_store::people::DeviceId;
use farola_hub_store::sign_in::Attempt;
use farola_hub_wire::Details;
use farola_model::Sha256;
use farola_protocol::Problem;

use crate::app::App;
use crate::code::{CodeSecret, Typed, typed};
use crate::cookie::Cookie;
use crate::failure::Failure;
use crate::hashing::Asker;
use crate::password;
use crate::source::Source;
use crate::token;

/// Seconds after which who found the queue full may come again.
const FULL_S: i64 = 2;

/// A password that somebody shows.
pub(crate) struct Shown {
    /// Address of the account.
    pub(crate) email: String,
    /// The password.
    pub(crate) password: String,
    /// Where it comes from.
    pub(crate) source: Source,
    /// The browser that shows it, where it keeps a token of ours.
    pub(crate) device: Option<DeviceId>,
}

/// Whose password was shown.
pub(crate) struct Proved {
    /// The account as it was when its password was looked at.
    pub(crate) account: Account,
    /// Whether the browser was known.
    pub(crate) is_known: bool,
    /// Who tried, as a code is counted.
    attempt: Attempt,
}

/// The token by which a browser is known, where it has one.
pub(crate) fn device(app: &App, headers: &HeaderMap) -> Option<DeviceId> {
    let token = Cookie::Device.read(app, headers)?;
    Some(DeviceId(token::digest(&token)))
}

/// The account whose password it is.
///
/// # Errors
/// [`Problem::AuthWrong`]; [`Problem::TooManyAttempts`] for who has to wait, counted or because
/// too many wait to be looked at.
pub(crate) async fn prove(app: &App, shown: Shown) -> Result<Proved, Failure> {
    let now = app.now();
    let (email, device) = (shown.email.clone(), shown.device);
    let (account, is_known) = app
        .read(move |store| {
            let account = store.find_account(&email)?;
            let is_known = match (&account, device) {
                (Some(found), Some(device)) => store.is_device_known(found.user.id, device, now)?,
                _ => false,
            };
            Ok((account, is_known))
        })
        .await?;
    let (attempt, asker) = match device.filter(|_| is_known) {
        Some(device) => (Attempt::of_device(device), Asker::Known),
        None => (
            Attempt::new(&shown.source.to_string(), &shown.email),
            Asker::Stranger(shown.source),
        ),
    };
    let wait = app
        .read(move |store| store.sign_in_wait_ms(attempt))
        .await?;
    hold_back(wait)?;
    let name = Sha256::of(shown.email.to_lowercase().as_bytes());
    let turn = app.hashing().turn(name, asker).await;
    let turn = turn.map_err(|_| later(FULL_S))?;
    // Counted before it is looked at, and by one after the other: many at once are many.
    hold_back(app.write(|store| store.begin_sign_in(attempt)).await?)?;
    let proved = app
        .blocking(move || {
            // Held by the hash itself: who hangs up meanwhile makes no room for another one.
            let _turn = turn;
            let _wanted = password::want();
            let hash = account.as_ref().map(|account| &*account.password_hash);
            let matches = password::verify(&shown.password, hash);
            Ok(account.filter(|_| matches))
        })
        .await?;
    let account = proved.ok_or(Problem::AuthWrong)?;
    app.write(|store| store.sign_in_succeeded(attempt)).await?;
    Ok(Proved {
        account,
        is_known,
        attempt,
    })
}

/// Looks at the code beside a password that was right, where its account asks for one. Counted
/// before it is looked at, as a password is, and apart from it.
///
/// # Errors
/// [`Problem::CodeMissing`], [`Problem::CodeWrong`]; [`Problem::TooManyAttempts`];
/// [`Problem::CodesKeyMissing`] where the hub cannot look at codes, and recovery codes alone open.
pub(crate) async fn prove_code(
    app: &App,
    proved: &Proved,
    shown: Option<&str>,
) -> Result<(), Failure> {
    let user = proved.account.user.id;
    let found = app.read(move |store| store.find_second_proof(user)).await?;
    let Some(proof) = found else {
        return Ok(());
    };
    let shown = shown.map(str::trim).filter(|shown| !shown.is_empty());
    let shown = typed(shown.ok_or(Problem::CodeMissing)?, user);
    let attempt = proved.attempt.of_code();
    hold_back(app.write(|store| store.begin_sign_in(attempt)).await?)?;
    let now = app.now();
    let is_right = match shown {
        Typed::Nothing => false,
        Typed::Recovery(code) => {
            let used = app.write(|store| store.use_recovery_code(user, code, now));
            used.await?
        }
        Typed::Code(code) => {
            let key = app.read(farola_hub_store::Store::read_codes_key).await?;
            match CodeSecret::open(&proof.sealed, &key, user)?.step(&code, now) {
                None => false,
                Some(step) => app.write(|store| store.use_code(user, step)).await?,
            }
        }
    };
    if !is_right {
        return Err(Problem::CodeWrong.into());
    }
    app.write(|store| store.sign_in_succeeded(attempt)).await
}

/// Refuses who has to wait, and says for how long.
fn hold_back(wait_ms: Option<i64>) -> Result<(), Failure> {
    match wait_ms {
        None => Ok(()),
        Some(wait_ms) => Err(later(wait_ms.saturating_add(999) / 1000)),
    }
}

fn later(seconds: i64) -> Failure {
    let details = Details {
        retry_after: Some(seconds),
        ..Details::default()
    };
    let refused = Failure::from(Problem::TooManyAttempts).with(details);
    refused.after_seconds(seconds)
}

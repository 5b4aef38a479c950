//! What the command line does to a hub's folder, also while the hub serves it.

use std::fs::File;
use std::io::BufReader;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use farola_hub_store::account::{NewUser, Role, User, UserId};
use farola_hub_store::app_user::{AppUser, AppUserId};
use farola_hub_store::backup::{BackupReport, VerifyReport};
use farola_hub_store::carry::{Carried, Told};
use farola_hub_store::forget::{Forgetting, Forgotten, Reason};
use farola_hub_store::form::{Form, FormFileBytes, GivenFile};
use farola_hub_store::known_link::LinkDigest;
use farola_hub_store::ledger::{BESIDE_BACKUPS, read_ledger};
use farola_hub_store::owner::PhoneHandOver;
use farola_hub_store::people::{Listed, UserChange, Who};
use farola_hub_store::project::Project;
use farola_hub_store::retention::{Class, Over};
use farola_hub_store::seal::{self, PublicKey};
use farola_hub_store::sealed::{
    Backup, BackupKey, Restored, make_backup_key as make_key_pair, write_key,
};
use farola_hub_store::settings::{Settings, SettingsChange};
use farola_hub_store::{OpenAs, Place, Store, StoreError};
use farola_model::limits::{FORM_XML_BYTES, MEDIA_BYTES};
use farola_model::{Coded as _, InstanceId, Md5, ProjectId, Timestamp};
pub use farola_protocol::Enrolment;
use farola_protocol::{HubKey, Problem};

use crate::clock::machine_clock as now;
use crate::error::HubError;
use crate::token::Token;
use crate::weak::Owner;
use crate::{arrival, enrol, fields, key, known_link, password, token};

/// Longest address to sign in with, as mail has it.
const EMAIL_BYTES: usize = 254;
/// Longest name shown in the history.
const NAME_CHARS: usize = 80;

/// Longest file with a private key.
const KEY_BYTES: u64 = 64 * 1024;
/// A day.
const DAY_MS: i64 = 24 * 3_600_000;

/// A person to be added.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Address to sign in with.
    pub email: String,
    /// Name shown in the history; the address where there is none.
    pub name: Option<String>,
    /// What the person may do.
    pub role: Role,
    /// Preferred language.
    pub language: String,
}

/// Opens a hub's data for a command.
///
/// # Errors
/// [`HubError::Store`] when it cannot be opened.
pub fn open(place: impl Into<Place>) -> Result<Store, HubError> {
    let epoch = token::uid().map_err(|_| HubError::NoEntropy)?;
    Ok(Store::open(place, OpenAs::Command, now(), &epoch)?)
}

/// The public half of the hub's key, which every code that enrols a phone carries.
///
/// # Errors
/// [`HubError::NoEntropy`] where it is made now and the system gives no randomness; a failure of
/// the store.
pub fn hub_key(store: &Store) -> Result<HubKey, HubError> {
    Ok(key::signer(store)?.key())
}

/// Whether there is a hub.
///
/// # Errors
/// As [`Store::is_at`].
pub fn exists(place: &Place) -> Result<bool, HubError> {
    Ok(Store::is_at(place)?)
}

/// Adds a person.
///
/// # Errors
/// When the address is taken or not one, or the password is one of those that are refused.
pub fn add_user(store: &Store, new: Newcomer, secret: &str) -> Result<UserId, HubError> {
    let user = newcomer(new, secret)?;
    Ok(store.add_user(user, now()).wait()?)
}

/// A person as the store adds one. Hashes the password, which takes a moment.
///
/// # Errors
/// As [`add_user`].
pub(crate) fn newcomer(new: Newcomer, secret: &str) -> Result<NewUser, Problem> {
    let email = new.email.trim().to_owned();
    let parts = email.split_once('@');
    let plausible = parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !plausible || email.contains(char::is_whitespace) || email.len() > EMAIL_BYTES {
        return Err(Problem::BadParameter);
    }
    let name = new.name.map(|name| name.trim().to_owned());
    let name = name.filter(|name| !name.is_empty());
    if name
        .as_ref()
        .is_some_and(|name| name.chars().count() > NAME_CHARS)
    {
        return Err(Problem::BadParameter);
    }
    let display_name = name.unwrap_or_else(|| email.clone());
    let owner = Owner {
        email: &email,
        name: &display_name,
    };
    Ok(NewUser {
        password_hash: password::hash(secret, owner)?,
        display_name,
        email,
        role: new.role,
        language: new.language,
    })
}

/// Makes a password of four groups of letters and digits that are hard to mistake.
///
/// # Errors
/// [`HubError::NoEntropy`].
pub fn new_password() -> Result<String, HubError> {
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| HubError::NoEntropy)?;
    let mut password = String::new();
    for (place, byte) in bytes.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            password.push('-');
        }
        // 32 signs: every byte falls on each of them equally often.
        password.extend(
            SIGNS
                .get(usize::from(byte % 32))
                .map(|sign| char::from(*sign)),
        );
    }
    Ok(password)
}

/// Gives a person a new password and ends the person's sessions.
///
/// # Errors
/// When nobody has the address, or the password is one of those that are refused.
pub fn set_password(store: &Store, email: &str, secret: &str) -> Result<(), HubError> {
    let who = Who::Email(email.trim().to_owned());
    let user = store.find_user(&who)?;
    let owner = Owner {
        email: &user.email,
        name: &user.display_name,
    };
    let hash = password::hash(secret, owner)?;
    store.set_password(who, hash, None, now()).wait()?;
    Ok(())
}

/// All people, those that are shut out too.
///
/// # Errors
/// A failure of the store.
pub fn users(store: &Store) -> Result<Vec<Listed>, HubError> {
    Ok(store.list_users(now())?)
}

/// Changes a person's account, also while the hub serves: it holds from the next request on.
///
/// # Errors
/// When nobody has the address, or nobody would be left who administers the hub.
pub fn change_user(store: &Store, email: &str, change: UserChange) -> Result<User, HubError> {
    let who = Who::Email(email.trim().to_owned());
    Ok(store.change_user(who, change, None, now()).wait()?)
}

/// Takes the code beside the password off a person who lost the phone; the sessions end.
///
/// # Errors
/// When nobody has the address, or the person has set none up.
pub fn remove_code(store: &Store, email: &str) -> Result<User, HubError> {
    let who = Who::Email(email.trim().to_owned());
    Ok(store.remove_second_proof(who, None, now()).wait()?)
}

/// Makes a link that makes one browser known for a person, so that guesses of others hold nobody
/// back in it; answers its address and when it ends.
///
/// # Errors
/// When nobody has the address.
pub fn make_link(
    store: &Store,
    email: &str,
    base_url: &str,
) -> Result<(String, Timestamp), HubError> {
    let who = Who::Email(email.trim().to_owned());
    let (token, now) = (Token::random()?, now());
    let (link, expires) = (LinkDigest(token.digest()), known_link::expires(now));
    store
        .make_known_link(who, link, None, now, expires)
        .wait()?;
    Ok((known_link::url(base_url, &token), expires))
}

/// Changes settings of a hub, also while it serves, and answers them.
///
/// # Errors
/// A failure of the store.
pub fn change_settings(store: &Store, change: SettingsChange) -> Result<Settings, HubError> {
    Ok(store.change_settings(change, None, now()).wait()?)
}

/// All projects.
///
/// # Errors
/// A failure of the store.
pub fn projects(store: &Store) -> Result<Vec<Project>, HubError> {
    Ok(store.list_projects()?)
}

/// Names a project.
///
/// # Errors
/// When it is unknown.
pub fn rename_project(store: &Store, project: ProjectId, name: &str) -> Result<(), HubError> {
    let renamed = store.rename_project(project, name.to_owned(), now());
    Ok(renamed.wait()?)
}

fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, HubError> {
    if require_file(path)? > limit {
        return Err(unreadable(path, std::io::ErrorKind::FileTooLarge));
    }
    std::fs::read(path).map_err(|error| unreadable(path, error.kind()))
}

/// The size of a file that must be there.
fn require_file(path: &Path) -> Result<u64, HubError> {
    let found = std::fs::metadata(path).map_err(|error| unreadable(path, error.kind()))?;
    Ok(found.len())
}

fn unreadable(path: &Path, kind: std::io::ErrorKind) -> HubError {
    HubError::Unreadable {
        file: path.display().to_string(),
        kind,
    }
}

/// Publishes an XForm with those of its files that are in the folder `media`.
///
/// # Errors
/// When a file cannot be read, the form has errors, or its version exists with other content.
pub fn publish(
    store: &Store,
    project: ProjectId,
    file: &Path,
    media: Option<&Path>,
) -> Result<Form, HubError> {
    let xml = read_file(file, FORM_XML_BYTES as u64)?;
    let new = fields::read_form(&xml).map_err(|diagnostics| HubError::FormInvalid {
        file: file.display().to_string(),
        diagnostics,
    })?;
    let given = new.attachments.iter().filter_map(|name| {
        let path = media?.join(name);
        path.is_file().then_some((name, path))
    });
    let given: Vec<_> = given.collect();
    if !given.is_empty() {
        store.settle_files().wait()?;
    }
    let mut files = Vec::new();
    for (name, path) in given {
        let bytes = read_file(&path, MEDIA_BYTES)?;
        files.push(GivenFile {
            name: name.clone(),
            bytes: FormFileBytes {
                sha256: store.files().put(&bytes)?,
                md5: Md5::of(&bytes),
                size: bytes.len() as u64,
            },
        });
    }
    let published = store.publish_form(project, new, files, None, now());
    let form = published.wait()?.form;
    // The hub that serves this folder moves them otherwise, but there may be none.
    if let Err(error) = store.move_files() {
        tracing::warn!(event = "files.wait", code = error.code());
    }
    Ok(form)
}

/// The phones of a project, those whose key was taken back too.
///
/// # Errors
/// A failure of the store.
pub fn app_users(store: &Store, project: ProjectId) -> Result<Vec<AppUser>, HubError> {
    Ok(store.list_app_users(project)?)
}

/// Takes a phone's key back; it stops at once.
///
/// # Errors
/// When there is no such phone.
pub fn revoke_app_user(store: &Store, project: ProjectId, id: AppUserId) -> Result<(), HubError> {
    Ok(store.revoke_app_user(project, id, None, now()).wait()?)
}

/// Gives a phone a new key, and the enrolment that carries it to it; the old key stops at once.
///
/// # Errors
/// When there is no such phone, its key was taken back, or the address is not one.
pub fn rotate_app_user(
    store: &Store,
    project: ProjectId,
    id: AppUserId,
    base_url: &str,
) -> Result<(AppUser, Enrolment), HubError> {
    let token = Token::random()?;
    // An address that is none is refused before the old key stops.
    let title = project_name(store, project)?;
    let hub_key = key::signer(store)?.key();
    let enrolment = enrol::enrolment(base_url, project, &token, title, hub_key)?;
    let rotated = store.rotate_app_user(project, id, token.new_key(), None, now());
    Ok((rotated.wait()?, enrolment))
}

fn project_name(store: &Store, project: ProjectId) -> Result<Option<String>, HubError> {
    let mut projects = store.list_projects()?.into_iter();
    let found = projects.find(|known| known.id == project);
    Ok(found.map(|known| known.name))
}

/// Makes a key for a phone and the enrolment that carries it to it.
///
/// # Errors
/// When the project is unknown or the address is not one.
pub fn add_app_user(
    store: &Store,
    project: ProjectId,
    name: &str,
    base_url: &str,
) -> Result<(AppUserId, Enrolment), HubError> {
    let token = Token::random()?;
    let added = store.add_app_user(project, name.to_owned(), token.new_key(), None, now());
    let user = added.wait()?;
    let title = project_name(store, project)?;
    let hub_key = key::signer(store)?.key();
    let enrolment = enrol::enrolment(base_url, project, &token, title, hub_key)?;
    Ok((user.id, enrolment))
}

/// Gives all records of a phone to another one; answers how many those were.
///
/// # Errors
/// When a phone is unknown or the new one's key was revoked.
pub fn hand_over(
    store: &Store,
    project: ProjectId,
    from: AppUserId,
    to: AppUserId,
) -> Result<u64, HubError> {
    let uid = token::uid().map_err(|_| HubError::NoEntropy)?;
    let act = PhoneHandOver {
        project,
        from,
        to,
        by: None,
        at: now(),
        uid,
    };
    Ok(store.hand_over_all(&act)?)
}

/// Whether an address leads nowhere but to the machine that asks it: no phone reaches a hub by it.
#[must_use]
pub fn is_of_this_machine(url: &str) -> bool {
    enrol::is_of_this_machine(url)
}

/// Makes a pair of keys for what is set aside: the private half and the public one.
#[must_use]
pub fn new_aside_key() -> (String, String) {
    seal::new_pair()
}

/// Sets the public key to which is sealed what is set aside, or takes it away; audited.
///
/// # Errors
/// [`HubError::AsideKey`] for anything but a public key.
pub fn set_aside_key(store: &Store, key: Option<&str>) -> Result<(), HubError> {
    let key = match key {
        Some(text) => {
            let key = PublicKey::parse(text).ok_or(HubError::AsideKey)?;
            Some(key.to_string())
        }
        None => None,
    };
    Ok(store.set_aside_key(key, now()).wait()?)
}

/// Opens a sealed file with the private half in the file `key`, into the new file `out`.
///
/// # Errors
/// [`HubError::AsideClosed`] where that key does not open it; [`HubError::Unreadable`] where a
/// file cannot be read or written. Nothing is left of `out` then.
pub fn open_aside(sealed: &Path, key: &Path, out: &Path) -> Result<(), HubError> {
    let secret = String::from_utf8(read_file(key, KEY_BYTES)?);
    let secret = secret.map_err(|_| HubError::AsideClosed)?;
    let source = std::fs::File::open(sealed).map_err(|error| unreadable(sealed, error.kind()))?;
    let mut target = File::options();
    let mut target = (target.write(true).create_new(true).mode(0o600).open(out))
        .map_err(|error| unreadable(out, error.kind()))?;
    let opened = seal::open(&secret, BufReader::new(source))
        .and_then(|mut plain| std::io::copy(&mut plain, &mut target).map(drop));
    opened.map_err(|error| {
        // Half a file is not to be taken for what was sealed.
        let _ = std::fs::remove_file(out);
        match error.kind() {
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => {
                HubError::AsideClosed
            }
            _ => unreadable(out, error.kind()),
        }
    })
}

/// The records of a walk, or of one of its stops, by the ids of their current versions.
///
/// # Errors
/// [`HubError::Store`] when there is none.
pub fn records_of_walk(
    store: &Store,
    project: ProjectId,
    code: &str,
    stop: Option<u32>,
) -> Result<Vec<InstanceId>, HubError> {
    let records = records_of(store, project, code, stop)?;
    match records.is_empty() {
        true => Err(StoreError::Missing { what: "record" }.into()),
        false => Ok(records),
    }
}

/// The same; none where there is none.
///
/// # Errors
/// A failure of the database.
pub(crate) fn records_of(
    store: &Store,
    project: ProjectId,
    code: &str,
    stop: Option<u32>,
) -> Result<Vec<InstanceId>, StoreError> {
    let found = store.read_walk_records(project, code)?.into_iter();
    let of_it =
        found.filter(|record| stop.is_none_or(|stop| arrival::is_of_stop(&record.xml, stop)));
    Ok(of_it.map(|record| record.instance_id).collect())
}

/// Forgets records, and erases what the hub's files and its database still hold of them.
/// `whole_walk` is the code of the walk where all of it goes.
///
/// # Errors
/// [`HubError::Store`] when one of them is not there: nothing was forgotten. When bytes could not
/// be erased: their rows are gone, and the hub goes on erasing files while it serves.
pub fn forget(
    store: &Store,
    project: ProjectId,
    records: Vec<InstanceId>,
    whole_walk: Option<String>,
    reason: Reason,
) -> Result<Forgotten, HubError> {
    let forgetting = Forgetting {
        project,
        records,
        walk_code: whole_walk,
        reason,
        by: None,
        at: now(),
    };
    let done = store.forget(forgetting).wait()?;
    store.keep_ledgers()?;
    erase(store, done.erased_before)?;
    Ok(done)
}

/// Erases the bytes of what was forgotten since that round, and what the database's own files hold
/// of it.
///
/// # Errors
/// A failure of the disk, the bucket or the database: to be done again from the same round on.
pub(crate) fn erase(store: &Store, before: i64) -> Result<(), StoreError> {
    let mut reached = before;
    loop {
        let erased = store.erase_forgotten(reached)?;
        if erased.reached == reached {
            break;
        }
        reached = erased.reached;
    }
    store.erase_traces()
}

/// Copies a hub to a folder, also while it serves, as it is.
///
/// # Errors
/// As [`Store::back_up`].
pub fn backup(place: impl Into<Place>, out: &Path) -> Result<BackupReport, HubError> {
    Ok(Store::back_up(place, out)?)
}

/// Copies a hub, also while it serves, into a new file in `folder` that only the private half of
/// the key opens. It goes by itself after so many days.
///
/// # Errors
/// As [`Store::seal_backup`].
pub fn seal_backup(
    store: &Store,
    to: &BackupKey,
    folder: &Path,
    days: u32,
) -> Result<(Backup, BackupReport), HubError> {
    let made = now();
    let at = jiff::Timestamp::from_millisecond(made.as_millis()).unwrap_or_default();
    // Without colons: such a name is none on other systems.
    let name = format!("farola-{}.age", at.strftime("%Y%m%dT%H%M%S%3fZ"));
    let folder = std::path::absolute(folder).map_err(StoreError::from)?;
    let backup = Backup {
        name,
        folder: folder.display().to_string(),
        made,
        until: made.plus_millis(i64::from(days).saturating_mul(DAY_MS)),
    };
    let report = store.seal_backup(to, backup.clone())?;
    Ok((backup, report))
}

/// Makes a pair of keys for backups: the private half in a new file that its owner alone reads.
/// Answers the public half.
///
/// # Errors
/// [`HubError::Store`] when the file is there already or cannot be written.
pub fn make_backup_key(file: &Path) -> Result<String, HubError> {
    let (public, text) = make_key_pair();
    if file.exists() {
        return Err(StoreError::Exists { what: "file" }.into());
    }
    write_key(file, &text)?;
    Ok(public)
}

/// Puts a hub back from a sealed backup into a new folder, without what was forgotten since: by the
/// list in the backup's folder and those that are named.
///
/// # Errors
/// As [`Store::restore_backup`]; when a file cannot be read, or a named list is not there.
pub fn restore(
    sealed: &Path,
    key: &Path,
    dir: &Path,
    lists: &[PathBuf],
) -> Result<Restored, HubError> {
    let key = read_file(key, KEY_BYTES)?;
    let key = String::from_utf8(key).map_err(|_| StoreError::BackupClosed)?;
    let beside = sealed
        .parent()
        .unwrap_or(Path::new(""))
        .join(BESIDE_BACKUPS);
    let mut tombstones = read_ledger(&beside)?;
    for list in lists {
        // A name that was mistyped is not to bring back what was forgotten.
        require_file(list)?;
        tombstones.extend(read_ledger(list)?);
    }
    Ok(Store::restore_backup(
        sealed,
        &key,
        dir,
        &tombstones,
        now(),
    )?)
}

/// What is over its time, class by class; it stays.
///
/// # Errors
/// A failure of the store.
pub fn find_over(store: &Store) -> Result<Vec<Over>, HubError> {
    Ok(store.find_over(now())?)
}

/// Removes what is over its time, and erases what the hub's files still hold of it.
///
/// # Errors
/// A failure of the store; where bytes could not be erased, a hub that serves goes on with that.
pub fn retain(store: &Store) -> Result<Vec<Over>, HubError> {
    let gone = store.retain(now()).wait()?;
    if !gone.is_empty() {
        store.erase_traces()?;
    }
    Ok(gone)
}

/// Sets for how many days a class of data is kept.
///
/// # Errors
/// A failure of the store.
pub fn keep_for(store: &Store, class: Class, days: u32) -> Result<(), HubError> {
    Ok(store.keep_for(class, days, now()).wait()?)
}

/// Removes the backups whose days are over, and answers them.
///
/// # Errors
/// A failure of the store.
pub fn prune_backups(store: &Store) -> Result<Vec<Backup>, HubError> {
    Ok(store.prune_backups(now())?)
}

/// The day of a moment in UTC: `2026-12-31`.
#[must_use]
pub fn day_of(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.strftime("%Y-%m-%d").to_string()
}

/// Carries a hub to another place.
///
/// # Errors
/// As [`Store::carry`].
pub fn carry(from: &Place, to: &Place, told: Told<'_>) -> Result<Carried, HubError> {
    Ok(Store::carry(from, to, told)?)
}

/// Lets a hub be served again whose carrying is not wanted.
///
/// # Errors
/// As [`Store::take_back`].
pub fn take_back(place: &Place) -> Result<(), HubError> {
    Ok(Store::take_back(place)?)
}

/// Checks a hub's folder or a backup.
///
/// # Errors
/// As [`Store::verify`].
pub fn verify(place: impl Into<Place>) -> Result<VerifyReport, HubError> {
    Ok(Store::verify(place)?)
}

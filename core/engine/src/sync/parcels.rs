//! Parcels: large files, sealed for the hub, that the platform uploads while the app sleeps.
//!
//! A parcel is one file below `parcels/` in the phone's folder, named by its id, and beside it
//! an empty mark that the platform took it: the two say that it is on its way. No table knows
//! of it, since its id follows from what it holds. Only the hub's receipt says that it arrived;
//! what is lost in any way is removed and sent by the core itself (ADR 0016).

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use farola_model::{Sha256, Timestamp};
use farola_protocol::parcel::{self, ParcelDamaged, ParcelKey, Sealer};
use farola_protocol::{ParcelId, Secret};
use farola_sync::{ParcelRoom, ParcelSpec};

use crate::shared::{EngineError, Inner, Result};

/// Folder of the sealed files, below the phone's.
const FOLDER: &str = "parcels";
/// End of the name of the mark beside a parcel that the platform took.
const TAKEN: &str = "taken";
/// End of the name of a parcel that is being sealed.
const TORN: &str = "part";
/// Most parcels that lie there, and their bytes: a photo lies on the phone twice meanwhile.
const FILES: usize = 20;
const BYTES: u64 = 64 * 1024 * 1024;
/// A parcel that lies longer is lost: the hub expects it twice as long.
const LOST_MS: u64 = 7 * 24 * 60 * 60 * 1_000;
/// Bytes sealed at a time.
const STEP: usize = 64 * 1024;

/// One sealed file that a carrier is to upload.
#[derive(Clone)]
pub struct Parcel {
    /// Its id.
    pub id: ParcelId,
    /// Where it goes by `PUT`; holds no key of the phone.
    pub url: Secret,
    /// The sealed file.
    pub path: PathBuf,
    /// For `Content-Type`.
    pub content_type: &'static str,
    /// Bytes of the sealed file.
    pub size: u64,
    /// Whether to wait for a network that costs nothing.
    pub wait_for_free_network: bool,
}

// Its path ends in the id, and who has that may upload.
impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parcel")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// A carrier did not take a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarrierRefused;

/// Gives sealed files to the platform's uploader. Called on the sync thread.
pub trait ParcelCarrier: Send + Sync {
    /// Takes one, to be uploaded whenever the platform can.
    ///
    /// # Errors
    /// The platform does not take it; the file is sent by a later session.
    fn carry(&self, parcel: Parcel) -> Result<(), CarrierRefused>;
}

/// A closure carries.
impl<F: Fn(Parcel) -> Result<(), CarrierRefused> + Send + Sync> ParcelCarrier for F {
    fn carry(&self, parcel: Parcel) -> Result<(), CarrierRefused> {
        self(parcel)
    }
}

/// Removes a parcel whose upload ended, whatever its end was; `dir` is the phone's folder.
/// Needs neither key nor database: the app may be woken behind the lock.
///
/// # Errors
/// An id that is none; a file that cannot be removed.
pub fn parcel_ended(dir: &Path, id: &str) -> Result<()> {
    let id: ParcelId = id.parse()?;
    let folder = dir.join(FOLDER);
    for path in [folder.join(id.to_string()), mark(&folder, &id)] {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(error)),
            _ => {}
        }
    }
    Ok(())
}

/// A file could not be sealed or was not taken. Why does not matter: it is sent by a later
/// session in the usual way.
#[derive(Debug)]
pub(crate) struct HandOverFailed;

impl From<EngineError> for HandOverFailed {
    fn from(_: EngineError) -> Self {
        Self
    }
}

impl From<farola_store::Error> for HandOverFailed {
    fn from(_: farola_store::Error) -> Self {
        Self
    }
}

impl From<io::Error> for HandOverFailed {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl From<ParcelDamaged> for HandOverFailed {
    fn from(_: ParcelDamaged) -> Self {
        Self
    }
}

impl From<CarrierRefused> for HandOverFailed {
    fn from(_: CarrierRefused) -> Self {
        Self
    }
}

/// Seals a file, has it carried, and marks it as on its way. Where anything of it fails,
/// nothing of it is left.
pub(crate) fn give(
    inner: &Inner,
    spec: &ParcelSpec,
    key: &ParcelKey,
    carry: impl FnOnce(PathBuf, u64) -> Result<(), CarrierRefused>,
) -> Result<(), HandOverFailed> {
    let folder = inner.dir.join(FOLDER);
    fs::create_dir_all(&folder)?;
    let path = folder.join(spec.id.to_string());
    let given = seal(inner, spec, key, &folder, &path).and_then(|size| {
        carry(path.clone(), size)?;
        File::create(mark(&folder, &spec.id))?;
        Ok(())
    });
    if given.is_err() {
        let _ = fs::remove_file(&path);
    }
    given
}

fn seal(
    inner: &Inner,
    spec: &ParcelSpec,
    key: &ParcelKey,
    folder: &Path,
    path: &Path,
) -> Result<u64, HandOverFailed> {
    let torn = folder.join(format!("{}.{TORN}", spec.id));
    let sealed = seal_into(inner, spec, key, &torn).and_then(|size| {
        fs::rename(&torn, path)?;
        sync_dir(folder)?;
        Ok(size)
    });
    if sealed.is_err() {
        let _ = fs::remove_file(&torn);
    }
    sealed
}

fn seal_into(
    inner: &Inner,
    spec: &ParcelSpec,
    key: &ParcelKey,
    torn: &Path,
) -> Result<u64, HandOverFailed> {
    // A connection of its own: a form that is being filled does not wait for it.
    let reader = inner.store().reader(inner.key.as_ref())?;
    let mut plain = reader.into_media(&spec.sha256)?;
    let mut sealer = Sealer::new(key, &spec.id)?;
    let mut file = File::create(torn)?;
    let (mut buffer, mut size) = (vec![0; STEP], 0);
    loop {
        let read = plain.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        let sealed = sealer.push(bytes)?;
        file.write_all(&sealed)?;
        size += sealed.len() as u64;
    }
    let rest = sealer.finish()?;
    file.write_all(&rest)?;
    // Its age counts by the same clock as everything else on the phone.
    file.set_modified(system_time(inner.now()))?;
    file.sync_all()?;
    Ok(size + rest.len() as u64)
}

/// The parcels that are on their way.
pub(crate) fn in_flight(inner: &Inner) -> BTreeSet<ParcelId> {
    on_their_way(&found(&inner.dir))
}

/// Ids that have both a sealed file and the mark that it was taken.
fn on_their_way(files: &[Found]) -> BTreeSet<ParcelId> {
    let ids = |kind| {
        let same = files.iter().filter(move |file| file.kind == kind);
        same.filter_map(|file| file.id).collect::<BTreeSet<_>>()
    };
    ids(Kind::Sealed)
        .intersection(&ids(Kind::Mark))
        .copied()
        .collect()
}

/// Whether anything lies there.
pub(crate) fn any(inner: &Inner) -> bool {
    !found(&inner.dir).is_empty()
}

/// Bytes that lie there.
pub(crate) fn bytes(inner: &Inner) -> u64 {
    size_of(&found(&inner.dir))
}

fn size_of(files: &[Found]) -> u64 {
    files.iter().map(|file| file.size).sum()
}

/// How many more may lie there.
pub(crate) fn room(inner: &Inner) -> ParcelRoom {
    let files = found(&inner.dir);
    ParcelRoom {
        files: FILES.saturating_sub(on_their_way(&files).len()),
        bytes: BYTES.saturating_sub(size_of(&files)),
    }
}

/// Removes what nobody waits for: parcels of files that arrived, of submissions that are gone
/// or stuck, of another enrolment; those that lie too long; those that were sealed and never
/// taken, because the process ended between; and torn ones. Only where no session runs.
pub(crate) fn sweep(inner: &Inner) -> Result<()> {
    let files = found(&inner.dir);
    if files.is_empty() {
        return Ok(());
    }
    let wanted = wanted(inner)?;
    let on_their_way = on_their_way(&files);
    let now = inner.now();
    let lost = files.iter().filter(|file| file.is_lost(now));
    let lost: BTreeSet<ParcelId> = lost.filter_map(|file| file.id).collect();
    for file in &files {
        let stays = file.id.as_ref().is_some_and(|id| {
            on_their_way.contains(id) && wanted.contains(id) && !lost.contains(id)
        });
        if !stays || file.kind == Kind::Other {
            // What cannot be removed now is tried again; nothing depends on it.
            let _ = fs::remove_file(&file.path);
        }
    }
    Ok(())
}

/// Ids of all files that are still to be sent.
fn wanted(inner: &Inner) -> Result<BTreeSet<ParcelId>> {
    let enrolment = match inner.enrolment() {
        Ok(enrolment) => enrolment,
        // Neither is one to a server that nothing is sent to any more.
        Err(EngineError::NotEnrolled | EngineError::Protocol(_)) => return Ok(BTreeSet::new()),
        Err(error) => return Err(error),
    };
    let Some(token) = parcel::token(enrolment.server_url.reveal()) else {
        return Ok(BTreeSet::new());
    };
    let mut ids = BTreeSet::new();
    let every = usize::try_from(i64::MAX).unwrap_or(usize::MAX);
    for item in inner.store().due(Timestamp(i64::MAX), every)? {
        let xml: &Sha256 = &item.info.xml_sha256;
        let unsent = item.media.iter().filter(|file| !file.sent);
        ids.extend(unsent.map(|file| ParcelId::of(token, xml, &file.name, &file.sha256)));
    }
    Ok(ids)
}

/// What a file in the folder is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sealed,
    Mark,
    Other,
}

/// A file in the folder.
struct Found {
    path: PathBuf,
    id: Option<ParcelId>,
    kind: Kind,
    size: u64,
    modified: Option<SystemTime>,
}

impl Found {
    fn is_lost(&self, now: Timestamp) -> bool {
        let Some(modified) = self.modified else {
            return false;
        };
        let (now, most) = (system_time(now), Duration::from_millis(LOST_MS));
        // A clock that was set back must not keep a parcel for years.
        let age = match now.duration_since(modified) {
            Ok(age) => age,
            Err(ahead) => ahead.duration(),
        };
        self.kind == Kind::Sealed && age > most
    }
}

/// All that lies in the folder; nothing where there is none.
fn found(dir: &Path) -> Vec<Found> {
    let Ok(entries) = fs::read_dir(dir.join(FOLDER)) else {
        return Vec::new();
    };
    let files = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let meta = entry.metadata().ok()?;
        let name = entry.file_name();
        let name = name.to_str().unwrap_or_default();
        let (id, end) = name.split_once('.').unwrap_or((name, ""));
        let id = id.parse().ok();
        Some(Found {
            path: entry.path(),
            kind: match end {
                "" if id.is_some() => Kind::Sealed,
                TAKEN if id.is_some() => Kind::Mark,
                _ => Kind::Other,
            },
            id,
            size: meta.len(),
            modified: meta.modified().ok(),
        })
    });
    files.collect()
}

fn mark(folder: &Path, id: &ParcelId) -> PathBuf {
    folder.join(format!("{id}.{TAKEN}"))
}

/// Makes a folder's names durable, where the system can do so.
fn sync_dir(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn system_time(at: Timestamp) -> SystemTime {
    let ms = u64::try_from(at.as_millis()).unwrap_or(0);
    UNIX_EPOCH + Duration::from_millis(ms)
}

fn disk(error: io::Error) -> EngineError {
    farola_store::Error::from(error).into()
}

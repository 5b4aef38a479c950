//! Whose files a folder holds: those of the database in it, or of one elsewhere that several
//! hubs may share, each with a folder of its own.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use farola_model::Sha256;

use crate::error::StoreError;
use crate::files::sync_dir;
use crate::place::Place;
use crate::private;
use crate::store::Store;

/// Marks a folder whose database is not in it, and holds the folder's name there.
pub(crate) const ELSEWHERE: &str = "database-elsewhere";

/// The name of a hub's folder among those that share its database; empty for the only one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folder(Arc<str>);

impl Folder {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Refuses a folder of another kind of database: served with one whose rows name none of its
/// files, they would be swept. Writes nothing: whether the database answers is not known yet.
///
/// # Errors
/// [`StoreError::InUse`].
pub(crate) fn one_database(place: &Place) -> Result<(), StoreError> {
    let elsewhere = place.dir().join(ELSEWHERE).exists();
    match place.database() {
        None if elsewhere => Err(StoreError::InUse),
        Some(_) if Store::exists(place.dir()) => Err(StoreError::InUse),
        _ => Ok(()),
    }
}

/// The folder's name, given to it where it has none; `fresh` must be random.
///
/// # Errors
/// A failure of the disk.
pub(crate) fn name(place: &Place, fresh: &str) -> Result<Folder, StoreError> {
    if place.database().is_none() {
        return Ok(Folder::default());
    }
    if let Some(known) = known(place)? {
        return Ok(known);
    }
    let marker = place.dir().join(ELSEWHERE);
    // The same random text may name a new database as well: with the path it names a folder.
    let seed = format!("{fresh} {}", place.dir().display());
    let name = Sha256::of(seed.as_bytes()).to_string();
    let part = place
        .dir()
        .join(format!("{ELSEWHERE}.{}", std::process::id()));
    let mut file = private::options().create(true).truncate(true).open(&part)?;
    file.write_all(name.as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, &marker)?;
    sync_dir(place.dir())?;
    Ok(Folder(name.into()))
}

/// The name that a folder has; none where it has none yet. Writes nothing.
///
/// # Errors
/// A failure of the disk.
pub(crate) fn known(place: &Place) -> Result<Option<Folder>, StoreError> {
    read(&place.dir().join(ELSEWHERE))
}

/// The name that stands in a marker; a hub of before left it empty.
fn read(marker: &Path) -> Result<Option<Folder>, StoreError> {
    match fs::read_to_string(marker) {
        Ok(name) if name.trim().is_empty() => Ok(None),
        Ok(name) => Ok(Some(Folder(name.trim().into()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_the_name_that_it_got() {
        let dir = tempfile::tempdir().unwrap();
        let embedded = Place::folder(dir.path());
        assert_eq!(name(&embedded, "a").unwrap().as_str(), "");
        let shared = embedded
            .with_database("postgres://f@localhost/hub")
            .unwrap();
        // What a hub of before left.
        fs::write(dir.path().join(ELSEWHERE), "").unwrap();
        let first = name(&shared, "a").unwrap();
        assert_eq!(first.as_str().len(), 64);
        assert_eq!(name(&shared, "b").unwrap(), first);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        let other = tempfile::tempdir().unwrap();
        let beside = Place::folder(other.path());
        let beside = beside.with_database("postgres://f@localhost/hub").unwrap();
        assert_ne!(
            name(&beside, "a").unwrap(),
            first,
            "of the same random text"
        );
    }
}

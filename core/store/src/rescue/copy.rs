//! A copy of the damaged file, for what cannot be read of the file as it is.
//!
//! The damaged file itself is evidence and stays as it was found.

use std::fs::{self, File};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::remove;
use crate::connect::{PAGE_BYTES, beside};
use crate::error::Result;

/// What a wiped page is overwritten with: it fails its authentication.
const BENT: u8 = 0xff;

/// Copies the damaged file, and its log if it has one.
pub(super) fn make(path: &Path, damaged: &Path) -> Result<PathBuf> {
    let copy = place(path);
    remove(&copy)?;
    fs::copy(damaged, &copy)?;
    let log = beside(damaged, "-wal");
    if log.exists() {
        fs::copy(log, beside(&copy, "-wal"))?;
    }
    Ok(copy)
}

/// Removes the copy if there is one.
pub(super) fn clear(path: &Path) -> Result<()> {
    remove(&place(path))
}

/// Writes `page` over the page at `number`, counted from 0.
pub(super) fn lay_over(copy: &Path, number: u64, page: &[u8]) -> Result<()> {
    let mut file = fs::OpenOptions::new().write(true).open(copy)?;
    file.seek(SeekFrom::Start(number * PAGE_BYTES))?;
    Ok(file.write_all(page)?)
}

/// A copy in which wiped pages cannot be read, or nothing where no page was wiped.
///
/// SQLCipher takes a page of zeros for one that was never written and answers zeros: the end of
/// a text or a photo would come out of it as zeros, without an error.
pub(super) fn without_wiped(path: &Path, damaged: &Path) -> Result<Option<PathBuf>> {
    let wiped = wiped_pages(damaged)?;
    if wiped.is_empty() {
        return Ok(None);
    }
    let copy = make(path, damaged)?;
    let bent = vec![BENT; usize::try_from(PAGE_BYTES).unwrap_or_default()];
    for number in wiped {
        lay_over(&copy, number, &bent)?;
    }
    Ok(Some(copy))
}

/// The numbers, from 0, of the pages of which nothing is left but zeros.
pub(super) fn wiped_pages(file: &Path) -> Result<Vec<u64>> {
    let mut file = BufReader::new(File::open(file)?);
    let mut wiped = Vec::new();
    let mut page = Vec::new();
    for number in 0u64.. {
        page.clear();
        Read::take(&mut file, PAGE_BYTES).read_to_end(&mut page)?;
        if page.is_empty() {
            break;
        }
        if page.iter().all(|byte| *byte == 0) {
            wiped.push(number);
        }
    }
    Ok(wiped)
}

fn place(path: &Path) -> PathBuf {
    beside(path, ".salvage-copy")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_nothing_but_zeros_are_wiped() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("farola.db.corrupt-1");
        let mut bytes = vec![1; 5 * 4096];
        bytes[4096..2 * 4096].fill(0);
        bytes[3 * 4096..5 * 4096 - 1].fill(0);
        bytes.extend([0; 7]);
        fs::write(&file, &bytes).unwrap();
        // The last is a rest of seven bytes.
        assert_eq!(wiped_pages(&file).unwrap(), [1, 3, 5]);
        let path = dir.path().join("farola.db");
        let copy = without_wiped(&path, &file).unwrap().unwrap();
        let bent = fs::read(&copy).unwrap();
        assert_eq!(fs::read(&file).unwrap(), bytes, "the evidence was changed");
        assert_eq!(wiped_pages(&copy).unwrap(), [] as [u64; 0]);
        for page in [0, 2, 4] {
            let range = page * 4096..(page + 1) * 4096;
            assert_eq!(bent[range.clone()], bytes[range], "page {page}");
        }
        clear(&path).unwrap();
        assert!(!copy.exists());
        fs::write(&file, [1; 4096]).unwrap();
        assert_eq!(without_wiped(&path, &file).unwrap(), None);
    }
}

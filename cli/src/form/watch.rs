//! `--watch`: runs again when a file was saved.
//!
//! The time and the length of each file are looked at a few times a second. The notices of the
//! system (inotify and its kin) would come sooner, but they do not come from shared folders and
//! cables, they end when an editor puts a new file in the place of the old one, and each system
//! has its own; a look at a handful of files costs nothing.
//!
//! A save takes a moment: a file counts as changed once two looks in a row find it the same. What
//! cannot be read is left alone for some looks more, because programs write a workbook in pieces,
//! or take it away before the new one comes; only then is it said.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::words::Words;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(250);
/// Looks for which a file that cannot be read is left alone.
const PATIENCE: u32 = 8;

/// The name of each file, and its time and length; none for one that is not there. A sheet of a
/// folder may change by its name alone.
pub(super) type Stamp = Vec<(PathBuf, Option<(SystemTime, u64)>)>;

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ran {
    /// It ran to its end, whatever it found.
    Through,
    /// A file could not be read, or was none yet.
    Unread,
}

/// What a look asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing has changed, or not long enough.
    Wait,
    /// Run; where a file cannot be read, say nothing.
    Try,
    /// Run, and say everything.
    Tell,
}

/// Decides at each look whether to run.
#[derive(Debug, Default)]
pub(super) struct Settling {
    seen: Option<Stamp>,
    ran: Option<Stamp>,
    tried: u32,
}

impl Settling {
    /// One look at the files.
    pub(super) fn look(&mut self, stamp: Stamp) -> Look {
        let is_settled = self.seen.as_ref() == Some(&stamp);
        if !is_settled {
            self.tried = 0;
        }
        let is_new = self.ran.as_ref() != Some(&stamp);
        self.seen = Some(stamp);
        match (is_settled && is_new, self.tried < PATIENCE) {
            (false, _) => Look::Wait,
            (true, true) => Look::Try,
            (true, false) => Look::Tell,
        }
    }

    /// What the run of this look came to.
    pub(super) fn ran(&mut self, look: Look, ran: Ran) {
        match (look, ran) {
            (Look::Try, Ran::Unread) => self.tried += 1,
            _ => self.ran.clone_from(&self.seen),
        }
    }
}

/// What `--watch` takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct WatchArgs {
    /// Runs again at each save, until Ctrl-C.
    #[arg(long)]
    pub(super) watch: bool,
    /// With --watch: files of cases (YAML) that are run with the form.
    #[arg(long, value_name = "CASES", requires = "watch")]
    pub(super) tests: Vec<PathBuf>,
}

/// Runs `run` now and after each save of one of the files, for as long as the output is read. The
/// second argument of `run` says whether a file that cannot be read is to be told. A person is
/// told how it goes on in `words`.
pub(super) fn watch<W: Write>(
    files: &[PathBuf],
    words: Option<Words>,
    out: &mut W,
    mut run: impl FnMut(&mut W, bool) -> io::Result<Ran>,
) -> io::Result<u8> {
    let mut settling = Settling::default();
    let said = words.map(|words| match words {
        Words::Es => "Se vuelve a hacer al guardar; Ctrl-C termina.",
        Words::En => "Runs again at each save; Ctrl-C ends it.",
    });
    if let Some(said) = said {
        writeln!(out, "{said}")?;
    }
    loop {
        let look = settling.look(stamp(files));
        if look != Look::Wait {
            let ran = run(out, look == Look::Tell)?;
            settling.ran(look, ran);
            out.flush()?;
        }
        std::thread::sleep(LOOK);
    }
}

/// The files of a form: itself, or the CSV files of its folder.
pub(super) fn files(form: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(form) else {
        return vec![form.to_path_buf()];
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = paths.collect();
    files.sort();
    files
}

fn stamp(files: &[PathBuf]) -> Stamp {
    let files = files.iter().flat_map(|file| self::files(file));
    let stamps = files.map(|file| {
        let about = std::fs::metadata(&file).ok();
        let about = about.and_then(|about| Some((about.modified().ok()?, about.len())));
        (file, about)
    });
    stamps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The looks at a file whose length is each of these, and what the runs come to.
    fn looks(lengths: &[Option<u64>], ran: Ran) -> Vec<Look> {
        let mut settling = Settling::default();
        let looks = lengths.iter().map(|length| {
            let about = length.map(|length| (SystemTime::UNIX_EPOCH, length));
            let stamp = vec![(PathBuf::new(), about)];
            let look = settling.look(stamp);
            if look != Look::Wait {
                settling.ran(look, ran);
            }
            look
        });
        looks.collect()
    }

    #[test]
    fn a_save_counts_once_the_file_has_settled() {
        use Look::{Try, Wait};
        let check = |lengths: &[u64], expected: &[Look]| {
            let lengths: Vec<Option<u64>> = lengths.iter().copied().map(Some).collect();
            assert_eq!(looks(&lengths, Ran::Through), expected, "{lengths:?}");
        };
        check(&[1, 1, 1, 1], &[Wait, Try, Wait, Wait]);
        check(&[1, 1, 2, 3, 3, 3], &[Wait, Try, Wait, Wait, Try, Wait]);
        // A file that became another one and is now as it was had nothing new.
        check(&[1, 1, 2, 1, 1], &[Wait, Try, Wait, Wait, Wait]);
    }

    #[test]
    fn a_half_written_file_is_told_only_after_a_while() {
        let half = looks(&[Some(1); 12], Ran::Unread);
        let patience = usize::try_from(PATIENCE).unwrap();
        assert_eq!(
            half.iter().filter(|look| **look == Look::Try).count(),
            patience
        );
        assert_eq!(half.get(patience + 1), Some(&Look::Tell));
        assert!(
            half.iter()
                .skip(patience + 2)
                .all(|look| *look == Look::Wait)
        );
        // The rest of it comes in time: nothing is told.
        let mut settling = Settling::default();
        let stamp = |length| vec![(PathBuf::new(), Some((SystemTime::UNIX_EPOCH, length)))];
        for _ in 0..3 {
            let look = settling.look(stamp(1));
            assert_ne!(look, Look::Tell);
            if look == Look::Try {
                settling.ran(look, Ran::Unread);
            }
        }
        assert_eq!(settling.look(stamp(2)), Look::Wait);
        assert_eq!(settling.look(stamp(2)), Look::Try);
    }

    #[test]
    fn a_file_of_another_name_is_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let of = |name: &str| folder.path().join(name);
        std::fs::write(of("choises.csv"), "a").unwrap();
        let before = stamp(&[folder.path().to_path_buf()]);
        std::fs::rename(of("choises.csv"), of("choices.csv")).unwrap();
        assert_ne!(stamp(&[folder.path().to_path_buf()]), before);
    }

    #[test]
    fn a_file_that_is_taken_away_for_a_moment_is_waited_for() {
        let gone = looks(&[Some(1), Some(1), None, Some(2), Some(2)], Ran::Through);
        assert_eq!(
            gone,
            [Look::Wait, Look::Try, Look::Wait, Look::Wait, Look::Try]
        );
    }
}

//! A walk on a phone without room: refused is refused whole, and with room again it goes on.

#![allow(clippy::disallowed_methods)] // a test mounts the small disk, not the engine

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use farola_engine::control::{DecimalMark, Language, Locale};
use farola_engine::{Phase, StopKind};

use crate::rig::{Rig, STOP, answer, code, registration, value};

/// A small file system in memory; none where the system does not let us.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn new(at: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let option = format!("size={size}");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &option, "tmpfs"]).arg(at);
        let done = mount.output().is_ok_and(|output| output.status.success());
        done.then(|| Self(at.to_owned()))
    }

    /// Takes what room there is.
    fn fill(&self) {
        let mut filler = std::fs::File::create(self.0.join("filler")).unwrap();
        while filler.write(&[0; 4_096]).is_ok_and(|written| written > 0) {}
    }

    fn empty(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Does `work` again and again until the disk says no; says how often it was done.
fn until_full(mut work: impl FnMut() -> Option<&'static str>) -> u32 {
    for done in 0..20_000 {
        if let Some(refusal) = work() {
            assert_eq!(refusal, "storage.disk_full");
            return done;
        }
    }
    panic!("the disk was never full");
}

#[test]
fn a_walk_on_a_full_disk_loses_nothing_and_goes_on() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::new(&temp.path().join("disk"), "6m") else {
        println!("full disk: SKIPPED, a tmpfs cannot be mounted here (needs root)");
        return;
    };
    let mut rig = Rig::at(&disk.0.join("phone"));

    // No room for the registration: no walk, and no draft of one.
    disk.fill();
    let drafts = |rig: &Rig| rig.engine.drafts().unwrap().len();
    let refused = until_full(|| match rig.engine.new_walk(None) {
        Ok(filling) => {
            // What the log still had room for is thrown away again, as long as it lasts.
            rig.engine.discard(filling.instance()).err().map(|error| {
                use farola_model::Coded as _;
                error.code()
            })
        }
        Err(error) => Some(code::<()>(Err(error))),
    });
    let begun = drafts(&rig);
    rig.kill();
    assert_eq!(drafts(&rig), begun, "after {refused} tries");
    assert_eq!(rig.engine.walk().unwrap().is_some(), begun == 1);
    disk.empty();
    let mut filling = rig.engine.new_walk(None).unwrap();
    answer(&mut filling, &registration());
    filling.finalize().unwrap();
    rig.engine.start_walk(None).unwrap();

    // Fixes until no more fits: what was taken is there, what was refused is not.
    disk.fill();
    let mut metre = 0.0;
    let taken = until_full(|| {
        rig.pass(1_000);
        metre += 1.0;
        match rig.engine.add_fix(&rig.fix(metre, 8.0)) {
            Ok(_) => None,
            Err(error) => Some(code::<()>(Err(error))),
        }
    });
    let walk = rig.walk();
    assert_eq!((walk.fixes_kept, walk.phase), (taken, Phase::Walking));
    assert_eq!(
        code(rig.engine.begin_stop(StopKind::Full, None)),
        "storage.disk_full"
    );
    assert_eq!(code(rig.engine.pause_walk()), "storage.disk_full");
    assert_eq!(
        rig.walk().phase,
        Phase::Walking,
        "not paused in one place only"
    );
    rig.kill();
    assert_eq!(rig.walk().fixes_kept, taken);
    assert_eq!(drafts(&rig), 0, "no half of a stop");

    // With room again the walk goes on where it stood.
    disk.empty();
    rig.engine.add_fix(&rig.fix(metre, 8.0)).unwrap();
    let mut stop = rig.engine.begin_stop(StopKind::Full, None).unwrap();
    answer(&mut stop, &STOP);
    stop.finalize().unwrap();
    rig.kill();
    let walk = rig.walk();
    assert_eq!((walk.fixes_kept, walk.stops_done), (taken + 1, 1));
}

#[test]
fn a_line_begun_outlives_a_full_disk() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::new(&temp.path().join("disk"), "6m") else {
        println!("full disk: SKIPPED, a tmpfs cannot be mounted here (needs root)");
        return;
    };
    let rig = Rig::at(&disk.0.join("phone"));
    let mut filling = rig.engine.new_walk(None).unwrap();
    let locale = Locale {
        language: Language::English,
        decimal: DecimalMark::Comma,
    };
    filling.read_by(locale);
    let first = filling.walked("/data/ruta", &rig.fix(0.0, 8.0)).unwrap();
    assert_eq!(first.begun.len(), 1);

    disk.fill();
    let mut letters = 0_u32;
    until_full(|| {
        letters += 1;
        let typed = filling.type_in("/data/colonia", &letters.to_string());
        typed.err().map(|error| code::<()>(Err(error)))
    });
    // The second point would make the answer; without room for it the first is still there.
    rig.pass(20_000);
    let refused = filling.walked("/data/ruta", &rig.fix(12.0, 8.0));
    assert_eq!(code(refused), "storage.disk_full");
    assert_eq!(filling.begun("/data/ruta"), first.begun);
    assert_eq!(filling.locale(), locale, "and texts are read as before");

    disk.empty();
    rig.pass(20_000);
    let on = filling.walked("/data/ruta", &rig.fix(24.0, 8.0)).unwrap();
    assert!(on.answered.is_some() && on.begun.is_empty());
    assert_eq!(value(&filling, "ruta").split(';').count(), 2);
}

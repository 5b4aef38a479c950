//! Files that are attached: films, pictures and sounds whose heads a stranger wrote.

use std::io::{Cursor, Read as _};

use farola_picture::media;

/// Looks through the bytes; what is taken has the size that was said, not more than came with a
/// head of ours, and is what the plan says.
pub fn run(data: &[u8]) {
    let Ok(plan) = media::plan(&mut Cursor::new(data)) else {
        return;
    };
    let (size, unchanged) = (plan.size(), plan.is_unchanged());
    let mut kept = Vec::new();
    let read = plan.read(Cursor::new(data)).read_to_end(&mut kept);
    assert!(read.is_ok(), "what was looked through can be read");
    assert_eq!(kept.len() as u64, size, "the size that was said");
    assert_eq!(unchanged, kept == data, "unchanged means unchanged");
    assert!(
        kept.len() <= data.len() + 64,
        "cleaning adds a head at most"
    );
}

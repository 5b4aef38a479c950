//! Where a photo, a film or a sound may come from.

/// What is offered to answer with a photo, a film or a sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sources {
    /// The camera or the microphone.
    pub device: bool,
    /// The files of the phone.
    pub files: bool,
}

impl Sources {
    /// What is offered where the phone has the `device` and the person lets it be used, or not,
    /// and the form lets files that are there be chosen, or not.
    ///
    /// Without the device files can be chosen whatever the form says: a question that must be
    /// answered has a way to be.
    #[must_use]
    pub fn of(files: bool, device: bool) -> Self {
        Self {
            device,
            files: files || !device,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sources;

    #[test]
    fn there_is_always_a_way_to_answer() {
        for (files, device, offered) in [
            (true, true, (true, true)),
            (false, true, (true, false)),
            (true, false, (false, true)),
            (false, false, (false, true)),
        ] {
            let sources = Sources::of(files, device);
            assert_eq!((sources.device, sources.files), offered);
            assert!(sources.device || sources.files);
        }
    }
}

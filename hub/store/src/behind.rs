//! Work that lets others go first: a list that somebody searches for takes a processor for a while,
//! and meanwhile a phone on the street waits for its answer.

/// How much less of a contested processor it gets: at 5 a third of what a phone's arrival gets, so
/// that neither stands still.
#[cfg(target_os = "linux")]
const STEPS_BACK: i32 = 5;

/// Does `work` on a thread of its own that steps back where the system knows such threads. It is a
/// new thread each time, since one that stepped back may not step forward again.
pub(crate) fn behind<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let done = std::thread::scope(|scope| {
        scope
            .spawn(|| {
                step_back();
                work()
            })
            .join()
    });
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(target_os = "linux")]
fn step_back() {
    // Linux counts by threads, and who names none means its own. Where it is refused the work is
    // done as any other.
    if rustix::process::setpriority_process(None, STEPS_BACK).is_err() {
        tracing::debug!(event = "lists.not_behind");
    }
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    fn steps() -> i32 {
        rustix::process::getpriority_process(None).unwrap()
    }

    #[test]
    fn only_the_work_steps_back() {
        let before = steps();
        let inside = behind(steps);
        // Nobody is further back than 19.
        assert_eq!(inside, STEPS_BACK.max(before).min(19));
        assert_eq!(steps(), before, "who waits for it did not");
    }

    #[test]
    fn a_panic_of_the_work_is_one_of_who_waits() {
        let torn = std::panic::catch_unwind(|| behind(|| panic!("a fault of a list")));
        let text = torn.unwrap_err();
        assert_eq!(text.downcast_ref::<&str>(), Some(&"a fault of a list"));
    }
}

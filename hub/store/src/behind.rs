//! Work that lets others go first: a list that somebody searches for takes a processor for a while,
//! and meanwhile a phone on the street waits for its answer.

/// How far it steps back from where the hub stands: at 5 it gets a third of what a phone's arrival
/// gets of a contested processor, so that neither stands still.
#[cfg(target_os = "linux")]
const STEPS_BACK: i32 = 5;

/// Nobody is further back than this.
#[cfg(target_os = "linux")]
const LAST: i32 = 19;

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
    let here = rustix::process::getpriority_process(None);
    let back = here.and_then(|steps| {
        rustix::process::setpriority_process(None, (steps + STEPS_BACK).min(LAST))
    });
    if back.is_err() {
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
        assert_eq!(inside, (before + STEPS_BACK).min(LAST));
        assert_eq!(steps(), before, "who waits for it did not");
    }

    /// A hub that its machine already put back steps back from there, and never forward.
    #[test]
    fn it_steps_back_from_where_the_hub_stands() {
        for start in [2, 5, 12, 17, LAST] {
            let inside = std::thread::spawn(move || {
                rustix::process::setpriority_process(None, start).unwrap();
                behind(steps)
            });
            assert_eq!(
                inside.join().unwrap(),
                (start + STEPS_BACK).min(LAST),
                "{start}"
            );
        }
    }

    #[test]
    fn a_panic_of_the_work_is_one_of_who_waits() {
        let torn = std::panic::catch_unwind(|| behind(|| panic!("a fault of a list")));
        let text = torn.unwrap_err();
        assert_eq!(text.downcast_ref::<&str>(), Some(&"a fault of a list"));
    }
}

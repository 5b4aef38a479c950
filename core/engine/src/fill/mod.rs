//! Forms being filled: drafts, their pages and files, and how they become submissions.

mod audit;
mod device;
mod files;
mod filling;
mod last_saved;
mod migrate;
mod page;
mod review;
mod sealing;
mod touch;

pub use self::files::Line;
pub(crate) use self::files::lines as lines_of;
pub(crate) use self::filling::session_env;
pub use self::filling::{AnswerOutcome, Attached, Filling, Finalised};
use self::filling::{ORIGINAL, attachments};
pub use self::page::{Answered, Entry, PAGE_CHOICES, Page, Patch, Step};
pub use self::review::{Review, ReviewFault, Unanswered};
pub use self::touch::{TypedIn, WalkedOn};

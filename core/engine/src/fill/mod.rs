//! Forms being filled: drafts, their pages and files, and how they become submissions.

mod attachments;
mod audit;
mod begin;
mod claim;
mod comments;
mod device;
mod files;
mod filling;
mod finalize;
mod hand;
mod last_saved;
mod lines;
mod migrate;
mod page;
mod pages;
mod review;
mod screens;
mod sealing;
mod session;
mod touch;

pub(crate) use self::claim::path_of;
pub use self::device::FOLLOW_MS;
pub use self::files::Content;
pub use self::filling::{AnswerOutcome, Attached, Filling, FormPurpose};
pub use self::finalize::{Finalized, Finalizing};
pub use self::lines::{Line, LineShown};
pub use self::page::{Answered, Entry, PAGE_CHOICES, Page, Patch, Step};
pub use self::review::{Review, ReviewFault, ReviewNext, Unanswered};
pub(crate) use self::session::session_env;
pub use self::touch::{TypedIn, WalkedOn};

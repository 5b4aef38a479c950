//! Names under which the rooms keep settings and cursors in the store.

/// Name of the project that the phone is enrolled in.
pub(crate) const PROJECT_NAME: &str = "enrolment.project_name";
/// User name and password, where the server asks for them.
pub(crate) const USERNAME: &str = "enrolment.username";
pub(crate) const PASSWORD: &str = "enrolment.password";
/// The key of the hub that the phone is enrolled with.
pub(crate) const HUB_KEY: &str = "enrolment.hub_key";
/// Other servers that forms may come from, a line each.
pub(crate) const FILE_HOSTS: &str = "enrolment.file_hosts";
/// Whether the server of this enrolment spoke as a hub.
pub(crate) const SPOKE_AS_HUB: &str = "enrolment.spoke_as_hub";
/// When the server last answered.
pub(crate) const LAST_CONTACT: &str = "sync.last_contact_ms";
/// Cursor of the feed of reviews.
pub(crate) const REVIEW_FEED: &str = "review";

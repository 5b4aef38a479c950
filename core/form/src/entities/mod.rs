//! Entities: what a finished form says of the things in lists, and those lists on a device.
//!
//! A form declares an entity with an `entity` element in a `meta` block and names the properties
//! with `entities:saveto`. A finalized session gives one [`EntityChange`] per declared entity that
//! is to be created or updated; an [`EntityList`] takes them in before the server has seen them,
//! and is brought together with the server's list when that comes.

mod change;
mod list;
mod merge;

pub use change::{EntityAction, EntityChange, NotApplied, apply};
pub use list::{Entity, EntityList, EntityListError, EntityState};
pub use merge::{MergeReport, ServerList};

/// Namespace of the attributes that declare entities.
pub(crate) const ENTITIES: &str = "http://www.opendatakit.org/xforms/entities";

/// Version prefixes of the entities specification that are understood.
pub(crate) const KNOWN_VERSIONS: [&str; 4] = ["2022.1", "2023.1", "2024.1", "2025.1"];

/// Those with which a device may take a change in before the server has it.
pub(crate) const OFFLINE_VERSIONS: [&str; 2] = ["2024.1", "2025.1"];

/// Columns of a list that are not properties.
pub(crate) const ID: &str = "name";
pub(crate) const LABEL: &str = "label";
pub(crate) const VERSION: &str = "__version";
pub(crate) const TRUNK_VERSION: &str = "__trunkVersion";
pub(crate) const BRANCH_ID: &str = "__branchId";

/// Random bytes written as a version 4 UUID: an entity's id, or a branch's.
#[must_use]
pub fn uuid_v4(random: [u8; 16]) -> String {
    let number = u128::from_be_bytes(random);
    let number = (number & !(0xf << 76)) | (4 << 76);
    let number = (number & !(0x3 << 62)) | (2 << 62);
    let mut out = String::with_capacity(36);
    for (index, digit) in format!("{number:032x}").chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        out.push(digit);
    }
    out
}

/// Whether a name is kept for the list itself and cannot be a property's.
pub(crate) fn is_reserved(name: &str) -> bool {
    name.eq_ignore_ascii_case(ID) || name.eq_ignore_ascii_case(LABEL) || name.starts_with("__")
}

//! What a form wants in its audit log.

/// The settings of `meta/audit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AuditConfig {
    /// Where it happened (`odk:location-priority` and its like, all three).
    pub location: Option<AuditLocation>,
    /// Old and new answers (`odk:track-changes`).
    pub track_changes: bool,
    /// Who fills the form is asked at its opening (`odk:identify-user`).
    pub identify_user: bool,
    /// Why answers change is asked when a saved form is edited
    /// (`odk:track-changes-reasons="on-form-edit"`).
    pub reasons_on_edit: bool,
}

/// How places are gathered; the host gathers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditLocation {
    /// How much power it may cost.
    pub priority: LocationPriority,
    /// Milliseconds from one place to the next, at least a second.
    pub min_interval_ms: i64,
    /// Milliseconds that a place counts.
    pub max_age_ms: i64,
}

/// How exact places must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocationPriority {
    /// Only what others ask for.
    NoPower,
    /// The town.
    LowPower,
    /// The block.
    Balanced,
    /// As exact as the phone can.
    HighAccuracy,
}

impl LocationPriority {
    /// Reads `odk:location-priority`; a word that is not known is the highest, as in ODK
    /// Collect.
    pub(crate) fn parse(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "balanced" => Self::Balanced,
            "low-power" | "low_power" => Self::LowPower,
            "no-power" | "no_power" => Self::NoPower,
            _ => Self::HighAccuracy,
        }
    }
}

//! One event of an audit log.

use serde::{Deserialize, Serialize};

use super::log::Fix;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The words of the file say it.
pub enum AuditKind {
    FormStart,
    FormResume,
    FormSave,
    FormExit,
    FormFinalize,
    SaveError,
    FinalizeError,
    ConstraintError,
    Question,
    GroupQuestions,
    AddRepeat,
    DeleteRepeat,
    EndScreen,
    Jump,
    ChangeReason,
    BackgroundAudioEnabled,
    BackgroundAudioDisabled,
    LocationTrackingEnabled,
    LocationTrackingDisabled,
    LocationProvidersEnabled,
    LocationProvidersDisabled,
    LocationPermissionsGranted,
    LocationPermissionsNotGranted,
    GooglePlayServicesNotAvailable,
}

impl AuditKind {
    /// The word in the file.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::FormStart => "form start",
            Self::FormResume => "form resume",
            Self::FormSave => "form save",
            Self::FormExit => "form exit",
            Self::FormFinalize => "form finalize",
            Self::SaveError => "save error",
            Self::FinalizeError => "finalize error",
            Self::ConstraintError => "constraint error",
            Self::Question => "question",
            Self::GroupQuestions => "group questions",
            Self::AddRepeat => "add repeat",
            Self::DeleteRepeat => "delete repeat",
            Self::EndScreen => "end screen",
            Self::Jump => "jump",
            Self::ChangeReason => "change reason",
            Self::BackgroundAudioEnabled => "background audio enabled",
            Self::BackgroundAudioDisabled => "background audio disabled",
            Self::LocationTrackingEnabled => "location tracking enabled",
            Self::LocationTrackingDisabled => "location tracking disabled",
            Self::LocationProvidersEnabled => "location providers enabled",
            Self::LocationProvidersDisabled => "location providers disabled",
            Self::LocationPermissionsGranted => "location permissions granted",
            Self::LocationPermissionsNotGranted => "location permissions not granted",
            Self::GooglePlayServicesNotAvailable => "google play services not available",
        }
    }

    /// Whether it lasts: something is shown until it is left.
    #[must_use]
    pub fn is_interval(self) -> bool {
        matches!(
            self,
            Self::Question | Self::GroupQuestions | Self::AddRepeat | Self::EndScreen | Self::Jump
        )
    }

    /// Whether only forms that gather places have it.
    #[must_use]
    pub fn is_about_location(self) -> bool {
        matches!(
            self,
            Self::LocationTrackingEnabled
                | Self::LocationTrackingDisabled
                | Self::LocationProvidersEnabled
                | Self::LocationProvidersDisabled
                | Self::LocationPermissionsGranted
                | Self::LocationPermissionsNotGranted
                | Self::GooglePlayServicesNotAvailable
        )
    }
}

/// One line of the file. It holds answers and places: no `Debug`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AuditEvent {
    pub(crate) kind: AuditKind,
    /// The node, positions written at every repeat.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) node: String,
    pub(crate) start: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Fix>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) old: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) new: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// A question on a page with others: told only where its answer changed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) listed: bool,
}

impl AuditEvent {
    pub(crate) fn is_open(&self) -> bool {
        self.kind.is_interval() && self.end.is_none()
    }
}

//! The settings of `meta/audit`.

use super::{Fault, Loader};
use crate::audit::{AuditConfig, AuditLocation, LocationPriority};
use crate::def::{NodeId, ScopeId};
use crate::xml::{Element, ODK};

/// Places come no faster than this, as in ODK Collect.
const MIN_INTERVAL_MS: i64 = 1000;

impl Loader<'_> {
    pub(super) fn load_audit(&mut self, model: Element<'_>) {
        let meta = self.def.child(NodeId::ROOT, "meta", false);
        let Some(node) = meta.and_then(|meta| self.def.child(meta, "audit", false)) else {
            return;
        };
        // What is repeated is no block of the form.
        if self.def.nodes.scope(node) != ScopeId::ROOT {
            return;
        }
        let mut config = AuditConfig::default();
        for bind in model.elements().filter(|e| e.name.local == "bind") {
            let reference = bind.attr("nodeset").or(bind.attr("ref"));
            let target = reference.and_then(|text| self.def.find(text, Some(NodeId::ROOT)));
            if target != Some(node) {
                continue;
            }
            let flag = |name| bind.attr_ns(ODK, name).map(str::trim);
            let is_true = |name| flag(name).is_some_and(|t| t.eq_ignore_ascii_case("true"));
            config = AuditConfig {
                location: self.audit_location(bind),
                track_changes: is_true("track-changes"),
                identify_user: is_true("identify-user"),
                reasons_on_edit: flag("track-changes-reasons") == Some("on-form-edit"),
            };
        }
        self.def.audit = Some((node, config));
    }

    /// All three settings, or none.
    fn audit_location(&mut self, bind: Element<'_>) -> Option<AuditLocation> {
        let names = ["location-min-interval", "location-max-age"];
        let priority = bind.attr_ns(ODK, "location-priority");
        let numbers = names.map(|name| bind.attr_ns(ODK, name).map(|t| t.trim().parse::<u32>()));
        if let (Some(priority), [Some(Ok(interval)), Some(Ok(age))]) = (priority, &numbers) {
            return Some(AuditLocation {
                priority: LocationPriority::parse(priority),
                min_interval_ms: (i64::from(*interval) * 1000).max(MIN_INTERVAL_MS),
                max_age_ms: i64::from(*age) * 1000,
            });
        }
        if priority.is_some() || numbers.iter().any(Option::is_some) {
            let fault = Fault {
                code: "form.audit_location",
                help: "Give location-priority, location-min-interval and location-max-age, the \
                       last two in whole seconds.",
                at: bind.at,
                path: bind.attr("nodeset").unwrap_or_default(),
                offset: None,
            };
            self.warn(&fault, "the audit log keeps no places".to_owned());
        }
        None
    }
}

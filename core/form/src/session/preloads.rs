//! Preloads: what a new form or repeat instance holds because the engine knows it.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::def::bind::{Preload, Week};

use super::Session;
use super::values::moment;
use super::view::NodeKey;

impl Session {
    /// Puts in what the engine itself knows, in a row and the rows inside it.
    pub(crate) fn preload_row(&mut self, row: u32) {
        let def = Arc::clone(&self.def);
        let Some(current) = self.rows.get(row) else {
            return;
        };
        let nested = current.nested();
        let slots = def
            .scope(current.scope)
            .map_or(&[][..], |s| s.slots.as_slice());
        for node in slots {
            let Some(preload) = def.bind(*node).and_then(|bind| bind.preload.as_ref()) else {
                continue;
            };
            if let Some(value) = self.preloaded(preload) {
                self.put(NodeKey { row, node: *node }, Some(Arc::from(value)));
            }
        }
        for row in nested {
            self.preload_row(row);
        }
    }

    pub(super) fn preloaded(&self, preload: &Preload) -> Option<String> {
        match preload {
            Preload::Uid => Some(self.new_id()),
            Preload::Start => Some(moment(&self.now)),
            Preload::Today => Some(self.now.date().to_string()),
            Preload::Week(week) => week_edge(self.now.date(), *week).map(|d| d.to_string()),
            Preload::Property(name) => self.device_property(name),
            Preload::End => None,
        }
    }

    /// A property of the device or the person, by the names forms use. With `uri:` before, it
    /// comes as an address, as ODK Collect gives it.
    pub(crate) fn device_property(&self, name: &str) -> Option<String> {
        let (name, uri) = match name.trim().strip_prefix("uri:") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let name = name.to_ascii_lowercase().replace([' ', '_'], "");
        let known = &self.properties;
        let (value, scheme) = match name.as_str() {
            "deviceid" => (known.device_id.as_ref(), ""),
            "username" => (known.username.as_ref(), "username:"),
            "email" => (known.email.as_ref(), "mailto:"),
            "phonenumber" => (known.phone_number.as_ref(), "tel:"),
            other => (known.others.get(other), ""),
        };
        let value = value.filter(|text| !text.is_empty())?;
        let scheme = if uri { scheme } else { "" };
        Some(format!("{scheme}{value}"))
    }
}

/// The first or last day of a week before `today`, as JavaRosa counts.
fn week_edge(today: Date, week: Week) -> Option<Date> {
    let days_in = i64::from(today.weekday().to_sunday_zero_offset()) - i64::from(week.begins);
    let offset = i64::from(week.with_today);
    let back = (days_in + 7 + offset) % 7 - offset + 7 * i64::from(week.ago)
        - if week.first { 0 } else { 6 };
    today.checked_sub(back.days()).ok()
}

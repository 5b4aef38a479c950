//! The namespaces that forms use, by their addresses.

/// XForms elements.
pub(crate) const XFORMS: &str = "http://www.w3.org/2002/xforms";
/// JavaRosa's attributes and functions.
pub(crate) const JAVAROSA: &str = "http://openrosa.org/javarosa";
/// OpenRosa's attributes and metadata.
pub(crate) const OPENROSA: &str = "http://openrosa.org/xforms";
/// ODK's attributes, actions and events.
pub(crate) const ODK: &str = "http://www.opendatakit.org/xforms";

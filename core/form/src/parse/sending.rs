//! The `<submission>` of a model: where to, and encrypted for whom.

#[cfg(feature = "encryption")]
use super::Fault;
use super::Loader;
use crate::xml::{Element, OPENROSA};

impl Loader<'_> {
    /// Reads the first `<submission>`; a form without one is sent as usual.
    pub(crate) fn load_sending(&mut self, model: Element<'_>) {
        let Some(element) = model.find_local("submission") else {
            return;
        };
        let given = |name: &str| {
            // Collect takes `orx:auto-send` and `auto-send` alike.
            let found = element
                .attr(name)
                .or_else(|| element.attr_ns(OPENROSA, name));
            let value = found?.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let truth = |name: &str| match given(name)?.to_lowercase().as_str() {
            "true" | "true()" | "1" => Some(true),
            "false" | "false()" | "0" => Some(false),
            _ => None,
        };
        let sending = &mut self.def.sending;
        sending.public_key = given("base64RsaPublicKey");
        sending.action = given("action");
        sending.auto_send = truth("auto-send");
        sending.auto_delete = truth("auto-delete");
        #[cfg(feature = "encryption")]
        self.check_public_key(element.at);
    }

    /// Better refused here than when a filled form cannot be finalized.
    #[cfg(feature = "encryption")]
    fn check_public_key(&mut self, at: usize) {
        use farola_model::Coded as _;
        let Some(key) = &self.def.sending.public_key else {
            return;
        };
        if let Err(error) = crate::encryption::check_key(key) {
            let fault = Fault {
                code: error.code(),
                help: "Copy the public key again, whole, from where it was made: one long \
                       text that begins with MII.",
                at,
                path: "/html/head/model/submission",
                offset: None,
            };
            self.error(&fault, error.to_string());
        }
    }
}

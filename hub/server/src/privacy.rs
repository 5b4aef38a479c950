//! The rules of privacy that a form has to keep: those of a walk promise that nobody is asked who
//! she is, whoever publishes them; any other form gets advice.

use std::sync::Arc;

use farola_form::{Allowed, Diagnostic, FormDef};
use farola_walk::kit::Form;

/// What a form gathers that says who somebody is: errors for the ids of the kit, else advice.
pub(crate) fn check(form: &Arc<FormDef>) -> Vec<Diagnostic> {
    let of_walk = Form::from_id(form.id()).map(Form::gathers);
    let allowed = of_walk.map(|gathers| Allowed::of(gathers.photos, gathers.places));
    form.check_privacy(allowed.as_ref())
}

#[cfg(test)]
mod tests {
    use farola_form::{NoMedia, Severity};

    use super::*;

    fn kit(form: Form) -> String {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kit");
        std::fs::read_to_string(root.join(format!("{}.xml", form.id()))).unwrap()
    }

    fn errors(xml: &str) -> Vec<String> {
        let form = Arc::new(FormDef::parse(xml.as_bytes(), &NoMedia).0.unwrap());
        let found = check(&form).into_iter();
        let errors = found.filter(|one| one.severity == Severity::Error);
        errors
            .map(|one| format!("{} {}", one.code, one.place))
            .collect()
    }

    #[test]
    fn the_kit_keeps_its_promise() {
        for form in Form::ALL {
            assert_eq!(errors(&kit(form)), [""; 0], "{}", form.id());
        }
    }

    /// The same forms with one thing changed do not.
    #[test]
    fn a_changed_form_of_the_kit_breaks_it() {
        for (form, from, to, expected) in [
            (
                Form::Finding,
                "relevant=\" /data/tipo  != 'acoso'\"",
                "",
                "form.privacy_photo /data/foto",
            ),
            (
                Form::Stop,
                " constraint=\"string-length(.) &lt;= 400\"",
                "",
                "form.privacy_long_text /data/nota",
            ),
            (
                Form::Debrief,
                "<bind nodeset=\"/data/recibe\" type=\"string\"",
                "<bind nodeset=\"/data/recibe\" type=\"geopoint\"",
                "form.privacy_place /data/recibe",
            ),
            (
                Form::Registration,
                "jr:preload=\"timestamp\" type=\"dateTime\" jr:preloadParams=\"end\"",
                "jr:preload=\"property\" type=\"string\" jr:preloadParams=\"deviceid\"",
                "form.privacy_identity /data/end",
            ),
        ] {
            let sound = kit(form);
            let changed = sound.replacen(from, to, 1);
            assert_ne!(sound, changed, "{from}");
            assert_eq!(errors(&changed), [expected], "{from}");
        }
    }
}

//! A form's own tests: cases written in YAML, run on sessions of the form.
//!
//! `farola form test` prints what this module finds. Nothing here reads a clock or a random
//! source: a case has its own fixed time and seed, so that it gives the same result everywhere.
//!
//! ```
//! use std::sync::Arc;
//! use farola_drive::cases::{Defaults, Suite};
//! use farola_form::{FormDef, NoMedia};
//!
//! let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
//!     xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Hi</h:title><model>
//!     <instance><data id="hi"><age/><adult/></data></instance>
//!     <bind nodeset="/data/age" type="int" constraint=". &lt; 130"/>
//!     <bind nodeset="/data/adult" calculate="if(/data/age &gt;= 18, 'yes', 'no')"/>
//!     </model></h:head>
//!     <h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"#;
//! let form = Arc::new(FormDef::parse(xml, &NoMedia).0.unwrap());
//! let suite = Suite::parse("
//! - name: Eighteen is adult
//!   steps:
//!     - answer: {age: 18}
//!     - expect: {adult: yes}
//!     - answer: {age: 200}
//!     - expect: {age: {valid: false}}
//! ").unwrap();
//! let reports = suite.run(&form, &Defaults::default());
//! assert!(reports.iter().all(|report| report.passed()));
//! ```

mod error;
mod expect;
mod plan;
mod read;
mod refs;
mod report;
mod run;
mod tree;

pub use error::{At, CaseError};
pub use report::{CaseReport, Failure};
pub use run::Defaults;

use self::plan::Case;

/// The cases of one file.
#[derive(Debug, Clone)]
pub struct Suite {
    cases: Vec<Case>,
}

impl Suite {
    /// Reads a file of cases.
    ///
    /// # Errors
    /// The first thing in it that cannot be run: it is no YAML, holds anchors or aliases, a key
    /// that is not known, or something in the wrong place.
    pub fn parse(text: &str) -> Result<Self, CaseError> {
        Ok(Self {
            cases: read::suite(text)?,
        })
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Keeps the cases whose name holds `text`.
    #[must_use]
    pub fn only(mut self, text: &str) -> Self {
        self.cases.retain(|case| case.name.contains(text));
        self
    }
}

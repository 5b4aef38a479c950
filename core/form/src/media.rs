//! The files a form comes with, handed in by the caller: this crate opens none.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Gives the bytes of a form's attached files.
///
/// ```
/// use farola_form::{FormDef, MediaMap};
///
/// let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
///     xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Trees</h:title><model>
///     <instance><data id="trees"><kind/></data></instance>
///     <instance id="kinds" src="jr://file-csv/kinds.csv"/></model></h:head>
///     <h:body><select1 ref="/data/kind"><label>Kind</label>
///     <itemset nodeset="instance('kinds')/root/item"><value ref="name"/><label ref="label"/>
///     </itemset></select1></h:body></h:html>"#;
/// let csv = b"name,label\nalamo,Poplar\nfresno,Ash\n".to_vec();
/// let media = MediaMap::from([("kinds.csv".to_owned(), csv)]);
/// let (form, _) = FormDef::parse(xml, &media);
/// assert_eq!(form.unwrap().fields()[0].choices("")[1].label, "Ash");
/// ```
pub trait FormMedia {
    /// The bytes of the file `name`, or nothing where it is missing.
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>>;
}

/// No files at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMedia;

impl FormMedia for NoMedia {
    fn get(&self, _name: &str) -> Option<Cow<'_, [u8]>> {
        None
    }
}

/// Files held in memory, by name.
pub type MediaMap = BTreeMap<String, Vec<u8>>;

impl FormMedia for MediaMap {
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        BTreeMap::get(self, name).map(|bytes| Cow::Borrowed(bytes.as_slice()))
    }
}

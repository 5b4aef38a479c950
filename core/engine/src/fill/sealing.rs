//! Encrypting a submission with its files before it is stored.

use farola_form::encryption::{ENCRYPTED_XML, Encryptor, Envelope};
use farola_model::Timestamp;
use farola_store::{Attachment, Store};

use crate::env::SecretEntropy;
use crate::shared::Result;

/// Kind of what nobody here can read.
const SEALED: &str = "application/octet-stream";

/// Encrypts the files, then the XML, each stored under its new name; gives the manifest and
/// what goes with it. What was readable is named by nothing afterwards and goes with the purge.
/// Without randomness nothing is sealed, and the draft stays.
pub(crate) fn seal(
    store: &mut Store,
    envelope: Envelope<'_>,
    xml: Vec<u8>,
    files: Vec<Attachment>,
    entropy: &mut SecretEntropy<'_>,
    at: Timestamp,
) -> Result<(Vec<u8>, Vec<Attachment>)> {
    let mut encryptor = Encryptor::new(envelope, entropy)?;
    entropy.verdict()?;
    let mut sealed = Vec::with_capacity(files.len() + 1);
    for file in files {
        // Whole in memory: the store has one connection, which cannot read while it writes.
        let mut content = store.media_bytes(&file.sha256)?;
        let mut cipher = encryptor.file(&file.name);
        cipher.update(&mut content);
        content.extend(cipher.finish());
        let name = format!("{}.enc", file.name);
        sealed.push(keep(store, name, file.role, &content, at)?);
    }
    let encrypted = encryptor.finish(xml, entropy)?;
    entropy.verdict()?;
    let (name, role) = (ENCRYPTED_XML.to_owned(), "original".to_owned());
    sealed.push(keep(store, name, role, &encrypted.xml, at)?);
    Ok((encrypted.manifest, sealed))
}

fn keep(
    store: &mut Store,
    name: String,
    role: String,
    mut content: &[u8],
    at: Timestamp,
) -> Result<Attachment> {
    let sha256 = store.import_media(&mut content, SEALED, at)?.sha256;
    Ok(Attachment { name, role, sha256 })
}

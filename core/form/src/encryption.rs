//! Encrypted submissions, as the ODK specification describes them.
//!
//! A form with a public key (`<submission base64RsaPublicKey="…"/>`) is sent as a manifest with
//! its files encrypted beside it; only who holds the private key reads them, not the server.
//! A fresh AES-256 key for each submission is wrapped with RSA-OAEP (SHA-256 in both places, as
//! the reference's provider does) and thrown away; files are AES-CFB with PKCS #7 padding, each
//! with its own step of an initialization vector made of the instanceID and the key. The order
//! of the files is part of the format: media first, the submission last.
//!
//! MD5 stands in the format; it is not what keeps the answers secret.

use std::convert::Infallible;
use std::fmt::{self, Write as _};

use aes::Aes256;
use aes::cipher::KeyIvInit;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use cfb_mode::BufEncryptor;
use farola_model::{Coded, ErrorClass};
use md5::{Digest, Md5};
use rsa::PublicKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::{TryCryptoRng, TryRng};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::session::Entropy;
use crate::xml::{OPENROSA, escape_attribute, escape_text};

/// Name of the encrypted XML among the files.
pub const ENCRYPTED_XML: &str = "submission.xml.enc";
/// The name that the XML has in the signature.
const PLAIN_XML: &str = "submission.xml";
/// Namespace of the manifest, as ODK Collect writes it; servers take the specification's too.
const NAMESPACE: &str = "http://www.opendatakit.org/xforms/encrypted";
const BLOCK: usize = 16;

/// Why a submission cannot be encrypted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptionError {
    /// The form's key is no RSA public key.
    #[error("the form's public key cannot be read")]
    PublicKey,
    /// The key is too short to wrap another key.
    #[error("the form's public key is too short")]
    ShortKey,
}

impl Coded for EncryptionError {
    fn code(&self) -> &'static str {
        match self {
            Self::PublicKey => "form.public_key",
            Self::ShortKey => "form.short_public_key",
        }
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::Permanent
    }
}

/// The submission that is to be encrypted.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// `id` of the form.
    pub form_id: &'a str,
    /// `version` of the form; empty where it has none.
    pub version: &'a str,
    /// `meta/instanceID`.
    pub instance_id: &'a str,
    /// The form's public key: base64 of its X.509 structure.
    pub public_key: &'a str,
}

/// Encrypts one submission: its files in order, then its XML.
pub struct Encryptor {
    public: PublicKey,
    key: Zeroizing<[u8; 32]>,
    wrapped: String,
    vector: [u8; BLOCK],
    step: usize,
    signed: String,
    media: Vec<String>,
    form_id: String,
    version: String,
    instance_id: String,
}

/// What is sent: the manifest as the submission's XML, the encrypted XML as one of its files.
#[derive(Clone, PartialEq, Eq)]
pub struct Encrypted {
    /// The manifest; it names the form, the instance and the files, and no answer.
    pub manifest: Vec<u8>,
    /// Content of the file [`ENCRYPTED_XML`].
    pub xml: Vec<u8>,
}

/// One file on its way through the cipher.
pub struct FileEncryptor<'a> {
    owner: &'a mut Encryptor,
    cipher: BufEncryptor<Aes256>,
    digest: Md5,
    length: usize,
    name: String,
}

/// Whether `public_key` can be used.
///
/// # Errors
/// [`EncryptionError`] where it cannot.
pub fn check_key(public_key: &str) -> Result<(), EncryptionError> {
    read_key(public_key).map(|_| ())
}

fn read_key(public_key: &str) -> Result<PublicKey, EncryptionError> {
    let text: String = public_key.split_whitespace().collect();
    let der = BASE64
        .decode(text)
        .map_err(|_| EncryptionError::PublicKey)?;
    PublicKey::from_public_key_der(&der).map_err(|_| EncryptionError::PublicKey)
}

impl Encryptor {
    /// Makes a fresh key and wraps it.
    ///
    /// # Errors
    /// [`EncryptionError`] where the form's key cannot be used.
    pub fn new(envelope: Envelope<'_>, entropy: &mut dyn Entropy) -> Result<Self, EncryptionError> {
        let public = read_key(envelope.public_key)?;
        let mut key = Zeroizing::new([0; 32]);
        entropy.fill(key.as_mut_slice());
        let wrapped = wrap(&public, key.as_slice(), entropy)?;
        let mut vector = Md5::new();
        vector.update(envelope.instance_id);
        vector.update(key.as_slice());
        let mut encryptor = Self {
            public,
            key,
            vector: vector.finalize().into(),
            step: 0,
            signed: String::new(),
            media: Vec::new(),
            form_id: envelope.form_id.to_owned(),
            version: envelope.version.to_owned(),
            instance_id: envelope.instance_id.to_owned(),
            wrapped,
        };
        encryptor.sign(envelope.form_id);
        if !envelope.version.is_empty() {
            encryptor.sign(envelope.version);
        }
        let wrapped = encryptor.wrapped.clone();
        encryptor.sign(&wrapped);
        encryptor.sign(envelope.instance_id);
        Ok(encryptor)
    }

    /// Begins the next media file. Its encrypted content is named `NAME.enc`.
    pub fn file(&mut self, name: &str) -> FileEncryptor<'_> {
        self.media.push(format!("{name}.enc"));
        self.begin(name)
    }

    /// Encrypts the XML, signs and writes the manifest. The key is gone after it.
    ///
    /// # Errors
    /// [`EncryptionError::ShortKey`].
    pub fn finish(
        mut self,
        mut xml: Vec<u8>,
        entropy: &mut dyn Entropy,
    ) -> Result<Encrypted, EncryptionError> {
        let mut file = self.begin(PLAIN_XML);
        file.update(&mut xml);
        xml.extend(file.finish());
        let signature = wrap(&self.public, &Md5::digest(&self.signed), entropy)?;
        Ok(Encrypted {
            manifest: self.manifest(&signature).into_bytes(),
            xml,
        })
    }

    fn begin(&mut self, name: &str) -> FileEncryptor<'_> {
        if let Some(byte) = self.vector.get_mut(self.step % BLOCK) {
            *byte = byte.wrapping_add(1);
        }
        self.step += 1;
        let cipher = BufEncryptor::new(&(*self.key).into(), &self.vector.into());
        FileEncryptor {
            owner: self,
            cipher,
            digest: Md5::new(),
            length: 0,
            name: name.to_owned(),
        }
    }

    fn sign(&mut self, line: &str) {
        self.signed.push_str(line);
        self.signed.push('\n');
    }

    fn manifest(&self, signature: &str) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?><data xmlns=\"");
        out.push_str(NAMESPACE);
        attribute("id", &self.form_id, &mut out);
        if !self.version.is_empty() {
            attribute("version", &self.version, &mut out);
        }
        out.push_str("\" encrypted=\"yes\">");
        element("base64EncryptedKey", &self.wrapped, &mut out);
        let _ = write!(out, "<orx:meta xmlns:orx=\"{OPENROSA}\">");
        element("orx:instanceID", &self.instance_id, &mut out);
        out.push_str("</orx:meta>");
        for name in &self.media {
            out.push_str("<media>");
            element("file", name, &mut out);
            out.push_str("</media>");
        }
        element("encryptedXmlFile", ENCRYPTED_XML, &mut out);
        element("base64EncryptedElementSignature", signature, &mut out);
        out.push_str("</data>");
        out
    }
}

impl FileEncryptor<'_> {
    /// Encrypts the next piece of the file where it stands.
    pub fn update(&mut self, piece: &mut [u8]) {
        self.digest.update(&*piece);
        self.length += piece.len();
        self.cipher.encrypt(piece);
    }

    /// The bytes that come after the last piece: the padding, 1 to 16 bytes, encrypted.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let missing = BLOCK - self.length % BLOCK;
        let mut padding = vec![u8::try_from(missing).unwrap_or_default(); missing];
        self.cipher.encrypt(&mut padding);
        let mut line = format!("{}::", self.name);
        for byte in self.digest.finalize() {
            let _ = write!(line, "{byte:02x}");
        }
        self.owner.sign(&line);
        padding
    }
}

fn attribute(name: &str, value: &str, out: &mut String) {
    let _ = write!(out, "\" {name}=\"");
    escape_attribute(value, out);
}

fn element(name: &str, value: &str, out: &mut String) {
    let _ = write!(out, "<{name}>");
    escape_text(value, out);
    let _ = write!(out, "</{name}>");
}

fn wrap(
    public: &PublicKey,
    secret: &[u8],
    entropy: &mut dyn Entropy,
) -> Result<String, EncryptionError> {
    public
        .oaep_encrypt_with_rng::<Sha256, _>(&mut Given(entropy), secret)
        .map(|wrapped| BASE64.encode(wrapped))
        .map_err(|_| EncryptionError::ShortKey)
}

/// The randomness that we are given, as the RSA crate wants it.
struct Given<'a>(&'a mut dyn Entropy);

impl TryRng for Given<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Given<'_> {}

impl fmt::Debug for Encryptor {
    // The key must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encryptor").finish_non_exhaustive()
    }
}

impl fmt::Debug for FileEncryptor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileEncryptor").finish_non_exhaustive()
    }
}

impl fmt::Debug for Encrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encrypted({} bytes)", self.xml.len())
    }
}

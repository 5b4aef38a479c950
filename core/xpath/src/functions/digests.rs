//! Digests, base64 and signed texts.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use ed25519_compact::{PublicKey, Signature};
use md5::Md5;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{Args, Outcome};
use crate::function::Function as F;
use crate::host::Host;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

pub(super) fn call<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    match &args.call.function {
        F::Digest => digest(args),
        F::Base64Decode => {
            let text: String = args.text(0)?.split_whitespace().collect();
            let bytes = BASE64.decode(text).unwrap_or_default();
            Ok(String::from_utf8_lossy(&bytes).into_owned().into())
        }
        _ => {
            let (contents, key) = (args.text(0)?, args.text(1)?);
            Ok(extract_signed(&contents, &key).unwrap_or_default().into())
        }
    }
}

/// The message behind an Ed25519 signature, both in base64, when the public key says that it
/// is genuine. As in JavaRosa, whatever is wrong gives nothing: too short, no key, forged.
fn extract_signed(contents: &str, public_key: &str) -> Option<String> {
    let contents = BASE64.decode(contents.trim()).ok()?;
    let key = BASE64.decode(public_key.trim()).ok()?;
    // JavaRosa reads the first 32 bytes of a longer key.
    let key = PublicKey::from_slice(key.get(..PublicKey::BYTES)?).ok()?;
    let (signature, message) = contents.split_at_checked(Signature::BYTES)?;
    let signature = Signature::from_slice(signature).ok()?;
    key.verify(message, &signature).ok()?;
    Some(String::from_utf8_lossy(message).into_owned())
}

fn digest<H: Host>(args: &Args<'_, H>) -> Outcome<H> {
    let (text, algorithm) = (args.text(0)?, args.text(1)?);
    let bytes = text.as_bytes();
    let digest = match algorithm.to_uppercase().replace('-', "").as_str() {
        "MD5" => Md5::digest(bytes).to_vec(),
        "SHA1" => sha1(bytes).to_vec(),
        "SHA256" => Sha256::digest(bytes).to_vec(),
        "SHA384" => Sha384::digest(bytes).to_vec(),
        "SHA512" => Sha512::digest(bytes).to_vec(),
        _ => {
            return Err(args
                .argument_error("the algorithm is one of MD5, SHA-1, SHA-256, SHA-384, SHA-512"));
        }
    };
    let encoding = if args.count() == 3 {
        args.text(2)?.to_lowercase()
    } else {
        "base64".into()
    };
    match encoding.as_str() {
        "hex" => Ok(digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
            .into()),
        "base64" => Ok(BASE64.encode(digest).into()),
        _ => Err(args.argument_error("the encoding is base64 or hex")),
    }
}

/// SHA-1 (FIPS 180-4), which forms may still ask for; nothing of ours rests on it.
fn sha1(message: &[u8]) -> [u8; 20] {
    let mut state: [u32; 5] = [
        0x6745_2301,
        0xEFCD_AB89,
        0x98BA_DCFE,
        0x1032_5476,
        0xC3D2_E1F0,
    ];
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(64), 0);
    if padded.len() - message.len() < 9 {
        padded.resize(padded.len() + 64, 0);
    }
    let length = padded.len() - 8;
    padded.truncate(length);
    padded.extend((message.len() as u64).wrapping_mul(8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        compress(&mut state, block);
    }
    let mut out = [0; 20];
    for (to, word) in out.chunks_exact_mut(4).zip(state) {
        to.copy_from_slice(&word.to_be_bytes());
    }
    out
}

fn compress(state: &mut [u32; 5], block: &[u8]) {
    let mut words: Vec<u32> = block
        .chunks_exact(4)
        .map(|bytes| {
            bytes
                .iter()
                .fold(0, |word, byte| (word << 8) | u32::from(*byte))
        })
        .collect();
    for t in 16..80 {
        let word = |back: usize| words.get(t - back).copied().unwrap_or_default();
        words.push((word(3) ^ word(8) ^ word(14) ^ word(16)).rotate_left(1));
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for (t, word) in words.into_iter().enumerate() {
        let (f, k) = match t {
            0..20 => ((b & c) | (!b & d), 0x5A82_7999),
            20..40 => (b ^ c ^ d, 0x6ED9_EBA1),
            40..60 => ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC),
            _ => (b ^ c ^ d, 0xCA62_C1D6_u32),
        };
        let next = [a.rotate_left(5), f, e, k, word]
            .into_iter()
            .fold(0, u32::wrapping_add);
        (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e]) {
        *word = word.wrapping_add(add);
    }
}

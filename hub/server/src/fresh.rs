//! The key of a phone that was just made, sealed for who made it: only the session that made it
//! opens it again, at any hub on the database. A copy of the database alone opens none.

use farola_hub_store::app_user::KeyDigest;
use farola_hub_store::fresh_key::FreshKey;
use farola_model::Sha256;
use farola_protocol::parcel::{Opener, ParcelId, ParcelKey, Sealer};

use crate::token::Token;

/// Keeps the sealing key apart from every other digest that is made of a session's token.
const DOMAIN: &str = "farola fresh key 1";

/// The key and the name under which a phone's key is sealed; each seals that one only.
fn under(session: &str, digest: Sha256) -> (ParcelKey, ParcelId) {
    let key = Sha256::of(format!("{DOMAIN} {session} {digest}").as_bytes());
    let id = ParcelId::of(session, &digest, DOMAIN, &digest);
    (ParcelKey::new(key.0), id)
}

/// Seals a phone's key for the session of that token; none where that cannot be done.
pub(crate) fn seal(session: &str, token: &Token) -> Option<FreshKey> {
    let digest = token.digest();
    let (key, id) = under(session, digest);
    let mut sealer = Sealer::new(&key, &id).ok()?;
    let mut sealed = sealer.push(token.reveal().as_bytes()).ok()?;
    sealed.extend(sealer.finish().ok()?);
    Some(FreshKey {
        digest: KeyDigest(digest),
        sealed,
    })
}

/// Opens a phone's key; none for another session.
pub(crate) fn open(session: &str, fresh: &FreshKey) -> Option<Token> {
    let digest = fresh.digest.0;
    let (key, id) = under(session, digest);
    let mut opener = Opener::new(&key, &id).ok()?;
    let mut plain = opener.push(&fresh.sealed).ok()?;
    plain.extend(opener.finish().ok()?);
    let token = Token::known(String::from_utf8(plain).ok()?);
    (token.digest() == digest).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_session_that_sealed_a_key_opens_it() {
        let token = Token::random().unwrap();
        let fresh = seal("session one", &token).unwrap();
        assert_eq!(
            open("session one", &fresh).unwrap().reveal(),
            token.reveal()
        );
        assert!(open("session two", &fresh).is_none());
        let clear = token.reveal().as_bytes();
        assert!(!fresh.sealed.windows(8).any(|part| clear.starts_with(part)));
        for place in 0..fresh.sealed.len() {
            let mut bent = fresh.clone();
            bent.sealed[place] ^= 1;
            assert!(open("session one", &bent).is_none(), "byte {place}");
        }
        let other = FreshKey {
            digest: KeyDigest(Sha256::of(b"other")),
            ..fresh
        };
        assert!(open("session one", &other).is_none());
    }
}

//! Where a request comes from, as guesses and connections are counted by it.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use farola_protocol::Problem;

use crate::app::App;
use crate::failure::RestFailure;

/// Bits of an IPv6 address that name a line: its owner chooses the others.
const LINE_BITS: u32 = 64;

/// Addresses that count as one: an IPv4 address, or the /64 of an IPv6 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Source(IpAddr);

impl Source {
    /// The source of an address.
    #[must_use]
    pub(crate) fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let line = address.to_bits() & !(u128::MAX >> LINE_BITS);
                IpAddr::V6(Ipv6Addr::from_bits(line))
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    bits: u32,
}

/// Text that is no range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address or a range of addresses such as 10.0.0.0/8")]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, bits) = text.split_once('/').unzip();
        let address: IpAddr = address.unwrap_or(text).parse().map_err(|_| NotANetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse);
        let bits = bits.ok().filter(|bits| *bits <= most).ok_or(NotANetwork)?;
        Ok(Self {
            first: address,
            bits,
        })
    }
}

impl Network {
    /// Whether an address is in the range.
    #[must_use]
    pub fn has(&self, address: IpAddr) -> bool {
        let differ = match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                (first.to_bits() ^ address.to_bits()).leading_zeros()
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                (first.to_bits() ^ address.to_bits()).leading_zeros()
            }
            _ => return false,
        };
        differ >= self.bits
    }
}

/// The address of a client: the peer's, or what the named proxies say. Each proxy adds who it was
/// asked by at the end of `X-Forwarded-For`, so the list is read from there for as long as a named
/// one speaks; what stands before is anybody's word.
#[must_use]
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let is_proxy = |address: IpAddr| proxies.iter().any(|proxy| proxy.has(address));
    let values = headers.get_all("x-forwarded-for").iter().rev();
    let mut told = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.rsplit(','));
    let mut address = peer.to_canonical();
    while is_proxy(address) {
        let Some(before) = told.next().and_then(read_address) else {
            return address;
        };
        address = before.to_canonical();
    }
    address
}

/// Some proxies write the port too.
fn read_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse().map(|address: SocketAddr| address.ip()).ok();
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(with_port)
}

/// The source of a request.
pub(crate) struct From(pub(crate) Source);

impl FromRequestParts<App> for From {
    type Rejection = RestFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RestFailure> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let ConnectInfo(peer) = peer.ok_or(Problem::Internal)?;
        let proxies = &app.config().front.trusted_proxies;
        let address = client(peer.ip(), &parts.headers, proxies);
        Ok(Self(Source::of(address)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_line_of_ipv6_is_one_source_and_an_ipv4_address_another() {
        for (one, other, same) in [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("10.0.0.1", "10.0.0.2", false),
            ("10.0.0.1", "::ffff:10.0.0.1", true),
            ("::ffff:10.0.0.1", "::ffff:10.0.0.2", false),
        ] {
            assert_eq!(
                Source::of(ip(one)) == Source::of(ip(other)),
                same,
                "{one} {other}"
            );
        }
    }

    #[test]
    fn a_range_has_what_begins_like_it() {
        for (range, address, has) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false),
            ("10.0.0.1", "::ffff:10.0.0.1", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "::1", false),
            ("fd00::/8", "fdab::1", true),
            ("fd00::/8", "fe80::1", false),
            ("::1/128", "::1", true),
        ] {
            assert_eq!(
                range.parse::<Network>().unwrap().has(ip(address)),
                has,
                "{range} {address}"
            );
        }
        for wrong in [
            "",
            "/8",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/-1",
            "example.org",
        ] {
            assert_eq!(wrong.parse::<Network>(), Err(NotANetwork), "{wrong}");
        }
    }

    #[test]
    fn a_header_is_believed_as_far_as_named_proxies_wrote_it() {
        let check = |peer: &str, told: &[&str], proxies: &[&str], expected: &str| {
            let mut headers = HeaderMap::new();
            for value in told {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            let proxies: Vec<Network> = proxies.iter().map(|one| one.parse().unwrap()).collect();
            assert_eq!(
                client(ip(peer), &headers, &proxies),
                ip(expected),
                "{peer} {told:?}"
            );
        };
        let (stranger, proxy, second) = ("203.0.113.9", "10.0.0.1", "10.0.0.2");
        // Nobody was named: what is told is anybody's word.
        check(stranger, &["198.51.100.1"], &[], stranger);
        check(proxy, &[stranger], &[], proxy);
        // Not the one that was named.
        check(stranger, &["198.51.100.1"], &[proxy], stranger);
        check(proxy, &[stranger], &[proxy], stranger);
        check("::ffff:10.0.0.1", &[stranger], &[proxy], stranger);
        // What the client itself wrote stands before what the proxy added.
        check(proxy, &["198.51.100.1, 203.0.113.9"], &[proxy], stranger);
        check(proxy, &["198.51.100.1", "203.0.113.9"], &[proxy], stranger);
        check(
            proxy,
            &["198.51.100.1, 203.0.113.9, 10.0.0.2"],
            &["10.0.0.0/8"],
            stranger,
        );
        check(
            proxy,
            &["203.0.113.9, 10.0.0.2"],
            &[proxy, second],
            stranger,
        );
        check(proxy, &["203.0.113.9, 10.0.0.2"], &[proxy], second);
        // Nothing that can be read: the last address that was told by one who may.
        for told in [&[][..], &[""], &["unknown"], &["203.0.113.9, unknown"]] {
            check(proxy, told, &[proxy], proxy);
        }
        for told in ["203.0.113.9:4711", " 203.0.113.9 "] {
            check(proxy, &[told], &[proxy], stranger);
        }
        for told in ["2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:4711"] {
            check(proxy, &[told], &[proxy], "2001:db8::7");
        }
    }
}

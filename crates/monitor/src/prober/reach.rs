//! Whether a host is reached over IPv6.

use super::Ipv6;
use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpStream, ToSocketAddrs},
    time::Duration,
};

pub(super) fn over_ipv6(host: &str, port: u16, limit: Duration) -> Ipv6 {
    match (host, port).to_socket_addrs() {
        Ok(found) => judge(found.collect(), |a| TcpStream::connect_timeout(a, limit).map(|_| ()).map_err(|e| e.kind())),
        // No name, no judgement: that the site does not open is another finding.
        Err(_) => Ipv6::Unknown,
    }
}

fn judge(addresses: Vec<SocketAddr>, connect: impl Fn(&SocketAddr) -> Result<(), ErrorKind>) -> Ipv6 {
    let mut found = Ipv6::NoAddress;
    for address in addresses.iter().filter(|a| a.is_ipv6()) {
        match connect(address) {
            Ok(()) => return Ipv6::Reachable,
            // This machine has no way into that network: nothing is said of the host.
            Err(ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable | ErrorKind::Unsupported) => {
                found = Ipv6::Unknown;
            }
            Err(_) if found == Ipv6::NoAddress => found = Ipv6::Unreachable,
            Err(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_judged_by_what_this_machine_can_know() {
        let list = |all: &[&str]| all.iter().map(|a| a.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let (four, six) = ("192.0.2.1:443", "[2400:3200::1]:443");
        for (addresses, answer, expected) in [
            (list(&[]), Ok(()), Ipv6::NoAddress),
            (list(&[four]), Ok(()), Ipv6::NoAddress),
            (list(&[four, six]), Ok(()), Ipv6::Reachable),
            (list(&[six]), Err(ErrorKind::ConnectionRefused), Ipv6::Unreachable),
            (list(&[six]), Err(ErrorKind::TimedOut), Ipv6::Unreachable),
            (list(&[six, six]), Err(ErrorKind::NetworkUnreachable), Ipv6::Unknown),
        ] {
            assert_eq!(judge(addresses.clone(), |_| answer), expected, "{addresses:?} {answer:?}");
        }
    }
}

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Verdict;

/// `ipv4`: four decimal numbers as RFC 2673, section 3.2, writes them.
///
/// # Errors
/// What is wrong with it.
pub fn ipv4(text: &str) -> Verdict {
    match text.parse::<Ipv4Addr>() {
        Ok(_) => Ok(()),
        Err(_) => Err("it is not four numbers from 0 to 255 with points between them".into()),
    }
}

/// `ipv6`: RFC 4291, section 2.2, without a zone.
///
/// # Errors
/// What is wrong with it.
pub fn ipv6(text: &str) -> Verdict {
    match text.parse::<Ipv6Addr>() {
        Ok(_) => Ok(()),
        Err(_) if text.contains('%') => Err("a zone is no part of the address".into()),
        Err(_) => Err("it is not eight groups of up to four hexadecimal digits, \
                       a run of zeros as `::`"
            .into()),
    }
}

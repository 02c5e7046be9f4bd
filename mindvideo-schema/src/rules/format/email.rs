use super::{Verdict, hostname, ip};

/// `email`: `Mailbox` of RFC 5321, section 4.1.2, within the lengths of section 4.5.3.1.
///
/// # Errors
/// What is wrong with it.
pub fn email(text: &str) -> Verdict {
    mailbox(text, |c| c.is_ascii(), hostname::labels)
}

/// `idn-email`: the same as RFC 6531, section 3.3, extends it: characters beyond ASCII may stand
/// on both sides of the `@`. Whether a label of the domain could be registered is not asked.
///
/// # Errors
/// What is wrong with it.
pub fn idn_email(text: &str) -> Verdict {
    mailbox(text, |_| true, internationalized)
}

fn mailbox(text: &str, allowed: fn(char) -> bool, domain: fn(&str) -> Verdict) -> Verdict {
    // What a `@` may stand in ends before the last one.
    let Some((local, host)) = text.rsplit_once('@') else {
        return Err("it has no `@`".into());
    };
    if local.len() > 64 {
        return Err("more than 64 bytes stand before the `@`".into());
    }
    match local.strip_prefix('"') {
        Some(quoted) => is_quoted(quoted, allowed)?,
        None => is_dotted(local, allowed)?,
    }
    match host.strip_prefix('[') {
        Some(literal) => is_literal(literal),
        None => domain(host).map_err(|fault| format!("its domain is wrong: {fault}").into()),
    }
}

fn is_dotted(local: &str, allowed: fn(char) -> bool) -> Verdict {
    let is_atom = |c: char| {
        c.is_ascii_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~".contains(c)
            || !c.is_ascii() && allowed(c)
    };
    for atom in local.split('.') {
        if atom.is_empty() {
            return Err("a name before the `@` is empty, or a point stands at its end".into());
        }
        if let Some(c) = atom.chars().find(|c| !is_atom(*c)) {
            return Err(format!("{c:?} cannot stand before the `@` without quotes").into());
        }
    }
    Ok(())
}

/// What follows the opening quote.
fn is_quoted(local: &str, allowed: fn(char) -> bool) -> Verdict {
    let mut letters = local.chars();
    loop {
        match letters.next() {
            None => return Err("a quote before the `@` is not closed".into()),
            Some('"') if letters.as_str().is_empty() => return Ok(()),
            Some('"') => return Err("something stands between the quotes and the `@`".into()),
            Some('\\') if letters.next().is_some_and(|c| matches!(c, ' '..='~')) => {}
            Some('\\') => return Err("a `\\` in quotes is followed by nothing it can quote".into()),
            Some(c) if c.is_ascii_control() || !allowed(c) => {
                return Err(format!("{c:?} cannot stand in quotes").into());
            }
            Some(_) => {}
        }
    }
}

/// What follows the opening bracket. No other tag than that of IPv6 is registered.
fn is_literal(host: &str) -> Verdict {
    let address = host
        .strip_suffix(']')
        .map(|literal| match literal.get(..5) {
            Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => {
                ip::ipv6(literal.get(5..).unwrap_or_default())
            }
            _ => ip::ipv4(literal),
        });
    match address {
        Some(Ok(())) => Ok(()),
        _ => Err("the domain in brackets is no address".into()),
    }
}

fn internationalized(host: &str) -> Verdict {
    if host.is_ascii() {
        return hostname::labels(host);
    }
    for label in host.split('.') {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii();
        if label.is_empty() || label.starts_with('-') || label.ends_with('-') {
            return Err("a label is empty, or a hyphen stands at its end".into());
        }
        if let Some(c) = label.chars().find(|c| !allowed(*c)) {
            return Err(format!("{c:?} cannot stand in a label").into());
        }
    }
    Ok(())
}

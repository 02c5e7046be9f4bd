//! RFC 3492, for labels: short, and in lower case.

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL: u32 = 0x80;

pub(super) fn decode(code: &str) -> Option<Vec<char>> {
    let (basic, extended) = code.rsplit_once('-').unwrap_or(("", code));
    let mut out: Vec<char> = basic.chars().collect();
    let mut digits = extended.bytes().map(value);
    let (mut next, mut index, mut bias) = (INITIAL, 0u32, INITIAL_BIAS);
    while digits.len() > 0 {
        let start = index;
        let (mut weight, mut k) = (1u32, BASE);
        loop {
            let digit = digits.next()??;
            index = index.checked_add(digit.checked_mul(weight)?)?;
            let limit = threshold(k, bias);
            if digit < limit {
                break;
            }
            weight = weight.checked_mul(BASE - limit)?;
            k += BASE;
        }
        let count = u32::try_from(out.len()).ok()? + 1;
        bias = adapt(index - start, count, start == 0);
        next = next.checked_add(index / count)?;
        index %= count;
        out.insert(usize::try_from(index).ok()?, char::from_u32(next)?);
        index += 1;
    }
    Some(out)
}

pub(super) fn encode(characters: &[char]) -> Option<String> {
    let mut out: String = characters.iter().filter(|c| c.is_ascii()).collect();
    let basic = u32::try_from(out.len()).ok()?;
    let count = u32::try_from(characters.len()).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let (mut next, mut delta, mut bias) = (INITIAL, 0u32, INITIAL_BIAS);
    let mut done = basic;
    while done < count {
        let codes = characters.iter().map(|c| u32::from(*c));
        let least = codes.clone().filter(|code| *code >= next).min()?;
        delta = delta.checked_add((least - next).checked_mul(done + 1)?)?;
        next = least;
        for code in codes {
            if code < next {
                delta = delta.checked_add(1)?;
            }
            if code == next {
                write(delta, bias, &mut out);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        next += 1;
    }
    Some(out)
}

fn write(delta: u32, bias: u32, to: &mut String) {
    let (mut rest, mut k) = (delta, BASE);
    loop {
        let limit = threshold(k, bias);
        if rest < limit {
            to.push(digit(rest));
            return;
        }
        to.push(digit(limit + (rest - limit) % (BASE - limit)));
        rest = (rest - limit) / (BASE - limit);
        k += BASE;
    }
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

fn adapt(delta: u32, count: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / count;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

fn value(byte: u8) -> Option<u32> {
    match byte {
        b'a'..=b'z' => Some(u32::from(byte - b'a')),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 26),
        _ => None,
    }
}

/// A digit below [`BASE`]: `a` to `z`, then `0` to `9`.
fn digit(value: u32) -> char {
    let first = if value < 26 {
        u32::from('a')
    } else {
        u32::from('0') - 26
    };
    char::from_u32(first + value).unwrap_or('0')
}

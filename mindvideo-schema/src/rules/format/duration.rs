use super::{Cursor, Verdict};

/// `duration`: the production of that name of RFC 3339, appendix A. Letters of a grammar in ABNF
/// stand for both cases.
///
/// # Errors
/// What is wrong with it.
pub fn duration(text: &str) -> Verdict {
    let mut cursor = Cursor::new(text);
    if cursor.eat(b"Pp").is_none() {
        return Err("it does not begin with P".into());
    }
    let dates = units(&mut cursor, b"YMWD")?;
    let has_time = cursor.eat(b"Tt").is_some();
    let times = if has_time {
        units(&mut cursor, b"HMS")?
    } else {
        Vec::new()
    };
    if !cursor.is_done() {
        return Err("it is not a row of numbers, each with a unit".into());
    }
    if has_time && times.is_empty() {
        return Err("no time follows the T".into());
    }
    if dates.is_empty() && times.is_empty() {
        return Err("it has no number with a unit".into());
    }
    if dates.contains(&b'W') && (dates.len() > 1 || has_time) {
        return Err("weeks stand alone".into());
    }
    in_row(&dates, b"YMD")?;
    in_row(&times, b"HMS")
}

/// The units of the numbers that follow.
fn units(cursor: &mut Cursor<'_>, allowed: &[u8]) -> Result<Vec<u8>, super::Fault> {
    let both = [allowed.to_ascii_lowercase(), allowed.to_vec()].concat();
    let mut units = Vec::new();
    while cursor.digits() {
        let unit = cursor.eat(&both).map(|unit| unit.to_ascii_uppercase());
        // More than each once is out of order already.
        match unit.filter(|_| units.len() < allowed.len()) {
            Some(unit) => units.push(unit),
            None => return Err("a number is without a unit that may stand there".into()),
        }
    }
    Ok(units)
}

/// Whether the units follow each other as they do in the whole row: none is left out.
fn in_row(units: &[u8], row: &[u8]) -> Verdict {
    if units == b"W" || row.windows(units.len().max(1)).any(|part| part == units) {
        return Ok(());
    }
    match units {
        [] => Ok(()),
        _ => Err("units are out of order, twice, or left out between others".into()),
    }
}

use super::{Cursor, Fault, Verdict, expect};

/// `time`: `full-time` of RFC 3339, section 5.6, with its offset. A leap second is at 23:59:60 UTC.
///
/// # Errors
/// What is wrong with it.
pub fn time(text: &str) -> Verdict {
    let mut cursor = Cursor::new(text);
    full_time(&mut cursor)?;
    expect(cursor.is_done(), "something follows the offset")
}

pub(super) fn full_time(cursor: &mut Cursor<'_>) -> Verdict {
    let shape = || Fault::from("the time is not written as hh:mm:ss");
    let hour = cursor.number(2).ok_or_else(shape)?;
    cursor.eat(b":").ok_or_else(shape)?;
    let minute = cursor.number(2).ok_or_else(shape)?;
    cursor.eat(b":").ok_or_else(shape)?;
    let second = cursor.number(2).ok_or_else(shape)?;
    within("hour", hour, 23)?;
    within("minute", minute, 59)?;
    within("second", second, 60)?;
    if cursor.eat(b".").is_some() && !cursor.digits() {
        return Err("no digit follows the point".into());
    }
    // A day is added so that nothing is below zero.
    let utc = 24 * 60 + hour * 60 + minute - offset(cursor)?;
    if second == 60 && utc % (24 * 60) != 23 * 60 + 59 {
        return Err("a leap second is at 23:59:60 UTC only".into());
    }
    Ok(())
}

/// How many minutes of a day local time is ahead of UTC.
fn offset(cursor: &mut Cursor<'_>) -> Result<u32, Fault> {
    let shape = || Fault::from("the time ends without an offset: Z, or one like +01:00");
    let Some(sign) = cursor.eat(b"Zz+-") else {
        return Err(shape());
    };
    if matches!(sign, b'Z' | b'z') {
        return Ok(0);
    }
    let hours = cursor.number(2).ok_or_else(shape)?;
    cursor.eat(b":").ok_or_else(shape)?;
    let minutes = cursor.number(2).ok_or_else(shape)?;
    within("hour of the offset", hours, 23)?;
    within("minute of the offset", minutes, 59)?;
    let offset = hours * 60 + minutes;
    Ok(match sign {
        b'+' => offset,
        _ => (24 * 60 - offset) % (24 * 60),
    })
}

fn within(what: &str, value: u32, most: u32) -> Verdict {
    if value > most {
        return Err(format!("the {what} is {value:02}").into());
    }
    Ok(())
}

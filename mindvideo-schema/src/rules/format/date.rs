use super::{Cursor, Fault, Verdict, expect};

/// `date`: `full-date` of RFC 3339, section 5.6.
///
/// # Errors
/// What is wrong with it.
pub fn date(text: &str) -> Verdict {
    let mut cursor = Cursor::new(text);
    full_date(&mut cursor)?;
    expect(cursor.is_done(), "something follows the day")
}

pub(super) fn full_date(cursor: &mut Cursor<'_>) -> Verdict {
    let shape = || Fault::from("it is not written as YYYY-MM-DD");
    let year = cursor.number(4).ok_or_else(shape)?;
    cursor.eat(b"-").ok_or_else(shape)?;
    let month = cursor.number(2).ok_or_else(shape)?;
    cursor.eat(b"-").ok_or_else(shape)?;
    let day = cursor.number(2).ok_or_else(shape)?;
    let Some(days) = days(year, month) else {
        return Err(format!("the month is {month:02}").into());
    };
    if day == 0 || day > days {
        return Err(format!("{year:04}-{month:02} has {days} days, no day {day:02}").into());
    }
    Ok(())
}

fn days(year: u32, month: u32) -> Option<u32> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => return None,
    })
}

fn is_leap(year: u32) -> bool {
    let by = |divisor| year.is_multiple_of(divisor);
    by(4) && !by(100) || by(400)
}

use super::date::full_date;
use super::time::full_time;
use super::{Cursor, Verdict, expect};

/// `date-time`: the production of that name of RFC 3339, section 5.6.
///
/// # Errors
/// What is wrong with it.
pub fn date_time(text: &str) -> Verdict {
    let mut cursor = Cursor::new(text);
    full_date(&mut cursor)?;
    if cursor.eat(b"Tt").is_none() {
        return Err("no T and time follow the date".into());
    }
    full_time(&mut cursor)?;
    expect(cursor.is_done(), "something follows the offset")
}

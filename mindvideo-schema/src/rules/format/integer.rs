use super::Verdict;
use crate::decimal::Decimal;

/// `int32` and its kin: an integer between bounds, as the format registry of the OpenAPI
/// Initiative has it (<https://spec.openapis.org/registry/format/>). The registry lets `int64` and
/// `uint64` be strings, too; of strings nothing is asked.
///
/// # Errors
/// What is wrong with it.
pub fn integer(value: &Decimal, (least, greatest): (&str, &str)) -> Verdict {
    let bound = |text: &str| text.parse::<Decimal>().ok();
    if !value.is_integer() {
        return Err("it has a fraction".into());
    }
    if bound(least).is_some_and(|least| *value < least) {
        return Err(format!("it is less than {least}").into());
    }
    if bound(greatest).is_some_and(|greatest| *value > greatest) {
        return Err(format!("it is more than {greatest}").into());
    }
    Ok(())
}

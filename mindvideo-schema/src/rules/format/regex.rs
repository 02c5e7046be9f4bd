use super::Verdict;
use crate::pattern::Pattern;

/// `regex`: a regular expression of ECMA-262, also one that `pattern` does not take here.
///
/// # Errors
/// What is wrong with it.
pub fn regex(text: &str) -> Verdict {
    if Pattern::is_regex(text) {
        return Ok(());
    }
    Err(match Pattern::new(text) {
        Err(error) => error.to_string().into(),
        Ok(_) => "it is none of ECMA-262".into(),
    })
}

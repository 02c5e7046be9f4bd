//! Versions as the lock file has them.

const LOCK: &str = include_str!("../Cargo.lock");

pub(crate) fn version(name: &str) -> &'static str {
    let entry = format!("name = \"{name}\"\nversion = \"");
    let after = LOCK.split_once(&entry).map(|(_, after)| after);
    let version = after.and_then(|after| after.split('"').next());
    version.unwrap_or_else(|| panic!("{name} is not in the lock file"))
}

//! The models a sandbox serves.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cost::Cost;
use super::judge::Judge;
use super::media::MediaKind;

/// One model: what it makes, what a task costs, what its input must be.
pub(super) struct Offer {
    pub(super) slug: Arc<str>,
    pub(super) kind: MediaKind,
    pub(super) cost: Cost,
    pub(super) judge: Judge,
}

/// The models by slug.
#[derive(Default)]
pub(super) struct Catalog(BTreeMap<Arc<str>, Offer>);

impl Catalog {
    pub(super) fn add(&mut self, offer: Offer) {
        self.0.insert(Arc::clone(&offer.slug), offer);
    }

    pub(super) fn get(&self, slug: &str) -> Option<&Offer> {
        self.0.get(slug)
    }

    /// All slugs, for a message.
    pub(super) fn slugs(&self) -> String {
        let slugs: Vec<String> = self.0.keys().map(|slug| format!("`{slug}`")).collect();
        slugs.join(", ")
    }
}

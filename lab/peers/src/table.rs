//! The table, in Markdown.

use crate::{
    contestant::Contestant,
    purchase::{Purchase, Standing},
    versions::version,
};

pub(crate) fn legend() {
    for names in [
        &["reqwest-retry", "reqwest-middleware", "reqwest"][..],
        &["async-stripe", "async-stripe-core"],
        &["mindvideo"],
    ] {
        let named: Vec<_> = names
            .iter()
            .map(|name| format!("{name} {}", version(name)))
            .collect();
        println!("- {}", named.join(", "));
    }
    if !cfg!(feature = "uuid") {
        println!("- async-stripe without its feature `uuid`");
    }
    println!();
}

pub(crate) fn head() {
    let names: Vec<_> = Contestant::ALL.into_iter().map(Contestant::name).collect();
    line("after the charge", &names);
    println!("|---|{}", "---|".repeat(names.len()));
}

pub(crate) fn row(name: &str, purchases: &[Purchase]) {
    let cells: Vec<_> = purchases.iter().map(cell).collect();
    line(name, &cells);
}

fn cell(purchase: &Purchase) -> String {
    let words = |standing: Standing| match standing.charges {
        0 => "0".to_owned(),
        charges if standing.held => format!("{charges} held"),
        charges => format!("{charges} lost"),
    };
    let first = words(purchase.after_one);
    if purchase.after_one.held {
        return first;
    }
    format!("{first}; {}", words(purchase.after_two))
}

fn line(name: &str, cells: &[impl AsRef<str>]) {
    let cells: Vec<_> = cells.iter().map(AsRef::as_ref).collect();
    println!("| {name} | {} |", cells.join(" | "));
}

/// Double charges and lost tasks of one kind of caller.
#[derive(Clone, Copy, Default)]
struct Count {
    double: u32,
    lost: u32,
}

impl Count {
    fn add(&mut self, standing: Standing) {
        self.double += u32::from(standing.is_double());
        self.lost += u32::from(standing.is_lost());
    }
}

/// The counts of each contestant, for the caller who gives up and the one who calls again.
#[derive(Default)]
pub(crate) struct Totals([(Count, Count); Contestant::ALL.len()]);

impl Totals {
    pub(crate) fn add(&mut self, purchases: &[Purchase]) {
        for ((gives_up, calls_again), purchase) in self.0.iter_mut().zip(purchases) {
            gives_up.add(purchase.after_one);
            calls_again.add(purchase.after_two);
        }
    }

    pub(crate) fn print(&self, which: &str) {
        let words = |count: Count| format!("**{} / {}**", count.double, count.lost);
        let gives_up = self.0.map(|(gives_up, _)| words(gives_up));
        let calls_again = self.0.map(|(_, calls_again)| words(calls_again));
        line(&format!("**double / lost {which}: gives up**"), &gives_up);
        line(
            &format!("**double / lost {which}: calls again**"),
            &calls_again,
        );
    }

    pub(crate) fn ours_are_right(&self) -> bool {
        let mut counted = Contestant::ALL.into_iter().zip(self.0);
        counted.all(|(contestant, (gives_up, calls_again))| {
            let counts = [gives_up, calls_again];
            !contestant.is_ours() || counts.iter().all(|count| count.double + count.lost == 0)
        })
    }
}

//! Work on all cores.

/// The results of some work on each item, in their order, done by as many threads as there are
/// cores.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let part = |core: usize| {
        let mine = items.iter().enumerate().skip(core).step_by(cores);
        mine.map(|(number, item)| (number, work(number, item)))
            .collect::<Vec<_>>()
    };
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let part = &part;
        let threads: Vec<_> = (0..cores)
            .map(|core| scope.spawn(move || part(core)))
            .collect();
        let results = threads.into_iter().flat_map(|thread| {
            let result = thread.join();
            result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        results.collect()
    });
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

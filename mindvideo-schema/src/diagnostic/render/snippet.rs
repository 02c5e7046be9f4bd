//! The lines of the source with what is said about them drawn below.

use super::one_line;
use super::width::{is_unprintable, width};
use crate::diagnostic::{Diagnostic, Related, Source};
use crate::json::Span;
use crate::order::order;
use std::cmp::Reverse;

/// Columns a tab takes.
const TAB: usize = 4;
/// Lines up to this wide are shown whole.
const WIDEST: usize = 120;
/// Columns that are shown of wider lines.
const WINDOW: usize = 100;
/// Columns of them that are kept before what a mark points to.
const BEFORE: usize = 20;
/// Bytes before and behind a mark that are looked at to find those columns.
const REACH: usize = 1024;

/// A part of the source with something to say about it.
struct Mark {
    first: Point,
    /// Its last character; the same as `first` when it has none.
    last: Point,
    /// Offset in bytes in the line of `last`, behind the last character.
    end: usize,
    sign: char,
    label: String,
    /// For marks of several lines: the column of the gutter its line runs down.
    depth: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Point {
    line: u32,
    /// Offset in bytes in that line.
    byte: usize,
}

impl Mark {
    fn new(source: &Source, span: Span, sign: char, label: &str) -> Self {
        let span = source.clamp(span);
        let text = span.text(&source.text);
        // A line's end at the end of a span would drag the next line in.
        let body = text.trim_end_matches(['\n', '\r']);
        let length = body.char_indices().next_back().map_or(0, |(at, _)| at);
        let first = point(source, span.start);
        let last = point(source, span.start + offset(length));
        let end = last.byte + (body.len() - length);
        let label = one_line(label).into_owned();
        Self {
            first,
            last,
            end,
            sign,
            label,
            depth: 0,
        }
    }

    fn is_tall(&self) -> bool {
        self.first.line < self.last.line
    }

    /// The bytes of a line that it is drawn at, if it is drawn there.
    fn within(&self, line: u32) -> Option<(usize, usize)> {
        if self.is_tall() && self.first.line == line {
            Some((self.first.byte, self.first.byte))
        } else if self.is_tall() {
            (self.last.line == line).then_some((self.last.byte, self.end))
        } else {
            (self.last.line == line).then_some((self.first.byte, self.end))
        }
    }

    /// Whether a tall mark begins at the first character of its line, and needs no arm to it.
    fn starts_line(&self, source: &Source) -> bool {
        let before = source.line(self.first.line).get(..self.first.byte);
        before.is_some_and(|before| before.trim().is_empty())
    }
}

fn point(source: &Source, at: u32) -> Point {
    let line = source.place(at).line;
    let before = source.text.get(..at as usize).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Point {
        line,
        byte: before.len() - start,
    }
}

fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// What is drawn for one finding.
pub(super) struct Snippet<'a> {
    source: &'a Source,
    /// The primary mark comes first.
    marks: Vec<Mark>,
    /// The lines that are shown, in order.
    lines: Vec<u32>,
    /// How many columns the gutter has.
    depths: usize,
}

impl<'a> Snippet<'a> {
    pub(super) fn new(finding: &'a Diagnostic) -> Self {
        let source = &*finding.source;
        let primary = Mark::new(source, finding.span, '^', &finding.label);
        let secondary = finding.secondary.iter();
        let secondary = secondary.map(|(span, label)| Mark::new(source, *span, '-', label));
        Self::of(source, std::iter::once(primary).chain(secondary).collect())
    }

    /// A part of another text.
    pub(super) fn related(part: &'a Related) -> Self {
        let mark = Mark::new(&part.source, part.span, '-', &part.label);
        Self::of(&part.source, vec![mark])
    }

    fn of(source: &'a Source, mut marks: Vec<Mark>) -> Self {
        let depths = assign_depths(&mut marks);
        let mut ends = Vec::with_capacity(2 * marks.len());
        for mark in &marks {
            ends.extend([mark.first.line, mark.last.line]);
        }
        ends.sort_unstable();
        let mut lines: Vec<u32> = Vec::with_capacity(ends.len());
        for line in ends {
            match lines.last().map(|last| line - last) {
                Some(0) => {}
                // A single line left out would take as much room as the line itself.
                Some(2) => lines.extend([line - 1, line]),
                _ => lines.push(line),
            }
        }
        Self {
            source,
            marks,
            lines,
            depths,
        }
    }

    /// How many columns the longest line number takes.
    pub(super) fn number_width(&self) -> usize {
        self.lines.last().map_or(1, |line| line.to_string().len())
    }

    /// The lines, with their numbers in as many columns as given.
    pub(super) fn rows(&self, number_width: usize) -> Vec<String> {
        let margin = " ".repeat(number_width);
        let mut gutter = vec![' '; self.depths];
        let mut rows = Vec::new();
        let mut last = None;
        for &line in &self.lines {
            if last.is_some_and(|last| last + 1 < line) {
                let gap = format!("{:width$}", "...", width = margin.len() + 3);
                rows.push(gap + &gutter.iter().collect::<String>());
            }
            last = Some(line);
            let part = self.part(line);
            let shown = Shown::new(&part, &self.columns(line, &part));
            self.begin(line, &shown, &mut gutter);
            let number = format!("{line:>width$} | ", width = margin.len());
            rows.push(number + &self.lead(&gutter) + &shown.text);
            for slot in gutter.iter_mut().filter(|slot| **slot == '/') {
                *slot = '|';
            }
            for row in self.below(line, &part, &shown, &mut gutter) {
                rows.push(format!("{margin} | {row}"));
            }
        }
        rows.iter().map(|row| row.trim_end().to_owned()).collect()
    }

    /// What stands before a line: the columns of the gutter and a space, or nothing.
    fn lead(&self, gutter: &[char]) -> String {
        let space = (self.depths > 0).then_some(' ');
        gutter.iter().copied().chain(space).collect()
    }

    /// Starts the tall marks that begin with this line.
    fn begin(&self, line: u32, shown: &Shown, gutter: &mut [char]) {
        for mark in self.marks.iter().filter(|mark| mark.is_tall()) {
            if mark.first.line == line && mark.starts_line(self.source) && !shown.cut_left {
                set(gutter, mark.depth, '/');
            }
        }
    }

    /// What is near the first mark of a line.
    fn part(&self, line: u32) -> Part<'a> {
        let first = self.marks.iter().find_map(|mark| mark.within(line));
        Part::new(self.source.line(line), first.map_or(0, |(from, _)| from))
    }

    /// The columns that marks point to in this line, the primary mark's first.
    fn columns(&self, line: u32, part: &Part<'_>) -> Vec<(usize, usize)> {
        let within = self.marks.iter().filter_map(|mark| mark.within(line));
        let columns = within.map(|(from, to)| {
            let from = part.column(from);
            (from, part.column(to).max(from + 1))
        });
        columns.collect()
    }

    /// The rows below a line: what underlines it, then the ends of the tall marks.
    fn below(&self, line: u32, part: &Part<'_>, shown: &Shown, gutter: &mut [char]) -> Vec<String> {
        let at = |byte: usize| shown.at(part.column(byte));
        let flat = self
            .marks
            .iter()
            .filter(|mark| !mark.is_tall() && mark.first.line == line);
        let flat = flat.map(|mark| {
            let from = at(mark.first.byte);
            let to = at(mark.end).max(from + 1);
            Underline {
                from,
                to,
                sign: mark.sign,
                label: &mark.label,
            }
        });
        let lead = self.lead(gutter);
        let flat: Vec<_> = flat.collect();
        let mut rows = underlines(&flat);
        for row in &mut rows {
            row.insert_str(0, &lead);
        }

        for mark in self.marks.iter().filter(|mark| mark.is_tall()) {
            let began = gutter.get(mark.depth) == Some(&'|');
            if mark.first.line == line && !began {
                rows.push(self.arm(gutter, mark, at(mark.first.byte), ""));
                set(gutter, mark.depth, '|');
            } else if mark.last.line == line {
                rows.push(self.arm(gutter, mark, at(mark.last.byte), &mark.label));
                set(gutter, mark.depth, ' ');
            }
        }
        rows
    }

    /// A line from the gutter to a column of the text.
    fn arm(&self, gutter: &[char], mark: &Mark, column: usize, label: &str) -> String {
        let lead = self.lead(gutter);
        let mut row: Vec<char> = lead.chars().collect();
        row.resize(lead.len() + column, ' ');
        for slot in row
            .iter_mut()
            .skip(mark.depth + 1)
            .filter(|slot| **slot == ' ')
        {
            *slot = '_';
        }
        row.push(mark.sign);
        let row: String = row.into_iter().collect();
        format!("{row} {label}").trim_end().to_owned()
    }
}

fn set(gutter: &mut [char], depth: usize, sign: char) {
    if let Some(slot) = gutter.get_mut(depth) {
        *slot = sign;
    }
}

/// Gives each tall mark a column of the gutter that no other one uses at the same lines, those
/// that begin first furthest to the left. Returns how many columns there are.
fn assign_depths(marks: &mut [Mark]) -> usize {
    let place = |at: usize| marks.get(at).map(|mark| (mark.first, Reverse(mark.last)));
    let by_place = order(marks.len(), &|a, b| place(a).cmp(&place(b)));
    // The last line that each column is used at.
    let mut used: Vec<u32> = Vec::new();
    for at in by_place {
        let Some(mark) = marks.get_mut(at).filter(|mark| mark.is_tall()) else {
            continue;
        };
        let free = used.iter().position(|last| *last < mark.first.line);
        mark.depth = free.unwrap_or(used.len());
        match used.get_mut(mark.depth) {
            Some(last) => *last = mark.last.line,
            None => used.push(mark.last.line),
        }
    }
    used.len()
}

/// A mark within one line: columns as they are shown.
struct Underline<'a> {
    from: usize,
    to: usize,
    sign: char,
    label: &'a str,
}

/// The signs in one row, the label of the last one behind them, the other labels below, each at
/// the end of a line down from its mark.
fn underlines(marks: &[Underline<'_>]) -> Vec<String> {
    let Some(end) = marks.iter().map(|mark| mark.to).max() else {
        return Vec::new();
    };
    let mut signs = vec![' '; end];
    // The primary mark is drawn over the others.
    for is_primary in [false, true] {
        for mark in marks.iter().filter(|mark| (mark.sign == '^') == is_primary) {
            if let Some(covered) = signs.get_mut(mark.from..mark.to) {
                covered.fill(mark.sign);
            }
        }
    }
    let mut row: String = signs.into_iter().collect();

    let key = |at: usize| {
        marks
            .get(at)
            .map(|mark| (Reverse(mark.from), mark.sign == '^'))
    };
    let mut hanging = Vec::new();
    for at in order(marks.len(), &|a, b| key(a).cmp(&key(b))) {
        hanging.extend(marks.get(at).filter(|mark| !mark.label.is_empty()));
    }
    let is_last =
        |mark: &&Underline<'_>| mark.to == end && marks.iter().all(|other| other.from <= mark.from);
    if let Some(at) = hanging.iter().position(is_last) {
        let mark = hanging.remove(at);
        row = row + " " + mark.label;
    }
    let mut rows = vec![row];
    let stems = |marks: &[&Underline<'_>], end: usize| -> String {
        let stem = |column| marks.iter().any(|mark| mark.from == column);
        (0..end)
            .map(|column| if stem(column) { '|' } else { ' ' })
            .collect()
    };
    if !hanging.is_empty() {
        rows.push(stems(&hanging, end));
    }
    for (index, mark) in hanging.iter().enumerate() {
        let rest = hanging.get(index + 1..).unwrap_or_default();
        rows.push(stems(rest, mark.from) + mark.label);
    }
    rows
}

/// What of a line is near a mark: a whole file may be one line, with a finding for each of its
/// words, and no more than some columns of it are shown.
struct Part<'a> {
    text: &'a str,
    /// Bytes of the line before it.
    start: usize,
    /// Whether the line goes on behind it.
    goes_on: bool,
}

impl<'a> Part<'a> {
    fn new(line: &'a str, mark: usize) -> Self {
        let start = line.floor_char_boundary(mark.saturating_sub(REACH));
        let end = line.ceil_char_boundary(mark.saturating_add(REACH));
        Self {
            text: line.get(start..end).unwrap_or(line),
            start,
            goes_on: end < line.len(),
        }
    }

    /// How many of its columns stand before a byte of the line.
    fn column(&self, byte: usize) -> usize {
        let before = self.text.get(..byte.saturating_sub(self.start));
        width_of(before.unwrap_or(self.text))
    }
}

/// One line of the source as it is shown.
struct Shown {
    text: String,
    /// The columns of the part that are shown.
    from: usize,
    to: usize,
    cut_left: bool,
}

impl Shown {
    /// `marks` are the columns that have to be seen, the most important first.
    fn new(part: &Part<'_>, marks: &[(usize, usize)]) -> Self {
        let full = width_of(part.text);
        let is_whole = part.start == 0 && !part.goes_on;
        let (from, to) = if is_whole && full <= WIDEST {
            (0, full)
        } else {
            window(full, marks)
        };
        let (cut_left, cut_right) = (part.start > 0 || from > 0, part.goes_on || to < full);
        let mut text = String::new();
        let mut at = 0;
        for character in part.text.chars() {
            let wide = columns(character);
            let visible = (at + wide).min(to).saturating_sub(at.max(from));
            match character {
                '\t' => text.extend(std::iter::repeat_n(' ', visible)),
                _ if visible < wide => text.extend(std::iter::repeat_n(' ', visible)),
                _ if at < from || at + wide > to => {}
                c if is_unprintable(c) => text.push('\u{FFFD}'),
                c => text.push(c),
            }
            at += wide;
        }
        let dots = |cut| if cut { "…" } else { "" };
        let text = format!("{}{text}{}", dots(cut_left), dots(cut_right));
        Self {
            text,
            from,
            to,
            cut_left,
        }
    }

    /// Where a column of the line is shown; what is cut off is at the dots.
    fn at(&self, column: usize) -> usize {
        match column.checked_sub(self.from) {
            None => 0,
            Some(_) => column.min(self.to) - self.from + usize::from(self.cut_left),
        }
    }
}

/// What is shown of something `full` columns wide: all marks if they fit, else the first.
fn window(full: usize, marks: &[(usize, usize)]) -> (usize, usize) {
    let all = marks
        .iter()
        .copied()
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let all = all.filter(|all| all.1 - all.0 + 2 * BEFORE <= WINDOW);
    let (start, end) = all.or(marks.first().copied()).unwrap_or_default();
    let before = (WINDOW.saturating_sub(end - start) / 2).max(BEFORE);
    let from = start
        .saturating_sub(before)
        .min(full.saturating_sub(WINDOW));
    (from, from + WINDOW)
}

fn width_of(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(character: char) -> usize {
    match character {
        '\t' => TAB,
        c if is_unprintable(c) => 1,
        c => width(c),
    }
}

#!/usr/bin/env python3
"""Writes src/rules/format/idna/tables.rs: what a label of a host name may hold.

    python3 -m venv venv && venv/bin/pip install unicodedata2 regex idna
    venv/bin/python tools/idna_tables.py > src/rules/format/idna/tables.rs

The derived property PVALID is computed as RFC 5892 section 3 says and compared
with the table that the package idna ships. Only code points that a label may
hold count: between them the other tables say whatever is shortest, and where a
general category (which the pattern's tables know) tells the same, nothing.
"""

import sys

import regex
import unicodedata2 as unicode
from idna import idnadata

CODE_POINTS = range(0x110000)

# RFC 5892, section 2.6: exceptions, and section 2.8: join controls.
PVALID = {0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007}
CONTEXTO = {0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, *range(0x660, 0x66A), *range(0x6F0, 0x6FA)}
CONTEXTJ = {0x200C, 0x200D}
DISALLOWED = {0x640, 0x7FA, 0x302E, 0x302F, *range(0x3031, 0x3036), 0x303B}
# Section 2.4: IgnorableBlocks.
IGNORABLE_BLOCKS = {*range(0x20D0, 0x2100), *range(0x1D100, 0x1D200), *range(0x1D200, 0x1D250)}
LETTERS_AND_DIGITS = {"Ll", "Lu", "Lo", "Nd", "Lm", "Mn", "Mc"}
# Upper case is never stable, so this set is nearer to PVALID.
NEAREST = LETTERS_AND_DIGITS - {"Lu"}


def members(name):
    pattern = regex.compile(rf"\p{{{name}}}")
    return {code for code in CODE_POINTS if pattern.match(chr(code))}


def is_pvalid(category, folded, ignorable, jamo):
    """The order of RFC 5892, section 3, for what is no context rule's."""

    def answer(code):
        char = chr(code)
        if code in PVALID:
            return True
        if code in CONTEXTO | CONTEXTJ | DISALLOWED or category[code] in ("Cn", "Cs"):
            return False
        if char == "-" or "0" <= char <= "9" or "a" <= char <= "z":
            return True
        # NFKC(casefold(NFKC(c))) differs from c where either step changes it.
        if unicode.normalize("NFKC", char) != char or code in folded:
            return False
        if code in ignorable or code in IGNORABLE_BLOCKS or code in jamo:
            return False
        return category[code] in LETTERS_AND_DIGITS

    return [answer(code) for code in CODE_POINTS]


def check(pvalid):
    if not idnadata.__version__ == unicode.unidata_version:
        sys.exit("idna and unicodedata2 disagree on the Unicode version")
    listed = set()
    for run in idnadata.codepoint_classes["PVALID"]:
        listed.update(range(run >> 32, run & 0xFFFFFFFF))
    if listed != {code for code in CODE_POINTS if pvalid[code]}:
        sys.exit("idna has another set of valid code points")


def toggles(values):
    out, inside = [], False
    for code, value in enumerate(values):
        if value != inside:
            out.append(code)
            inside = value
    return out


def runs(used, value):
    """(first code point << 8 | value) wherever the value changes among code points in use."""
    out, last = [], None
    for code in CODE_POINTS:
        if code in used and value(code) != last:
            last = value(code)
            out.append(code << 8 | last)
    return out


def numbers(values):
    lines, line = [], "   "
    for value in values:
        word = f" {value:#x},"
        if len(line) + len(word) > 110:
            lines.append(line)
            line = "   "
        line += word
    return "\n".join(lines + [line])


def static(doc, name, kind, body):
    print(f"\n/// {doc}\n#[rustfmt::skip]\npub(super) static {name}: &[{kind}] = &[\n{body}\n];")


def main():
    category = [unicode.category(chr(code)) for code in CODE_POINTS]
    jamo = set().union(*(members(f"Hangul_Syllable_Type={kind}") for kind in "LVT"))
    ignorable = members("Default_Ignorable_Code_Point") | members("White_Space") | members("Noncharacter_Code_Point")
    pvalid = is_pvalid(category, members("Changes_When_Casefolded"), ignorable, jamo)
    check(pvalid)
    used = {code for code in CODE_POINTS if pvalid[code]} | CONTEXTO | CONTEXTJ

    bidi_classes = ["", "L", "R", "AL", "AN", "EN", "ES", "ON", "BN", "NSM"]
    joining_types = ["", "U", "L", "R", "D", "T"]
    # The rule for U+200C asks for L, R, D and T: what only causes joining is as good as U.
    joining = {code: kind for kind in "LRDT" for code in members(f"Joining_Type={kind}")}

    def bidi(code):
        kind = unicode.bidirectional(chr(code))
        usual = "NSM" if category[code] == "Mn" else "L"
        return 0 if kind == usual else bidi_classes.index(kind)

    def joins(code):
        kind = joining.get(code, "U")
        usual = "T" if category[code] == "Mn" else "U"
        return 0 if kind == usual else joining_types.index(kind)

    pairs = []
    for code in CODE_POINTS:
        parts = unicode.decomposition(chr(code)).split()
        # Jamo are disallowed, so syllables of Hangul neither come apart nor together.
        hangul = 0xAC00 <= code <= 0xD7A3
        stays = unicode.normalize("NFC", chr(code)) == chr(code)
        if not stays or hangul or len(parts) != 2 or parts[0][0] == "<":
            continue
        first, second = (int(part, 16) for part in parts)
        if pvalid[code] or {first, second} <= used:
            pairs.append(f"    ({first:#x}, {second:#x}, {code:#x}),")

    print(f"//! Unicode {unicode.unidata_version}: what RFC 5892 and RFC 5893 ask of code points.")
    print("//!\n//! Written by `tools/idna_tables.py`, which says how; not to be edited.")
    static("Where PVALID starts and stops differing from the categories Ll, Lo, Nd, Lm, Mn and Mc.",
           "PVALID", "u32",
           numbers(toggles(valid != (category[code] in NEAREST) for code, valid in enumerate(pvalid))))
    static("First code point of a run, times 256, plus its bidirectional class: 0 for NSM in category Mn and L "
           "elsewhere, then in order " + ", ".join(bidi_classes[1:]) + ".", "BIDI_RUNS", "u32",
           numbers(runs(used, bidi)))
    static("First code point of a run, times 256, plus its joining type: 0 for T in category Mn and U elsewhere, "
           "then in order " + ", ".join(joining_types[1:]) + ".", "JOINING_RUNS", "u32",
           numbers(runs(used, joins)))
    static("First code point of a run, times 256, plus its canonical combining class.", "CLASS_RUNS", "u32",
           numbers(runs(used, lambda code: unicode.combining(chr(code)))))
    static("Two characters and the one that they compose to, by that one.", "COMPOSITIONS", "(u32, u32, u32)",
           "\n".join(pairs))


main()

#!/usr/bin/env python3
"""Writes src/pattern/unicode_tables.rs: what `\\p{..}` of ECMA-262 means.

    python3 -m venv venv && venv/bin/pip install unicodedata2 fonttools regex
    venv/bin/python tools/unicode_tables.py > src/pattern/unicode_tables.rs

General categories come from unicodedata2, scripts and script extensions from
fonttools, the binary properties from regex. The three must speak of the same
Unicode version; the script stops when they do not.
"""

import re
import sys

import regex
import unicodedata2
from fontTools import unicodedata as scripts
from fontTools.unicodedata import ScriptExtensions, Scripts

CODE_POINTS = range(0x110000)

CATEGORIES = """
Lu Uppercase_Letter|Ll Lowercase_Letter|Lt Titlecase_Letter|Lm Modifier_Letter|Lo Other_Letter
Mn Nonspacing_Mark|Mc Spacing_Mark|Me Enclosing_Mark
Nd Decimal_Number digit|Nl Letter_Number|No Other_Number
Pc Connector_Punctuation|Pd Dash_Punctuation|Ps Open_Punctuation|Pe Close_Punctuation
Pi Initial_Punctuation|Pf Final_Punctuation|Po Other_Punctuation
Sm Math_Symbol|Sc Currency_Symbol|Sk Modifier_Symbol|So Other_Symbol
Zs Space_Separator|Zl Line_Separator|Zp Paragraph_Separator
Cc Control cntrl|Cf Format|Cs Surrogate|Co Private_Use|Cn Unassigned
"""
GROUPS = """
LC Cased_Letter=Lu Ll Lt|L Letter=Lu Ll Lt Lm Lo|M Mark Combining_Mark=Mn Mc Me|N Number=Nd Nl No
P Punctuation punct=Pc Pd Ps Pe Pi Pf Po|S Symbol=Sm Sc Sk So|Z Separator=Zs Zl Zp
C Other=Cc Cf Cs Co Cn
"""
# ECMA-262, table "Binary Unicode property aliases", but for ASCII, Any and
# Assigned (rules, not data) and Changes_When_NFKC_Casefolded (no source).
BINARY = """
AHex ASCII_Hex_Digit|Alpha Alphabetic|Bidi_C Bidi_Control|Bidi_M Bidi_Mirrored|CI Case_Ignorable
Cased|CWCF Changes_When_Casefolded|CWCM Changes_When_Casemapped|CWL Changes_When_Lowercased
CWT Changes_When_Titlecased|CWU Changes_When_Uppercased|Dash|DI Default_Ignorable_Code_Point
Dep Deprecated|Dia Diacritic|Emoji|EComp Emoji_Component|EMod Emoji_Modifier
EBase Emoji_Modifier_Base|EPres Emoji_Presentation|ExtPict Extended_Pictographic|Ext Extender
Gr_Base Grapheme_Base|Gr_Ext Grapheme_Extend|Hex Hex_Digit|IDSB IDS_Binary_Operator
IDST IDS_Trinary_Operator|IDC ID_Continue|IDS ID_Start|Ideo Ideographic|Join_C Join_Control
LOE Logical_Order_Exception|Lower Lowercase|Math|NChar Noncharacter_Code_Point
Pat_Syn Pattern_Syntax|Pat_WS Pattern_White_Space|QMark Quotation_Mark|Radical
RI Regional_Indicator|STerm Sentence_Terminal|SD Soft_Dotted|Term Terminal_Punctuation
UIdeo Unified_Ideograph|Upper Uppercase|VS Variation_Selector|space White_Space
XIDC XID_Continue|XIDS XID_Start
"""
SCRIPT_ALIASES = {"Copt": ["Qaac"], "Zinh": ["Qaai"]}


def entries(text):
    return [entry for line in text.split("\n") for entry in line.split("|") if entry]


def version():
    """The Unicode version, the same in all three sources or the end."""
    found = {
        re.search(r"Scripts-([\d.]+)\.txt", open(Scripts.__file__).read()).group(1),
        re.search(r"ScriptExtensions-([\d.]+)\.txt", open(ScriptExtensions.__file__).read()).group(1),
        unicodedata2.unidata_version,
    }
    if len(found) != 1:
        sys.exit(f"the packages disagree on the Unicode version: {sorted(found)}")
    unassigned = regex.compile(r"\p{Cn}")
    for code in CODE_POINTS:
        char = chr(code)
        if bool(unassigned.match(char)) != (unicodedata2.category(char) == "Cn"):
            sys.exit(f"regex and unicodedata2 disagree on U+{code:04X}")
    return found.pop()


def runs(values):
    """(first code point, value) wherever the value changes."""
    out = []
    for code, value in enumerate(values):
        if not out or out[-1][1] != value:
            out.append((code, value))
    return out


def toggles(members):
    """The code points where membership changes, starting outside."""
    out, inside = [], False
    for code, member in enumerate(members):
        if member != inside:
            out.append(code)
            inside = member
    return out + [0x110000] if inside else out


def against_categories(category, members):
    """The set of categories nearest to a property, and the toggles between the two."""
    count = max(category) + 1
    inside, total = [0] * count, [0] * count
    for cat, member in zip(category, members):
        total[cat] += 1
        inside[cat] += member
    mask = {cat for cat in range(count) if 2 * inside[cat] > total[cat]}

    def difference(mask):
        table = [cat in mask for cat in range(count)]
        return toggles([table[cat] != member for cat, member in zip(category, members)])

    best = difference(mask)
    for cat in [cat for cat in range(count) if 0 < inside[cat] < total[cat]]:
        other = mask ^ {cat}
        candidate = difference(other)
        if len(candidate) < len(best):
            mask, best = other, candidate
    return sum(1 << cat for cat in mask), best


def numbers(values):
    lines, line = [], "   "
    for value in values:
        word = f" {value:#x},"
        if len(line) + len(word) > 150:
            lines.append(line)
            line = "   "
        line += word
    return "\n".join(lines + [line])


def static(doc, name, kind, body):
    print(f"\n/// {doc}\n#[rustfmt::skip]\npub(super) static {name}: &[{kind}] = &[\n{body}\n];")


def main():
    unicode = version()
    shorts = [entry.split()[0] for entry in entries(CATEGORIES)]
    category = [shorts.index(unicodedata2.category(chr(code))) for code in CODE_POINTS]
    names = []
    for entry in entries(CATEGORIES):
        names += [(name, 1 << shorts.index(entry.split()[0])) for name in entry.split()]
    for entry in entries(GROUPS):
        left, right = entry.split("=")
        mask = sum(1 << shorts.index(short) for short in right.split())
        names += [(name, mask) for name in left.split()]

    codes = ["Zzzz"] + sorted(set(Scripts.VALUES) - {"Zzzz"})
    if len(codes) > 256:
        sys.exit("a script no longer fits one byte")
    script = [codes.index(scripts.script(chr(code))) for code in CODE_POINTS]
    script_names = []
    for index, code in enumerate(codes):
        aliases = [code, Scripts.NAMES[code], *SCRIPT_ALIASES.get(code, [])]
        script_names += [(name, index) for name in dict.fromkeys(aliases)]
    extended = []
    for code in CODE_POINTS:
        used = tuple(sorted(codes.index(name) for name in scripts.script_extension(chr(code))))
        extended.append(None if used == (script[code],) else used)
    extension_runs = runs(extended)

    print(f"//! Unicode {unicode}: general categories, scripts and binary properties.")
    print("//!\n//! Written by `tools/unicode_tables.py`, which says how; not to be edited.")
    print("//! Code points are hexadecimal; a run reaches up to the start of the next.")
    static("General categories by name: a bit for each category of [`CATEGORY_RUNS`].", "CATEGORIES", "(&str, u32)",
           "\n".join(f'    ("{name}", {mask:#x}),' for name, mask in sorted(names)))
    static("First code point of a run, times 256, plus the number of its category.", "CATEGORY_RUNS", "u32",
           numbers(code << 8 | value for code, value in runs(category)))
    static("Scripts by name: the number used in [`SCRIPT_RUNS`].", "SCRIPTS", "(&str, u8)",
           "\n".join(f'    ("{name}", {index}),' for name, index in sorted(script_names)))
    static("First code point of a run, times 256, plus the number of its script.", "SCRIPT_RUNS", "u32",
           numbers(code << 8 | value for code, value in runs(script)))
    body = []
    for (first, value), (after, _) in zip(extension_runs, extension_runs[1:] + [(0x110000, None)]):
        if value is not None:
            body.append(f"    ({first:#x}, {after - 1:#x}, &{list(value)}),")
    static("First and last code point, and the scripts that use them in place of the one in [`SCRIPT_RUNS`].",
           "SCRIPT_EXTENSIONS", "(u32, u32, &[u8])", "\n".join(body))
    body = []
    for entry in sorted(entries(BINARY), key=lambda entry: entry.split()[-1]):
        words = entry.split()
        pattern = regex.compile(rf"\p{{{words[-1]}}}")
        members = [bool(pattern.match(chr(code))) for code in CODE_POINTS]
        mask, differing = against_categories(category, members)
        points = numbers(differing).strip()
        body.append(f'    ("{words[0]}", "{words[-1]}", {mask:#x}, &[{points}]),')
    static("Binary properties: short name, long name, the nearest set of categories, and where the property "
           "starts and stops differing from it.", "BINARY", "(&str, &str, u32, &[u32])", "\n".join(body))


main()

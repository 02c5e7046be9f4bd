// Writes src/pattern/tests/verdicts.json: random patterns, and what a JavaScript engine says of them.
//
//     node tools/pattern_verdicts.mjs 1500 > src/pattern/tests/verdicts.json
//
// Each entry is [pattern, mode, texts, answers]. The mode is "u" when the flag `u` takes the pattern,
// "b" when only the grammar of Annex B does, "-" when none does; an answer is "1" for a match.

let state = 0x5eed0004n;
const MASK = (1n << 64n) - 1n;

function below(bound) {
  state ^= state >> 12n;
  state ^= (state << 25n) & MASK;
  state ^= state >> 27n;
  return Number(((state * 0x2545f4914f6cdd1dn) & MASK) >> 33n) % bound;
}

const pick = (from) => from[below(from.length)];

const ATOMS = ["a", "b", "c", "-", "a", "b", "_", "é", "😀", " ", ".", "\\w", "\\W", "\\d", "\\D", "\\s", "\\S",
  "[ab]", "[^a]", "[a-c]", "[^\\w-]", "[\\s\\d]", "[]", "[^]", "\\p{L}", "\\P{Lu}", "\\u{1F600}", "\\x61",
  "[é-😀]", "\\n", "[\\-a]", "\\.", "ab", "ba"];
const ASSERTIONS = ["^", "$", "\\b", "\\B", "^", "$"];
const QUANTIFIERS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,3}", "{0}", "{1,2}?"];
const PIECES = ["(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", ".", "\\", "-", ",", "0", "1", "2", "9",
  "a", "b", "x", "c", "=", "<", ">", "!", ":", "(?:", "(?=", "(?<", "(?<n>", "\\u0061", "\\b", "\\d", "\\-", "\\ ",
  "\\_", "[\\w-", "é", "{1,2}", "{3,}", "a{", "\\0", "\\012"];

function pattern(depth) {
  let out = "";
  for (let branches = pick([1, 1, 1, 2, 3]); branches > 0; branches--) {
    for (let terms = below(4); terms > 0; terms--) out += term(depth);
    if (branches > 1) out += "|";
  }
  return out;
}

function term(depth) {
  const kind = below(depth === 0 ? 7 : 12);
  if (kind === 0) return pick(ASSERTIONS);
  if (kind > 9) return pick(["(?=", "(?!", "(?<=", "(?<!"]) + pattern(depth - 1) + ")";
  const atom = kind < 7 ? pick(ATOMS) : pick(["(", "(?:"]) + pattern(depth - 1) + ")";
  return below(5) < 2 ? atom + pick(QUANTIFIERS) : atom;
}

// Groups, and references to them and to what is not there. They are short, for engines backtrack.
function referring(depth) {
  let out = "";
  for (let terms = 1 + below(4); terms > 0; terms--) {
    const kind = below(depth === 0 ? 6 : 12);
    if (kind < 4) out += pick(["a", "b", ".", "[ab]", "a", "é"]);
    else if (kind < 6) out += pick(["\\1", "\\1", "\\2", "\\k<n>", "\\b", "$"]);
    else {
      out += pick(["(", "(", "(", "(?<n>", "(?:", "(?=", "(?!", "(?<=", "(?<!"]) + referring(depth - 1);
      out += below(4) === 0 ? "|" + referring(depth - 1) + ")" : ")";
    }
    if (below(5) < 2) out += pick(QUANTIFIERS);
  }
  return out;
}

const sloppy = () => Array.from({ length: below(9) }, () => pick(PIECES)).join("");

function compile(source, flags) {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

function entry(source, letters) {
  const strict = compile(source, "u");
  const compiled = strict ?? compile(source, "");
  const texts = Array.from({ length: 6 }, () => Array.from({ length: below(9) }, () => pick(letters)).join(""));
  const answers = compiled ? texts.map((text) => (compiled.test(text) ? "1" : "0")).join("") : "";
  return JSON.stringify([source, strict ? "u" : compiled ? "b" : "-", compiled ? texts : [], answers]);
}

const lines = [];
for (let count = Number(process.argv[2] ?? 1500); count > 0; count--) {
  // No text beyond the BMP: V8 lets /\B/u match inside of a surrogate pair, which ECMA-262 does not.
  lines.push(entry(pattern(3), ["a", "b", "c", "a", "b", "-", "_", " ", "\n", "é", "日"]));
  lines.push(entry(sloppy(), ["a", "b", "{", "}", "]", "-", "_", " ", "\n", "é", "0"]));
  // Not every engine knows two groups of one name yet.
  let named = 0;
  const groups = pick(["", "(a|.)(?<n>b|a?)", "(?<n>.)(b*)?"]);
  const referred = (groups + referring(2)).replaceAll("(?<n>", () => (named++ === 0 ? "(?<n>" : "("));
  lines.push(entry(pick(["", "^"]) + referred + pick(["", "$"]), ["a", "b", "a", "b", "é"]));
}
console.log("[\n" + lines.join(",\n") + "\n]");

/**
 * The parts of one command by Stata's grammar, `word varlist if expression in range [weight], options`, and its options by a command's
 * rules: full names and their shortest forms, what takes an argument, what is refused and what changes no estimate. Must not know
 * what they mean.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import { insteadOfPrefix } from "./command-names.js";
import { type Piece, type StataText, walk, within, wordsOf } from "./stata-text.js";

/** An option as written: `robust`, or `absorb(id year)` with its argument. */
interface WrittenOption {
  readonly name: string;
  readonly start: number;
  readonly argument: Piece | undefined;
}

/** A command in its parts; `word` is its name as written. */
export interface CommandLine {
  readonly text: StataText;
  readonly word: Piece;
  readonly variables: Piece;
  readonly condition: Piece | undefined;
  /** What stands between the brackets of `[aw=x]`. */
  readonly weight: Piece | undefined;
  readonly options: readonly WrittenOption[];
}

/** Words before a command that change nothing of what it estimates. */
const PREFIX =
  /^(?:qui(?:e(?:t(?:l(?:y)?)?)?)?|n(?:o(?:i(?:s(?:i(?:l(?:y)?)?)?)?)?)?|cap(?:t(?:u(?:r(?:e)?)?)?)?)\b\s*:?\s*/;
const WEIGHT = /^\[\s*(?:aw|pw|fw|iw|w)[a-z]*\s*=/;
/** A prefix with its options, up to the colon. */
const PREFIXED = /^[^("]*?(?:\((?:[^()"]|"[^"]*")*\)[^("]*?)*:/;
const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_]*/u;

/** Throws UsageError `stata_syntax`, `stata_option_syntax`; NotSupported `stata_prefix`, `stata_range`. */
export function readCommand(text: StataText): CommandLine {
  const word = readWord(text);
  const whole = text.piece(word.start + word.text.length, text.text.length);
  const { body, options } = atComma(text, whole);
  const marks = marksOf(text, body);
  const part = (kind: Mark["kind"]) => {
    const found = marks.filter((mark) => mark.kind === kind);
    if (found.length > 1) throw text.fail("stata_syntax", `'${kind}' stands twice.`, body.start + found[1]!.at);
    const [mark] = found;
    if (mark === undefined) return undefined;
    const next = marks.find(({ at }) => at > mark.at);
    return within(body, mark.from, mark.to ?? next?.at);
  };
  const range = marks.find(({ kind }) => kind === "in");
  if (range !== undefined) {
    const message = "'in' (rows by number) is not translated; select rows by a condition, as in if year >= 2007.";
    throw text.refuse("stata_range", message, body.start + range.at);
  }
  const condition = part("if");
  if (condition?.text === "") throw text.fail("stata_syntax", "'if' needs a condition after it.", condition.start);
  return {
    text,
    word,
    variables: within(body, 0, marks[0]?.at),
    condition,
    weight: part("weight"),
    options: options === undefined ? [] : readOptions(text, options),
  };
}

/** The command's name, words such as `quietly` before it passed over. */
function readWord(text: StataText): Piece {
  let start = 0;
  for (;;) {
    const rest = text.text.slice(start);
    const prefix = PREFIX.exec(rest);
    if (prefix !== null && prefix[0].length < rest.length) {
      start += prefix[0].length;
      continue;
    }
    const name = NAME.exec(rest)?.[0];
    if (name === undefined) throw text.fail("stata_syntax", "a command begins with its name, as in reg y x.", start);
    const colon = PREFIXED.exec(rest)?.[0];
    if (colon === undefined) return { text: name, start };
    // xi makes the dummies that i. stands for since Stata 11
    if (name !== "eststo" && name !== "xi") {
      const message = `the prefix '${name}' is not translated; ${insteadOfPrefix(name)}.`;
      throw text.refuse("stata_prefix", message, start);
    }
    start += colon.length + (/^\s*/.exec(rest.slice(colon.length))?.[0].length ?? 0);
  }
}

function atComma(text: StataText, whole: Piece): { body: Piece; options: Piece | undefined } {
  const commas: number[] = [];
  walk(whole.text, (at, depth) => {
    if (depth === 0 && whole.text[at] === ",") commas.push(at);
  });
  const [first, second] = commas;
  if (first === undefined) return { body: whole, options: undefined };
  if (second !== undefined) {
    const message = "options follow one comma and are separated by spaces; there is a second comma here.";
    throw text.fail("stata_syntax", message, whole.start + second, { got: ",", expected: "a space" });
  }
  return { body: within(whole, 0, first), options: within(whole, first + 1) };
}

/** Where a part begins within the body, its content from `from` on (up to `to`, where it has an end of its own). */
interface Mark {
  readonly kind: "if" | "in" | "weight";
  readonly at: number;
  readonly from: number;
  readonly to?: number;
}

function marksOf(text: StataText, body: Piece): Mark[] {
  const marks: Mark[] = [];
  walk(body.text, (at, depth) => {
    if (depth > 0) return;
    const rest = body.text.slice(at);
    if (WEIGHT.test(rest)) {
      const to = body.text.indexOf("]", at);
      marks.push({ kind: "weight", at, from: at + 1, to });
      const next = /^\s*(\S+)/.exec(body.text.slice(to + 1));
      if (next === null || /^(if|in|\[)\b/.test(next[1]!)) return;
      throw text.fail("stata_syntax", `'${next[1]}' stands after the weight; only if may.`, body.start + to + 1);
    }
    const word = /^(if|in)(?=[\s(]|$)/.exec(rest)?.[1] as "if" | "in" | undefined;
    if (word === undefined || (at > 0 && !/[\s)\]]/.test(body.text[at - 1]!))) return;
    marks.push({ kind: word, at, from: at + word.length });
  });
  return marks;
}

/** `gmm (x)` with a space is one option to Stata, and so here. */
function readOptions(text: StataText, piece: Piece): WrittenOption[] {
  const options: WrittenOption[] = [];
  for (const word of wordsOf(piece)) {
    const last = options.at(-1);
    if (word.text.startsWith("(") && last !== undefined && last.argument === undefined) {
      options[options.length - 1] = { ...last, argument: argumentOf(text, word, 0) };
      continue;
    }
    const name = NAME.exec(word.text)?.[0];
    if (name === undefined || !["", "("].includes(word.text.slice(name.length, name.length + 1))) {
      const got = name ?? word.text;
      const message = `'${word.text}' is no option; options are words, some with an argument, as in vce(cluster id).`;
      throw text.fail("stata_option_syntax", message, word.start + (name?.length ?? 0), { got });
    }
    const argument = word.text.length > name.length ? argumentOf(text, word, name.length) : undefined;
    options.push({ name, start: word.start, argument });
  }
  return options;
}

function argumentOf(text: StataText, word: Piece, open: number): Piece {
  if (word.text.endsWith(")")) return within(word, open + 1, word.text.length - 1);
  const after = word.start + word.text.lastIndexOf(")") + 1;
  throw text.fail("stata_option_syntax", "options are separated by spaces.", after, { expected: "a space" });
}

/** One option: fewest letters Stata takes, whether it takes an argument, and what becomes of it (default: it is used). */
interface OptionRule {
  readonly letters: number;
  readonly takes?: "argument" | "maybe";
  /** It changes nothing that is estimated: passed over, and said. */
  readonly ignored?: true;
  /** It is refused; the text says what to do instead. */
  readonly instead?: string;
}
export type OptionRules = Readonly<Record<string, OptionRule>>;

/** Options given, by full name. */
export interface GivenOptions {
  readonly has: (name: string) => boolean;
  /** The argument; undefined where the option is not given or has none. */
  readonly argument: (name: string) => Piece | undefined;
  /** Where an option stands in the command. */
  readonly start: (name: string) => number;
  readonly ignored: readonly string[];
}

const PRINTED: readonly (readonly [string, number])[] = [
  ["noheader", 6],
  ["notable", 5],
  ["nofootnote", 6],
  ["nofooter", 6],
  ["nolog", 5],
  ["log", 3],
  ["nowarn", 6],
  ["noomitted", 6],
  ["omitted", 7],
  ["vsquish", 7],
  ["noemptycells", 8],
  ["baselevels", 10],
  ["allbaselevels", 13],
  ["nofvlabel", 9],
  ["nolstretch", 10],
  ["coeflegend", 10],
  ["nocnsreport", 11],
  ["timeit", 5],
];
const PRINTED_WITH_ARGUMENT = ["cformat", "pformat", "sformat", "fvwrap", "fvwrapon", "depname", "title"];

/** Options that settle what is printed; every command takes them. */
export const DISPLAY: OptionRules = {
  ...Object.fromEntries(PRINTED.map(([name, letters]) => [name, { letters, ignored: true }])),
  ...Object.fromEntries(
    PRINTED_WITH_ARGUMENT.map((name) => [name, { letters: name.length, takes: "argument", ignored: true }]),
  ),
  level: { letters: 1, takes: "argument" },
};

/** Throws UsageError `stata_option`, `stata_option_argument`; NotSupported `stata_option`. */
export function readGivenOptions({ text, word, options }: CommandLine, rules: OptionRules): GivenOptions {
  const given = new Map<string, { argument: Piece | undefined; start: number }>();
  const ignored: string[] = [];
  for (const { name: written, argument, start } of options) {
    const name = fullName(written, rules);
    const rule = name === undefined ? undefined : rules[name];
    if (name === undefined || rule === undefined) {
      const hint = didYouMean(written, Object.keys(rules));
      const known = Object.keys(rules).filter((option) => rules[option]!.ignored !== true);
      const tail = hint === "." ? `; known are ${known.join(", ")}.` : hint;
      throw text.refuse("stata_option", `${word.text} has no option '${written}' that is translated${tail}`, start);
    }
    if (rule.instead !== undefined) {
      throw text.refuse("stata_option", `the option '${name}' is not translated; ${rule.instead}.`, start);
    }
    if (given.has(name)) throw text.fail("stata_option", `the option '${name}' stands twice.`, start, { got: written });
    if (rule.takes === "argument" && (argument === undefined || argument.text === "")) {
      const message = `the option '${name}' needs an argument, as in ${name}(...).`;
      throw text.fail("stata_option_argument", message, start, { got: written, expected: `${name}(...)` });
    }
    if (rule.takes === undefined && argument !== undefined) {
      const message = `the option '${name}' takes no argument.`;
      throw text.fail("stata_option_argument", message, argument.start, { got: argument.text });
    }
    if (rule.ignored === true) ignored.push(written);
    given.set(name, { argument, start });
  }
  return {
    has: (name) => given.has(name),
    argument: (name) => given.get(name)?.argument,
    start: (name) => given.get(name)?.start ?? 0,
    ignored,
  };
}

/** A name in full, or a short form long enough. */
function fullName(written: string, rules: OptionRules): string | undefined {
  if (Object.hasOwn(rules, written)) return written;
  return Object.keys(rules).find((name) => name.startsWith(written) && written.length >= rules[name]!.letters);
}

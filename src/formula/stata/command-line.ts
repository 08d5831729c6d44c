/**
 * The parts of one command by Stata's grammar, `word varlist if expression in range [weight], options`. Must
 * not know which parts a command takes.
 */
import { insteadOfPrefix } from "./not-translated.js";
import { type Piece, type StataText, walk, within, wordsOf } from "./stata-text.js";

/** An option as written: `robust`, or `absorb(id year)` with its argument. */
export interface WrittenOption {
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

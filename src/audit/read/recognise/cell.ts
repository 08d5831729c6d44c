/**
 * A cell's text to numbers: an estimate with its stars, what stands in parentheses and brackets. Knows nothing of rows, and never what
 * parentheses mean; one pass over the text.
 */
import { type NumberStyle, type Printed, printedNumber } from "../../printed.js";
import type { UnreadBecause } from "../reading.js";
import { type BeneathKind, isEmptyCell } from "./words.js";

export type Bracketed = Printed | readonly [Printed, Printed];

export interface NumberCell {
  readonly kind: "number";
  readonly estimate: Printed | null;
  readonly stars: string;
  readonly parenthesis: Printed | null;
  readonly bracket: Bracketed | null;
  /** What the cell itself says stands there: "(t = 2.1)". */
  readonly says: { readonly words: string; readonly means: BeneathKind } | null;
  /** A mark that is not among those of the table, as of a footnote. */
  readonly footnote: string;
}

export type ReadCell =
  | NumberCell
  | { readonly kind: "empty" }
  | { readonly kind: "unread"; readonly because: UnreadBecause };

export interface CellStyle extends NumberStyle {
  /** Marks of the table besides asterisks: daggers, letters. */
  readonly marks?: readonly string[];
}

const EMPTY: ReadCell = { kind: "empty" };
const unread = (because: UnreadBecause): ReadCell => ({ kind: "unread", because });

/** No number of a table takes as many characters. */
const LONGEST = 200;
/** Always marks of significance, however declared. */
const MARKS = /[*†‡+§¶#]+$/u;
const NUMBER_END = /[\d.%})]$/u;

/** Text as every rule of reading has it: one asterisk, ASCII for full-width letters, no invisible spaces. */
export const plainCell = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/gu, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[∗⁎✱﹡＊⋆☆★]/gu, "*")
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu, " ")
    .replace(/[\u200b-\u200f\ufeff\u2060]/gu, "")
    .replace(/[（【]/gu, (open) => (open === "（" ? "(" : "["))
    .replace(/[）】]/gu, (close) => (close === "）" ? ")" : "]"))
    .trim();

/** `text` as numbers. */
export function readCell(text: string, style: CellStyle = {}): ReadCell {
  const plain = plainCell(text);
  if (isEmptyCell(plain)) return EMPTY;
  if (plain.length > LONGEST) return unread("words");
  const open = plain.search(/[([{]/u);
  const head = (open < 0 ? plain : plain.slice(0, open)).trim();
  const groups = open < 0 ? [] : groupsOf(plain.slice(open));
  if (groups === null) return unread("brackets");
  const led = marked(head, style.marks ?? []);
  const estimate = led.text === "" ? null : finite(printedNumber(led.text, style));
  if (led.text !== "" && estimate === null)
    return unread(/[<>≤≥]/u.test(led.text) ? "inequality" : numbersIn(led.text) > 1 ? "two_numbers" : "words");
  return withGroups({ estimate, stars: led.stars, footnote: led.footnote }, groups, style);
}

interface Group {
  readonly open: string;
  readonly inside: string;
  /** What stands between it and the next. */
  readonly after: string;
}

/** Text from its first bracket on as groups; null where brackets don't match. */
function groupsOf(text: string): Group[] | null {
  const groups: Group[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text[at]!;
    const close = CLOSING[open];
    if (close === undefined) return null;
    const end = text.indexOf(close, at + 1);
    if (end < 0) return null;
    const next = text.slice(end + 1).search(/[([{]/u);
    const until = next < 0 ? text.length : end + 1 + next;
    groups.push({ open, inside: text.slice(at + 1, end).trim(), after: text.slice(end + 1, until).trim() });
    at = until;
  }
  return groups;
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

function withGroups(
  { estimate, stars: leading, footnote: mark }: Pick<NumberCell, "estimate" | "stars" | "footnote">,
  groups: readonly Group[],
  style: CellStyle,
): ReadCell {
  let [stars, footnote] = [leading, mark];
  let parenthesis: Printed | null = null;
  let bracket: Bracketed | null = null;
  let says: NumberCell["says"] = null;
  for (const { open, inside, after } of groups) {
    if (/^(?:df\d?\s*=|d\.f\.)/iu.test(inside)) continue;
    const trailing = /^[a-h]$/u.test(after) ? lettered(after, style.marks ?? []) : marked(after, style.marks ?? []);
    if (trailing.text !== "") return unread("two_numbers");
    const said = saidOf(inside);
    const { text, stars: within } = marked(said.text, style.marks ?? []);
    stars ||= trailing.stars || within;
    footnote ||= trailing.footnote;
    says ??= said.says;
    const read = insideOf(text, style);
    if (read === null) return unread(/[<>≤≥]/u.test(text) ? "inequality" : "words");
    if (open === "(" && !Array.isArray(read) && parenthesis === null) parenthesis = read as Printed;
    else if (bracket === null) bracket = read;
    else return unread("two_numbers");
  }
  if (estimate === null && parenthesis === null && bracket === null) return unread("words");
  return { kind: "number", estimate, stars, parenthesis, bracket, says, footnote };
}

/** 1e999 is a number of no table. */
const finite = (number: Printed | undefined): Printed | null =>
  number !== undefined && Number.isFinite(number.low) && Number.isFinite(number.high) ? number : null;

/** A number, or the two ends of an interval. */
function insideOf(text: string, style: CellStyle): Bracketed | null {
  const one = finite(printedNumber(text, style));
  if (one !== null) return one;
  for (const between of [/\s*;\s*/u, /,\s+/u, /\s+to\s+|\s*[至~～]\s*/u, /\s+[-–—]\s+/u, /(?<=\d)[–—](?=\d)/u, /,/u]) {
    const parts = text.split(between);
    if (parts.length !== 2) continue;
    const [low, high] = parts.map((part) => finite(printedNumber(part, style)));
    if (low != null && high != null) return [low, high];
  }
  return null;
}

const SAYS: readonly (readonly [BeneathKind, RegExp])[] = [
  ["statistic", /^([tz])\s*=\s*/iu],
  ["p_value", /^(p)\s*=\s*/iu],
  ["std_error", /^(s\.?e\.?)\s*=\s*/iu],
];

/** What a cell says of its own number, and the number. */
function saidOf(text: string): { readonly text: string; readonly says: NumberCell["says"] } {
  for (const [means, pattern] of SAYS) {
    const match = pattern.exec(text);
    if (match !== null) return { text: text.slice(match[0].length), says: { words: match[1]!, means } };
  }
  return { text, says: null };
}

/** A number's text without the marks behind it. */
function marked(
  text: string,
  marks: readonly string[],
): { readonly text: string; readonly stars: string; readonly footnote: string } {
  const trimmed = text.replace(/^\*+(?=\s*[-+−–.\d])/u, "").trim();
  const leading = /^(\*+)(?=\s*[-+−–.\d])/u.exec(text)?.[1] ?? "";
  const symbol = MARKS.exec(trimmed)?.[0];
  if (symbol !== undefined) {
    const rest = trimmed.slice(0, -symbol.length).trim();
    const isStar = symbol.startsWith("*") || marks.includes(symbol);
    const stars = /\*+/u.exec(symbol)?.[0] ?? symbol;
    return isStar
      ? {
          text: rest,
          stars: marks.includes(symbol) ? symbol : stars,
          footnote: stars === symbol ? "" : symbol.replaceAll("*", ""),
        }
      : {
          text: rest,
          stars: symbol === "#" || symbol === "§" || symbol === "¶" ? "" : symbol,
          footnote: /[#§¶]/u.test(symbol) ? symbol : "",
        };
  }
  const letter = /[a-h]$|[ᵃᵇᶜᵈ]$/u.exec(trimmed)?.[0];
  if (letter !== undefined && trimmed.length > 1 && NUMBER_END.test(trimmed.slice(0, -1).trim())) {
    const plain = SUPERSCRIPTS[letter] ?? letter;
    const rest = trimmed.slice(0, -letter.length).trim();
    return marks.includes(plain)
      ? { text: rest, stars: plain, footnote: "" }
      : { text: rest, stars: "", footnote: plain };
  }
  return { text: trimmed, stars: leading, footnote: "" };
}

/** A lone letter behind a bracket. */
const lettered = (letter: string, marks: readonly string[]) =>
  marks.includes(letter) ? { text: "", stars: letter, footnote: "" } : { text: "", stars: "", footnote: letter };

const SUPERSCRIPTS: Readonly<Record<string, string>> = { ᵃ: "a", ᵇ: "b", ᶜ: "c", ᵈ: "d" };

const numbersIn = (text: string): number => text.match(/\d+(?:[.,]\d+)*/gu)?.length ?? 0;

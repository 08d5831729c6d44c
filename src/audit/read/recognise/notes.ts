/**
 * What notes beneath a table say: what stands in parentheses and in brackets, which levels stars mean, how errors were made. Nothing is
 * assumed where they say nothing.
 */
import type { PrintedTable, StarLevel, StatedErrors } from "../../paper.js";
import { plainCell } from "./cell.js";
import { BENEATH_WORDS, type BeneathKind, errorsOf } from "./words.js";

export interface SaidInNotes {
  readonly parentheses: PrintedTable["parentheses"];
  readonly brackets: PrintedTable["brackets"];
  readonly stars: readonly StarLevel[] | null;
  readonly errors: StatedErrors | null;
}

/** Notes of tables are shorter. */
const LONGEST_NOTE = 20_000;

export function readNotes(notes: readonly string[]): SaidInNotes {
  const plain = notes.map((note) => plainCell(note.slice(0, LONGEST_NOTE)));
  const places = plain.flatMap(placesSaid);
  const of = (place: Place) => places.find((said) => said.place === place);
  const parentheses = of("parentheses");
  const brackets = of("brackets");
  return {
    parentheses:
      parentheses === undefined
        ? null
        : { says: parentheses.says, means: parentheses.means === "interval" ? null : parentheses.means },
    brackets: brackets === undefined ? null : { says: brackets.says, means: brackets.means },
    stars: plain.map(starsSaid).find((stars) => stars !== null) ?? null,
    errors: plain.map(errorsSaid).find((errors) => errors !== null) ?? null,
  };
}

// Parentheses and brackets.

type Place = "parentheses" | "brackets";

interface PlaceSaid {
  readonly place: Place;
  readonly says: string;
  readonly means: BeneathKind | null;
}

const PLACES: readonly (readonly [Place, RegExp])[] = [
  ["brackets", /(?:square )?\bbrackets?\b|方括号|中括号|\[\s*\]/giu],
  ["parentheses", /\bparenthes[ei]s\b|\bround brackets?\b|(?<![方中])(?:圆|小)?括号|\(\s*\)/giu],
];

/** Sentences: a full stop between digits or after an abbreviation ends none. */
const sentencesOf = (note: string): string[] => note.split(/(?<!\b(?:std|s|e|dev|err|no|var))\.(?=\s|$)|[;；。\n]/giu);

interface Token {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  readonly place?: Place;
  readonly kind?: BeneathKind;
}

/** In each sentence, places with the kind of number said of them. */
function placesSaid(note: string): PlaceSaid[] {
  return sentencesOf(note).flatMap((sentence) => {
    const tokens = tokensOf(sentence);
    return tokens.flatMap((token, i) => (token.place === undefined ? [] : [saidOfPlace(sentence, tokens, i)]));
  });
}

function tokensOf(sentence: string): Token[] {
  const found: Token[] = [];
  const add = (pattern: RegExp, more: Pick<Token, "place" | "kind">) => {
    for (const match of sentence.matchAll(pattern)) {
      const [at, end] = [match.index, match.index + match[0].length];
      if (!found.some((token) => token.at < end && at < token.end))
        found.push({ at, end, text: match[0].trim(), ...more });
    }
  };
  for (const [place, pattern] of PLACES) add(pattern, { place });
  for (const [kind, pattern] of BENEATH_WORDS) add(pattern, { kind });
  return found.sort((a, b) => a.at - b.at);
}

/** Words between a place and its kind by which the kind comes after: "parentheses contain t statistics", 括号内为t值. */
const THEN =
  /^\s*(?:(?:are|is|contain|report|show|give|include|denote|represent|indicate|display|refer|:|：)|[内中里]?(?:的)?(?:数值|数字|值)?(?:分别)?(?:为|是|报告|表示|代表|给出))/iu;

/** A place takes the kind that follows where words say so, else the last before it that no other place has taken. */
function saidOfPlace(sentence: string, tokens: readonly Token[], i: number): PlaceSaid {
  const place = tokens[i]!;
  const following = tokens[i + 1];
  const before = tokens.slice(0, i);
  const lastPlace = before.findLastIndex((token) => token.place !== undefined);
  const own = before.slice(lastPlace + 1).filter((token) => token.kind !== undefined);
  const isThen = following?.kind !== undefined && THEN.test(sentence.slice(place.end, following.at));
  const kind = isThen ? following : (own.at(-1) ?? (following?.kind === undefined ? undefined : following));
  const says = kind?.text ?? sentence.trim();
  // "t statistics based on robust standard errors in parentheses" is of t statistics
  const based =
    own.length > 1 && !isThen
      ? own.find(
          (token, k) =>
            k < own.length - 1 &&
            /based on|using|from|calculated|computed/iu.test(sentence.slice(token.end, own[k + 1]!.at)),
        )
      : undefined;
  const meant = based ?? kind;
  return { place: place.place!, says: meant?.text ?? says, means: meant?.kind ?? null };
}

// Stars.

const MARK = "(?:\\*{1,4}|†{1,2}|‡|\\+)";
const LETTERED = "[abc]";
const LEVEL = "(0?\\.\\d+|\\d+(?:\\.\\d+)?)\\s*(%|percent|per cent|-percent)?";
/** `*** p<0.01`, `***: 0.01`, `* Significant at the 10% level`, `a significant at 1%`. */
const EACH = new RegExp(
  `(?:(${MARK})['’"]?\\s*(?:[:：=]|(?:denotes?|indicates?|means?|represents?|is|are|significan(?:t|ce)|statistically|at|the|表示|代表|在)\\s*)*\\s*(?:p(?:[\\s-]*values?)?\\s*)?[<≤＜=]{0,2}\\s*${LEVEL}|\\b(${LETTERED})\\s*(?:[:：=]\\s*)?(?:p\\s*[<≤]|(?:denotes |indicates )?(?:statistically )?significant at (?:the )?)=?\\s*${LEVEL})`,
  "giu",
);
const BETWEEN = "\\s*(?:,|、|，|/|;|；|\\band\\b|&|和|与|及|以及)+\\s*(?:and\\s+)?";
const MARKS_LISTED = new RegExp(`${MARK}(?:${BETWEEN}${MARK})+`, "giu");
const LETTERS_LISTED = new RegExp(
  `(?<![\\p{L}])${LETTERED}(?:${BETWEEN}${LETTERED})+(?=\\s+(?:denote|indicate|represent|stand|signif))`,
  "giu",
);
const LEVELS_LISTED = new RegExp(`${LEVEL}(?:\\s*(?:level|水平)?${BETWEEN}(?:the\\s+|at\\s+)*${LEVEL})+`, "iu");
const ONE_LEVEL = new RegExp(LEVEL, "giu");
/** Marks and their levels stand this near to each other. */
const NEAR = 160;

/** What stars mean, strictest first; null where a note does not say. */
export function starsSaid(note: string): StarLevel[] | null {
  const isList = note.search(MARKS_LISTED) >= 0 || note.search(LETTERS_LISTED) >= 0;
  return isList ? listedStars(note) : eachStar(note);
}

/** "***, ** and * denote significance at the 1%, 5% and 10% levels." */
function listedStars(note: string): StarLevel[] | null {
  for (const match of [...note.matchAll(MARKS_LISTED), ...note.matchAll(LETTERS_LISTED)]) {
    const marks = match[0].split(new RegExp(BETWEEN, "iu")).filter((mark) => mark !== "");
    const rest = note.slice(match.index + match[0].length, match.index + match[0].length + NEAR);
    const levels = LEVELS_LISTED.exec(rest)?.[0];
    if (levels === undefined) continue;
    const values = valuesOf([...levels.matchAll(ONE_LEVEL)].map(([, value, unit]) => [value!, unit]));
    if (values !== null && values.length === marks.length) return ordered(marks, values);
  }
  return null;
}

function eachStar(note: string): StarLevel[] | null {
  const found = [...note.matchAll(EACH)];
  if (found.length === 0) return null;
  const marks = found.map(([, mark, , , letter]) => mark ?? letter!);
  const values = valuesOf(
    found.map(([, , value, unit, , lettered, letteredUnit]) => [value ?? lettered!, unit ?? letteredUnit]),
  );
  return values === null ? null : ordered(marks, values);
}

/** Levels as shares; a unit said of one is that of all. Null where they are no levels. */
function valuesOf(written: readonly (readonly [string, string | undefined])[]): number[] | null {
  const percent = written.some(([value, unit]) => unit !== undefined || Number(value) >= 1);
  const values = written.map(([value]) => (percent ? Number(`${value}e-2`) : Number(value)));
  return values.every((value) => value > 0 && value < 0.5) ? values : null;
}

/** Strictest first, each mark once; null where two marks have one level or one mark two. */
function ordered(marks: readonly string[], levels: readonly number[]): StarLevel[] | null {
  const pairs = new Map<string, number>();
  for (const [k, mark] of marks.entries()) {
    if ((pairs.get(mark) ?? levels[k]) !== levels[k]) return null;
    pairs.set(mark, levels[k]!);
  }
  if (new Set(pairs.values()).size !== pairs.size) return null;
  return [...pairs].map(([mark, level]) => ({ mark, level })).sort((a, b) => a.level - b.level);
}

// Errors.

const OF_ERRORS =
  /standard[ -]?errors?|std\.? ?err|\bs\.?e\.?s?\b|[tz][\s-]*(?:stat|values?|ratio)|parenthes|inference|标准误|[tz] ?值|括号|聚类/iu;

/** How errors were made, where a sentence on errors or on parentheses says so; null where it says two things. */
function errorsSaid(note: string): StatedErrors | null {
  for (const sentence of sentencesOf(note)) {
    if (!OF_ERRORS.test(sentence)) continue;
    const errors = errorsOf(ofParentheses(sentence));
    if (errors !== null) return errors;
  }
  return null;
}

/** Of a sentence that also says what stands in brackets, the part on parentheses. */
function ofParentheses(sentence: string): string {
  const tokens = tokensOf(sentence);
  const at = tokens.findIndex(({ place }) => place === "parentheses");
  const others = tokens.filter(({ place }) => place === "brackets");
  if (at < 0 || others.length === 0) return sentence;
  const before = tokens.slice(0, at).findLast(({ place }) => place === "brackets");
  const isFollowed = tokens.slice(at).some(({ place }) => place === "brackets");
  if (!isFollowed) return sentence.slice(before?.end ?? 0);
  // what follows up to the next clause is still of parentheses
  const rest = sentence.slice(tokens[at]!.end);
  const clause = rest.search(/[,，、]|\band\b|\bwhile\b|\bwhereas\b|[和与，]/iu);
  return sentence.slice(before?.end ?? 0, tokens[at]!.end + (clause < 0 ? rest.length : clause));
}

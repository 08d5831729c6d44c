/**
 * The list in `absorb()`, `firm i.year firm#year firm##c.t firm#c.t`, to fixed effects of our formulas:
 * `firm + year + firm^year + firm[t]`. Source: help file of reghdfe, Correia (2016). Must not know commands.
 */
import { printName } from "../print.js";
import type { StataVariable } from "./operators.js";
import { MOST_IN_PRODUCT, type Reading, readVariables } from "./read-varlist.js";
import { type Piece, splitAt, wordsOf } from "./stata-text.js";

/** An effect and the variables whose slopes vary by it; `intercept` is whether it has a level too. */
interface AbsorbedEffect {
  readonly columns: readonly string[];
  readonly slopes: readonly string[];
  readonly intercept: boolean;
}

/** Effects as text, and the columns they need. */
export interface AbsorbedEffects {
  readonly texts: readonly string[];
  readonly columns: readonly string[];
  /** What the line asks to be stored, which changes no estimate, as written: `fe1=`, `savefe`. */
  readonly stored: readonly string[];
}

/** A command without absorbed effects. */
export const NOTHING_ABSORBED: AbsorbedEffects = { texts: [], columns: [], stored: [] };

/** The name an effect is stored by, `fe1 =`. */
const STORED = /(^|\s)([\p{L}_][\p{L}\p{M}\p{N}_]*)\s*=\s*/gu;

/** Throws UsageError `stata_absorb`, as `readVarlist`; NotSupported `stata_absorb` for other products. */
export function readAbsorb(reading: Reading, piece: Piece): AbsorbedEffects {
  const { text } = reading;
  const [list, suboption] = splitAt(piece, ",");
  if (suboption !== undefined && !/^save(fe?)?$/.test(suboption.text)) {
    const message = `'${suboption.text}' in absorb() is not translated.`;
    throw text.refuse("stata_absorb", message, suboption.start);
  }
  const names = [...list!.text.matchAll(STORED)].map(([, , name]) => `absorb(${name}=)`);
  // names become spaces, so that every effect stands where it stood
  const unnamed = { ...list!, text: list!.text.replaceAll(STORED, (found) => " ".repeat(found.length)) };
  const effects = new Map<string, AbsorbedEffect>();
  for (const word of wordsOf(unnamed)) {
    for (const effect of readEffect(reading, word)) {
      const key = [...effect.columns].sort().join("^");
      const before = effects.get(key);
      effects.set(key, {
        columns: before?.columns ?? effect.columns,
        slopes: [...new Set([...(before?.slopes ?? []), ...effect.slopes])],
        intercept: effect.intercept || before?.intercept === true,
      });
    }
  }
  if (effects.size === 0) throw text.fail("stata_absorb", "absorb() needs a variable, as in absorb(id).", piece.start);
  const all = [...effects.values()];
  return {
    texts: all.map(effectText),
    columns: all.flatMap(({ columns, slopes }) => [...columns, ...slopes]),
    stored: [...names, ...(suboption === undefined ? [] : [suboption.text])],
  };
}

function effectText({ columns, slopes, intercept }: AbsorbedEffect): string {
  const name = columns.map(printName).join("^");
  if (slopes.length === 0) return name;
  const variables = slopes.map(printName).join(", ");
  return intercept ? `${name}[${variables}]` : `${name}[[${variables}]]`;
}

function readEffect(reading: Reading, word: Piece): AbsorbedEffect[] {
  const { text } = reading;
  const { parts, crossed } = operandsOf(word);
  const empty = parts.find((part) => part.text === "");
  if (empty !== undefined) {
    throw text.fail("stata_absorb", "'#' needs a variable on either side.", Math.max(0, empty.start - 1), { got: "#" });
  }
  if (parts.length > MOST_IN_PRODUCT) {
    const message = `a product has ${MOST_IN_PRODUCT} variables at most.`;
    throw text.fail("stata_absorb", message, parts[MOST_IN_PRODUCT]!.start, { expected: MOST_IN_PRODUCT });
  }
  const read = parts.map((part) => readVariables(reading, part));
  for (const variable of read.flat()) requireSimple(reading, variable);
  const isSlope = (variables: readonly StataVariable[]) => variables[0]?.role.kind === "continuous";
  const categories = read.filter((variables) => !isSlope(variables));
  const slopes = read.filter(isSlope);
  if (categories.length === 0) {
    throw text.fail("stata_absorb", "a number by itself is no effect; put it among the regressors.", word.start, {
      got: word.text,
      expected: "a factor, as in id or id#c.t",
    });
  }
  const columns = categories.map(([first, ...more]) => {
    if (more.length === 0) return first!.name;
    throw text.refuse("stata_absorb", "lists of factors in a product are not translated; write each.", first!.start);
  });
  if (slopes.length > 1) {
    const message = "slopes of products are not translated; make the product as a column first.";
    throw text.refuse("stata_absorb", message, slopes[1]![0]!.start);
  }
  if (slopes.length === 1) {
    // a##c.x, a#b##c.x, c.x##a: the one crossing stands between factors and slope
    const at = read.findIndex(isSlope);
    const join = at === 0 ? 0 : at === read.length - 1 ? at - 1 : -1;
    const others = crossed.filter((_, i) => i !== join);
    if (join >= 0 && others.every((isCrossed) => !isCrossed)) {
      const variables = slopes[0]!.map(({ name }) => name);
      return [{ columns, slopes: variables, intercept: crossed[join] === true }];
    }
    const message = `'${word.text}' is not translated; write its effects one by one, as in a b a#b a#c.x.`;
    throw text.refuse("stata_absorb", message, word.start);
  }
  return combinationsOf(columns, crossed).map((effect) => ({ columns: effect, slopes: [], intercept: true }));
}

/** `a##b` is a, b and a#b. */
function combinationsOf(columns: readonly string[], crossed: readonly boolean[]): string[][] {
  let effects = [[columns[0]!]];
  for (const [i, isCrossed] of crossed.entries()) {
    const next = columns[i + 1]!;
    const products = effects.map((effect) => [...effect, next]);
    effects = isCrossed ? [...effects, [next], ...products] : products;
  }
  return effects;
}

/** The operands of `a#b##c.x`, and for each join whether it is `##`. */
function operandsOf(word: Piece): { parts: Piece[]; crossed: boolean[] } {
  const parts: Piece[] = [];
  const crossed: boolean[] = [];
  const pieces = splitAt(word, "#");
  for (const [i, piece] of pieces.entries()) {
    if (piece.text === "" && i > 0 && i < pieces.length - 1 && crossed.at(-1) === false)
      crossed[crossed.length - 1] = true;
    else {
      parts.push(piece);
      if (i < pieces.length - 1) crossed.push(false);
    }
  }
  return { parts, crossed };
}

function requireSimple({ text }: Reading, { time, role, name, start }: StataVariable): void {
  if (time !== undefined) {
    throw text.refuse("stata_absorb", "lags are not translated in absorb(); make the column in the data first.", start);
  }
  if (role.kind !== "level" && !(role.kind === "factor" && role.base !== undefined)) return;
  const message = `an effect has all its levels; write ${name} without a level or a base.`;
  throw text.fail("stata_absorb", message, start, { got: name });
}

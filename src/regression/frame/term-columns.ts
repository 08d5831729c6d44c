/**
 * What the columns of a term are made of: parts that are numbers and parts that are levels, and their
 * products, by cell. Must not know formulas.
 */
import { MISSING_CODE } from "../../base/columns.js";
import { SampleColumn } from "../../base/row-runs.js";
import { TIMES } from "../../base/term-names.js";
import { printVariable } from "../../formula/print.js";
import type { Term, Variable } from "../../formula/spec.js";
import { type Rounded, roundedProduct } from "./low-parts.js";

/**
 * A variable on the sample: one number a row, or several for a polynomial; or a level a row with the column slot of each
 * level, -1 for none, and numbers its dummies are multiplied by.
 */
export type Part<N> = NumbersPart<N> | LevelsPart<N>;

interface NumbersPart<N> extends Called {
  readonly kind: "numbers";
  readonly columns: readonly N[];
  readonly names: readonly string[];
}

/** What columns are called, one a name, and whether the data call any otherwise than the formula. */
interface Called {
  readonly words: readonly string[];
  readonly isLabelled: boolean;
}

interface LevelsPart<N> extends Called {
  readonly kind: "levels";
  readonly codes: Uint32Array;
  readonly slots: Int32Array;
  /** Names of the columns, one a slot. */
  readonly names: readonly string[];
  readonly by?: N;
}

/** Of a row whose level has no dummy, and of one whose level is missing. */
export const NO_CELL = -1;
export const MISSING_CELL = -2;

/** The cell of each row, the first factor varying fastest, and which cells have rows. */
export interface Cells {
  readonly ofRow: Int32Array;
  readonly used: readonly boolean[];
}

export function cellsOf(factors: readonly LevelsPart<unknown>[], nCells: number, nRows: number): Cells {
  const ofRow = new Int32Array(nRows);
  let stride = 1;
  for (const { codes, slots, names } of factors) {
    for (let i = 0; i < ofRow.length; i++) {
      const code = codes[i]!;
      const cell = ofRow[i]!;
      if (code === MISSING_CODE) ofRow[i] = MISSING_CELL;
      else if (cell >= 0) ofRow[i] = slots[code]! < 0 ? NO_CELL : cell + stride * slots[code]!;
    }
    stride *= names.length;
  }
  const used = new Array<boolean>(nCells).fill(false);
  for (let i = 0; i < ofRow.length; i++) if (ofRow[i]! >= 0) used[ofRow[i]!] = true;
  return { ofRow, used };
}

/** Codes of levels with a slot, a name and words for each that is not dropped. */
export function withSlots<Label>(
  { codes, labels }: { readonly codes: Uint32Array; readonly labels: readonly Label[] },
  dropped: ReadonlySet<number>,
  nameOf: (label: Label) => string,
  wordsOf: (label: Label) => string,
) {
  const slots = new Int32Array(labels.length);
  const kept = labels.filter((_, level) => !dropped.has(level));
  for (let level = 0, next = 0; level < labels.length; level++) slots[level] = dropped.has(level) ? -1 : next++;
  return { codes, slots, names: kept.map(nameOf), words: kept.map(wordsOf) };
}

/** Which column of each part of numbers: every combination, the first varying fastest. */
export function choicesOf(parts: readonly Part<unknown>[]): number[][] {
  return parts.reduce<number[][]>(
    (choices, part) => {
      const n = part.kind === "numbers" ? part.columns.length : 1;
      return Array.from({ length: n }, (_, j) => choices.map((choice) => [...choice, j])).flat();
    },
    [[]],
  );
}

/** The chosen numbers, and what indicators are multiplied by. */
export function numbersIn<N>(parts: readonly Part<N>[], chosen: readonly number[]): N[] {
  return parts.flatMap((part, p) => {
    const numbers = part.kind === "numbers" ? part.columns[chosen[p]!] : part.by;
    return numbers === undefined ? [] : [numbers];
  });
}

/** The product of columns; undefined where there are none. */
export function productOf([first, ...others]: readonly SampleColumn[]): SampleColumn | undefined {
  return others.reduce<SampleColumn | undefined>((product, column) => {
    const { values, low } = roundedProduct(roundedOf(product!), roundedOf(column));
    return new SampleColumn(values, undefined, low);
  }, first);
}

/** A column's numbers over its rows. */
export const roundedOf = (column: SampleColumn): Rounded => ({
  values: column.numbers(),
  low: () => column.lowPart(),
});

/**
 * Name and place of a column: the chosen numbers, and the levels of `cell`, whose first factor varies fastest; and its label where
 * the data give words for a part.
 */
export function named(
  parts: readonly Part<unknown>[],
  chosen: readonly number[],
  cell: number,
): { name: string; place: number; label: string | undefined } {
  let rest = cell;
  let stride = 1;
  let place = 0;
  const at = parts.map(({ kind, names: own }, p) => {
    const position = kind === "numbers" ? chosen[p]! : rest % own.length;
    if (kind === "levels") rest = Math.floor(rest / own.length);
    place += stride * position;
    stride *= own.length;
    return position;
  });
  return {
    name: parts.map(({ names }, p) => names[at[p]!]!).join(":"),
    place,
    label: parts.some(({ isLabelled }) => isLabelled)
      ? parts.map(({ words }, p) => words[at[p]!]!).join(TIMES)
      : undefined,
  };
}

// Which factors of which terms lose their first level. A factor is coded by contrasts (first level
// dropped) in a term when the rest of the term is already in the model, in full otherwise: so `factor(z)` drops one
// beside an intercept, `x:factor(z)` keeps all unless x is there too.
// Source: Chambers & Hastie (1992), Statistical Models in S, section 2.4.1. Must not know data.

/**
 * For each term, for each of its variables, whether it is coded by contrasts. `terms` in canonical order; `isFactor`
 * names categorical variables (indicators are not: they state their references); `constant` is whether an intercept or
 * fixed effects span the constant; if not, the first factor of the model is coded in full.
 */
export function codedByContrasts(
  terms: readonly Term[],
  isFactor: (variable: Variable) => boolean,
  constant: boolean,
): boolean[][] {
  const contents = terms.map((term) => new Set(term.variables.map(printVariable)));
  let spanned = constant;
  return terms.map(({ variables }, t) =>
    variables.map((variable) => {
      if (!isFactor(variable)) return false;
      if (!spanned) {
        spanned = true;
        return false;
      }
      const rest = variables.filter((other) => other !== variable).map(printVariable);
      return rest.length === 0 || contents.slice(0, t).some((content) => rest.every((key) => content.has(key)));
    }),
  );
}

/**
 * Text operands of an expression: comparison and membership by dictionary code, so that a string is
 * looked at once a level, never once a row. Order is by code point, the same on every host. Must not know expressions.
 */
import { compareCodePoints, MISSING_CODE } from "../../base/columns.js";

import type { ComparisonOperator } from "../../formula/expression.js";
import { binary, type Numbers } from "./arithmetic.js";

/** Text of a column or a constant: `codes[i & mask]` points into `levels`; `column` is undefined for a constant. */
export interface Texts {
  readonly codes: Uint32Array;
  readonly mask: 0 | -1;
  readonly levels: readonly string[];
  readonly column?: string;
}

/** 1 where the comparison of strings holds, 0 where not, NaN where one is missing. */
export function compareTexts(operator: ComparisonOperator, left: Texts, right: Texts): Numbers {
  const levels = [...new Set([...left.levels, ...right.levels])];
  if (operator !== "==" && operator !== "!=") levels.sort(compareCodePoints);
  const rankOf = new Map(levels.map((level, rank) => [level, rank]));
  const ranks = (texts: Texts) => tabulate(texts, (level) => rankOf.get(level)!, Number.NaN);
  return binary(operator, ranks(left), ranks(right));
}

/** The number of each row's string, `ofMissing` where there is none. */
export function tabulate(texts: Texts, ofLevel: (level: string) => number, ofMissing: number): Numbers {
  const { codes, mask } = texts;
  const table = Float64Array.from(texts.levels, ofLevel);
  const out = new Float64Array(codes.length);
  for (let i = 0; i < out.length; i++) {
    const code = codes[i]!;
    out[i] = code === MISSING_CODE ? ofMissing : table[code]!;
  }
  return { values: out, mask };
}

/**
 * Elementwise arithmetic, comparison and logic on doubles, NaN being missing. Each operator is one loop;
 * a constant is an array of length 1 read under mask 0, so that no column of constants is ever made. Must not know
 * expressions or columns.
 */

import { compareCodePoints, MISSING_CODE } from "../../base/columns.js";
import type { BinaryOperator, ComparisonOperator } from "../../formula/expression.js";

/** `values[i & mask]` is the value at i: mask -1 for one value a row, 0 for a constant. */
export interface Numbers {
  readonly values: Float64Array;
  readonly mask: 0 | -1;
}

/** A constant. */
export function scalar(value: number): Numbers {
  return { values: Float64Array.of(value), mask: 0 };
}

type Loop = (out: Float64Array, a: Float64Array, maskA: number, b: Float64Array, maskB: number) => void;

/**
 * `a operator b`. `%%` has the sign of b; comparisons give 1, 0, or NaN if a side is missing; `&` and `|` are known
 * where one side decides. `^` is not here: it belongs to the elementary functions.
 */
export function binary(operator: Exclude<BinaryOperator, "^">, a: Numbers, b: Numbers): Numbers {
  const longer = a.mask === 0 ? b : a;
  const out = new Float64Array(longer.values.length);
  LOOPS[operator](out, a.values, a.mask, b.values, b.mask);
  return { values: out, mask: longer.mask };
}

const LOOPS: Readonly<Record<Exclude<BinaryOperator, "^">, Loop>> = {
  "+": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i & maskA]! + b[i & maskB]!;
  },
  "-": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i & maskA]! - b[i & maskB]!;
  },
  "*": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i & maskA]! * b[i & maskB]!;
  },
  "/": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i & maskA]! / b[i & maskB]!;
  },
  "%%": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) {
      const divisor = b[i & maskB]!;
      const rest = a[i & maskA]! % divisor;
      out[i] = rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest;
    }
  },
  "==": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) {
      const x = a[i & maskA]!;
      const y = b[i & maskB]!;
      out[i] = x === y ? 1 : falseOrMissing(x, y);
    }
  },
  "!=": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) {
      const x = a[i & maskA]!;
      const y = b[i & maskB]!;
      out[i] = x === y ? 0 : 1 - falseOrMissing(x, y);
    }
  },
  "<": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) {
      const x = a[i & maskA]!;
      const y = b[i & maskB]!;
      out[i] = x < y ? 1 : falseOrMissing(x, y);
    }
  },
  "<=": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) {
      const x = a[i & maskA]!;
      const y = b[i & maskB]!;
      out[i] = x <= y ? 1 : falseOrMissing(x, y);
    }
  },
  ">": (out, a, maskA, b, maskB) => LOOPS["<"](out, b, maskB, a, maskA),
  ">=": (out, a, maskA, b, maskB) => LOOPS["<="](out, b, maskB, a, maskA),
  "&": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) {
      const x = a[i & maskA]!;
      const y = b[i & maskB]!;
      out[i] = x === 0 || y === 0 ? 0 : 1 + falseOrMissing(x, y);
    }
  },
  "|": (out, a, maskA, b, maskB) => {
    for (let i = 0; i < out.length; i++) {
      const x = a[i & maskA]!;
      const y = b[i & maskB]!;
      out[i] = isTrue(x) || isTrue(y) ? 1 : falseOrMissing(x, y);
    }
  },
};

/** 0, or NaN if either is missing: the outcome of a test that did not succeed. */
function falseOrMissing(x: number, y: number): number {
  return Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : 0;
}

function isTrue(x: number): boolean {
  return x !== 0 && !Number.isNaN(x);
}

/** -x */
export function negate(x: Numbers): Numbers {
  return map(x, (value) => -value);
}

/** 1 where x is 0, 0 where it is not, NaN where it is missing. */
export function not(x: Numbers): Numbers {
  return map(x, (value) => (value === 0 ? 1 : Number.isNaN(value) ? value : 0));
}

/** |x| */
export function absolute(x: Numbers): Numbers {
  return map(x, Math.abs);
}

/** Largest whole number not above x. */
export function floor(x: Numbers): Numbers {
  return map(x, Math.floor);
}

/** Square root, correctly rounded; NaN below 0. */
export function squareRoot(x: Numbers): Numbers {
  return map(x, Math.sqrt);
}

/** 1 where missing, else 0. */
export function isMissing(x: Numbers): Numbers {
  return map(x, (value) => (Number.isNaN(value) ? 1 : 0));
}

/** `yes` where the condition is true, `no` where it is 0, NaN where it is missing. */
export function choose(condition: Numbers, yes: Numbers, no: Numbers): Numbers {
  const longest = [condition, yes, no].find(({ mask }) => mask === -1) ?? condition;
  const out = new Float64Array(longest.values.length);
  for (let i = 0; i < out.length; i++) {
    const test = condition.values[i & condition.mask]!;
    const branch = test === 0 ? no : yes;
    out[i] = Number.isNaN(test) ? test : branch.values[i & branch.mask]!;
  }
  return { values: out, mask: longest.mask };
}

function map({ values, mask }: Numbers, f: (value: number) => number): Numbers {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = f(values[i]!);
  return { values: out, mask };
}

// Text operands of an expression.

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

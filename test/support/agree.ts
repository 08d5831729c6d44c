/**
 * The one place where numbers of independent software are compared with ours. A comparison outside its tolerance fails the test;
 * all of them are counted under their source, and docs/trust.md is made of these counts (`npm run trust`).
 */
import { beforeEach, expect } from "vitest";
import type { SourceId } from "../golden/sources.js";

/** What the comparisons with one source come to in one test file. */
export interface Ledger {
  comparisons: number;
  /** Of these, numbers known to the digits printed only, judged by half a unit of the last one. */
  printed: number;
  /** Largest difference of the others, in the scale their tolerances are in: that of the number, mostly. */
  largest: number;
  /** Smallest and largest tolerance of the others, but for numbers so small that an absolute one decides; null where there are none. */
  tolerances: readonly [number, number] | null;
  /** Rules by which numbers differ, each with how many it accounts for. */
  rules: Record<string, number>;
}

/** Kept in the meta of a test file, where the reporter finds it. */
export type Ledgers = Partial<Record<SourceId, Ledger>>;

type Found = number | null | undefined;

/** Comparisons with one source. */
export interface Agree {
  /** `got` is `want` to a relative tolerance, or to `absolute` where that is more; null wants null. */
  (got: Found, want: number | null, relative: number, what: string, absolute?: number): void;
  /** `got` is `want` to an absolute tolerance. */
  within(got: Found, want: number, absolute: number, what: string): void;
  /** `got` rounds to `text` as printed, or is it to `relative`, or to `absolute`, where that is more. */
  printed(got: Found, text: string, what: string, relative?: number, absolute?: number): void;
  /** What follows is compared after a rule was applied to our number, or to theirs, that the page names. */
  by(rule: string): Agree;
}

/** `got` is every cell of `want`: numbers to the last bit, which are counted, texts and what is missing. */
export function agreeCells(agree: Agree, got: readonly unknown[], want: readonly unknown[], what: string): void {
  expect(got, what).toEqual(want);
  for (const [row, cell] of want.entries()) {
    if (typeof cell === "number") agree.within(got[row] as number, cell, 0, `${what}, row ${row + 1}`);
  }
}

/** A difference that is its tolerance but for rounding passes. */
const ROUNDING = 1 + 1e-9;

/** Comparisons with numbers of `source`; called once at the head of a test file. */
export function agreeing(source: SourceId): Agree {
  const ledger: Ledger = { comparisons: 0, printed: 0, largest: 0, tolerances: null, rules: {} };
  beforeEach(({ task }) => {
    const meta = task.file.meta as { ledgers?: Ledgers };
    meta.ledgers = { ...meta.ledgers, [source]: ledger };
  });
  return comparisons(ledger);
}

function comparisons(ledger: Ledger, rule?: string): Agree {
  /** A difference, its tolerance and the scale of both. */
  const judge = (got: Found, want: number, tolerance: number, scale: number, what: string): number => {
    ledger.comparisons++;
    if (rule !== undefined) ledger.rules[rule] = (ledger.rules[rule] ?? 0) + 1;
    const difference = got === want ? 0 : Math.abs((got ?? Number.NaN) - want) / scale;
    if (!(difference <= tolerance * ROUNDING)) expect.fail(`${what}: got ${got}, expected ${want}`);
    return difference;
  };
  const record = (difference: number, tolerance: number, decides = true): void => {
    ledger.largest = Math.max(ledger.largest, difference);
    if (!decides) return;
    const [least, most] = ledger.tolerances ?? [tolerance, tolerance];
    ledger.tolerances = [Math.min(least, tolerance), Math.max(most, tolerance)];
  };
  const agree = (got: Found, want: number | null, relative: number, what: string, absolute = 0): void => {
    if (want === null) {
      ledger.comparisons++;
      expect(got, what).toBeNull();
      return;
    }
    if (relative === 0) agree.within(got, want, absolute, what);
    else {
      const scale = Math.max(Math.abs(want), absolute / relative);
      record(judge(got, want, relative, scale, what), relative, scale === Math.abs(want));
    }
  };
  agree.within = (got: Found, want: number, absolute: number, what: string): void =>
    record(judge(got, want, absolute, 1, what), absolute);
  agree.printed = (got: Found, text: string, what: string, relative = 0, absolute = 0): void => {
    const want = Number(text);
    const half = halfUnit(text);
    if (half < Math.max(relative * Math.abs(want), absolute)) {
      agree(got, want, relative, what, absolute);
      return;
    }
    judge(got, want, half, 1, what);
    ledger.printed++;
  };
  agree.by = (named: string): Agree => comparisons(ledger, named);
  return agree;
}

/** Half a unit of the last digit of a number as it is printed: 0.0005 of `1.230`, 5e-9 of `2.30e-06`. */
function halfUnit(text: string): number {
  const found = /^[-+]?\d*(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text);
  if (found === null) throw new Error(`'${text}' is no number`);
  const [, decimals = "", exponent = "0"] = found;
  return 0.5 * 10 ** (Number(exponent) - decimals.length);
}

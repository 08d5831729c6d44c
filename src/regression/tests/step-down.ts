/**
 * P-values of a family of hypotheses by the same draws of all their statistics: step-down of Romano and Wolf and of Westfall
 * and Young. Pure functions of numbers: who made the draws, and of what, is not known here.
 *
 * Sources: Romano & Wolf (2005), Econometrica 73(4), doi:10.1111/j.1468-0262.2005.00615.x; Romano & Wolf (2016), Statistics and
 * Probability Letters 113, doi:10.1016/j.spl.2016.02.012 (the p-values); Westfall & Young (1993), Resampling-Based Multiple
 * Testing, Wiley, algorithm 2.8 (free step-down).
 */
import { UsageError } from "../../base/errors.js";
import { TIE, type TieRule } from "../../base/numbers.js";
import type { Alternative } from "./alternative.js";

/** A family: a statistic a hypothesis, and by hypothesis the statistics of the same draws; NaN where a draw has none. */
export interface Family {
  readonly observed: ArrayLike<number>;
  /** By hypothesis, all of one length. Draw d of every hypothesis was made with the same weights. */
  readonly draws: readonly ArrayLike<number>[];
}

export interface StepDownOptions {
  /** Default two-sided. */
  readonly alternative?: Alternative;
  /** Whether a draw as far out as the sample counts against it; default count. */
  readonly ties?: TieRule;
  /** Whether the sample's own statistics are among the draws, as where all sign vectors are used: p is then b / B throughout. */
  readonly holdsSample?: boolean;
}

export interface StepDown {
  /** Draws in which every hypothesis has a statistic: B of the adjusted p-values. */
  readonly used: number;
  readonly undefined: number;
  /** b / B of each hypothesis alone, of the draws in which it has a statistic; no adjusted p-value is below it. */
  readonly bootstrap: Float64Array;
  /** (1 + b) / (1 + B), b the draws whose largest statistic among hypotheses not yet rejected is as far out; made monotone. */
  readonly romanoWolf: Float64Array;
  /** The same by b / B. */
  readonly westfallYoung: Float64Array;
  /** b / B by the largest statistic of the whole family, without stepping down. */
  readonly singleStep: Float64Array;
  /** Places of hypotheses, most significant first. */
  readonly order: readonly number[];
}

/**
 * Adjusted p-values of `family`. Statistics should have like distributions, such as t: it is their sizes that are compared.
 * Throws UsageError `family` unless there is a statistic a hypothesis and as many draws of each, some of them defined in all.
 */
export function stepDown(family: Family, options: StepDownOptions = {}): StepDown {
  const { alternative = "two-sided", ties = "count", holdsSample = false } = options;
  const { observed, draws } = family;
  const defined = definedDraws(family);
  const B = defined.length;
  const sizeOf = SIZES[alternative];
  const sizes = Array.from(observed, sizeOf);
  const order = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  const isBeyond = sizes.map((size) => beyond(size, ties));
  const bootstrap = new Float64Array(sizes.length);
  const counts = new Float64Array(sizes.length);
  const largest = new Float64Array(B).fill(Number.NEGATIVE_INFINITY);
  for (const h of order.toReversed()) {
    const own = draws[h]!;
    const isFar = isBeyond[h]!;
    let together = 0;
    for (let i = 0; i < B; i++) {
      const size = sizeOf(own[defined[i]!]!);
      if (size > largest[i]!) largest[i] = size;
      if (isFar(largest[i]!)) together++;
    }
    bootstrap[h] = shareBeyond(own, (value) => isFar(sizeOf(value)));
    counts[h] = together;
  }
  const monotone = (share: (count: number) => number) => {
    const p = new Float64Array(sizes.length);
    let least = 0;
    for (const h of order) p[h] = least = Math.max(least, share(counts[h]!), bootstrap[h]!);
    return p;
  };
  const plain = (count: number) => count / B;
  return {
    used: B,
    undefined: draws[0]!.length - B,
    bootstrap,
    romanoWolf: monotone(holdsSample ? plain : (count) => (1 + count) / (1 + B)),
    westfallYoung: monotone(plain),
    singleStep: Float64Array.from(isBeyond, (isFar, h) => Math.max(shareBeyond(largest, isFar), bootstrap[h]!)),
    order,
  };
}

const SIZES: Readonly<Record<Alternative, (statistic: number) => number>> = {
  "two-sided": Math.abs,
  greater: (statistic) => statistic,
  less: (statistic) => -statistic,
};

/** Whether a size is as far out as `size`, which may be negative where one side alone counts. */
function beyond(size: number, ties: TieRule): (value: number) => boolean {
  const slack = TIE * Math.abs(size);
  return ties === "count" ? (value) => value >= size - slack : (value) => value > size + slack;
}

/** Share of the numbers, NaN left out, that are as far out. */
function shareBeyond(values: ArrayLike<number>, isFar: (value: number) => boolean): number {
  let [used, far] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    used++;
    if (isFar(value)) far++;
  }
  return far / used;
}

/** Draws with a statistic of every hypothesis. */
function definedDraws({ observed, draws }: Family): Uint32Array {
  const B = draws[0]?.length ?? 0;
  const isFamily = observed.length > 0 && draws.length === observed.length && draws.every(({ length }) => length === B);
  const kept = isFamily
    ? Uint32Array.from({ length: B }, (_, d) => d).filter((d) => draws.every((own) => Number.isFinite(own[d]!)))
    : new Uint32Array(0);
  if (kept.length > 0 && Array.from(observed).every(Number.isFinite)) return kept;
  const lengths = draws.map(({ length }) => length);
  throw new UsageError(
    "family",
    isFamily
      ? `A step-down needs a finite statistic of each of ${observed.length} hypotheses, and draws in which all have one: of ${B} draws ${kept.length} have.`
      : `A step-down needs the same draws of every hypothesis; got ${observed.length} statistics and draws of ${lengths.join(", ") || "none"}.`,
    {
      got: { statistics: observed.length, draws: lengths },
      expected: "as many draws of each hypothesis, all defined in some",
    },
  );
}

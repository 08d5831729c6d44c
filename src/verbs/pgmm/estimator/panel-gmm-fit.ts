/**
 * What GMM on a dynamic panel comes to: sums over units and what each step made of them. Variances and
 * tests follow from these without the rows (inference/gmm/). Matrices are column-major.
 */
import type { GmmEquation } from "./spec.js";

/** A column of Z. Its name is `instrumentName`'s affair. */
export interface InstrumentColumn {
  /** Position in `PanelGmmSpec.blocks`. */
  readonly block: number;
  readonly group: string;
  readonly kind: "gmm" | "iv";
  /** The equation it serves; a GMM block for both has columns of `diff` and of `level`. */
  readonly equation: GmmEquation;
  /** Lag of the variable (of its difference, in levels); null for IV style. */
  readonly lag: number | null;
  /** Position of the period whose equation it serves; null when it serves all. */
  readonly period: number | null;
  /** Such as `L2.n in 1979`, `D.L1.n, levels`, `w`, `year=1980, levels`. */
  readonly name: string;
}

export interface DroppedInstrument extends InstrumentColumn {
  /** Zero in every row used; or a combination of those before it. */
  readonly because: "empty" | "collinear";
}

/** What the test of serial correlation of one order needs; e are the residuals in first differences, w those of m periods before. */
export interface SerialSums {
  readonly order: number;
  /** Sum of w'e; 0 with `pairs` 0 when no unit has both. */
  readonly product: number;
  /** Sum over units of (w'e)^2. */
  readonly squares: number;
  /** Units of which w'e has a term, and terms. */
  readonly units: number;
  readonly pairs: number;
  /** X'w, k. */
  readonly Xw: Float64Array;
  /** Sum of Z'e (w'e), L. */
  readonly Zew: Float64Array;
  /** w'Hw and Z'Hw, for errors of covariance H times a number; null of all fits but those of one step. */
  readonly wHw: number | null;
  readonly ZHw: Float64Array | null;
}

/** Coefficients by one weight, and sums at their residuals. */
export interface GmmStep {
  readonly beta: Float64Array;
  /** (X'Z A Z'X)^-1, k by k: the covariance by an efficient weight. */
  readonly bread: Float64Array;
  /** What multiplies Z'y: (X'Z A Z'X)^-1 X'Z A, k by L. */
  readonly estimator: Float64Array;
  /** Z'e A Z'e at this step's residuals and weight: one-step the numerator of Sargan's statistic, then Hansen's J. */
  readonly distance: number;
  /** Rank of the weight: L, or less where a Moore-Penrose inverse was taken. */
  readonly weightRank: number;
  /** Sum over units of Z'e e'Z at the residuals of this step, L by L; its inverse is the next step's weight. */
  readonly scores: Float64Array;
  /** e'e of the transformed rows and of those in levels. */
  readonly transformedSquares: number;
  readonly levelSquares: number;
  readonly serial: readonly SerialSums[];
  /**
   * k by k: derivative of this step's coefficients by those of the step before, whose residuals made its weight (Windmeijer).
   * Null for the first step.
   */
  readonly weightDerivative: Float64Array | null;
}

/** Hansen's J of the instruments that remain when some are left out, the weight's block kept. */
export interface HansenWithout {
  /** The group left out; null: the GMM-style instruments of the equation in levels, of every group. */
  readonly group: string | null;
  /** How many were left out. */
  readonly instruments: number;
  /** Null: the others do not identify the coefficients. */
  readonly distance: number | null;
  readonly degrees: number;
}

export interface Hansen {
  readonly distance: number;
  /** Instruments (or the rank of their weight) less coefficients. */
  readonly degrees: number;
  readonly without: readonly HansenWithout[];
}

export interface PanelGmmFit {
  /** Positions in `PanelGmmSpec.regressors` that have a coefficient, and those collinear with them. */
  readonly kept: readonly number[];
  readonly collinear: readonly number[];
  readonly instruments: readonly InstrumentColumn[];
  readonly dropped: readonly DroppedInstrument[];
  /** Units with a row. */
  readonly nGroups: number;
  /** Rows of the transformed equation and of that in levels (0 in a difference model). */
  readonly nTransformed: number;
  readonly nLevel: number;
  /** Residual variance is e'e of the transformed rows over this: rows of the reported equation, twice where differences double it. */
  readonly varianceDivisor: number;
  /** u32[nUnits]: rows of each unit in the equation whose number is reported (levels in a system). */
  readonly rowsByUnit: Uint32Array;
  /** y'y of the transformed rows and of those in levels. */
  readonly outcomeSquares: number;
  readonly ZX: Float64Array;
  readonly Zy: Float64Array;
  /** Sum of Z'HZ. */
  readonly ZHZ: Float64Array;
  /** One-step, two-step, and so on: the reported step is the last. */
  readonly steps: readonly GmmStep[];
  /**
   * Hansen's J by the weight of the last step; of a one-step fit, that of the two-step fit that would follow, as xtabond2 prints
   * it. Null: that weight has no inverse, and a one-step fit needs none.
   */
  readonly hansen: Hansen | null;
  /** Changes of the coefficients in the last step over their standard errors; null unless iterated. */
  readonly lastChange: number | null;
}

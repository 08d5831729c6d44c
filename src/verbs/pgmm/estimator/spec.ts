/**
 * What GMM on a dynamic panel is asked: numbers on a grid of units and periods, the blocks of
 * instruments, and the choices of transformation, weight and steps. Columns are positions; their names serve the names of
 * instruments and messages only. Tables and formulas are the models' affair.
 */
import { DataError } from "../../../base/errors.js";

/** A panel as a grid: every column has nUnits * nPeriods numbers, the periods of a unit one after the other. */
export interface PanelGrid {
  readonly nUnits: number;
  /** Consecutive periods, one time step apart; periods that a unit lacks are rows of NaN. */
  readonly nPeriods: number;
  /** What each period is called, for the names of instruments: nPeriods labels. */
  readonly periods: readonly string[];
  /** f64[nUnits * nPeriods] each, NaN where missing: outcome, regressors (lags made already) and instruments, in levels. */
  readonly columns: readonly Float64Array[];
  /** What each column is called. */
  readonly names: readonly string[];
  /**
   * u8[nUnits * nPeriods]: 1 where an equation may be estimated; other rows still serve as lags of instruments and, when the
   * transformation needs them, not at all. Null: every row.
   */
  readonly present: Uint8Array | null;
}

/** Which equation a block of instruments serves: the transformed one, that in levels, or both. */
export type GmmEquation = "diff" | "level" | "both";

/** Instruments that are lags of a variable, one column a period and lag (GMM style), or a column a lag when collapsed. */
export interface LagBlock {
  readonly kind: "gmm";
  /** Position of the variable in `PanelGrid.columns`. */
  readonly column: number;
  /**
   * `diff`: levels at lags from..to of the variable for the transformed equation. `level`: its first differences at lags from..to for the
   * equation in levels, as gretl's GMMlevel. `both`: the former, and for the levels the difference at lag from - 1 alone
   * (0 when from is 0), since later ones follow from the former: xtabond2's default.
   */
  readonly equation: GmmEquation;
  readonly from: number;
  /** Infinity: as far back as the panel goes. */
  readonly to: number;
  readonly collapse: boolean;
  /** Blocks of one group are tested together by the difference-in-Hansen test. */
  readonly group: string;
}

/** One column of instruments: the variable itself, transformed as the equation is (IV style). */
export interface PlainBlock {
  readonly kind: "iv";
  readonly column: number;
  /** `both`: one column, the transformed variable above the variable in levels (xtabond2, gretl). plm: a block each. */
  readonly equation: GmmEquation;
  /** The variable as it is in the transformed equation too (xtabond2's passthru). */
  readonly untransformed?: boolean;
  /** Rows that lack the instrument are left out of its equations (default), or take part with a zero (xtabond2's mz). */
  readonly missing?: "drop" | "zero";
  readonly group: string;
}

export type InstrumentBlock = LagBlock | PlainBlock;

/** A regressor: a column, transformed as the outcome is. A column of ones is 0 when transformed: the constant of a system. */
export interface Regressor {
  readonly column: number;
  /** As it is in the transformed equation too, as plm and gretl enter time dummies in differences. First differences only. */
  readonly untransformed?: boolean;
}

export interface PanelGmmSpec {
  /** The transformed equation alone, or with that in levels (Blundell and Bond). */
  readonly model: "difference" | "system";
  /** First differences, or forward orthogonal deviations (kept a period later, so that lags of instruments count alike). */
  readonly transform: "d" | "fod";
  readonly steps: 1 | 2 | "iterated";
  /**
   * H of the one-step weight (sum Z'HZ)^-1, xtabond2's numbers: 1 the identity; 2 the covariance of the transformed errors, and
   * the identity for those in levels; 3 also the covariance of the two. 2 and 3 are the same in a difference model.
   */
  readonly h: 1 | 2 | 3;
  /** Position of the outcome. */
  readonly outcome: number;
  readonly regressors: readonly Regressor[];
  readonly blocks: readonly InstrumentBlock[];
  /** A weight without inverse: refuse it, naming the instruments, or take the Moore-Penrose inverse as xtabond2 and plm do. */
  readonly singular: "refuse" | "pseudoinverse";
  /** Highest order of the test of serial correlation; 0 for none. */
  readonly arOrders: number;
}

// Why a panel leaves no row to estimate on: nothing complete, too few periods, or gaps between them.

/** The error for a panel without a row of the transformed equation. */
export function noRows(grid: PanelGrid, spec: PanelGmmSpec): DataError {
  const { nUnits, nPeriods, columns, names, present } = grid;
  const equation = [spec.outcome, ...spec.regressors.map(({ column }) => column)];
  const iv = spec.blocks.flatMap((block) =>
    block.kind === "iv" && block.missing !== "zero" && block.equation !== "level" ? [block.column] : [],
  );
  const needed = [...new Set([...equation, ...iv])];
  const complete = (at: number): boolean =>
    (present === null || present[at] === 1) && needed.every((column) => Number.isFinite(columns[column]![at]));
  let [rows, most] = [0, 0];
  for (let unit = 0; unit < nUnits; unit++) {
    let own = 0;
    for (let t = 0; t < nPeriods; t++) own += Number(complete(unit * nPeriods + t));
    rows += own;
    most = Math.max(most, own);
  }
  if (rows > 0 && most > 1) {
    return new DataError(
      "gaps_leave_nothing",
      `Outcome, regressors and instruments are complete in ${rows} rows, but no unit has two of them in consecutive periods: no first ` +
        "difference is left. Use orthogonal deviations, which bridge gaps, or a panel without them.",
      { got: 0, expected: "two consecutive periods", rows },
    );
  }
  if (rows > 0) {
    return new DataError(
      "too_few_periods",
      `Outcome and regressors with their lags are complete in at most one of the ${nPeriods} periods of a unit: nothing is left ` +
        "to transform. Use fewer lags, or a panel of more periods.",
      { got: 1, expected: 2, rows, periods: nPeriods },
    );
  }
  const worst = needed
    .map((column) => ({
      column,
      missing: columns[column]!.reduce((n, value) => n + Number(!Number.isFinite(value)), 0),
    }))
    .sort((a, b) => b.missing - a.missing)[0]!;
  return new DataError(
    "no_rows",
    `No row has the outcome, all regressors and their lags over ${nPeriods} periods: the panel is too short for the lags, or columns ` +
      `are never there together. ${names[worst.column]} is missing most, in ${worst.missing} of ${nUnits * nPeriods} rows. Use ` +
      "fewer lags, or take the column out.",
    { got: 0, expected: "a complete row", column: names[worst.column], periods: nPeriods },
  );
}

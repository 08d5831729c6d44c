/**
 * Groups side by side: means and deviations of each variable by group, and whether means differ under the
 * study's variance, which counts that rows of a unit are alike.
 */

import { MISSING_CODE, type NumericColumn, type TextColumn } from "../../../base/columns.js";
import { DataError, NumericalError } from "../../../base/errors.js";
import { hypot } from "../../../base/hypot.js";
import { type Panel, panel as panelOf } from "../../../data/panel/panel.js";
import { describeColumn, type Variation, variation } from "../../../data/panel/sample.js";
import { withColumns } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupQuantiles } from "../../../engine/kernels/ranks.js";
import { columnValues } from "../../../regression/frame/column-values.js";
import { readByT } from "../../../regression/record/fit-record.js";
import { wald } from "../../../verbs/combinations/wald.js";
import { feols } from "../../../verbs/feols/feols.js";
import type { StudySpec } from "../../file/schema.js";
import type { Statistic } from "./schema.js";

/** Mean and deviation of a variable in a group. */
export interface GroupMoments {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
}

/** A variable in every group. Of two groups: first less second; of more, p of equal means alone. */
export interface Compared {
  readonly written: string;
  readonly groups: readonly GroupMoments[];
  readonly difference: number | null;
  readonly std_error: number | null;
  readonly p_value: number | null;
  /** The difference over the square root of the sum of the variances; null of more than two groups. */
  readonly normalised: number | null;
}

/**
 * Compares `variables` between groups, `codes` of `nGroups`. Normalised differences as Imbens & Wooldridge (2009), Journal of
 * Economic Literature 47(1), doi:10.1257/jel.47.1.5, equation 3. Throws as `feols`.
 */
export function compared(
  engine: Engine,
  data: Panel,
  study: Pick<StudySpec, "variance" | "ssc" | "level">,
  variables: readonly Variable[],
  codes: Uint32Array,
  nGroups: number,
): Compared[] {
  const [name, dummy] = [freeName("variable", data), freeName("group", data)];
  return variables.map(({ written, values }): Compared => {
    const groups = Array.from({ length: nGroups }, (_, g) => momentsOf(values, codes, g));
    const known = groups.filter(({ n }) => n > 0).length === nGroups && groups.some(({ sd }) => (sd ?? 0) > 0);
    const [a, b] = groups;
    const isPair = nGroups === 2;
    const difference = isPair && a!.mean !== null && b!.mean !== null ? a!.mean - b!.mean : null;
    const spread = hypot(a!.sd ?? Number.NaN, b?.sd ?? Number.NaN);
    return {
      ...{ written, groups, difference },
      normalised: difference !== null && spread > 0 ? difference / spread : null,
      ...(known
        ? tested(engine, grouped(data, name, dummy, values, codes, nGroups), study, name, dummy, nGroups)
        : NONE),
    };
  });
}

function momentsOf(values: Float64Array, codes: Uint32Array, group: number): GroupMoments {
  const own = values.filter((_, row) => codes[row] === group);
  const described = describeColumn({ kind: "numeric", name: "", values: own });
  return described.type === "numeric"
    ? { n: described.n, mean: described.mean, sd: described.sd }
    : { n: 0, mean: null, sd: null };
}

/** Errors of differences no more than this share of the largest are rounding. */
const ROUNDING = 1e-7;
const NONE = { std_error: null, p_value: null };

/**
 * The variable on the groups, the last of which is the one compared with. No p where the covariance of the differences is
 * singular, as of groups without variance or of few clusters: then not all of them can be tested.
 */
function tested(
  engine: Engine,
  data: Panel,
  { variance, ssc, level }: Pick<StudySpec, "variance" | "ssc" | "level">,
  name: string,
  dummy: string,
  nGroups: number,
): Pick<Compared, "std_error" | "p_value"> {
  const options = { vcov: variance, ssc, level };
  if (nGroups === 2) {
    const own = feols(engine, data, `${name} ~ ${dummy}`, options).coefficients[dummy]!;
    return { std_error: own.std_error, p_value: own.p_value };
  }
  const fit = feols(engine, data, `${name} ~ factor(${dummy})`, options);
  const terms = Object.keys(fit.coefficients).filter((term) => term !== "(Intercept)");
  const errors = terms.map((term) => fit.coefficients[term]!.std_error);
  if (Math.min(...errors) <= ROUNDING * Math.max(...errors)) return NONE;
  try {
    const test = wald(
      engine,
      fit,
      terms.map((term) => `${term} = 0`),
    );
    return { std_error: null, p_value: test.df1 === test.rank ? readByT(test).p_value : null };
  } catch (error) {
    if (error instanceof NumericalError && error.code === "restriction_variance") return NONE;
    throw error;
  }
}

function grouped(
  { table, unit, time }: Panel,
  name: string,
  dummy: string,
  values: Float64Array,
  codes: Uint32Array,
  nGroups: number,
): Panel {
  const variable: NumericColumn = { kind: "numeric", name, values };
  const group: NumericColumn | TextColumn =
    nGroups === 2
      ? {
          kind: "numeric",
          name: dummy,
          values: Float64Array.from(codes, (code) => (code === MISSING_CODE ? Number.NaN : Number(code === 0))),
        }
      : { kind: "text", name: dummy, codes, levels: Array.from({ length: nGroups }, (_, g) => `g${10 + g}`) };
  return panelOf(withColumns(table, [variable, group]), { unit: unit.name, time: time.name });
}

const freeName = (name: string, data: Panel): string => (data.table.has(name) ? freeName(`${name}_`, data) : name);

// Summary statistics of variables over rows of a panel. Knows nothing of groups or words.

/** A variable with its values on the rows used, f64[nRows] of the panel, NaN elsewhere. */
export interface Variable {
  readonly written: string;
  readonly values: Float64Array;
}

/** Statistics by name; null where there are too few values. */
export interface Summary {
  readonly written: string;
  readonly statistics: Readonly<Record<Statistic, number | null>>;
  readonly variation: Variation;
}

const QUARTILES = [0.25, 0.5, 0.75] as const;

/** The values of `written` where `isUsed`. Throws DataError `not_numeric` for text, and as `columnValues`. */
export function variableOf(engine: Engine, panel: Panel, written: string, isUsed: (row: number) => boolean): Variable {
  const { column } = columnValues(engine, panel, written);
  if (column.kind === "numeric") {
    return { written, values: column.values.map((value, row) => (isUsed(row) ? value : Number.NaN)) };
  }
  throw new DataError(
    "not_numeric",
    `'${written}' is text; summary statistics are of numbers. Set ${written} == "${column.levels[0] ?? "value"}" for the share of a value, or leave it out.`,
    { got: column.levels[0], expected: "numbers", column: written },
  );
}

/** The summary of a variable over the `nUsed` rows used. */
export function summaryOf(engine: Engine, panel: Panel, { written, values }: Variable, nUsed: number): Summary {
  const described = describeColumn({ kind: "numeric", name: written, values });
  if (described.type !== "numeric") throw new TypeError("numbers are described as numbers");
  const { n, mean, sd, min, max } = described;
  const quartiles = groupQuantiles(engine, values, new Uint32Array(values.length), 1, QUARTILES);
  const [p25, median, p75] = Array.from(quartiles, (value) => (Number.isNaN(value) ? null : value));
  return {
    written,
    statistics: { n, mean, sd, min, p25: p25!, median: median!, p75: p75!, max, missing: nUsed - n },
    variation: variation(panel, values),
  };
}

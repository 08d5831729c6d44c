/**
 * What inference with few treated groups starts from: the residuals of every group by period, and for each treated group the contrast
 * of its periods by which its errors enter the estimate. Rows of a group and period are averaged, by the weights of the regression.
 */
import type { Category } from "../../../base/columns.js";
import { DataError, UsageError } from "../../../base/errors.js";
import type { Table } from "../../../data/table/table.js";
import { reorderColumns } from "../../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import { isAbsorbed, makeAbsorber } from "../../../regression/absorb/absorber.js";
import type { Sample } from "../../../regression/frame/sample.js";
import { sampleGrouping } from "../../../regression/frame/sample-grouping.js";
import { demeanAndWeight } from "../../../regression/least-squares/least-squares-steps.js";
import { ols } from "../../../regression/least-squares/ols.js";
import type { ResamplingModel } from "../../resampling/model.js";

/** Groups by periods; arrays of G * T numbers are by group. */
export interface GroupErrors {
  readonly estimate: number;
  readonly groups: Category;
  readonly periods: Category;
  readonly nGroups: number;
  readonly nPeriods: number;
  /** Groups whose treatment changes, and those where it does not. */
  readonly treated: readonly number[];
  readonly controls: readonly number[];
  /** By treated group: the weights of its periods, f64[T]. */
  readonly contrasts: readonly Float64Array[];
  /** Residuals of the regression. */
  readonly residuals: Float64Array;
  /** Treatment net of controls and effects: residuals under a value a are `residuals` + (estimate - a) times it. */
  readonly net: Float64Array;
  /** One over the observations behind each group and period. */
  readonly scarcity: Float64Array;
}

/**
 * The errors of `model`'s groups by the column `time`, for regressor `at`.
 *
 * @throws DataError `few_treated_balance` where a group has no row in a period, `few_treated_within` where the treatment differs within
 *   one, `few_treated_groups` without a group whose treatment changes or with fewer than two where it does not, `few_treated_size`
 */
export function groupErrors(
  engine: Engine,
  scope: Scope,
  model: ResamplingModel,
  at: number,
  time: string,
  size: string | undefined,
): GroupErrors {
  const { table, sample, cells: groups, names, fit, columns } = model;
  const n = sample.rows.length;
  const periods = sampleGrouping(engine, table, sample, [time]);
  const [G, T] = [groups.nLevels, periods.nLevels];
  const cellOf = (i: number): number => groups.codes[i]! * T + periods.codes[i]!;
  const rows = rowResiduals(engine, scope, model, at);
  const treatment = columns.part(at * n, n).view();
  const sizes = size === undefined ? null : sizesOf(table, sample, size);
  const [total, residuals, net, path, low, high, scarcity] = Array.from({ length: 7 }, () => new Float64Array(G * T));
  low!.fill(Number.POSITIVE_INFINITY);
  high!.fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < n; i++) {
    const [c, w] = [cellOf(i), sample.weights?.[i] ?? 1];
    total![c]! += w;
    residuals![c]! += w * rows.residuals[i]!;
    net![c]! += w * rows.net[i]!;
    path![c]! += w * treatment[i]!;
    scarcity![c]! += (w * w) / (sizes?.[i] ?? 1);
    low![c] = Math.min(low![c]!, treatment[i]!);
    high![c] = Math.max(high![c]!, treatment[i]!);
  }
  for (let c = 0; c < G * T; c++) {
    requireCell(groups, periods, names[at]!, Math.floor(c / T), c % T, total![c]!, low![c]!, high![c]!);
    residuals![c]! /= total![c]!;
    net![c]! /= total![c]!;
    path![c]! /= total![c]!;
    scarcity![c]! /= total![c]! * total![c]!;
  }
  const all = Array.from({ length: G }, (_, g) => g);
  const isTreated = all.map((g) => path!.subarray(g * T, (g + 1) * T).some((value) => value !== path![g * T]));
  const [treated, controls] = [all.filter((g) => isTreated[g]), all.filter((g) => !isTreated[g])];
  requireGroups(names[at]!, groups.name, treated.length, controls.length);
  return {
    ...{ estimate: fit.coefficients[names[at]!]!.estimate, groups, periods, nGroups: G, nPeriods: T },
    ...{ treated, controls, contrasts: contrastsOf(treated, T, path!, total!) },
    ...{ residuals: residuals!, net: net!, scarcity: scarcity! },
  };
}

/** m (d - mean d) of a treated group's periods, over the sum of m (d - mean d)^2 of all treated groups. */
function contrastsOf(
  treated: readonly number[],
  T: number,
  path: Float64Array,
  total: Float64Array,
): readonly Float64Array[] {
  let squares = 0;
  const own = treated.map((g) => {
    const [d, m] = [path.subarray(g * T, (g + 1) * T), total.subarray(g * T, (g + 1) * T)];
    let [sum, weight] = [0, 0];
    for (let t = 0; t < T; t++) {
      sum += m[t]! * d[t]!;
      weight += m[t]!;
    }
    return d.map((value, t) => {
      const away = value - sum / weight;
      squares += m[t]! * away * away;
      return m[t]! * away;
    });
  });
  return own.map((weights) => weights.map((weight) => weight / squares));
}

/** Of every row in sample order: what regressors and effects leave of the outcome, and the others of the treatment. */
function rowResiduals(engine: Engine, scope: Scope, { sample, names, columns }: ResamplingModel, at: number) {
  const [n, k] = [sample.rows.length, names.length];
  return scope.scope((inner) => {
    const absorber = makeAbsorber(engine, inner, sample.effects, sample.weights);
    const others = names.flatMap((_, j) => (j === at ? [] : [j]));
    const given = columns.view();
    const ordered = new Float64Array(n * (k + 1));
    [...others, at, k].forEach((j, place) => {
      ordered.set(given.subarray(j * n, (j + 1) * n), place * n);
    });
    const block = inner.copyF64(ordered);
    if (absorber.rowOrder !== null) reorderColumns(engine, inner, n, k + 1, absorber.rowOrder, block);
    const solve = demeanAndWeight(engine, inner, absorber, block, k + 1, sample.weights);
    const absorbed = Array.from({ length: k }, (_, j) => isAbsorbed(solve, j));
    const demeaned = block.view().slice(0, n * k);
    const back = (u: ArrayLike<number>): Float64Array => {
      const out = new Float64Array(n);
      for (let i = 0; i < n; i++) out[absorber.rowOrder?.[i] ?? i] = u[i]!;
      return sample.weights === null ? out : out.map((value, i) => value / Math.sqrt(sample.weights![i]!));
    };
    const residuals = back(ols(engine, inner, n, k, block, absorbed).fit.uHat.view());
    if (k === 1) return { residuals, net: back(demeaned) };
    const own = inner.copyF64(demeaned);
    return { residuals, net: back(ols(engine, inner, n, k - 1, own, absorbed.slice(0, k - 1)).fit.uHat.view()) };
  });
}

function sizesOf(table: Table, sample: Sample, size: string): Float64Array {
  const values = table.numeric(size);
  return Float64Array.from(sample.rows, (row) => {
    if (values[row]! > 0 && values[row]! < Number.POSITIVE_INFINITY) return values[row]!;
    throw new DataError(
      "few_treated_size",
      `Size '${size}' is ${values[row]} in row ${row + 1}: it is the number of observations behind a row, above 0.`,
      { got: values[row], expected: "> 0", column: size, row: row + 1 },
    );
  });
}

function requireCell(
  groups: Category,
  periods: Category,
  term: string,
  g: number,
  t: number,
  total: number,
  low: number,
  high: number,
): void {
  const [group, period] = [groups.label(g), periods.label(t)];
  if (!(total > 0)) {
    throw new DataError(
      "few_treated_balance",
      `'${group}' has no row in '${period}' of '${periods.name}': errors of groups are exchanged whole, so that each needs every period. Leave the group or the period out with --subset, or use kind wild.`,
      { got: 0, expected: "a row a group and period", group, period },
    );
  }
  if (low === high) return;
  throw new DataError(
    "few_treated_within",
    `'${term}' is ${low} and ${high} in rows of '${group}' in '${period}': a treatment of groups has one value in each. Cluster by what is treated.`,
    { got: [low, high], expected: "one value a group and period", group, period },
  );
}

function requireGroups(term: string, name: string, treated: number, controls: number): void {
  if (treated > 0 && controls > 1) return;
  throw new DataError(
    "few_treated_groups",
    `'${term}' changes in ${treated} and stays in ${controls} groups of '${name}': errors of at least two groups in which it stays stand for those of the groups in which it changes. Use kind wild.`,
    { got: { treated, controls }, expected: "at least 1 and 2" },
  );
}

/** The period: `asked`, or the one fixed effect that is not nested in the groups. Throws UsageError `few_treated_time`. */
export function periodColumn(engine: Engine, model: ResamplingModel, asked: string | undefined): string {
  if (asked !== undefined) return asked;
  const { spec, table, sample, cells } = model;
  const columns = spec.fixedEffects.filter((effect) => effect.slopes === undefined).map((effect) => effect.columns);
  const across = columns.filter((names) => {
    if (names.length > 1) return false;
    const { codes, nLevels } = sampleGrouping(engine, table, sample, names);
    const group = new Int32Array(nLevels).fill(-1);
    return codes.some((code, i) => {
      if (group[code] === -1) group[code] = cells.codes[i]!;
      return group[code] !== cells.codes[i];
    });
  });
  if (across.length === 1) return across[0]![0]!;
  throw new UsageError(
    "few_treated_time",
    `Which column is the period? ${across.length === 0 ? "No fixed effect" : `Each of ${across.flat().join(", ")}`} goes across clusters: name it with --time.`,
    { got: across.flat(), expected: "time" },
  );
}

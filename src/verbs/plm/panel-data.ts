/**
 * The sample of a panel model in linear memory: columns, units and periods over the same rows, and which rows
 * follow which. Every model and test of a formula starts from it; none changes it.
 */
import type { Category } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { SampleColumn } from "../../base/row-runs.js";
import { rowsByPair } from "../../data/panel/order.js";
import type { Panel } from "../../data/panel/panel.js";
import { placeColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import type { ModelSpec } from "../../formula/spec.js";
import { groupingOver } from "../../regression/frame/sample.js";
import { type LeastSquares, leastSquares } from "../../regression/least-squares/least-squares.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import { rootMeanSquares } from "./estimator/transformed-ols.js";
import type { RowGroups } from "./estimator/transforms.js";
import type { PlmOptions } from "./verb.js";

/** Units or periods, as a category and in linear memory. */
export interface PanelGroups extends Category {
  readonly block: RowGroups;
}

/** Positions in the sample of rows and of those one observed period of their unit before, ascending by row. */
export interface Adjacent {
  readonly rows: Uint32Array;
  readonly before: Uint32Array;
}

/** How far apart in time the rows of `adjacent` are. */
export const stepsOf = ({ panel, pooled }: PanelData, { rows, before }: Adjacent): Float64Array => {
  const timeOf = (row: number): number => panel.timeValues[pooled.sample.rows[row]!]!;
  return Float64Array.from(rows, (row, i) => timeOf(row) - timeOf(before[i]!));
};

/** Valid while the scope is open that it was made in. */
export interface PanelData {
  readonly engine: Engine;
  readonly scope: Scope;
  readonly panel: Panel;
  readonly spec: ModelSpec;
  readonly variance: RegressionVcov;
  readonly options: PlmOptions;
  /** Pooled least squares on the sample. */
  readonly pooled: LeastSquares;
  /** Rows, and regressors before any is left out. */
  readonly n: number;
  readonly k: number;
  readonly unit: PanelGroups;
  readonly time: PanelGroups;
  readonly balanced: boolean;
  /** Made when first asked for. */
  readonly adjacent: Adjacent;
  /** Root mean squares of the regressors. */
  readonly sizes: Float64Array;
  /** That of the outcome. */
  readonly outcomeSize: number;
  /** A copy of [X y], n by k + 1, column-major, in sample order. */
  columns(scope: Scope): F64Block;
}

/**
 * The data of `spec`: pooled least squares, and what other models need beside. Throws as `leastSquares`; DataError
 * `one_period` where no unit has two rows, `one_unit` where there is one unit.
 */
export function panelData(
  engine: Engine,
  scope: Scope,
  panel: Panel,
  spec: ModelSpec,
  variance: RegressionVcov,
  options: PlmOptions,
): PanelData {
  const { subset, signal } = options;
  const pooled = leastSquares(engine, scope, panel, spec, variance, {
    ...(subset === undefined ? {} : { subset }),
    ...(signal === undefined ? {} : { signal }),
    fixefRm: "none",
  });
  const { sample, terms, y } = pooled;
  const groups = (name: string): PanelGroups => {
    const category = groupingOver([name], panel.table, sample.selected, elementary(engine));
    return { ...category, block: { codes: scope.copyU32(category.codes), nLevels: category.nLevels } };
  };
  const [unit, time] = [groups(panel.unit.name), groups(panel.time.name)];
  const [n, k] = [sample.rows.length, terms.columns.length];
  requirePanel(n, unit, time);
  const placed = scope.f64(n * (k + 1));
  let adjacent: Adjacent | undefined;
  placeColumns([...terms.columns, new SampleColumn(y.values, y.rows)], placed);
  const sizes = rootMeanSquares(engine, scope, n, k + 1, placed);
  return {
    ...{ engine, scope, panel, spec, variance, options, pooled, n, k, unit, time },
    balanced: n === unit.nLevels * time.nLevels,
    get adjacent() {
      adjacent ??= adjacentRows(unit, time);
      return adjacent;
    },
    sizes: sizes.subarray(0, k),
    outcomeSize: sizes[k]!,
    columns(inner: Scope) {
      const copy = inner.f64(placed.length);
      copy.view().set(placed.view());
      return copy;
    },
  };
}

function requirePanel(n: number, unit: PanelGroups, time: PanelGroups): void {
  if (unit.nLevels === n) {
    throw new DataError(
      "one_period",
      `Every ${unit.name} has one row in the sample of ${n}: a panel needs units with two periods of ${time.name} or more.`,
      { got: 1, expected: 2, column: unit.name },
    );
  }
  if (unit.nLevels > 1) return;
  throw new DataError(
    "one_unit",
    `The sample has one ${unit.name}, '${unit.label(0)}': a panel needs two or more; use feols for a series.`,
    { got: 1, expected: 2, column: unit.name },
  );
}

/** Each row that is not the first of its unit, with the one observed before it, whatever lies between. */
function adjacentRows(unit: Category, time: Category): Adjacent {
  const order = rowsByPair(unit, time);
  const n = order.rows.length;
  const previous = new Uint32Array(n).fill(n);
  for (let i = 1; i < n; i++) if (order.a[i] === order.a[i - 1]) previous[order.rows[i]!] = order.rows[i - 1]!;
  const rows = Uint32Array.from(previous.keys()).filter((row) => previous[row]! < n);
  return { rows, before: rows.map((row) => previous[row]!) };
}

/** The wild cluster bootstrap by its definition: an outcome for every draw, and a full regression of it on all dummies. */
import type { Category } from "../../src/base/columns.js";
import type { WildSpec } from "../../src/regression/cluster-bootstrap/wild-spec.js";
import { type DenseInput, type DenseRegression, denseDesign, denseRegression, denseRows } from "./dense-regression.js";

/** A clustering of rows, and what its sum of squares is multiplied by in all. */
export interface RowTerm {
  readonly clusters: Category;
  readonly factor: number;
}

export interface NaiveWild {
  readonly input: DenseInput;
  /** Tested regressors and their null values. */
  readonly tested: readonly number[];
  readonly values: readonly number[];
  readonly type: WildSpec["type"];
  readonly imposeNull: boolean;
  readonly errors: readonly RowTerm[];
  readonly boot: Category;
}

/** The observed statistic, and that of a draw with the given weights, one a bootstrap cluster. */
export function naiveWild(setup: NaiveWild): { observed: number; draw: (weights: Float64Array) => number } {
  const { input, tested, values, boot, imposeNull } = setup;
  const { y, X, effects, weights } = input;
  const regress = denseDesign(input);
  const estimates = regress(y).coefficients;
  const others = X.filter((_, j) => !tested.includes(j));
  const held = Float64Array.from(y, (value, i) => tested.reduce((sum, j, t) => sum - values[t]! * X[j]![i]!, value));
  const model: DenseInput = imposeNull ? { y: held, X: others, effects, weights } : input;
  const { residuals } = denseRegression(model);
  const resampled = setup.type[0] === "3" ? predicted(model, boot) : residuals;
  const centre = imposeNull ? values : tested.map((j) => estimates[j]!);
  return {
    observed: statistic(setup, regress(y), values),
    draw: (v) => {
      const drawn = y.map((value, i) => value - residuals[i]! + v[boot.codes[i]!]! * resampled[i]!);
      return statistic(setup, regress(drawn), centre);
    },
  };
}

function statistic({ tested, errors, type }: NaiveWild, fit: DenseRegression, centre: readonly number[]): number {
  const k = fit.coefficients.length;
  const d = tested.map((j, t) => fit.coefficients[j]! - centre[t]!);
  const S = tested.map(() => tested.map(() => 0));
  for (const { clusters, factor } of errors) {
    const V = type[1] === "3" ? jackknife(fit.dropOne(clusters), fit.coefficients, k) : fit.cluster(clusters);
    tested.forEach((i, a) => {
      tested.forEach((j, b) => {
        S[a]![b]! += factor * V[i * k + j]!;
      });
    });
  }
  if (tested.length === 1) return d[0]! / Math.sqrt(S[0]![0]!);
  const [[a, b], [, c]] = S as [[number, number], [number, number]];
  return (c * d[0]! ** 2 - 2 * b * d[0]! * d[1]! + a * d[1]! ** 2) / (a * c - b * b) / 2;
}

function jackknife(rows: Float64Array, centre: Float64Array, k: number): Float64Array {
  const V = new Float64Array(k * k);
  for (let from = 0; from < rows.length; from += k) {
    for (let i = 0; i < k * k; i++) {
      V[i]! +=
        (rows[from + Math.floor(i / k)]! - centre[Math.floor(i / k)]!) * (rows[from + (i % k)]! - centre[i % k]!);
    }
  }
  return V;
}

/** Residuals of each cluster by the model without it; what that can't tell (its own units, years of its own) stays in. */
function predicted({ y, X, effects: [unit, year], weights }: DenseInput, boot: Category): Float64Array {
  const years = Array.from({ length: year!.nLevels }, (_, t) =>
    Float64Array.from(year!.codes, (code) => Number(code === t)),
  );
  const columns = [...years.slice(1), ...X];
  const input: DenseInput = { y, X: columns, effects: [unit!], weights };
  const out = new Float64Array(y.length);
  for (let h = 0; h < boot.nLevels; h++) {
    const rows = Array.from(y.keys()).filter((i) => boot.codes[i] !== h);
    const { coefficients } = denseRegression(denseRows(input, rows));
    boot.codes.forEach((code, i) => {
      if (code !== h) return;
      out[i] = columns.reduce(
        (left, x, j) => left - x[i]! * (Number.isNaN(coefficients[j]) ? 0 : coefficients[j]!),
        y[i]!,
      );
    });
  }
  return out;
}

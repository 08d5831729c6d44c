/**
 * GMM on a panel with every matrix written out: rows, instruments and weights of each unit, multiplied and inverted as the papers write
 * them. Slow, and made from the definitions alone.
 */
import { inverse, Matrix } from "ml-matrix";
import type { PanelGmmSpec, PanelGrid } from "../../src/verbs/pgmm/estimator/spec.js";

interface UnitMatrices {
  /** Rows: transformed ones, then levels. */
  readonly y: Matrix;
  readonly X: Matrix;
  readonly Z: Matrix;
  readonly H: Matrix;
  /** Residuals in first differences need [y X] there, by period; null where there is no row. */
  readonly differences: readonly (readonly number[] | null)[];
  readonly nTransformed: number;
  /** What takes errors in levels, by period, to the rows and to first differences. */
  readonly root: Matrix;
  readonly D: Matrix;
}

type Row = Map<string, number>;

export interface DenseStep {
  readonly beta: number[];
  readonly bread: Matrix;
  readonly estimator: Matrix;
  readonly scores: Matrix;
  readonly distance: number;
}

export class DenseGmm {
  readonly units: readonly UnitMatrices[];
  readonly names: readonly string[];
  readonly nTransformed: number;
  readonly nLevel: number;
  readonly ZX: Matrix;
  readonly Zy: Matrix;
  readonly ZHZ: Matrix;

  constructor(
    readonly grid: PanelGrid,
    readonly spec: PanelGmmSpec,
  ) {
    const raw = Array.from({ length: grid.nUnits }, (_, unit) => this.rowsOf(unit)).filter(
      ({ rows }) => rows.length > 0,
    );
    const used = new Set<string>();
    for (const { z } of raw) {
      for (const row of z) for (const [name, value] of row) if (value !== 0) used.add(name);
    }
    this.names = [...used];
    const k = spec.regressors.length;
    this.units = raw.map(({ rows, z, root, differences, nTransformed }) => {
      const R = new Matrix(root);
      const H = R.mmul(R.transpose());
      for (let s = 0; s < rows.length; s++) {
        for (let r = 0; r < rows.length; r++) {
          const levels = Number(s >= nTransformed) + Number(r >= nTransformed);
          if (spec.h === 1 || (spec.h === 2 && levels > 0)) H.set(s, r, Number(s === r));
        }
      }
      return {
        y: Matrix.columnVector(rows.map((row) => row[0]!)),
        X: new Matrix(rows.map((row) => row.slice(1, k + 1))),
        Z: new Matrix(z.map((row) => this.names.map((name) => row.get(name) ?? 0))),
        H,
        differences,
        nTransformed,
        root: R,
        D: new Matrix(
          differences.map((row, t) =>
            Array.from({ length: grid.nPeriods }, (_, s) => (row === null ? 0 : Number(s === t) - Number(s === t - 1))),
          ),
        ),
      };
    });
    this.nTransformed = this.units.reduce((n, unit) => n + unit.nTransformed, 0);
    this.nLevel = this.units.reduce((n, unit) => n + unit.y.rows - unit.nTransformed, 0);
    this.ZX = this.sum(({ Z, X }) => Z.transpose().mmul(X));
    this.Zy = this.sum(({ Z, y }) => Z.transpose().mmul(y));
    this.ZHZ = this.sum(({ Z, H }) => Z.transpose().mmul(H).mmul(Z));
  }

  sum(term: (unit: UnitMatrices) => Matrix): Matrix {
    return this.units.map(term).reduce((total, matrix) => Matrix.add(total, matrix));
  }

  step(weightOf: Matrix, rest = this.names.map((_, at) => at)): DenseStep {
    const all = this.spec.regressors.map((_, at) => at);
    const A = inverse(weightOf.selection(rest, rest));
    const [ZX, Zy] = [this.ZX.selection(rest, all), this.Zy.selection(rest, [0])];
    const bread = inverse(ZX.transpose().mmul(A).mmul(ZX));
    const estimator = bread.mmul(ZX.transpose()).mmul(A);
    const b = estimator.mmul(Zy);
    const moments = Matrix.sub(Zy, ZX.mmul(b));
    const beta = b.to1DArray();
    const distance = moments.transpose().mmul(A).mmul(moments).get(0, 0);
    return { beta, bread, estimator, scores: this.scores(beta), distance };
  }

  residuals({ y, X }: UnitMatrices, beta: readonly number[]): Matrix {
    return Matrix.sub(y, X.mmul(Matrix.columnVector([...beta])));
  }

  scores(beta: readonly number[]): Matrix {
    return this.sum((unit) => {
      const g = unit.Z.transpose().mmul(this.residuals(unit, beta));
      return g.mmul(g.transpose());
    });
  }

  /** z of order m. */
  serial(step: DenseStep, covariance: Matrix, m: number): number {
    let [product, squares] = [0, 0];
    let Xw = Matrix.zeros(step.beta.length, 1);
    let Zew = Matrix.zeros(this.names.length, 1);
    for (const unit of this.units) {
      const e = unit.differences.map((row) =>
        row === null ? 0 : row[0]! - step.beta.reduce((sum, b, j) => sum + b * row[j + 1]!, 0),
      );
      const w = e.map((_, t) => (t >= m ? e[t - m]! : 0));
      const own = e.reduce((sum, value, t) => sum + value * w[t]!, 0);
      product += own;
      squares += own ** 2;
      unit.differences.forEach((row, t) => {
        if (row !== null) Xw = Matrix.add(Xw, Matrix.mul(Matrix.columnVector(row.slice(1)), w[t]!));
      });
      Zew = Matrix.add(Zew, Matrix.mul(unit.Z.transpose().mmul(this.residuals(unit, step.beta)), own));
    }
    const estimated = Xw.transpose().mmul(step.estimator).mmul(Zew).get(0, 0);
    const variance = squares - 2 * estimated + Xw.transpose().mmul(covariance).mmul(Xw).get(0, 0);
    return product / Math.sqrt(variance);
  }

  /** Variance of errors in levels, by the squares of the transformed rows. */
  errorVariance(beta: readonly number[]): number {
    const squares = this.units.reduce((sum, unit) => {
      const e = this.residuals(unit, beta).to1DArray().slice(0, unit.nTransformed);
      return sum + e.reduce((own, value) => own + value ** 2, 0);
    }, 0);
    const rows = this.spec.model === "system" ? this.nLevel : this.nTransformed;
    return squares / (rows * (this.spec.transform === "d" && this.spec.h > 1 ? 2 : 1));
  }

  /** z of order m where errors are as H says (Arellano and Bond 1991, section 3). */
  classicalSerial(step: DenseStep, m: number): number {
    const { spec } = this;
    const white = spec.transform === "d" && spec.h === 1;
    let [product, wHw] = [0, 0];
    let Xw = Matrix.zeros(step.beta.length, 1);
    let ZHw = Matrix.zeros(this.names.length, 1);
    for (const unit of this.units) {
      const { differences, root, D, Z, nTransformed } = unit;
      const e = differences.map((row) =>
        row === null ? 0 : row[0]! - step.beta.reduce((sum, b, j) => sum + b * row[j + 1]!, 0),
      );
      const w = Matrix.columnVector(e.map((_, t) => (t >= m && differences[t] !== null ? e[t - m]! : 0)));
      product += e.reduce((sum, value, t) => sum + value * w.get(t, 0), 0);
      differences.forEach((row, t) => {
        if (row !== null) Xw = Matrix.add(Xw, Matrix.mul(Matrix.columnVector(row.slice(1)), w.get(t, 0)));
      });
      const errors = D.transpose().mmul(w);
      const along = root.mmul(errors).to1DArray();
      wHw += white ? w.dot(w) : errors.dot(errors);
      // Rows of differences stand by their periods, in order.
      const there = differences.flatMap((row, t) => (row === null ? [] : [t]));
      const Hw = along.map((value, s) => {
        if (s >= nTransformed) return spec.h === 3 ? value : 0;
        return white ? w.get(there[s]!, 0) : value;
      });
      ZHw = Matrix.add(ZHw, Z.transpose().mmul(Matrix.columnVector(Hw)));
    }
    const variance = this.errorVariance(step.beta);
    const covariance = Matrix.mul(step.bread, variance);
    const estimated = variance * Xw.transpose().mmul(step.estimator).mmul(ZHw).get(0, 0);
    const total = variance * wHw - 2 * estimated + Xw.transpose().mmul(covariance).mmul(Xw).get(0, 0);
    return product / Math.sqrt(total);
  }

  /** Windmeijer's covariance of a second step after a first, by derivatives of the scores' covariance, coefficient by coefficient. */
  windmeijer(first: DenseStep, second: DenseStep): Matrix {
    const A = inverse(first.scores);
    const moments = Matrix.sub(this.Zy, this.ZX.mmul(Matrix.columnVector(second.beta)));
    const D = Matrix.zeros(second.beta.length, second.beta.length);
    second.beta.forEach((_, j) => {
      const derivative = this.sum((unit) => {
        const a = unit.Z.transpose().mmul(unit.X.getColumnVector(j));
        const g = unit.Z.transpose().mmul(this.residuals(unit, first.beta));
        return Matrix.mul(Matrix.add(a.mmul(g.transpose()), g.mmul(a.transpose())), -1);
      });
      const column = second.bread.mmul(this.ZX.transpose()).mmul(A).mmul(derivative).mmul(A).mmul(moments);
      D.setColumn(j, Matrix.mul(column, -1));
    });
    const robust = first.estimator.mmul(first.scores).mmul(first.estimator.transpose());
    const DP = D.mmul(second.bread);
    return second.bread.clone().add(DP).add(DP.transpose()).add(D.mmul(robust).mmul(D.transpose()));
  }

  private value(column: number, unit: number, t: number): number {
    if (t < 0 || t >= this.grid.nPeriods) return Number.NaN;
    return this.grid.columns[column]![unit * this.grid.nPeriods + t]!;
  }

  /** [y X], instruments by name, and what takes errors in levels to the rows, for the rows of a unit. */
  private rowsOf(unit: number) {
    const { grid, spec } = this;
    const T = grid.nPeriods;
    const equation = [spec.outcome, ...spec.regressors.map(({ column }) => column)];
    const finite = (column: number, t: number) => Number.isFinite(this.value(column, unit, t));
    const complete = (t: number, which: "diff" | "level") =>
      (grid.present === null || grid.present[unit * T + t] === 1) &&
      equation.every((column) => finite(column, t)) &&
      spec.blocks.every(
        (block) =>
          block.kind === "gmm" ||
          block.missing === "zero" ||
          (block.equation !== "both" && block.equation !== which) ||
          finite(block.column, t),
      );
    const there = Array.from({ length: T }, (_, t) => t).filter((t) => complete(t, "diff"));
    const transformed: { t: number; root: number[] }[] = [];
    if (spec.transform === "d") {
      for (const t of there) {
        if (!there.includes(t - 1)) continue;
        transformed.push({ t, root: Array.from({ length: T }, (_, s) => Number(s === t) - Number(s === t - 1)) });
      }
    } else {
      there.forEach((t, at) => {
        const later = there.slice(at + 1);
        if (later.length === 0) return;
        const c = Math.sqrt(later.length / (later.length + 1));
        const weight = (s: number) => (s === t ? c : later.includes(s) ? -c / later.length : 0);
        transformed.push({ t: t + 1, root: Array.from({ length: T }, (_, s) => weight(s)) });
      });
    }
    const along = (root: readonly number[], column: number): number =>
      root.reduce((sum, weight, s) => (weight === 0 ? sum : sum + weight * this.value(column, unit, s)), 0);
    const rows: number[][] = [];
    const z: Row[] = [];
    const root: number[][] = [];
    for (const row of transformed) {
      rows.push(
        equation.map((column, j) =>
          j > 0 && spec.regressors[j - 1]!.untransformed ? this.value(column, unit, row.t) : along(row.root, column),
        ),
      );
      z.push(this.transformedInstruments(unit, row.t, (column) => along(row.root, column)));
      root.push(row.root);
    }
    if (spec.model === "system") {
      for (let t = 0; t < T; t++) {
        if (!complete(t, "level")) continue;
        rows.push(equation.map((column) => this.value(column, unit, t)));
        z.push(this.levelInstruments(unit, t));
        root.push(Array.from({ length: T }, (_, s) => Number(s === t)));
      }
    }
    const differences = Array.from({ length: T }, (_, t) => {
      if (!there.includes(t) || !there.includes(t - 1)) return null;
      return equation.map((column, j) => {
        if (j > 0 && spec.regressors[j - 1]!.untransformed) return this.value(column, unit, t);
        return this.value(column, unit, t) - this.value(column, unit, t - 1);
      });
    });
    return { rows, z, root, differences, nTransformed: transformed.length };
  }

  private transformedInstruments(unit: number, t: number, along: (column: number) => number): Row {
    const row: Row = new Map();
    const set = (name: string, value: number) => row.set(name, Number.isFinite(value) ? value : 0);
    this.spec.blocks.forEach((block, at) => {
      if (block.equation === "level") return;
      if (block.kind === "iv") {
        set(`iv ${at}`, block.untransformed ? this.value(block.column, unit, t) : along(block.column));
        return;
      }
      for (let lag = block.from; lag <= Math.min(block.to, t); lag++) {
        set(`gmm ${at} ${lag}${block.collapse ? "" : ` ${t}`}`, this.value(block.column, unit, t - lag));
      }
    });
    return row;
  }

  private levelInstruments(unit: number, t: number): Row {
    const row: Row = new Map();
    const set = (name: string, value: number) => row.set(name, Number.isFinite(value) ? value : 0);
    this.spec.blocks.forEach((block, at) => {
      if (block.equation === "diff") return;
      if (block.kind === "iv") {
        set(`iv ${at}`, this.value(block.column, unit, t));
        return;
      }
      const only = Math.max(0, block.from - 1);
      const [from, to] = block.equation === "both" ? [only, only] : [block.from, Math.min(block.to, t)];
      for (let lag = from; lag <= to; lag++) {
        const change = this.value(block.column, unit, t - lag) - this.value(block.column, unit, t - lag - 1);
        set(`level ${at} ${lag}${block.collapse ? "" : ` ${t}`}`, change);
      }
    });
    return row;
  }
}

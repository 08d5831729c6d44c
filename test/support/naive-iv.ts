/**
 * An equation with instruments from plain columns, for oracles: dense exogenous columns with dummies, Gram-Schmidt, and
 * the covariance of scores by loops over rows. Weights enter as columns already multiplied by their roots.
 */
import type { ErrorStructure, InstrumentSystem } from "../../src/verbs/iv/estimator/instrument-system.js";
import { dot, orthonormal, residual } from "./dense-columns.js";

export interface NaiveEquation {
  readonly y: Float64Array;
  /** Endogenous regressors. */
  readonly X: readonly Float64Array[];
  /** Exogenous regressors, the constant and dummies among them; a column that earlier ones explain is dropped. */
  readonly W: readonly Float64Array[];
  /** Excluded instruments. */
  readonly Z: readonly Float64Array[];
}

/** Clusters are labels by row, one array or two. */
export type NaiveErrors =
  | { readonly type: "iid" }
  | { readonly type: "hetero" }
  | { readonly type: "cluster"; readonly by: readonly ArrayLike<number>[] };

export interface NaiveIv {
  readonly system: InstrumentSystem;
  readonly errors: ErrorStructure;
  /** Orthonormal columns: of W; of the instruments net of W. */
  readonly basisW: readonly Float64Array[];
  readonly Q: readonly Float64Array[];
  /** [X y] net of W, and net of W and the instruments too. */
  readonly net: readonly Float64Array[];
  readonly E: readonly Float64Array[];
}

/** The equation without errors: as the same equation is asked about under several. */
export type NaiveSystem = Omit<NaiveIv, "errors">;

/** The system and error structure of these columns. */
export function naiveIv(equation: NaiveEquation, how: NaiveErrors): NaiveIv {
  const built = naiveSystem(equation);
  return { ...built, errors: naiveErrors(built, how) };
}

/** Orthonormal columns of exogenous regressors, made once for all equations that share them. */
const bases = new WeakMap<readonly Float64Array[], readonly Float64Array[]>();

/** The system of these columns. */
export function naiveSystem({ y, X, W, Z }: NaiveEquation): NaiveSystem {
  const basisW = bases.get(W) ?? orthonormal(W).basis;
  bases.set(W, basisW);
  const Q = orthonormal(Z, basisW).basis;
  const net = [...X, y].map((column) => residual(basisW, column));
  const E = net.map((column) => residual(Q, column));
  const system: InstrumentSystem = {
    n: y.length,
    nEndogenous: X.length,
    nInstruments: Q.length,
    nExogenous: basisW.length,
    projected: Float64Array.from(net.flatMap((column) => Q.map((q) => dot(q, column)))),
    unexplained: triangle(E),
    instruments: Float64Array.from(Z.flatMap((z, j) => Q.map((q, k) => (k <= j ? dot(q, z) : 0)))),
  };
  return { system, basisW, Q, net, E };
}

/** An error structure of an equation. */
export function naiveErrors({ system, Q, E }: NaiveSystem, how: NaiveErrors): ErrorStructure {
  const { n } = system;
  const products = how.type === "cluster" ? clustered(how.by) : productsOf;
  const covariance = (a: Float64Array, c: Float64Array) => {
    const [own, explained] = [combined(E, a, n), combined(Q, c, n)];
    const e = own.map((value, i) => value + explained[i]!);
    if (how.type === "iid") {
      const each = dot(e, e) / n;
      return Float64Array.from(Q.flatMap((_, j) => Q.map((_, k) => (j === k ? each : 0))));
    }
    return products(Q.map((q) => q.map((value, i) => value * e[i]!)));
  };
  const nClusters =
    how.type === "cluster" ? Math.min(...how.by.map((labels) => new Set(Array.from(labels)).size)) : null;
  return { type: how.type, nClusters, covariance };
}

/** T of E'E = T'T, upper and column-major, by Gram-Schmidt that keeps every column. */
function triangle(E: readonly Float64Array[]): Float64Array {
  const order = E.length;
  const T = new Float64Array(order * order);
  const basis: Float64Array[] = [];
  E.forEach((column, j) => {
    const left = residual(basis, column);
    basis.forEach((q, i) => {
      T[j * order + i] = dot(q, column);
    });
    const size = Math.sqrt(dot(left, left));
    T[j * order + j] = size;
    basis.push(left.map((value) => (size > 0 ? value / size : 0)));
  });
  return T;
}

/** Columns by their shares, summed in their order. */
function combined(columns: readonly Float64Array[], shares: Float64Array, n: number): Float64Array {
  const sum = new Float64Array(n);
  columns.forEach((column, j) => {
    const share = shares[j]!;
    for (let i = 0; i < n; i++) sum[i]! += share * column[i]!;
  });
  return sum;
}

const productsOf = (columns: readonly Float64Array[]): Float64Array =>
  Float64Array.from(columns.flatMap((a) => columns.map((b) => dot(a, b))));

/** Products of sums by cluster; of two clusterings the sum, less that of their intersection. The clusters are numbered once. */
function clustered(by: readonly ArrayLike<number>[]): typeof productsOf {
  const one = (labels: readonly string[]): typeof productsOf => {
    const numbers = new Map([...new Set(labels)].map((label, g) => [label, g]));
    const cluster = Int32Array.from(labels, (label) => numbers.get(label)!);
    return (columns) =>
      productsOf(
        columns.map((column) => {
          const sums = new Float64Array(numbers.size);
          for (let i = 0; i < column.length; i++) sums[cluster[i]!]! += column[i]!;
          return sums;
        }),
      );
  };
  const each = by.map((labels) => Array.from(labels, String));
  const [first, second] = each.map(one);
  if (second === undefined) return first!;
  const both = one(each[0]!.map((label, i) => `${label},${each[1]![i]}`));
  return (columns) => {
    const [b, c] = [second(columns), both(columns)];
    return first!(columns).map((value, at) => value + b[at]! - c[at]!);
  };
}

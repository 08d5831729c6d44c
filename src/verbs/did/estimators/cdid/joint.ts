/**
 * The covariance of all that sieves know together: of each the average coefficients and the untreated's mean. The influence of a cluster on
 * them is that of its treated units through regressions, of its untreated ones on the mean, and of its part in the shares of cohorts.
 * Where each unit is a cluster and the cells of a cohort are of the same units, each unit moves few products of functions, so that the covariance
 * of what regressions solve for is added up first, at a cost that does not grow with the functions; else influences are, some clusters at a time.
 */
import { crossProducts } from "../../../../engine/kernels/blas.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { UnitClusters } from "../../shared/unit-clusters.js";
import type { Shares } from "../cs/cell-estimates.js";
import type { CellFit, DoseEstimates } from "./dose-fit.js";

/** Clusters whose influences are held at a time; their columns don't begin in the same lines of caches. */
const CHUNK = 2_040;

/** Cells of a cohort that are of the same units, of each sieve: regressions differ by outcomes alone, and one has their average. */
interface Part {
  readonly g: number;
  readonly treated: Uint32Array;
  readonly ofSieves: readonly { readonly fit: CellFit; readonly residuals: Float64Array }[];
}

/** Influences that all sieves share: on numbers of the clusters, f64[n * q], and what these do to each sieve's numbers, f64[q * p]. */
interface Common {
  readonly q: number;
  readonly ofClusters: Float64Array;
  readonly does: Float64Array;
}

/** Numbers of sieves beside each other: where those of each begin, and how many there are. */
export function placesOf(sieves: readonly Pick<DoseEstimates, "size">[]): { offsets: number[]; p: number } {
  let p = 0;
  const offsets = sieves.map(({ size }) => {
    const from = p;
    p += size + 1;
    return from;
  });
  return { offsets, p };
}

/** f64[p * p] in the order of `placesOf`. */
export function jointCovariance(
  engine: Engine,
  sieves: readonly DoseEstimates[],
  clusters: UnitClusters,
  shares: Shares,
): Float64Array {
  const common = commonOf(sieves, clusters, shares);
  const parts = partsOf(sieves);
  const isSparse = clusters.isUnit && new Set(parts.map(({ g }) => g)).size === parts.length;
  return isSparse ? byProducts(sieves, parts, common) : byInfluences(engine, sieves, parts, clusters, common);
}

function commonOf(sieves: readonly DoseEstimates[], { ofUnit, nLevels: n }: UnitClusters, shares: Shares): Common {
  const { offsets, p } = placesOf(sieves);
  const q = 1 + shares.values.length;
  const ofClusters = new Float64Array(n * q);
  const { fits, weights } = sieves[0]!;
  fits.forEach(({ changes: { untreated, others, mean } }, k) => {
    for (let i = 0; i < untreated.length; i++) {
      ofClusters[ofUnit[untreated[i]!]!]! += (weights[k]! * (others[i]! - mean)) / untreated.length;
    }
  });
  ofClusters.set(shares.influence, n);
  const does = new Float64Array(q * p);
  sieves.forEach(({ size, byShare }, s) => {
    does[offsets[s]! + size] = 1;
    byShare.forEach((slopes, g) => {
      does.set(slopes, (1 + g) * p + offsets[s]!);
    });
  });
  return { q, ofClusters, does };
}

/** A part for each cohort whose cells are of the same units, else one for each cell. */
function partsOf(sieves: readonly DoseEstimates[]): Part[] {
  const { fits } = sieves[0]!;
  const cohorts = new Set(fits.map(({ changes }) => changes.comparison.g));
  return [...cohorts].flatMap((g) => {
    const cells = Array.from(fits.keys()).filter((k) => fits[k]!.changes.comparison.g === g);
    const { treated } = fits[cells[0]!]!.changes;
    const isAlike = cells.every((k) => isSame(fits[k]!.changes.treated, treated));
    return (isAlike ? [cells] : cells.map((k) => [k])).map((own) => ({
      ...{ g, treated: fits[own[0]!]!.changes.treated },
      ofSieves: sieves.map((sieve) => ({ fit: sieve.fits[own[0]!]!, residuals: weighed(sieve, own) })),
    }));
  });
}

const isSame = (one: Uint32Array, other: Uint32Array): boolean =>
  one.length === other.length && one.every((u, i) => u === other[i]);

/** Residuals of cells times their weights, added up. */
function weighed({ fits, weights }: DoseEstimates, cells: readonly number[]): Float64Array {
  const sum = new Float64Array(fits[cells[0]!]!.residuals.length);
  for (const k of cells) {
    const { residuals } = fits[k]!;
    for (let i = 0; i < sum.length; i++) sum[i]! += weights[k]! * residuals[i]!;
  }
  return sum;
}

/** Each unit a cluster, of one cohort, whose cells have the same products. */
function byProducts(
  sieves: readonly DoseEstimates[],
  parts: readonly Part[],
  { q, ofClusters, does }: Common,
): Float64Array {
  const { offsets, p } = placesOf(sieves);
  const n = ofClusters.length / q;
  const covariance = new Float64Array(p * p);
  const crossed = new Float64Array(q * p);
  for (const { treated, ofSieves } of parts) {
    const fits = ofSieves.map(({ fit }) => fit);
    const products = new Float64Array(p * p);
    const own = new Float64Array(q * p);
    const width = fits[0]!.functions.basis.width;
    const moved = new Uint32Array(sieves.length * width);
    const by = new Float64Array(moved.length);
    for (let i = 0; i < treated.length; i++) {
      const u = treated[i]!;
      for (let s = 0; s < fits.length; s++) {
        const { firsts, values } = fits[s]!.functions;
        const from = offsets[s]! + firsts[u]!;
        for (let k = 0; k < width; k++) {
          moved[s * width + k] = from + k;
          by[s * width + k] = values[u * width + k]! * ofSieves[s]!.residuals[i]!;
        }
      }
      for (let a = 0; a < by.length; a++) {
        const [row, value] = [moved[a]! * p, by[a]!];
        for (let b = a; b < by.length; b++) products[row + moved[b]!]! += value * by[b]!;
        for (let e = 0; e < q; e++) own[e * p + moved[a]!]! += value * ofClusters[e * n + u]!;
      }
    }
    for (let i = 0; i < p; i++) for (let j = 0; j < i; j++) products[i * p + j] = products[j * p + i]!;
    solveRows(products, p, fits, offsets);
    transpose(products, p);
    solveRows(products, p, fits, offsets);
    solveRows(own, p, fits, offsets);
    for (let i = 0; i < covariance.length; i++) covariance[i]! += products[i]!;
    for (let i = 0; i < crossed.length; i++) crossed[i]! += own[i]!;
  }
  const squares = new Float64Array(q * q);
  for (let e = 0; e < q; e++) {
    for (let f = 0; f < q; f++) {
      let sum = 0;
      for (let c = 0; c < n; c++) sum += ofClusters[e * n + c]! * ofClusters[f * n + c]!;
      squares[e * q + f] = sum;
    }
  }
  for (let e = 0; e < q; e++) {
    const half = new Float64Array(p);
    for (let f = 0; f < q; f++) for (let j = 0; j < p; j++) half[j]! += squares[e * q + f]! * does[f * p + j]!;
    for (let i = 0; i < p; i++) {
      const [does_, crossed_] = [does[e * p + i]!, crossed[e * p + i]!];
      for (let j = 0; j < p; j++) {
        covariance[i * p + j]! += does_ * (half[j]! + crossed[e * p + j]!) + crossed_ * does[e * p + j]!;
      }
    }
  }
  for (let i = 0; i < p; i++) for (let j = 0; j < i; j++) covariance[i * p + j] = covariance[j * p + i]!;
  return covariance;
}

/** Each sieve's part of each row, p long, solved by its regression. */
function solveRows(rows: Float64Array, p: number, fits: readonly CellFit[], offsets: readonly number[]): void {
  for (let from = 0; from < rows.length; from += p) {
    fits.forEach(({ coefficients: { length }, solve }, s) => {
      solve(rows.subarray(from + offsets[s]!, from + offsets[s]! + length));
    });
  }
}

function transpose(square: Float64Array, p: number): void {
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < i; j++) {
      const other = square[i * p + j]!;
      square[i * p + j] = square[j * p + i]!;
      square[j * p + i] = other;
    }
  }
}

/** Any clusters and cells. */
function byInfluences(
  engine: Engine,
  sieves: readonly DoseEstimates[],
  parts: readonly Part[],
  { ofUnit, nLevels: n }: UnitClusters,
  { q, ofClusters, does }: Common,
): Float64Array {
  const { offsets, p } = placesOf(sieves);
  const orders = parts.map(({ treated }) =>
    Uint32Array.from(treated.keys()).sort((a, b) => ofUnit[treated[a]!]! - ofUnit[treated[b]!]! || a - b),
  );
  const next = new Uint32Array(parts.length);
  const covariance = new Float64Array(p * p);
  for (let from = 0; from < n; from += CHUNK) {
    const rows = Math.min(CHUNK, n - from);
    const influence = new Float64Array(rows * p);
    orders.forEach((order, k) => {
      const { treated, ofSieves } = parts[k]!;
      const clusterAt = (place: number): number => ofUnit[treated[order[place]!]!]!;
      while (next[k]! < order.length && clusterAt(next[k]!) < from + rows) {
        const cluster = clusterAt(next[k]!);
        let end = next[k]! + 1;
        while (end < order.length && clusterAt(end) === cluster) end++;
        const members = order.subarray(next[k]!, end);
        ofSieves.forEach(({ fit, residuals }, s) => {
          const moved = movedBy(fit, residuals, members);
          for (let j = 0; j < moved.length; j++) influence[(offsets[s]! + j) * rows + cluster - from]! += moved[j]!;
        });
        next[k] = end;
      }
    });
    for (let e = 0; e < q; e++) {
      for (let j = 0; j < p; j++) {
        const slope = does[e * p + j]!;
        if (slope === 0) continue;
        for (let c = 0; c < rows; c++) influence[j * rows + c]! += slope * ofClusters[e * n + from + c]!;
      }
    }
    const products = crossProducts(engine, rows, p, influence);
    for (let i = 0; i < covariance.length; i++) covariance[i]! += products[i]!;
  }
  return covariance;
}

/** What treated units at places `members` do together to coefficients. */
function movedBy(
  { changes: { treated }, functions: { basis, firsts, values }, solve }: CellFit,
  residuals: Float64Array,
  members: Uint32Array,
): Float64Array {
  const moved = new Float64Array(basis.size);
  for (const i of members) {
    const u = treated[i]!;
    for (let k = 0; k < basis.width; k++) moved[firsts[u]! + k]! += values[u * basis.width + k]! * residuals[i]!;
  }
  solve(moved);
  return moved;
}

/**
 * Takes the part of covariates off the outcome: their coefficients are those of a two-way regression of never treated units, in which
 * treatment has no part.
 * Source: Kranz (2022), Synthetic difference-in-differences with time-varying covariates (technical report); Clarke, Pailanir, Athey &
 * Imbens (2024), Stata Journal 24(4), doi:10.1177/1536867X241297914, "projected".
 */
import { note } from "../../../../base/messages.js";
import { crossProducts } from "../../../../engine/kernels/blas.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { packedFactor, packedSize, packedSolve } from "../../../../engine/kernels/moments.js";
import type { DidSample } from "../../design/sample.js";
import type { Blocks } from "./blocks.js";
import { SDID_NOTES } from "./messages.js";
import type { SdidRecord } from "./record.js";

/** A covariate that leaves no larger share of its squares beside effects and other covariates is explained by them. */
const COLLINEAR = 1e-10;

export function withoutCovariates(
  engine: Engine,
  blocks: Blocks,
  { x }: DidSample,
): { readonly blocks: Blocks; readonly coefficients: SdidRecord["coefficients"] } {
  if (x.names.length === 0) return { blocks, coefficients: [] };
  const { matrix, donors } = blocks;
  const { nPeriods, rowOf } = matrix;
  const columns = x.columns.map((values) => Float64Array.from(rowOf, (row) => values[row]!));
  const k = columns.length;
  const rows = donors.length * nPeriods;
  const net = new Float64Array((k + 1) * rows);
  [...columns, blocks.y].forEach((values, j) => {
    net.set(twoWayNet(values, blocks), j * rows);
  });
  const raw = columns.map((values) => sumOfSquares(values, blocks));
  const products = crossProducts(engine, rows, k + 1, net);
  const packed = new Float64Array(packedSize(k));
  for (let i = 0; i < k; i++) for (let j = 0; j <= i; j++) packed[packedSize(i) + j] = products[i * (k + 1) + j]!;
  const factor = packedFactor(engine, k, COLLINEAR, Float64Array.from(raw), packed);
  const right = products.slice(k * (k + 1), k * (k + 1) + k);
  const beta = packedSolve(engine, factor, 1, right);
  const y = blocks.y.map((value, at) => columns.reduce((sum, column, j) => sum - beta[j]! * column[at]!, value));
  const [kept, omitted] = [1, 0].map((flag) => x.names.filter((_, j) => factor.kept[j] === flag)) as [
    string[],
    string[],
  ];
  return {
    blocks: {
      ...blocks,
      y,
      notes: [
        ...blocks.notes,
        ...(kept.length === 0 ? [] : [note(SDID_NOTES, "sdid_covariates", { covariates: kept, rows })]),
        ...(omitted.length === 0 ? [] : [note(SDID_NOTES, "sdid_covariates_omitted", { covariates: omitted })]),
      ],
    },
    coefficients: x.names.flatMap((covariate, j) => (factor.kept[j] === 1 ? [{ covariate, estimate: beta[j]! }] : [])),
  };
}

/** Values of the donors less means of units and periods, f64[donors * nPeriods]: a whole block needs no more. */
function twoWayNet(values: Float64Array, { matrix: { nUnits, nPeriods }, donors }: Blocks): Float64Array {
  const n = donors.length;
  const net = Float64Array.from(
    { length: n * nPeriods },
    (_, at) => values[Math.floor(at / n) * nUnits + donors[at % n]!]!,
  );
  for (let t = 0; t < nPeriods; t++) centre(net.subarray(t * n, (t + 1) * n));
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let t = 0; t < nPeriods; t++) sum += net[t * n + i]!;
    for (let t = 0; t < nPeriods; t++) net[t * n + i]! -= sum / nPeriods;
  }
  return net;
}

function centre(values: Float64Array): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  for (let i = 0; i < values.length; i++) values[i]! -= mean;
}

/** Squares of a covariate of the donors about its mean. */
function sumOfSquares(values: Float64Array, { matrix: { nUnits, nPeriods }, donors }: Blocks): number {
  const own = Float64Array.from(
    Array.from({ length: nPeriods }, (_, t) => donors.map((unit) => values[t * nUnits + unit]!)).flat(),
  );
  centre(own);
  return own.reduce((sum, value) => sum + value * value, 0);
}

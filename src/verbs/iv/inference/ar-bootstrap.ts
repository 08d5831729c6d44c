/**
 * The Anderson-Rubin test of one endogenous regressor by the wild cluster bootstrap: at a null value b the
 * instruments have no coefficient in y - x b on W and the instruments. Residuals of it on W alone are drawn, and the clustered
 * Wald statistic of the instruments, over kz, is recomputed. All of it is linear in b, so that one set of draws serves every b,
 * infinity included, where it is a test of the first stage. Its size does not depend on the strength of instruments.
 *
 * Source: Anderson & Rubin (1949), Annals of Mathematical Statistics 20(1), doi:10.1214/aoms/1177730090; Finlay & Magnusson
 * (2019), Journal of Applied Econometrics 34(6), doi:10.1002/jae.2710; Roodman, MacKinnon, Nielsen & Webb (2019), Stata
 * Journal 19(1), doi:10.1177/1536867X19830877.
 */
import type { TieRule } from "../../../base/numbers.js";
import { PURPOSE } from "../../../engine/kernels/cluster-draws.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import { placeWildSystem, type WildSystem, wildDraws, wildResults } from "../../../engine/kernels/wild.js";
import type { WildRequest } from "../../../regression/cluster-bootstrap/wild.js";
import {
  joint,
  pOfStatistics,
  type WildDraws,
  type WildPValue,
} from "../../../regression/cluster-bootstrap/wild-statistic.js";
import { combinePieces, type WildPieces } from "./wre.js";

/** Variance below this share of the observed one is rounding: such a draw has no statistic. */
const VANISHING_SHARE = 1e-20;

/** The residual c (y - x centre) + s (-x): of the null value centre + s / c, and of infinity for c = 0. */
export interface NullDirection {
  readonly c: number;
  readonly s: number;
}

export interface AndersonRubin {
  readonly kz: number;
  /** The null value that draws are linear around. */
  readonly centre: number;
  readonly pieces: WildPieces;
  /** Sign and small-sample factor of every error cluster. */
  readonly factors: Float64Array;
  readonly system: WildSystem;
}

/** Numbers that are kept of a draw. */
export const andersonRubinResults = (kz: number): number => wildResults(2 * kz);

/** Numbers the matrices of the draws have. */
export const andersonRubinSize = ({ nBoot, nRows, rank, kz, clusters }: WildPieces): number =>
  2 * kz * ((rank + kz) * (nBoot + nRows) + clusters.length + nBoot);

/** The test in memory of `scope`, draws linear around `centre`; every error cluster's squares are multiplied by `factor`. */
export function andersonRubin(scope: Scope, pieces: WildPieces, centre: number, factor: number): AndersonRubin {
  const { model, nBoot, nRows, rank, kz, offsets, clusters, exogenousOfRows } = pieces;
  const factors = pieces.factors.map((own) => Math.sign(own) * factor);
  const { px, py } = model;
  const entries = clusters.length;
  const residuals = [
    combinePieces(pieces, { x: -centre, y: 1, q: px.map((p, j) => py[j]! - centre * p) }),
    combinePieces(pieces, { x: -1, y: 0, q: px.map((p) => -p) }),
  ];
  const [order, nParts] = [rank + kz, 2 * kz];
  const U = new Float64Array(nParts * order * nBoot);
  const W = new Float64Array(nParts * nRows * order);
  const values = new Float64Array(nParts * entries);
  const numerators = new Float64Array(nParts * nBoot);
  residuals.forEach(({ onExogenous, onInstruments, ofEntries }, r) => {
    for (let j = 0; j < kz; j++) {
      const part = r * kz + j;
      U.set(onExogenous, part * order * nBoot);
      U.set(onInstruments, (part * order + rank) * nBoot);
      numerators.set(onInstruments.subarray(j * nBoot, (j + 1) * nBoot), part * nBoot);
      for (let e = 0; e < entries; e++) values[part * entries + e] = ofEntries[e * kz + j]!;
      for (let c = 0; c < nRows; c++) {
        const row = (part * nRows + c) * order;
        W.set(exogenousOfRows.subarray((c * kz + j) * rank, (c * kz + j + 1) * rank), row);
        for (let l = 0; l < kz; l++) W[row + rank + l] = -pieces.pieces[2 + l]!.ofRows[c * kz + j]!;
      }
    }
  });
  const arrays = { U, W, values, numerators, factors };
  const system = placeWildSystem(scope, { nBoot, nRows, rank: order, nParts }, arrays, { offsets, clusters });
  return { kz, centre, pieces, factors, system };
}

/** Draws first .. first + count - 1, by the weights of the bootstrap of the coefficient. */
export function andersonRubinDraws(
  engine: Engine,
  { system }: AndersonRubin,
  { first, count, kind, seed }: WildRequest,
): WildDraws {
  const out = wildDraws(engine, system, first, count, { kind, seed, purpose: PURPOSE.wild });
  const columns = Array.from({ length: wildResults(system.nParts) }, (_, s) => {
    return out.subarray(s * count, (s + 1) * count);
  });
  return { count, columns };
}

/** The Wald statistic of the sample over kz, and what it is made of. */
function observedAt({ kz, centre, pieces, factors }: AndersonRubin, { c, s }: NullDirection) {
  const { model, nRows } = pieces;
  const numerator = model.px.map((p, j) => c * (model.py[j]! - centre * p) - s * p);
  const { ofRows } = combinePieces(pieces, { x: -c * centre - s, y: c, q: new Float64Array(kz) });
  const S = new Float64Array(kz * kz);
  for (let row = 0; row < nRows; row++) {
    for (let i = 0; i < kz * kz; i++) {
      S[i]! += factors[row]! * ofRows[row * kz + Math.floor(i / kz)]! * ofRows[row * kz + (i % kz)]!;
    }
  }
  return { S, statistic: joint(numerator, S) };
}

/** The clustered Wald statistic of the instruments over kz; NaN where their covariance is singular. */
export const andersonRubinStatistic = (test: AndersonRubin, direction: NullDirection): number =>
  observedAt(test, direction).statistic;

/** The statistic of every draw; NaN where its covariance is singular. */
export function andersonRubinStatistics(
  test: AndersonRubin,
  { count, columns }: WildDraws,
  direction: NullDirection,
): Float64Array {
  const { kz } = test;
  const { c, s } = direction;
  const observed = observedAt(test, direction).S;
  const of = (p: number, q: number) => columns[2 * kz + (p >= q ? (p * (p + 1)) / 2 + q : (q * (q + 1)) / 2 + p)]!;
  const numerators = Array.from({ length: kz }, (_, j) => [columns[j]!, columns[kz + j]!] as const);
  const squares = Array.from({ length: kz * kz }, (_, i) => {
    const [j, l] = [Math.floor(i / kz), i % kz];
    return { both: of(j, l), first: of(kz + j, l), second: of(j, kz + l), slope: of(kz + j, kz + l) };
  });
  const [d, S] = [new Float64Array(kz), new Float64Array(kz * kz)];
  const statistics = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < kz; j++) d[j] = c * numerators[j]![0][i]! + s * numerators[j]![1][i]!;
    for (let t = 0; t < kz * kz; t++) {
      const { both, first, second, slope } = squares[t]!;
      S[t] = c * (c * both[i]! + s * (first[i]! + second[i]!)) + s * s * slope[i]!;
    }
    let isVanishing = false;
    for (let j = 0; j < kz; j++)
      if (!(S[j * (kz + 1)]! > VANISHING_SHARE * observed[j * (kz + 1)]!)) isVanishing = true;
    statistics[i] = isVanishing ? Number.NaN : joint(d, S);
  }
  return statistics;
}

/** p of the test at a null value or at infinity; NaN where the sample has no statistic there. */
export function andersonRubinPValue(
  test: AndersonRubin,
  draws: WildDraws,
  ties: TieRule,
  direction: NullDirection,
): WildPValue {
  const observed = andersonRubinStatistic(test, direction);
  return pOfStatistics(andersonRubinStatistics(test, draws, direction), observed, ties, false);
}

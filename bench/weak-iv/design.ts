/**
 * Designs of the study of weak instruments: rows, instruments and effects that are the same in every
 * replication, and the first-stage coefficient that gives F the mean asked for. Knows nothing of errors' draws and of
 * estimates.
 *
 * With kz instruments whose score Z'v has covariance S, and A = Z'Z net of what is absorbed, F = 1 + c / kz on average where
 * c = pi' A S^-1 A pi is the concentration. All instruments have the same coefficient.
 */
import { Matrix, solve } from "ml-matrix";
import { philoxNormal } from "../../src/engine/kernels/cluster-draws.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { net } from "./net.js";

/** Seed of the study. */
export const SEED = 20_251_107;
/** Purposes of streams under SEED: instruments, effects, and those of replications from the last one on. */
export const Purpose = { instruments: 1000, effects: 1001, replications: 2000 } as const;

/** What a row's own error and its cluster's share have in the clustered designs: standard deviations, and how shares last. */
export interface ClusteredErrors {
  readonly clusters: number;
  readonly units: number;
  readonly years: number;
  /** Standard deviation of what a cluster shares in a year, and its autocorrelation. */
  readonly shared: number;
  readonly lasts: number;
  /** Standard deviations of a row's own error, by turns over clusters. */
  readonly own: readonly number[];
}

export interface WeakDesign {
  readonly name: string;
  readonly instruments: number;
  readonly rows: number;
  /** A panel of clusters; null with independent errors. */
  readonly clustered: ClusteredErrors | null;
  /** E[F] of the first stage, and correlations of the errors: a cell for each pair. */
  readonly strengths: readonly number[];
  readonly rhos: readonly number[];
}

/** 16.38 is Stock and Yogo's value for one instrument, 104.7 the F from which on tF is t. */
const STRENGTHS = [1.1, 2, 4, 6, 10, 16.38, 30, 104.7];
const RHOS = [0.5, 0.9, 0.99];
const ROWS = 400;
const CLUSTERED: ClusteredErrors = { clusters: 50, units: 3, years: 8, shared: 0.7, lasts: 0.5, own: [0.6, 1.4] };

const classical = (instruments: number): WeakDesign => ({
  name: `classical-${instruments}`,
  instruments,
  rows: ROWS,
  clustered: null,
  strengths: STRENGTHS,
  rhos: RHOS,
});
const clustered = (instruments: number, errors: ClusteredErrors): WeakDesign => ({
  name: `clustered-${instruments}`,
  instruments,
  rows: errors.clusters * errors.units * errors.years,
  clustered: errors,
  strengths: STRENGTHS,
  rhos: RHOS,
});

/** Designs in the order of the page; the last tells what is left of the number of clusters when there are many. */
export const weakDesigns: readonly WeakDesign[] = [
  classical(1),
  clustered(1, CLUSTERED),
  classical(3),
  clustered(3, CLUSTERED),
  {
    ...clustered(1, { ...CLUSTERED, clusters: 200 }),
    name: "many-clusters-1",
    strengths: [2, 10, 30],
    rhos: [0.99],
  },
];

/** What a design's replications share. */
export interface WeakPanel extends WeakDesign {
  /** One a column, as they are before anything is absorbed. */
  readonly z: readonly Float64Array[];
  /** Of each row: unit, year and cluster from 0; all 0 in a classical design. */
  readonly unit: Float64Array;
  readonly year: Float64Array;
  readonly cluster: Float64Array;
  /** Effects of unit and year that x and y both have. */
  readonly effect: Float64Array;
  /** The coefficient of every instrument at which E[F] is 2; it grows as sqrt(E[F] - 1). */
  readonly unitCoefficient: number;
}

export function weakPanel(engine: Engine, design: WeakDesign): WeakPanel {
  const { rows, instruments, clustered } = design;
  const of = (period: (i: number, errors: ClusteredErrors) => number) =>
    Float64Array.from({ length: rows }, (_, i) => (clustered === null ? 0 : period(i, clustered)));
  const unit = of((i, { years }) => Math.floor(i / years));
  const year = of((i, { years }) => i % years);
  const cluster = of((i, { units, years }) => Math.floor(i / (units * years)));
  // an instrument is the same for all units of a cluster in a year
  const place = (i: number): number => (clustered === null ? i : cluster[i]! * clustered.years + year[i]!);
  const places = clustered === null ? rows : clustered.clusters * clustered.years;
  const drawn = philoxNormal(engine, places * instruments, {
    seed: SEED,
    replication: 0,
    purpose: Purpose.instruments,
  });
  const z = Array.from({ length: instruments }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => drawn[j * places + place(i)]!),
  );
  const levels = clustered === null ? 0 : clustered.clusters * clustered.units + clustered.years;
  const effects = philoxNormal(engine, levels, { seed: SEED, replication: 0, purpose: Purpose.effects });
  const effect = of((i, { clusters, units }) => effects[unit[i]!]! + effects[clusters * units + year[i]!]!);
  const own = z.map((values) => net(values, clustered === null ? [cluster] : [unit, year]));
  const unitCoefficient = Math.sqrt(instruments / concentration(own, scoreCovariance(design, own)));
  return { ...design, z, unit, year, cluster, effect, unitCoefficient };
}

/** pi'A S^-1 A pi at coefficients of 1. */
function concentration(z: readonly Float64Array[], S: Matrix): number {
  const cross = new Matrix(z.map((a) => z.map((b) => a.reduce((sum, value, i) => sum + value * b[i]!, 0))));
  const right = cross.mmul(Matrix.ones(z.length, 1));
  return right.transpose().mmul(solve(S, right)).get(0, 0);
}

/** Covariance of Z'v, from the covariance the design gives v. */
function scoreCovariance({ clustered }: WeakDesign, z: readonly Float64Array[]): Matrix {
  const S = Matrix.zeros(z.length, z.length);
  const add = (j: number, l: number, value: number) => S.set(j, l, S.get(j, l) + value);
  if (clustered === null) {
    z.forEach((a, j) => {
      z.forEach((b, l) => {
        add(
          j,
          l,
          a.reduce((sum, value, i) => sum + value * b[i]!, 0),
        );
      });
    });
    return S;
  }
  const { clusters, units, years, shared, lasts, own } = clustered;
  const at = (g: number, t: number): number => g * units * years + t; // first unit's row: all units have the same
  z.forEach((a, j) => {
    z.forEach((b, l) => {
      for (let g = 0; g < clusters; g++) {
        for (let t = 0; t < years; t++) {
          for (let s = 0; s < years; s++) {
            const both = units * units * shared * shared * lasts ** Math.abs(t - s);
            const alone = t === s ? units * own[g % own.length]! ** 2 : 0;
            add(j, l, a[at(g, t)]! * b[at(g, s)]! * (both + alone));
          }
        }
      }
    });
  });
  return S;
}

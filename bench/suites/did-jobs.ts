/**
 * Jobs of suite `did`, by name: an estimator, units and periods, such as `cs-1e5x12`. Units start treatment in one of three periods or
 * never, the likelier the larger their covariates; effects grow. Knows nothing of who does a job.
 */
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import type { DidOptions } from "../../src/verbs/did/verb.js";
import { draws } from "../problems/random.js";

const JOB = /^(?<kind>cs|bjs|did2s)-(?<units>[1-9]e[3-6])x(?<periods>\d{1,2})$/;
const SEED = 20_261_129;
const COHORTS = 3;

/** Doubly robust effects with a uniform band; imputed effects by event time with leads; a two-stage effect. */
export type DidKind = "cs" | "bjs" | "did2s";

export interface DidJob {
  readonly name: string;
  readonly kind: DidKind;
  readonly n: number;
  readonly covariates: readonly string[];
  /** unit, time, g, y and covariates, by unit and time. */
  readonly columns: readonly Float64Array[];
  readonly data: Panel;
  readonly formula: string;
  readonly options: DidOptions;
}

export const standardDidJobs: readonly string[] = ["cs-1e5x12", "bjs-1e5x10", "did2s-1e3x10"];

const OPTIONS: Readonly<Record<DidKind, DidOptions>> = {
  cs: { band: "uniform", draws: 999, seed: 1 },
  bjs: {},
  did2s: { aggregate: "simple" },
};

/** Whether `name` is a job, of 6 to 99 periods. */
export function isDidJob(name: string): boolean {
  const { periods } = JOB.exec(name)?.groups ?? {};
  return periods !== undefined && Number(periods) >= 6;
}

/** Makes the data of a job that `isDidJob` accepts. */
export function makeDidJob(name: string): DidJob {
  const { kind, units, periods } = JOB.exec(name)!.groups as { kind: DidKind; units: string; periods: string };
  const [nUnits, nPeriods] = [Number(units), Number(periods)];
  const columns = panelColumns(nUnits, nPeriods);
  const names = ["unit", "time", "g", "y", "x1", "x2"];
  const numeric = names.map((column, j) => ({ kind: "numeric", name: column, values: columns[j]! }) as const);
  const table = makeTable(numeric, { name, bytes: 0, sha256: null });
  const covariates = kind === "cs" ? names.slice(4) : [];
  return {
    ...{ name, kind, n: nUnits * nPeriods, covariates, columns },
    data: panel(table, { unit: "unit", time: "time" }),
    formula: `y ~ ${covariates.join(" + ") || "1"} | unit + time`,
    options: { cohort: "g", estimator: [kind], ...OPTIONS[kind] },
  };
}

/** unit, time, cohort (0 for never), outcome, a covariate that moves and one that does not. */
function panelColumns(nUnits: number, nPeriods: number): Float64Array[] {
  const n = nUnits * nPeriods;
  const [unit, time, g, y, x1, x2] = Array.from({ length: 6 }, () => new Float64Array(n)) as [
    ...[Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array],
  ];
  const [traits, chances, steps, noises] = [0, 1, 2, 3].map((stream) => draws(SEED, stream)) as [
    ...[ReturnType<typeof draws>, ReturnType<typeof draws>, ReturnType<typeof draws>, ReturnType<typeof draws>],
  ];
  for (let u = 0; u < nUnits; u++) {
    const [level, trait] = [traits.normal(2 * u), traits.normal(2 * u + 1)];
    const share = 1 / (1 + Math.exp(-0.4 * (level + trait)));
    const place = Math.floor((chances.uniform(u) * (COHORTS + 1)) / (0.5 + share));
    const cohort = place < COHORTS ? Math.floor(((place + 1) * nPeriods) / (COHORTS + 1)) + 1 : 0;
    for (let t = 1; t <= nPeriods; t++) {
      const i = u * nPeriods + t - 1;
      const effect = cohort > 0 && t >= cohort ? 0.2 * (t - cohort + 1) : 0;
      unit[i] = u + 1;
      time[i] = t;
      g[i] = cohort;
      x1[i] = level + 0.1 * t + 0.5 * steps.normal(i);
      x2[i] = trait;
      y[i] = level + 0.1 * t * (1 + 0.3 * trait) + effect + 0.2 * x1[i]! + noises.normal(i);
    }
  }
  return [unit, time, g, y, x1, x2];
}

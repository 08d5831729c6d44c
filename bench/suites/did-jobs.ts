/**
 * Jobs of suite `did`, by name: an estimator, units and periods, such as `cs-1e5x12`. Of staggered adoption, units start treatment in one
 * of three periods or never, the likelier the larger their covariates, and effects grow; the others have panels of their own. Knows nothing
 * of who does a job.
 */
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import type { EstimatorName } from "../../src/verbs/did/shared/names.js";
import { draws } from "../problems/random.js";
import {
  type Columns,
  cohortPanel,
  dosePanel,
  eligiblePanel,
  factorPanel,
  switchingPanel,
} from "../problems/treated-panels.js";

const JOB =
  /^(?<kind>cs|bjs|did2s|dcdh|cdid|ddd|rs|edid|sdid|sc|fect|ife|mc)-(?<units>[1-9]e[1-6])x(?<periods>\d{1,2})$/;
const SEED = 20_261_129;
const COHORTS = 3;

/** An estimator, with what it is asked for beside effects and errors: a band, leads, draws. */
export type DidKind = EstimatorName & keyof typeof ASKED;

export interface DidJob {
  readonly name: string;
  readonly kind: DidKind;
  readonly n: number;
  readonly covariates: readonly string[];
  /** unit, time, what tells the treatment, y and covariates, by unit and time. */
  readonly columns: Columns;
  readonly data: Panel;
  readonly formula: string;
  readonly options: DidOptions;
}

export const standardDidJobs: readonly string[] = ["cs-1e5x12", "bjs-1e5x10", "did2s-1e3x10"];
/** Of designs beyond absorbing and binary, and of comparisons by weights and factors. */
export const standardEffectsJobs: readonly string[] = [
  ...["dcdh-1e4x12", "dcdh-1e5x12", "cdid-1e4x8", "ddd-1e4x8", "rs-1e3x12", "edid-1e4x8"],
  ...["sdid-1e2x40", "sdid-1e3x40", "sc-1e2x40", "sc-5e2x40", "fect-1e2x30", "ife-1e2x30", "mc-1e2x30"],
];

/** Of factor models, the share of units that are treated. */
const FEW = 0.1;

interface Asked {
  readonly make: (units: number, periods: number) => Columns;
  readonly options: Omit<DidOptions, "estimator">;
  readonly covariates?: readonly string[];
}

const ASKED = {
  cs: { make: adoptionPanel, options: { cohort: "g", band: "uniform", draws: 999, seed: 1 }, covariates: ["x1", "x2"] },
  bjs: { make: adoptionPanel, options: { cohort: "g" } },
  did2s: { make: adoptionPanel, options: { cohort: "g", aggregate: "simple" } },
  dcdh: { make: switchingPanel, options: { treat: "d", control: "notyet", window: [-3, 3] } },
  cdid: { make: dosePanel, options: { cohort: "g", dose: "dose" } },
  ddd: { make: eligiblePanel, options: { cohort: "g", eligible: "eligible", control: "notyet" } },
  rs: { make: cohortPanel, options: { cohort: "g", control: "notyet", aggregate: "simple", draws: 500 } },
  edid: { make: cohortPanel, options: { cohort: "g" } },
  sdid: { make: block, options: { cohort: "g", draws: 500, seed: 1 } },
  sc: { make: one, options: { cohort: "g" } },
  fect: { make: staggered, options: { cohort: "g", draws: 200 } },
  ife: { make: staggered, options: { cohort: "g", factors: 2, draws: 200 } },
  mc: { make: staggered, options: { cohort: "g", penalty: 0.01, draws: 200 } },
} as const satisfies Readonly<Record<string, Asked>>;

function block(units: number, periods: number): Columns {
  return factorPanel(units, periods, FEW * units, 1);
}
function one(units: number, periods: number): Columns {
  return factorPanel(units, periods, 1, 1);
}
function staggered(units: number, periods: number): Columns {
  return factorPanel(units, periods, FEW * units, 3);
}

/** Whether `name` is a job, of 6 to 99 periods. */
export function isDidJob(name: string): boolean {
  const { periods } = JOB.exec(name)?.groups ?? {};
  return periods !== undefined && Number(periods) >= 6;
}

/** Makes the data of a job that `isDidJob` accepts. */
export function makeDidJob(name: string): DidJob {
  const { kind, units, periods } = JOB.exec(name)!.groups as { kind: DidKind; units: string; periods: string };
  const [nUnits, nPeriods] = [Number(units), Number(periods)];
  const { make, options, covariates = [] }: Asked = ASKED[kind];
  const columns = make(nUnits, nPeriods);
  const numeric = Object.entries(columns).map(
    ([column, values]) => ({ kind: "numeric", name: column, values }) as const,
  );
  const table = makeTable(numeric, { name, bytes: 0, sha256: null });
  return {
    ...{ name, kind, n: nUnits * nPeriods, covariates, columns },
    data: panel(table, { unit: "unit", time: "time" }),
    formula: `y ~ ${covariates.join(" + ") || "1"} | unit + time`,
    options: { ...options, estimator: [kind] },
  };
}

/** unit, time, cohort (0 for never), outcome, a covariate that moves and one that does not. */
function adoptionPanel(nUnits: number, nPeriods: number): Columns {
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
  return { unit, time, g, y, x1, x2 };
}

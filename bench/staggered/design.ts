/**
 * Designs of the study of staggered adoption, and their panels: cohorts that start at different times, with effects that grow and differ
 * by cohort. Knows nothing of estimates.
 */
import type { NumericColumn } from "../../src/base/columns.js";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable, withColumns } from "../../src/data/table/table.js";
import { philoxNormal, philoxUniform } from "../../src/engine/kernels/cluster-draws.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import type { Setting } from "./estimands.js";

/** Seed of the study. */
const SEED = 20_261_129;
/** Purposes of streams under SEED; those of designs from the first on, two a design. */
const FIRST_STREAM = 4000;

const PERIODS = 8;
/** First treated period, expected units, effect at once and what a period adds to it, mean of the covariate or level of a ratio. */
const COHORTS = [
  { first: 3, size: 50, atOnce: 1, grows: 0.4, shift: 0.8 },
  { first: 5, size: 50, atOnce: 0.6, grows: 0.2, shift: 0.5 },
  { first: 7, size: 40, atOnce: 0.2, grows: 0.1, shift: 0.2 },
] as const;
const NEVER = 60;
export const UNITS = COHORTS.reduce((sum, { size }) => sum + size, NEVER);
/** Standard deviation of effects between units of a cohort, relative. */
const SPREAD = 0.5;
/** Autocorrelation of errors; their size is uniform on 0.5 to 1.5 by unit. */
const LASTS = 0.5;
/** Of outcomes in ratios: deviations of a unit's level and of an error of size 1, growth in a period, coefficient to an effect of 1. */
const RATIO = { level: 0.3, error: 0.3, growth: 0.08, effect: 0.2 } as const;
/** What a period adds to the slope of the covariate. */
const SLOPE = 0.1;

export interface StaggeredDesign {
  readonly name: "growing" | "covariate" | "ratios";
  /** Whether cohorts are drawn anew in every replication, or have the same units in all. */
  readonly isDrawn: boolean;
}

/** In the order of the page. */
export const staggeredDesigns: readonly StaggeredDesign[] = [
  { name: "growing", isDrawn: true },
  { name: "covariate", isDrawn: true },
  { name: "ratios", isDrawn: false },
];

/** The panel without outcomes, its columns unit and time; made once. */
export function emptyPanel(): Panel {
  const of = (make: (at: number) => number) => Float64Array.from({ length: UNITS * PERIODS }, (_, at) => make(at));
  const unit = numeric("unit", of(unitAt));
  const time = numeric("time", of(periodAt));
  return panel(makeTable([unit, time], { name: "staggered", bytes: 0, sha256: null }), { unit: "unit", time: "time" });
}

const numeric = (name: string, values: Float64Array): NumericColumn => ({ kind: "numeric", name, values });
const unitAt = (at: number): number => Math.floor(at / PERIODS);
const periodAt = (at: number): number => (at % PERIODS) + 1;

/** A panel of a replication, and the sizes its cohorts have in it. */
export interface Drawn {
  readonly panel: Panel;
  readonly setting: Setting;
}

/** Columns y, cohort (0: never) and x of one replication. */
export function staggeredPanel(engine: Engine, design: StaggeredDesign, empty: Panel, replication: number): Drawn {
  const at = staggeredDesigns.findIndex(({ name }) => name === design.name);
  const stream = { seed: SEED, replication, purpose: FIRST_STREAM + 2 * at };
  const normals = philoxNormal(engine, UNITS * (PERIODS + 3), stream);
  const uniforms = philoxUniform(engine, UNITS * 2, { ...stream, purpose: stream.purpose + 1 });
  const [y, first, x] = [0, 1, 2].map(() => new Float64Array(UNITS * PERIODS)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const counts = new Float64Array(COHORTS.length + 1);
  for (let u = 0; u < UNITS; u++) {
    const g = groupAt(design.isDrawn ? UNITS * uniforms[UNITS + u]! : u);
    const cohort = COHORTS[g];
    counts[g]!++;
    const own = normals.subarray(u * (PERIODS + 3), (u + 1) * (PERIODS + 3));
    const [level, multiple, z] = [own[0]!, 1 + SPREAD * own[1]!, (cohort?.shift ?? 0) + own[2]!];
    const unit: Unit = { g, level, multiple, x: z };
    const size = 0.5 + uniforms[u]!;
    let error = 0;
    for (let t = 0; t < PERIODS; t++) {
      const fresh = own[3 + t]!;
      error = t === 0 ? fresh : LASTS * error + Math.sqrt(1 - LASTS * LASTS) * fresh;
      const row = u * PERIODS + t;
      y[row] = outcome(design, unit, t + 1, size * error, size);
      first[row] = cohort?.first ?? 0;
      x[row] = z;
    }
  }
  const columns = [numeric("y", y), numeric("cohort", first), numeric("x", x)];
  return {
    panel: { ...empty, table: withColumns(empty.table, columns) },
    setting: settingOf(design, counts),
  };
}

/** The cohort (by position; the last: never treated) of the unit that stands at a place among the expected ones. */
function groupAt(place: number): number {
  let end = 0;
  const g = COHORTS.findIndex(({ size }) => {
    end += size;
    return place < end;
  });
  return g < 0 ? COHORTS.length : g;
}

interface Unit {
  readonly g: number;
  readonly level: number;
  readonly multiple: number;
  readonly x: number;
}

/** Mean effect on a cohort in a period, in the units of the model. */
function effectOf(g: number, period: number): number {
  const cohort = COHORTS[g];
  if (cohort === undefined || period < cohort.first) return 0;
  return cohort.atOnce + cohort.grows * (period - cohort.first);
}

function outcome({ name }: StaggeredDesign, unit: Unit, period: number, error: number, size: number): number {
  const { g, level, multiple, x } = unit;
  const effect = effectOf(g, period);
  if (name === "ratios") {
    const noise = RATIO.error * error - (RATIO.error * size) ** 2 / 2; // its exponential has mean 1
    return Math.exp(RATIO.level * level + ratioMean(g, period) + noise);
  }
  return level + 0.3 * period + effect * multiple + error + (name === "covariate" ? SLOPE * (period - 1) * x : 0);
}

/** Logarithm of the mean outcome of a cohort in a period at the usual level. */
const ratioMean = (g: number, period: number): number =>
  (COHORTS[g]?.shift ?? 0) + RATIO.growth * period + RATIO.effect * effectOf(g, period);

/** Cohorts with sizes, the last of them never treated, and what effects and outcomes are on average in each period. */
function settingOf({ name }: StaggeredDesign, sizes: ArrayLike<number>): Setting {
  const levels = Math.exp(RATIO.level ** 2 / 2);
  const inRatios = (g: number, period: number): number => levels * Math.exp(ratioMean(g, period));
  const untreated = (g: number, period: number): number => {
    if (name === "ratios") return inRatios(g, period) * Math.exp(-RATIO.effect * effectOf(g, period));
    return name === "covariate" ? SLOPE * (period - 1) * (COHORTS[g]?.shift ?? 0) : 0;
  };
  const effect = (g: number, period: number): number =>
    name === "ratios" ? inRatios(g, period) - untreated(g, period) : effectOf(g, period);
  return {
    groups: [...COHORTS.map(({ first }) => first), Number.POSITIVE_INFINITY].map((first, g) => ({
      ...{ first, size: sizes[g]! },
      effect: (period: number) => effect(g, period),
      mean: (period: number) => untreated(g, period) + effect(g, period),
    })),
    periods: PERIODS,
  };
}

/** Cohorts of the sizes they have on average. */
export const expectedSetting = (design: StaggeredDesign): Setting =>
  settingOf(design, [...COHORTS.map(({ size }) => size), NEVER]);

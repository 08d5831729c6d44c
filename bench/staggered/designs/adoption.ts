/**
 * What designs of staggered adoption share: panels of cohorts that start at different times, with effects that grow and differ by cohort,
 * and methods with what each estimates in closed form. Knows nothing of estimates.
 */
import type { Panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { philoxNormal, philoxUniform } from "../../../src/engine/kernels/cluster-draws.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import type { EstimatorName } from "../../../src/verbs/did/shared/names.js";
import { balancedPanel, numeric, SEED, type StudyDesign, type Targets } from "../design.js";
import { type Asking, methodBy } from "../measure.js";
import { type Estimand, effectOnTreated, type Setting, type Which } from "./adoption-estimands.js";

/** Event times that are shown, over which stacks and local projections go too. */
export const WINDOW = [-2, 1] as const;
/** Effects that are read, in the order of the page: -1 is compared with. */
export const EFFECTS: readonly Which[] = ["average", -2, 0, 1];

const PERIODS = 8;
/** First treated period, expected units, effect at once and what a period adds to it, mean of the covariate or level of a ratio. */
const COHORTS = [
  { first: 3, size: 50, atOnce: 1, grows: 0.4, shift: 0.8 },
  { first: 5, size: 50, atOnce: 0.6, grows: 0.2, shift: 0.5 },
  { first: 7, size: 40, atOnce: 0.2, grows: 0.1, shift: 0.2 },
] as const;
const NEVER = 60;
const UNITS = COHORTS.reduce((sum, { size }) => sum + size, NEVER);
/** Standard deviation of effects between units of a cohort, relative. */
const SPREAD = 0.5;
/** Autocorrelation of errors; their size is uniform on 0.5 to 1.5 by unit. */
const LASTS = 0.5;
/** Of outcomes in ratios: deviations of a unit's level and of an error of size 1, growth in a period, coefficient to an effect of 1. */
const RATIO = { level: 0.3, error: 0.3, growth: 0.08, effect: 0.2 } as const;
/** What a period adds to the slope of the covariate. */
const SLOPE = 0.1;

/** What moves outcomes, whether cohorts are drawn anew in every replication or have the same units in all, and the first of two streams. */
export interface Adoption {
  readonly outcomes: "growing" | "covariate" | "ratios";
  readonly isDrawn: boolean;
  readonly purpose: number;
}

/** An estimator as it is asked for, with what it estimates and what its errors take cohorts to be. */
export interface AdoptionMethod {
  readonly name: string;
  readonly estimator: EstimatorName;
  readonly options: Omit<Asking["options"], "cohort" | "treat">;
  readonly withCovariate: boolean;
  readonly estimand: Estimand;
  /** The effect on treated rows, over the event times that the method averages. */
  readonly onTreated: Estimand;
  /**
   * Whether errors count that cohorts are drawn, so that the method estimates averages by their expected sizes, and errors are
   * conservative where cohorts are the same in every replication. The others average by the sizes in the sample.
   */
  readonly countsCohorts: boolean;
  /** Whether the average has a regression of its own. */
  readonly ownAverage: boolean;
  /** Estimators that the design makes estimate something else: shown, and no claim. */
  readonly isOff: boolean;
}

export const of = (
  name: string,
  estimator: EstimatorName,
  rest: Partial<Omit<AdoptionMethod, "name" | "estimator">> = {},
): AdoptionMethod => ({
  ...{ name, estimator, options: {}, withCovariate: false, estimand: effectOnTreated, onTreated: effectOnTreated },
  ...{ countsCohorts: false, ownAverage: false, isOff: false },
  ...rest,
});

/** A design of the study from its outcomes and methods. */
export function adoptionDesign(
  words: Pick<StudyDesign, "name" | "title" | "about">,
  adoption: Adoption,
  methods: readonly AdoptionMethod[],
): StudyDesign {
  const expected = expectedSetting(adoption);
  const empty = emptyPanel();
  const all = (estimand: Estimand, setting: Setting) => EFFECTS.map((which) => estimand(setting, which));
  const usual = methods.map(
    ({ estimand, onTreated }): Targets => ({ own: all(estimand, expected), treated: all(onTreated, expected) }),
  );
  return {
    ...words,
    effects: EFFECTS,
    methods: methods.map((method) =>
      methodBy(method.name, askingOf(method), EFFECTS, {
        isOff: method.isOff,
        isConservative: method.countsCohorts && !adoption.isDrawn,
      }),
    ),
    draw: (engine, replication) => {
      const { panel, setting } = staggeredPanel(engine, adoption, empty, replication);
      const targets = methods.map(({ countsCohorts, estimand }, m): Targets => {
        if (countsCohorts || !adoption.isDrawn) return usual[m]!;
        return { ...usual[m]!, own: all(estimand, setting) };
      });
      return { panel, targets };
    },
  };
}

/** How a method is asked of a panel. */
export const askingOf = ({ estimator, options, withCovariate, ownAverage }: AdoptionMethod): Asking => ({
  ...{ estimator, ownAverage, options: { ...options, cohort: "cohort", window: WINDOW } },
  formula: `y ~ ${withCovariate ? "x" : "1"} | unit + time`,
});

/** The panel without outcomes, its columns unit and time; made once. */
export const emptyPanel = (): Panel => balancedPanel(UNITS, PERIODS);

/** A panel of a replication, and the sizes its cohorts have in it. */
export interface DrawnAdoption {
  readonly panel: Panel;
  readonly setting: Setting;
}

/** Columns y, cohort (0: never) and x of one replication. */
export function staggeredPanel(engine: Engine, design: Adoption, empty: Panel, replication: number): DrawnAdoption {
  const stream = { seed: SEED, replication, purpose: design.purpose };
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

function outcome({ outcomes }: Adoption, unit: Unit, period: number, error: number, size: number): number {
  const { g, level, multiple, x } = unit;
  const effect = effectOf(g, period);
  if (outcomes === "ratios") {
    const noise = RATIO.error * error - (RATIO.error * size) ** 2 / 2; // its exponential has mean 1
    return Math.exp(RATIO.level * level + ratioMean(g, period) + noise);
  }
  return level + 0.3 * period + effect * multiple + error + (outcomes === "covariate" ? SLOPE * (period - 1) * x : 0);
}

/** Logarithm of the mean outcome of a cohort in a period at the usual level. */
const ratioMean = (g: number, period: number): number =>
  (COHORTS[g]?.shift ?? 0) + RATIO.growth * period + RATIO.effect * effectOf(g, period);

/** Cohorts with sizes, the last of them never treated, and what effects and outcomes are on average in each period. */
function settingOf({ outcomes }: Adoption, sizes: ArrayLike<number>): Setting {
  const levels = Math.exp(RATIO.level ** 2 / 2);
  const inRatios = (g: number, period: number): number => levels * Math.exp(ratioMean(g, period));
  const untreated = (g: number, period: number): number => {
    if (outcomes === "ratios") return inRatios(g, period) * Math.exp(-RATIO.effect * effectOf(g, period));
    return outcomes === "covariate" ? SLOPE * (period - 1) * (COHORTS[g]?.shift ?? 0) : 0;
  };
  const effect = (g: number, period: number): number =>
    outcomes === "ratios" ? inRatios(g, period) - untreated(g, period) : effectOf(g, period);
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
const expectedSetting = (design: Adoption): Setting => settingOf(design, [...COHORTS.map(({ size }) => size), NEVER]);

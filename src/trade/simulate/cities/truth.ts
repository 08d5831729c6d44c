/**
 * The truth of simulated cities: means of the effects over the rows that are made, added up in their order
 * so that blocks change nothing.
 */

import { type Note, note } from "../../../base/messages.js";
import { version } from "../../../base/version.js";
import { GENERATOR } from "../../../engine/kernels/cluster-draws.js";
import { SIMULATION_NOTES } from "../messages.js";
import { snakeCase } from "../options.js";
import type { CityYears } from "./city-rows.js";
import type { CitiesParameters } from "./options.js";
import { MEDIATORS } from "./verb.js";
import { CONTROL_EFFECTS, MEDIATOR_SERIES } from "./world.js";

/** Means over `rows` rows: the effect on quality, its two parts, the effect on each mediator. */
export interface TrueMeans {
  readonly rows: number;
  readonly effect: number;
  readonly direct: number;
  readonly indirect: number;
  readonly innovation: number;
  readonly informatisation: number;
  readonly allocation: number;
}

/** Means over treated rows, but by event time, which has those before the start too. Null where there is no such row. */
export interface CitiesTruth {
  /** All treated rows; weighted by exports; those whose outcome was measured. */
  readonly att: TrueMeans | null;
  readonly att_weighted: TrueMeans | null;
  readonly att_measured: TrueMeans | null;
  readonly by_horizon: readonly ({ readonly horizon: number } & TrueMeans)[];
  readonly by_cohort: readonly ({ readonly cohort: number } & TrueMeans)[];
  readonly by_cohort_horizon: readonly ({ readonly cohort: number; readonly horizon: number } & TrueMeans)[];
  readonly by_group: readonly ({ readonly group: "high" | "low" } & TrueMeans)[];
}

const COLUMNS = [
  ...(["true_effect", "true_direct", "true_indirect"] as const),
  ...MEDIATORS.map((name) => `true_effect_${name}` as const),
];

interface Sums {
  rows: number;
  weight: number;
  readonly of: Float64Array;
}

/** Sums that cities are added to. */
export interface TruthTally {
  readonly add: (city: CityYears) => void;
  readonly truth: () => CitiesTruth;
}

export function truthTally(): TruthTally {
  const sums = new Map<string, Sums>();
  const addTo = (key: string, city: CityYears, t: number, weight: number) => {
    const own = sums.get(key) ?? { rows: 0, weight: 0, of: new Float64Array(COLUMNS.length) };
    own.rows++;
    own.weight += weight;
    COLUMNS.forEach((name, j) => {
      own.of[j]! += weight * city[name][t]!;
    });
    sums.set(key, own);
  };
  return {
    add: (city) => {
      if (city.treat[0] === 0) return;
      const g = city.g[0]!;
      city.year.forEach((year, t) => {
        addTo(`horizon ${year - g}`, city, t, 1);
        addTo(`cohort ${g} ${year - g}`, city, t, 1);
        if (city.did[t] === 0) return;
        addTo("att", city, t, 1);
        addTo("weighted", city, t, city.exports[t]!);
        if (!Number.isNaN(city.quality[t]!)) addTo("measured", city, t, 1);
        addTo(`cohort ${g}`, city, t, 1);
        addTo(city.high[t] === 1 ? "high" : "low", city, t, 1);
      });
    },
    truth: () => {
      const keyed = [...sums.keys()].map((key) => key.split(" "));
      const numbers = (kind: string, length: number) =>
        keyed
          .filter((parts) => parts[0] === kind && parts.length === length)
          .map((parts) => parts.slice(1).map(Number))
          .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
      return Object.freeze({
        att: means(sums.get("att")),
        att_weighted: means(sums.get("weighted")),
        att_measured: means(sums.get("measured")),
        by_horizon: numbers("horizon", 2).map(([horizon]) => ({
          horizon: horizon!,
          ...means(sums.get(`horizon ${horizon}`))!,
        })),
        by_cohort: numbers("cohort", 2).map(([cohort]) => ({
          cohort: cohort!,
          ...means(sums.get(`cohort ${cohort}`))!,
        })),
        by_cohort_horizon: numbers("cohort", 3).map(([cohort, horizon]) => ({
          cohort: cohort!,
          horizon: horizon!,
          ...means(sums.get(`cohort ${cohort} ${horizon}`))!,
        })),
        by_group: (["high", "low"] as const).flatMap((group) => {
          const own = means(sums.get(group));
          return own === null ? [] : [{ group, ...own }];
        }),
      });
    },
  };
}

function means(sums: Sums | undefined): TrueMeans | null {
  if (sums === undefined) return null;
  const [effect, direct, indirect, innovation, informatisation, allocation] = [...sums.of].map(
    (sum) => sum / sums.weight,
  ) as [number, number, number, number, number, number];
  return { rows: sums.rows, effect, direct, indirect, innovation, informatisation, allocation };
}

// What a simulation of cities reports: parameters, counts, truth, and which assumption of which method its options
// break. Key names are the published JSON format, hence the underscores.

export interface CitiesRecord {
  readonly kind: "simulation";
  readonly model: "cities";
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly truth: CitiesTruth & {
    /** What one unit of each adds to quality. */
    readonly controls: Readonly<Record<string, number>>;
    readonly mediators: Readonly<Record<string, number>>;
  };
  readonly files: readonly string[];
  readonly notes: readonly Note[];
  readonly provenance: { readonly version: string; readonly seed: number; readonly generator: string };
}

/** The frozen record. */
export function citiesRecord(
  p: CitiesParameters,
  counts: Readonly<Record<string, number>>,
  truth: CitiesTruth,
): CitiesRecord {
  const mediators = Object.fromEntries(Object.entries(MEDIATOR_SERIES).map(([name, { quality }]) => [name, quality]));
  return Object.freeze({
    kind: "simulation",
    model: "cities",
    parameters: Object.freeze(snakeCase({ ...p })),
    counts: Object.freeze(counts),
    truth: Object.freeze({ ...truth, controls: CONTROL_EFFECTS, mediators: Object.freeze(mediators) }),
    files: Object.freeze([]),
    notes: Object.freeze(notesOf(p)),
    provenance: Object.freeze({ version, seed: p.seed, generator: GENERATOR }),
  });
}

/** A note on each assumption that the options break. */
function notesOf(p: CitiesParameters): Note[] {
  const notes = SIMULATION_NOTES;
  const broken: readonly (Note | false)[] = [
    p.preTrend !== 0 && note(notes, "pre_trend", { by: p.preTrend }),
    p.anticipation.some((effect) => effect !== 0) && note(notes, "anticipation"),
    p.developmentTrend !== 0 && note(notes, "development_trend", { by: p.developmentTrend }),
    p.endogeneity !== 0 && note(notes, "endogeneity", { by: p.endogeneity }),
    p.exclusion !== 0 && note(notes, "exclusion", { by: p.exclusion }),
    p.relevance === 0 && note(notes, "relevance"),
    p.mediatorConfounding !== 0 && note(notes, "mediator_confounding"),
    p.policies > 0 && p.policyOverlap !== 0 && p.policyEffect !== 0 && note(notes, "policy_overlap"),
    p.lasts !== null && note(notes, "switches_off", { years: p.lasts }),
    p.mechanical && note(notes, "mechanical", { after: p.measuredTo! }),
  ];
  return broken.flatMap((each) => (each === false ? [] : [Object.freeze(each)]));
}

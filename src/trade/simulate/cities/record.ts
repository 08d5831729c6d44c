/**
 * What a simulation of cities tells of itself: parameters, counts, truth, and which assumption of which
 * method its options break. Key names are the published JSON format, hence the underscores.
 */
import type { Note } from "../../../base/messages.js";
import { version } from "../../../base/version.js";
import { GENERATOR } from "../../../engine/kernels/cluster-draws.js";
import { snakeCase } from "../options.js";
import type { CitiesParameters } from "./options.js";
import type { CitiesTruth } from "./truth.js";
import { CONTROL_EFFECTS, MEDIATOR_SERIES } from "./world.js";

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

/** A sentence for each assumption that the options break. */
function notesOf(p: CitiesParameters): Note[] {
  const said: readonly (readonly [boolean, string, string])[] = [
    [
      p.preTrend !== 0,
      "pre_trend",
      `Pilots’ quality grows by ${p.preTrend} more each year, treated or not: trends are not parallel.`,
    ],
    [
      p.anticipation.some((effect) => effect !== 0),
      "anticipation",
      "Quality moves before a pilot begins: the year before is no clean reference.",
    ],
    [
      p.developmentTrend !== 0,
      "development_trend",
      `Quality grows by ${p.developmentTrend} more each year for each standard deviation of development, by which pilots are chosen: matching on development helps.`,
    ],
    [
      p.endogeneity !== 0,
      "endogeneity",
      `What pilots are chosen for, and no column shows, adds ${p.endogeneity} to quality from the first batch on: comparisons are off, and no trend before tells it.`,
    ],
    [
      p.exclusion !== 0,
      "exclusion",
      `Ruggedness adds ${p.exclusion} to quality by the last year in ways of its own: it is no valid instrument.`,
    ],
    [p.relevance === 0, "relevance", "Ruggedness has no say in who becomes a pilot: it is no instrument."],
    [
      p.mediatorConfounding !== 0,
      "mediator_confounding",
      "A shock that no column shows moves mediators and quality alike: what goes through a mediator can’t be told by regressions on it.",
    ],
    [
      p.policies > 0 && p.policyOverlap !== 0 && p.policyEffect !== 0,
      "policy_overlap",
      "Other policies are more frequent among pilots: without them among the controls the effect is off.",
    ],
    [
      p.lasts !== null,
      "switches_off",
      `A pilot ends after ${p.lasts} years: estimators for a treatment that stays on do not apply.`,
    ],
    [
      p.mechanical,
      "mechanical",
      `Outcomes after ${p.measuredTo} are the tertiary share times the province’s last mean quality: pilots do not move them, and true_effect there is that on true_quality.`,
    ],
  ];
  return said.flatMap(([holds, code, message]) => (holds ? [Object.freeze({ code, message })] : []));
}

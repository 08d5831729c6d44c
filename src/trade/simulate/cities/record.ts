/**
 * What a simulation of cities reports: parameters, counts, truth, and which assumption of which
 * method its options break. Key names are the published JSON format, hence the underscores.
 */

import { type Note, note } from "../../../base/messages.js";
import { version } from "../../../base/version.js";
import { GENERATOR } from "../../../engine/kernels/cluster-draws.js";
import { SIMULATION_NOTES } from "../messages.js";
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

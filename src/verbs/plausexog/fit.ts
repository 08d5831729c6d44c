/**
 * `plausexog`: 2SLS when instruments may have a small direct effect on the outcome. Fits the equation
 * as `feols` does, and bounds its coefficients over the direct effects allowed, and over shares of them. Orchestrates; every
 * number is made in a layer below.
 * Source: Conley, Hansen & Rossi (2012), Review of Economics and Statistics 94(1), doi:10.1162/REST_a_00139.
 */

import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { DataError, NotSupported, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze, ownOf } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { hasInstruments, type ModelSpec, type WithInstruments } from "../../formula/spec.js";
import { byTerm, isTerm } from "../../formula/term-names.js";
import { checkSample, requireVcov, sscOf } from "../../regression/fit-options.js";
import type { CollinearTerm } from "../../regression/record/fit-record.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { type EstimatedEquation, feolsEquationAnd } from "../iv/feols-equation.js";
import { parseIv } from "../iv/iv-option.js";
import type { SolvedEquation } from "../iv/solve-equation.js";
import {
  type BoundsAt,
  boundsPath,
  breakingFraction,
  directEffects,
  type IntervalRule,
  localToZero,
  unionOfIntervals,
} from "./direct-effects.js";
import { PLAUSEXOG_NOTES } from "./messages.js";
import type { AllowedRecord, LocalToZero, PlausexogRecord, UnionRecord } from "./record.js";
import { type AllowedEffects, allowedEffects, type PlausexogOptions, plausexogPlan } from "./verb.js";

type Findings = Pick<PlausexogRecord, "direct_effects" | "bounds" | "path" | "breaks_at"> & {
  readonly notes: readonly Note[];
};

/** Refuses what no data could serve. */
export function checkPlausexog(formula: string, given: PlausexogOptions): void {
  requireVcov(given.vcov);
  checkSample(formula, given);
  allowedIn(parseFormula(formula), plausexogPlan(given));
}

/**
 * Bounds of the endogenous regressors' coefficients in `y ~ w | fe | x ~ z` when y depends on Z gamma beside.
 *
 * @param data a table, or a panel (its table is used)
 * @throws UsageError `direct_effects`, `direct_effects_formula`, `direct_effects_instrument`; DataError
 *   `direct_effects_left_out`; NotSupported `direct_effects_estimator` (other than 2SLS), `direct_effects_clusterings` (two),
 *   `direct_effects_ranges` (more than ten); and as `feols`
 */
export function plausexog(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  given: PlausexogOptions,
): PlausexogRecord {
  const started = performance.now();
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const options = plausexogPlan(given);
  const allowed = allowedIn(spec, options);
  const { record, taken } = feolsEquationAnd(
    engine,
    data,
    spec as WithInstruments,
    requireVcov(options.vcov),
    sscOf(options),
    { ...options, vcov: options.vcov! }, // asked for above
    (estimated) => {
      const fitted = performance.now();
      const found = findingsOf(engine, estimated, allowed, options.level);
      return { found, bounds_ms: performance.now() - fitted };
    },
  );
  const { notes, ...found } = taken.found;
  return deepFreeze({
    ...record,
    kind: "plausibly-exogenous",
    ...found,
    notes: [...record.notes, ...notes],
    timing_ms: { ...record.timing_ms, bounds: taken.bounds_ms, total: performance.now() - started },
  } satisfies PlausexogRecord);
}

/** The direct effects allowed; throws what no data could serve, as `plausexog` does. */
function allowedIn(spec: ModelSpec, { iv = "2sls", ...options }: PlausexogOptions): AllowedEffects {
  if (!hasInstruments(spec)) {
    throw new UsageError(
      "direct_effects_formula",
      `'${spec.call}' has no instruments, so none can have a direct effect: add "| endogenous ~ instruments".`,
      { got: spec.call, expected: "y ~ w | fixed effects | x ~ z" },
    );
  }
  const { estimator } = parseIv(iv);
  if (estimator !== "2sls") {
    throw new NotSupported(
      "direct_effects_estimator",
      `Bounds over direct effects of instruments are those of 2SLS; got ${estimator}. Leave iv out.`,
      { got: estimator, expected: "2sls" },
    );
  }
  refuseTwoClusterings(requireVcov(options.vcov));
  return allowedEffects(options);
}

/** Inclusion less exclusion need not give a sum of squares, on which the bounds rest. */
function refuseTwoClusterings(variance: VcovSpec): void {
  const nClusterings = variance.type === "cluster" ? variance.by.length : 0;
  if (nClusterings < 2) return;
  throw new NotSupported(
    "direct_effects_clusterings",
    `Bounds over direct effects of instruments take at most one clustering; got ${nClusterings}. Cluster by one of them.`,
    { got: nClusterings, expected: "at most 1" },
  );
}

function findingsOf(
  engine: Engine,
  { solved, scale, record }: EstimatedEquation,
  allowed: AllowedEffects,
  level: number,
): Findings {
  const { endogenous, excluded } = record.iv!;
  const effects = effectsInOrder(allowed, excluded, record.collinear);
  const rule = { level, df: scale.df, factor: scale.factor };
  const bound = allowed.method === "union_of_intervals" ? unionBounds : localBounds;
  const { direct_effects, bounds, boundsAt } = bound(engine, solved, excluded, effects, rule);
  const path = boundsPath(boundsAt);
  const byName = <T>(of: (j: number) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(endogenous.map((name, j) => [name, of(j)]));
  return {
    direct_effects,
    bounds: byName((j) => bounds[j]!),
    path: byName((j) => path[j]!),
    breaks_at: byName((j) => breakingFraction(boundsAt, j)),
    notes: directEffectsNotes(allowed, excluded, record.depvar),
  };
}

/**
 * The numbers of each instrument of `kept`, 0 and 0 for one that is not named. Throws UsageError
 * `direct_effects_instrument` for a name that is none of them, DataError `direct_effects_left_out` for one that was left
 * out of the equation, as `leftOut` says.
 */
function effectsInOrder(
  { given: written }: AllowedEffects,
  kept: readonly string[],
  leftOut: readonly CollinearTerm[],
): (readonly [number, number])[] {
  const given = byTerm(written, kept);
  for (const name of Object.keys(given)) {
    if (kept.includes(name)) continue;
    const out = leftOut.find(({ term }) => isTerm(term, name));
    if (out !== undefined) {
      throw new DataError(
        "direct_effects_left_out",
        `'${name}' was left out of the equation (${out.because}), so no direct effect of it can be bounded. Name only instruments that are kept: ${kept.join(", ")}.`,
        { got: name, expected: kept, because: out.because },
      );
    }
    throw new UsageError(
      "direct_effects_instrument",
      `'${name}' is no excluded instrument of the formula${didYouMeanOrKnown(name, "instruments", kept)}`,
      { got: name, expected: kept },
    );
  }
  return kept.map((name) => ownOf(given, name) ?? [0, 0]);
}

/** Notes `direct_effects_none`, on instruments that were not named, and `direct_effects_without_zero`. */
function directEffectsNotes({ method, given }: AllowedEffects, kept: readonly string[], depvar: string): Note[] {
  const unnamed = kept.filter((name) => !Object.hasOwn(given, name));
  const without = Object.entries(given).filter(([, [min, max]]) => min > 0 || max < 0);
  const notes: Note[] = [];
  if (unnamed.length > 0) {
    notes.push(note(PLAUSEXOG_NOTES, "direct_effects_none", { instruments: unnamed, depvar }));
  }
  if (method === "union_of_intervals" && without.length > 0) {
    notes.push(note(PLAUSEXOG_NOTES, "direct_effects_without_zero", { instruments: without.map(([name]) => name) }));
  }
  return notes;
}

/** What was allowed; bounds over all of it by endogenous regressor; bounds over a share. */
interface DirectEffectsBounds {
  readonly direct_effects: AllowedRecord;
  readonly bounds: readonly (UnionRecord | LocalToZero)[];
  readonly boundsAt: BoundsAt;
}

type Bounding = (
  engine: Engine,
  solved: SolvedEquation,
  instruments: readonly string[],
  effects: readonly (readonly [number, number])[],
  rule: IntervalRule,
) => DirectEffectsBounds;

/** The union of intervals; `effects` are least and largest. Throws as `unionOfIntervals`. */
const unionBounds: Bounding = (engine, { system, errors, clusterings }, instruments, effects, rule) => {
  const known = { ...errors, nClusterings: clusterings.length };
  const solutions = directEffects(system, errors);
  const union = (share: number) => {
    const box = effects.map(([min, max]) => ({ min: share * min, max: share * max }));
    return unionOfIntervals(engine, system, known, box, rule, solutions);
  };
  const named = (gamma: readonly number[]) => byName(instruments, (z) => gamma[z]!);
  return {
    direct_effects: {
      method: "union_of_intervals",
      instruments: byName(instruments, (z) => ({ min: effects[z]![0], max: effects[z]![1] })),
    },
    bounds: union(1).map((bounds) => ({ ...bounds, at_low: named(bounds.at_low), at_high: named(bounds.at_high) })),
    boundsAt: (share) => union(share).map(({ at_low: _low, at_high: _high, ...bounds }) => bounds),
  };
};

/** Local to zero; `effects` are means and standard deviations of independent normals. */
const localBounds: Bounding = (engine, { system, errors }, instruments, effects, rule) => {
  const kz = effects.length;
  const solutions = directEffects(system, errors);
  const local = (share: number) => {
    const mean = Float64Array.from(effects, ([value]) => share * value);
    const covariance = new Float64Array(kz * kz);
    effects.forEach(([, sd], z) => {
      covariance[z * (kz + 1)] = (share * sd) ** 2;
    });
    return localToZero(engine, system, errors, { mean, covariance }, rule, solutions);
  };
  return {
    direct_effects: {
      method: "local_to_zero",
      instruments: byName(instruments, (z) => ({ mean: effects[z]![0], sd: effects[z]![1] })),
    },
    bounds: local(1),
    boundsAt: (share) =>
      local(share).map(({ estimate, conf_low, conf_high }) => {
        return { estimate_low: estimate, estimate_high: estimate, conf_low, conf_high };
      }),
  };
};

const byName = <T>(names: readonly string[], of: (z: number) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name, z) => [name, of(z)]));

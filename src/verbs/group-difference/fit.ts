/**
 * `groupDifference`: whether a coefficient differs between two groups of units, by permuting the labels of the
 * groups over units. Orchestrates; estimates and permutations are made below.
 * Source: Cleary (1999), Journal of Finance 54(2), doi:10.1111/0022-1082.00121.
 */

import type { Labelled, Labels } from "../../base/columns.js";
import { DataError, NotSupported } from "../../base/errors.js";
import { hypot } from "../../base/hypot.js";
import { type Note, note } from "../../base/messages.js";
import { finiteOrNull, isAsFar } from "../../base/numbers.js";
import { deepFreeze } from "../../base/objects.js";
import { categoryLabels } from "../../data/labels.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { filled } from "../../declare/check.js";
import { GENERATOR, PURPOSE, randomPermutation } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { printExpression, printFixedEffect, printName, printTerm } from "../../formula/print.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import { type Reweighting, reweightedDraws, reweighting } from "../../regression/cluster-bootstrap/reweighted.js";
import { checkSample } from "../../regression/fit-options.js";
import { panelDataOf } from "../../regression/frame/inputs.js";
import { requireMoments } from "../bootstrap/equation-resampling.js";
import { partialNote } from "../bootstrap/plan.js";
import { runInSlices } from "../resampling/draw-loop.js";
import { type PrepareResampling, prepareResampling, type ResamplingModel, termPosition } from "../resampling/model.js";
import { DIFFERENCE_NOTES } from "./messages.js";
import type { GroupDifferenceRecord } from "./record.js";
import { type GroupDifferenceOptions, groupDifferenceVerb } from "./verb.js";

/** Refuses what no data could serve. Throws as `groupDifference` does for formula and options. */
export function checkGroupDifference(formula: string, options: GroupDifferenceOptions): void {
  checkSample(formula, options);
  filled(groupDifferenceVerb.options, options);
}

/**
 * Permutation test of the difference of `term` between the two groups of `by`.
 *
 * @throws UsageError `difference_draws`, `term`; DataError `difference_groups` unless `by` has two labels,
 *   `difference_unit` where a unit has two, `term_dropped`, `group_difference`, `permutation_groups`; NotSupported
 *   `bootstrap_moments`; the signal's reason when aborted, unless `keepPartial`; and as `feols`.
 */
export async function groupDifference(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  given: GroupDifferenceOptions,
): Promise<GroupDifferenceRecord> {
  const { table } = panelDataOf(data);
  return differenceOf(
    engine,
    given,
    (scope, cut) =>
      prepareResampling(engine, scope, table, formula, { ...filled(groupDifferenceVerb.options, given), ...cut }),
    (by, labels) => categoryLabels(table, by, labels),
  );
}

/** The test on the model that `prepare` makes ready; `wordsOf` are what the data call the groups. */
export async function differenceOf(
  engine: Engine,
  given: GroupDifferenceOptions,
  prepare: PrepareResampling,
  wordsOf: (by: string, labels: readonly [string, string]) => Labels,
): Promise<GroupDifferenceRecord> {
  const started = performance.now();
  const options = filled(groupDifferenceVerb.options, given);
  const { term, by, unit, strata, draws, seed } = options;
  const held = engine.hold((scope) => {
    const others = strata === undefined ? [[by]] : [[by], [strata]];
    const model = prepare(scope, { clusters: [[unit]], others });
    const at = termPosition(model, term);
    requireOneLabel(model);
    const ready = reweighting(scope, requireMoments(model, "The permutation test"), model.ssc, [at]);
    return { model, at, ready };
  });
  try {
    const { model, at, ready } = held.value;
    const { fit, names, clusterings } = model;
    const [, groups, pools] = clusterings;
    const labels = Uint8Array.from(groups!.ofCell);
    const permutations = labelPermutations(engine, labels, pools?.ofCell ?? null, { draws, seed });
    const observed = groupDifferences(engine, ready, [labels])[0]!;
    const nDraws = permutations.count;
    const columns = { difference: new Float64Array(nDraws), statistic: new Float64Array(nDraws) };
    const drawing = performance.now();
    const { done, stopped } = await runInSlices(
      nDraws,
      (first, count) => {
        permutedDifferences(engine, ready, permutations, first, count).forEach(({ difference, statistic }, d) => {
          columns.difference[first + d] = difference;
          columns.statistic[first + d] = statistic;
        });
      },
      { ...options, columns, stage: `permutations: ${nDraws}` },
    );
    const found = Array.from({ length: done }, (_, d) => ({
      difference: columns.difference[d]!,
      statistic: columns.statistic[d]!,
    }));
    const { enumerated, nDivisions } = permutations;
    // stopped early, an enumeration is a sample without the observed division among those promised
    const isWhole = enumerated && !stopped;
    const p = differencePValues(observed, found, isWhole);
    const counted = (label: number) => labels.filter((own) => own === label).length;
    return deepFreeze({
      ...fit,
      ...withGroups(fit, wordsOf(by, [groups!.label(0), groups!.label(1)])),
      kind: "difference",
      term: names[at]!,
      by,
      unit,
      strata: strata ?? null,
      groups: [0, 1].map((g) => ({
        label: groups!.label(g),
        units: counted(g),
        estimate: observed.estimates[g]!,
        std_error: finiteOrNull(observed.stdErrors[g]!),
      })),
      observed: { estimate: observed.difference, statistic: finiteOrNull(observed.statistic) },
      p_value: { estimate: p.difference, statistic: p.statistic },
      draws: {
        estimate: found.map(({ difference }) => finiteOrNull(difference)),
        statistic: found.map(({ statistic }) => finiteOrNull(statistic)),
      },
      counts: {
        requested: nDraws,
        done,
        used: p.used,
        undefined: done - p.used,
        divisions: Number.isFinite(nDivisions) ? nDivisions : null,
      },
      enumerated: isWhole,
      partial: stopped,
      source: enumerated ? null : { generator: GENERATOR, seed },
      notes: [...fit.notes, ...notesOf(p, done, nDraws, stopped, enumerated)],
      timing_ms: { ...fit.timing_ms, draws: performance.now() - drawing, total: performance.now() - started },
      provenance: { ...fit.provenance, seed: enumerated ? null : seed },
    } satisfies GroupDifferenceRecord);
  } finally {
    held.free();
  }
}

/** The words of a record with those of its groups. */
const withGroups = ({ labels = {} }: Labelled, groups: Labels): Labelled =>
  Object.keys(groups).length === 0 ? {} : { labels: { ...labels, ...groups } };

/** Two labels, and one label (and stratum) a unit: then cells are units. */
function requireOneLabel({ cells, clusterings }: ResamplingModel): void {
  const [units, groups] = clusterings;
  if (groups!.nLevels !== 2) {
    const shown = Array.from({ length: Math.min(5, groups!.nLevels) }, (_, g) => `'${groups!.label(g)}'`).join(", ");
    throw new DataError(
      "difference_groups",
      `'${groups!.name}' has ${groups!.nLevels} labels in the sample (${shown}${groups!.nLevels > 5 ? ", ..." : ""}); a difference needs two groups: make a column with two labels.`,
      { got: groups!.nLevels, expected: 2, column: groups!.name },
    );
  }
  if (cells.nLevels === units!.nLevels) return;
  const seen = new Map<number, number>();
  const twice = units!.ofCell.find((level, cell) => {
    const isSecond = seen.has(level);
    seen.set(level, cell);
    return isSecond;
  })!;
  const names = clusterings.slice(1).map(({ name }) => `'${name}'`);
  throw new DataError(
    "difference_unit",
    `${units!.name} '${units!.label(twice)}' has more than one label of ${names.join(" and ")}: labels are permuted over units, which need one each.`,
    { got: units!.label(twice), expected: "one label a unit" },
  );
}

function notesOf(
  p: DifferencePValues,
  done: number,
  requested: number,
  isPartial: boolean,
  enumerated: boolean,
): Note[] {
  const notes: Note[] = isPartial ? [partialNote(done, requested, enumerated)] : [];
  const { used, usedStatistic } = p;
  if (used < done) notes.push(note(DIFFERENCE_NOTES, "difference_undefined", { draws: done - used, of: done }));
  if (usedStatistic < used) {
    notes.push(note(DIFFERENCE_NOTES, "difference_no_error", { draws: used - usedStatistic, of: used }));
  }
  return notes;
}

// Permutations of two labels over units, within strata where there are some: random by seed, or every one of them when
// there are few. Knows nothing of what is estimated under them.

/** Label of a unit in neither group: it keeps it in every permutation. */
export const OUTSIDE = 2;

interface LabelPermutations {
  /** Permutations there are to look at: all of them, or as many as were asked for. */
  readonly count: number;
  /** True when each division of the units into groups of these sizes comes once. */
  readonly enumerated: boolean;
  /** Divisions there are; Infinity beyond 2^53. */
  readonly nDivisions: number;
  /** Labels by unit of permutation d, from 0. */
  labels(d: number): Uint8Array;
}

/**
 * Permutations of `labels` (0, 1 or OUTSIDE, by unit) over the units of each stratum (codes by unit; null: one stratum),
 * `draws` at random by `seed`, or all divisions when they are no more than that. The same numbers of each label stay in each
 * stratum. Throws DataError `permutation_groups` when a group is empty or no stratum has units of both.
 */
export function labelPermutations(
  engine: Engine,
  labels: Uint8Array,
  strata: Uint32Array | null,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): LabelPermutations {
  const pools = poolsOf(labels, strata);
  if (!pools.some(({ units, ones }) => ones > 0 && ones < units.length)) {
    throw new DataError(
      "permutation_groups",
      `Labels can't be permuted: ${strata === null ? "one of the groups has no unit" : "no stratum has units of both groups"}.`,
      { got: pools.map(({ units, ones }) => [units.length - ones, ones]), expected: "units of both groups" },
    );
  }
  const sizes = pools.map(({ units, ones }) => combinations(units.length, ones));
  const all = sizes.reduce((product, size) => product * size, 1);
  const enumerated = all <= draws;
  const poolOfUnit = poolByUnit(pools, labels.length);
  return {
    count: enumerated ? all : draws,
    enumerated,
    nDivisions: Number.isSafeInteger(all) ? all : Number.POSITIVE_INFINITY,
    labels: (d) => {
      const own = labels.slice();
      if (enumerated) {
        let rest = d;
        pools.forEach(({ units, ones }, s) => {
          setOnes(own, units, combination(units.length, ones, rest % sizes[s]!));
          rest = Math.floor(rest / sizes[s]!);
        });
        return own;
      }
      // the units of a stratum in the order of a permutation of all: a random order, independent of other strata's
      const order = randomPermutation(engine, labels.length, {
        seed,
        replication: d,
        purpose: PURPOSE.groupDifference,
      });
      const left = pools.map(({ ones }) => ones);
      for (const unit of order) {
        const s = poolOfUnit[unit]!;
        if (s < 0) continue;
        own[unit] = left[s]! > 0 ? 1 : 0;
        left[s]!--;
      }
      return own;
    },
  };
}

/** Units that permute among themselves, ascending, and how many have label 1. */
interface Pool {
  readonly units: readonly number[];
  readonly ones: number;
}

function poolsOf(labels: Uint8Array, strata: Uint32Array | null): Pool[] {
  const members = new Map<number, number[]>();
  labels.forEach((label, unit) => {
    if (label === OUTSIDE) return;
    const stratum = strata?.[unit] ?? 0;
    const own = members.get(stratum);
    if (own === undefined) members.set(stratum, [unit]);
    else own.push(unit);
  });
  return [...members.keys()]
    .sort((a, b) => a - b)
    .map((stratum) => {
      const units = members.get(stratum)!;
      return { units, ones: units.filter((unit) => labels[unit] === 1).length };
    });
}

function poolByUnit(pools: readonly Pool[], nUnits: number): Int32Array {
  const out = new Int32Array(nUnits).fill(-1);
  pools.forEach(({ units }, s) => {
    for (const unit of units) out[unit] = s;
  });
  return out;
}

function setOnes(labels: Uint8Array, units: readonly number[], chosen: readonly number[]): void {
  for (const unit of units) labels[unit] = 0;
  for (const place of chosen) labels[units[place]!] = 1;
}

/** Ways to choose k of n; beyond 2^53 only its size is right. */
function combinations(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = Math.round((ways * (n - Math.min(k, n - k) + i)) / i);
  return ways;
}

/** Choice `index` (from 0) of k places of 0..n-1, in lexicographic order. */
function combination(n: number, k: number, index: number): number[] {
  const chosen: number[] = [];
  let rest = index;
  for (let place = 0; place < n && chosen.length < k; place++) {
    const withPlace = combinations(n - place - 1, k - chosen.length - 1);
    if (rest < withPlace) chosen.push(place);
    else rest -= withPlace;
  }
  return chosen;
}

// The permutation test of a difference between groups of units: a coefficient is estimated in each of two
// groups, by regressions of their own with effects of their own, and the labels of the groups are permuted over units. Works
// on moments whose clusters are the units that labels are permuted over.
// Source: Cleary (1999), Journal of Finance 54(2), doi:10.1111/0022-1082.00121; Janssen (1997), Statistics & Probability
// Letters 36(1), doi:10.1016/S0167-7152(97)00043-6, for dividing the difference by its standard error.

/** The coefficient in the second group less that in the first, and that over its clustered standard error; NaN where undefined. */
export interface Difference {
  /** Of the first and of the second group. */
  readonly estimates: readonly [number, number];
  readonly stdErrors: readonly [number, number];
  readonly difference: number;
  readonly statistic: number;
}

/** The differences under each row of `labels` (u8 by unit: 0 first group, 1 second, OUTSIDE neither), of the first wanted regressor. */
export function groupDifferences(
  engine: Engine,
  ready: Reweighting,
  labels: readonly Uint8Array[],
): readonly Difference[] {
  const nUnits = ready.moments.clusters.nLevels;
  const k = ready.moments.nRegressors;
  const nWanted = ready.wanted.length;
  const term = ready.wanted.view()[0]!;
  const weights = new Float64Array(2 * labels.length * nUnits);
  labels.forEach((own, d) => {
    for (let u = 0; u < nUnits; u++) if (own[u] !== OUTSIDE) weights[(2 * d + own[u]!) * nUnits + u] = 1;
  });
  const found = engine.scope((scope) => reweightedDraws(engine, ready, 2 * labels.length, scope.copyF64(weights)));
  const estimate = (fit: number) => found.estimates[fit * k + term]!;
  const stdError = (fit: number) => found.stdErrors[fit * nWanted]!;
  return labels.map((_, d) => {
    const estimates = [estimate(2 * d), estimate(2 * d + 1)] as const;
    const stdErrors = [stdError(2 * d), stdError(2 * d + 1)] as const;
    const difference = estimates[1] - estimates[0];
    // an error of 0 is that of a group in which every score cancels: there is no t
    const statistic = stdErrors.every((each) => each > 0) ? difference / hypot(...stdErrors) : Number.NaN;
    return { estimates, stdErrors, difference, statistic };
  });
}

/** Differences of permutations first .. first + count - 1: the same whatever slices they are made in. */
export function permutedDifferences(
  engine: Engine,
  ready: Reweighting,
  permutations: LabelPermutations,
  first: number,
  count: number,
): readonly Difference[] {
  return groupDifferences(
    engine,
    ready,
    Array.from({ length: count }, (_, i) => permutations.labels(first + i)),
  );
}

export interface DifferencePValues {
  /** By the difference, and by the difference over its standard error. */
  readonly difference: number;
  readonly statistic: number | null;
  /** Permutations with a difference, and with a statistic. */
  readonly used: number;
  readonly usedStatistic: number;
}

/**
 * Two-sided p: (1 + b) / (1 + B) over random permutations, b / M when all M are there, the observed among them. Throws
 * DataError `group_difference` when the coefficient is not identified in both observed groups, or in no permutation.
 */
export function differencePValues(
  observed: Difference,
  draws: readonly Pick<Difference, "difference" | "statistic">[],
  enumerated: boolean,
): DifferencePValues {
  if (Number.isNaN(observed.difference)) {
    const group = Number.isNaN(observed.estimates[0]) ? "first" : "second";
    throw new DataError(
      "group_difference",
      `The coefficient is not identified in the ${group} group: there is no difference to test.`,
      { got: observed.estimates, expected: "an estimate in both groups" },
    );
  }
  const extra = enumerated ? 0 : 1;
  const p = (of: (draw: Pick<Difference, "difference" | "statistic">) => number, own: number) => {
    const values = draws.map(of).filter((value) => Number.isFinite(value));
    const beyond = values.filter(isAsFar(own, "count")).length;
    return { p: (extra + beyond) / (extra + values.length), used: values.length };
  };
  const byDifference = p((draw) => draw.difference, observed.difference);
  const byStatistic = p((draw) => draw.statistic, observed.statistic);
  if (byDifference.used === 0) {
    throw new DataError(
      "group_difference",
      `In none of ${draws.length} permutations is the coefficient identified in both groups.`,
      {
        got: 0,
        expected: "at least one permutation",
      },
    );
  }
  return {
    difference: byDifference.p,
    statistic: Number.isFinite(observed.statistic) && byStatistic.used > 0 ? byStatistic.p : null,
    used: byDifference.used,
    usedStatistic: byStatistic.used,
  };
}

// A regression with everything of its own in each group.

/**
 * `y ~ x | unit + time[z]` by the text column `by`: `y ~ by:x | unit^by + time^by[z]`; without effects the groups are the
 * effects, which gives each its intercept. The coefficient of `x` in group `a` is called `bya:x`.
 *
 * Throws UsageError for a malformed formula, NotSupported `interacted_indicator` for i(), which can't be multiplied,
 * `interacted_instruments`, and `interacted_intercept` for a regression without an intercept.
 */
export function interactedFormula(formula: string, by: string): string {
  const spec = parseFormula(formula);
  if (hasInstruments(spec)) {
    throw new NotSupported("interacted_instruments", `'${formula}' has instruments: it can't be made by group.`, {
      got: formula,
    });
  }
  const { terms, fixedEffects, intercept, lhs } = spec;
  if (fixedEffects.length === 0 && !intercept) {
    throw new NotSupported("interacted_intercept", `'${formula}' has no intercept: it can't be made by group.`, {
      got: formula,
    });
  }
  const indicator = terms.find(({ variables }) => variables.some(({ kind }) => kind === "indicator"));
  if (indicator !== undefined) {
    throw new NotSupported(
      "interacted_indicator",
      `'${printTerm(indicator)}' can't be multiplied by groups; make its dummies columns of the data.`,
      { got: printTerm(indicator), expected: "terms without i()" },
    );
  }
  const group = printName(by);
  const effects =
    fixedEffects.length === 0
      ? [group]
      : fixedEffects.map((effect) => printFixedEffect({ ...effect, columns: [...effect.columns, by] }));
  const right = terms.map((term) => `${group}:${printTerm(term)}`);
  return `${printExpression(lhs)} ~ ${right.length === 0 ? "1" : right.join(" + ")} | ${effects.join(" + ")}`;
}

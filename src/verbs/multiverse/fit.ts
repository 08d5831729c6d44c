/**
 * `multiverse`: every specification that choices allow, from one set of moments for each set of rows, effects and weights. Orchestrates;
 * every number is made in a layer below.
 * Source: Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, doi:10.1038/s41562-020-0912-z; Steegen, Tuerlinckx, Gelman &
 * Vanpaemel (2016), Perspectives on Psychological Science 11(5), doi:10.1177/1745691616658637.
 */
import { DataError, KernelError, UsageError, WasmetricsError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { labelsOf } from "../../data/labels.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { checkSample, sscOf } from "../../regression/fit-options.js";
import { panelDataOf, specOf } from "../../regression/frame/inputs.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { describeSsc } from "../../regression/variance/ssc.js";
import { type Choices, choicesOf } from "./choices.js";
import { baselineOf, curveOf } from "./curve.js";
import { Findings } from "./findings.js";
import { type Combination, countOf, gridOf, keyOf, ownCombination } from "./grid.js";
import { influenceOf } from "./influence.js";
import type { Tested } from "./joint-test/joint-test.js";
import { permutedKeys } from "./joint-test/permuted-keys.js";
import { MULTIVERSE_NOTES } from "./messages.js";
import type { CurveSummary, MultiverseRecord, NotEstimated, Specification } from "./record.js";
import { rowSetsOf } from "./row-sets.js";
import { placeSet, type SetMoments, type SetPlan } from "./set-moments.js";
import { type MultiverseOptions, type MultiversePlan, multiversePlan } from "./verb.js";

/** Refuses what no data could serve. */
export function checkMultiverse(formula: string, given: MultiverseOptions): void {
  const plan = multiversePlan(given);
  checkSample(formula, plan);
  const spec = parseFormula(formula);
  choicesOf(spec, plan);
  if (plan.test === "permutation") permutedKeys(spec, plan);
}

/**
 * Every specification of `formula` that the options allow, each equal to `feols` of it.
 *
 * @param data a table, or a panel (lags are taken over all of it)
 * @throws UsageError for choices that can't serve, or more specifications than allowed; DataError for columns; the signal's reason
 *   when aborted; where no specification has an estimate the error of the first set of rows, or DataError `multiverse_nothing`
 */
export async function multiverse(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  given: MultiverseOptions,
): Promise<MultiverseRecord> {
  const started = performance.now();
  const plan = multiversePlan(given);
  const { table, panel } = panelDataOf(data, plan.panel);
  const spec = specOf(formula, data);
  const choices = choicesOf(spec, plan);
  if (plan.test === "permutation") permutedKeys(spec, plan, panel);
  const asked: Asked = { table, panel, spec, choices, plan };
  const grid = gridOf(engine, choices, plan);
  const sets = rowSetsOf(engine, table, choices, grid, plan);
  const { found, ms } = await estimated(engine, asked, grid, sets);
  const specifications = found.specifications();
  if (specifications.length === 0) throw found.first ?? nothingEstimated(spec, found.notEstimated);
  const curve = curveOf(engine, specifications, plan.alpha);
  const baseline = baselineOf(specifications, ownCombination(choices));
  const testing = performance.now();
  const tested = await testOf(engine, asked, curve, specifications, found.sets);
  const test_ms = performance.now() - testing;
  const counts = countsOf(choices, grid, found, specifications);
  return deepFreeze({
    kind: "multiverse" as const,
    call: spec.call,
    term: choices.treatments[0]!.name,
    choices: choicesRecord(choices),
    ...labelsOf(table, namesOf(choices)),
    subset: plan.subset ?? null,
    common_sample: plan.commonSample,
    ssc: String(describeSsc(sscOf(plan)).preset),
    singletons: plan.fixefRm,
    level: plan.level,
    alpha: plan.alpha,
    counts,
    baseline,
    curve,
    influence: influenceOf(specifications, choices, plan.alpha),
    test: tested?.test ?? null,
    specifications,
    not_estimated: found.notEstimated,
    row_sets: found.rowSets,
    notes: [
      ...table.notes,
      ...(baseline === null ? [withoutOwn(found.notEstimated, ownCombination(choices))] : []),
      ...unitsNotes(choices),
      ...notesOf(counts, plan, sets),
      ...filledNotes(tested?.nFilled ?? 0),
      ...undefinedNotes(tested?.test ?? null),
    ],
    provenance: provenanceOf(engine, table, counts.drawn === null && plan.test === "none" ? null : plan.seed),
    timing_ms: { ...ms, test: test_ms, total: performance.now() - started },
  });
}

type Asked = Omit<Tested, "curve" | "specifications" | "sets">;

/** Every specification of the grid, set of rows by set of rows. */
async function estimated(
  engine: Engine,
  { table, panel, spec, choices, plan }: Asked,
  grid: readonly Combination[],
  sets: readonly SetPlan[],
) {
  const started = performance.now();
  const found = new Findings(engine, grid);
  const ms = { moments: 0, specifications: 0 };
  for (const [s, set] of sets.entries()) {
    plan.signal?.throwIfAborted();
    if (s > 0) {
      const msLeft = leftOf(started, s, sets.length);
      plan.onProgress?.({ stage: "specifications", fraction: s / sets.length, msLeft });
    }
    engine.scope((scope) => {
      const opened = performance.now();
      const moments = momentsOrFailure(engine, scope, table, choices, set, plan);
      ms.moments += performance.now() - opened;
      const solving = performance.now();
      found.addSet(set, moments, { data: panel === undefined ? table : panel, spec, choices, plan });
      ms.specifications += performance.now() - solving;
    });
    if (s % 8 === 7) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { found, ms };
}

/** The joint test of all specifications; null where none is asked for, or possible. */
async function testOf(
  engine: Engine,
  asked: Asked,
  curve: CurveSummary | null,
  specifications: readonly Specification[],
  sets: readonly SetPlan[],
) {
  if (asked.plan.test === "none" || curve === null) return null;
  const { jointTest } = await import("./joint-test/joint-test.js");
  return jointTest(engine, { ...asked, curve, specifications, sets });
}

function countsOf(
  choices: Choices,
  grid: readonly Combination[],
  { notEstimated, duplicates }: Findings,
  specifications: readonly Specification[],
): MultiverseRecord["counts"] {
  const combinations = countOf(choices);
  return {
    combinations,
    drawn: grid.length < combinations ? grid.length : null,
    estimated: specifications.length,
    not_estimated: notEstimated.length,
    duplicates,
    alone: specifications.filter(({ alone }) => alone).length,
  };
}

const nameOf = ({ name }: { readonly name: string }): string => name;

const choicesRecord = (choices: Choices): MultiverseRecord["choices"] => ({
  outcomes: choices.outcomes.map(nameOf),
  treatments: choices.treatments.map(nameOf),
  controls: choices.controls.map(nameOf),
  always: choices.always.map(nameOf),
  samples: choices.samples,
  effects: choices.effects.map(nameOf),
  weights: choices.weights,
  vcov: choices.vcov.map(nameOf),
});

const leftOf = (started: number, done: number, of: number): number =>
  ((performance.now() - started) * (of - done)) / done;

/** The moments, or the error that every specification of the set would meet. */
function momentsOrFailure(
  engine: Engine,
  scope: Scope,
  table: Table,
  choices: Choices,
  set: SetPlan,
  plan: MultiversePlan,
): SetMoments | WasmetricsError {
  try {
    return placeSet(engine, scope, table, choices, set, plan).moments;
  } catch (error) {
    const isRefusal =
      error instanceof WasmetricsError && !(error instanceof KernelError) && !(error instanceof UsageError);
    if (isRefusal && error.code !== "memory" && error.code !== "unknown_column") return error;
    throw error;
  }
}

function notesOf(
  { combinations, drawn, not_estimated, duplicates, alone }: MultiverseRecord["counts"],
  { seed, commonSample }: MultiversePlan,
  sets: readonly SetPlan[],
): Note[] {
  const usual = new Set(sets.map(({ sample, effects, weights }) => `${sample} ${effects} ${weights}`)).size;
  return [
    ...(drawn === null ? [] : [note(MULTIVERSE_NOTES, "multiverse_drawn", { count: drawn, of: combinations, seed })]),
    ...(not_estimated === 0
      ? []
      : [note(MULTIVERSE_NOTES, "multiverse_not_estimated", { count: not_estimated, of: drawn ?? combinations })]),
    ...(duplicates === 0 ? [] : [note(MULTIVERSE_NOTES, "multiverse_duplicates", { count: duplicates })]),
    ...(alone === 0 ? [] : [note(MULTIVERSE_NOTES, "multiverse_alone", { count: alone })]),
    ...(commonSample || sets.length === usual
      ? []
      : [note(MULTIVERSE_NOTES, "multiverse_rows_differ", { sets: sets.length })]),
  ];
}

const namesOf = ({ outcomes, treatments, controls, always }: Choices): string[] =>
  [outcomes, treatments, controls, always].flatMap((choice) => choice.map(nameOf));

const filledNotes = (count: number): Note[] =>
  count === 0 ? [] : [note(MULTIVERSE_NOTES, "multiverse_filled", { count })];

function unitsNotes({ outcomes, treatments }: Choices): Note[] {
  const several = [
    ...(outcomes.length > 1 ? ["outcomes"] : []),
    ...(treatments.length > 1 ? ["codings of the treatment"] : []),
  ];
  return several.length === 0 ? [] : [note(MULTIVERSE_NOTES, "multiverse_units", { choices: several })];
}

/** The author's own specification is among those without an estimate. */
function withoutOwn(notEstimated: readonly NotEstimated[], own: Combination): Note {
  const { because } = notEstimated.find((one) => keyOf(one) === keyOf(own))!;
  return note(MULTIVERSE_NOTES, "multiverse_own", { because });
}

function nothingEstimated({ call }: ModelSpec, [first]: readonly NotEstimated[]): DataError {
  return new DataError(
    "multiverse_nothing",
    `No specification of '${call}' can be estimated: of the first, ${first!.because}.`,
    { got: first!.code, expected: "a specification with an estimate" },
  );
}

const undefinedNotes = (test: MultiverseRecord["test"]): Note[] =>
  test === null || test.undefined === 0
    ? []
    : [note(MULTIVERSE_NOTES, "multiverse_undefined_draws", { count: test.undefined, of: test.draws })];

/**
 * Power by simulation: treatments drawn onto untreated rows, what an estimator makes of them, and the effect it finds with the power asked
 * for. Orchestrates.
 */
import type { Note } from "../../../base/messages.js";
import { note } from "../../../base/messages.js";
import { GENERATOR } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { partialNote } from "../../bootstrap/plan.js";
import { POWER_NOTES } from "../messages.js";
import type { SimulationRecord } from "../record.js";
import type { PowerPlan } from "../verb.js";
import { type Assigned, assignments } from "./assignment.js";
import { PowerCurve } from "./curve.js";
import { type DrawsMade, makeDraws, type Run } from "./draws.js";
import { varianceOf } from "./estimates.js";
import { lastPeriods, type UntreatedRows } from "./untreated-rows.js";

/** Points of the curve where any effect has its power. */
const POINTS = 41;

export interface Simulated {
  readonly record: SimulationRecord;
  readonly notes: readonly Note[];
}

/** `effects` are in units of the outcome. Throws as its parts do. */
export async function simulate(
  engine: Engine,
  given: UntreatedRows,
  plan: PowerPlan,
  effects: readonly number[],
  run: Run,
): Promise<Simulated> {
  const rows = plan.pre === undefined ? given : lastPeriods(given, plan.pre + plan.post!);
  const assigned = assignments(engine, rows, plan);
  const made = await makeDraws(engine, rows, assigned, plan, effects, run);
  const alpha = 1 - plan.level;
  const curve = new PowerCurve(engine, made.of, { alpha, oneSided: plan.oneSided });
  const direction = effects.length > 0 && effects.every((effect) => effect < 0) ? -1 : 1;
  const { effect: _, ...size } = curve.point(0);
  const mde = curve.detectable(plan.power, made.most, direction);
  const most = Math.max(made.most, ...effects.map(Math.abs), 0) * direction;
  const along = made.of.effects ?? [...Array.from({ length: POINTS }, (_, i) => (most * i) / (POINTS - 1)), ...effects];
  const points = [...new Set([0, ...along])].sort((a, b) => a - b).map((effect) => curve.point(effect));
  const { panel, dropped, periods } = rows;
  const { estimator, aggregate, control } = plan;
  const isDid = estimator !== "feols";
  const vcov = varianceOf(rows, plan);
  const record: SimulationRecord = {
    ...{ estimator, aggregation: isDid ? aggregate : null, control: control ?? null },
    vcov: typeof vcov === "string" ? vcov : `cluster:${Object.values(vcov).flat().map(String).join("+")}`,
    profile: plan.profile,
    rows: {
      rule: plan.rows,
      ...{ rows: panel.table.nRows, units: panel.nUnits, periods: periods.length, dropped },
    },
    assignment: {
      ...{ by: assigned.by, of: assigned.of, treated: assigned.treated, cohorts: assigned.cohorts },
      ...{ strata: plan.strata ?? null, own: plan.own },
    },
    draws: { requested: plan.draws, done: made.done, used: curve.used },
    ...{ seed: plan.seed, generator: GENERATOR, method: made.method, because: made.because, response: made.response },
    df: Number.isFinite(made.of.df[0]!) ? made.of.df[0]! : null,
    ...{ size, ...spreadOf(made.of), points, mde },
  };
  return { record, notes: notesOf(record, made, assigned, plan) };
}

/** Of estimates without an effect, and of their errors. */
function spreadOf({ nDraws, estimate, stdError }: Parameters<typeof meanOf>[0]) {
  const of = { nDraws, estimate, stdError };
  const mean = meanOf(of, estimate);
  const squares = meanOf(of, (b) => (estimate(b, 0) - mean) ** 2);
  const used = meanOf(of, () => 1, true);
  return {
    estimates_sd: Math.sqrt((squares * used) / (used - 1)),
    mean_std_error: meanOf(of, stdError),
  };
}

interface Draws {
  readonly nDraws: number;
  readonly estimate: (b: number, effect: number) => number;
  readonly stdError: (b: number, effect: number) => number;
}

/** Over draws with an estimate; or their sum. */
function meanOf(
  { nDraws, estimate, stdError }: Draws,
  value: (b: number, effect: number) => number,
  isSum = false,
): number {
  let sum = 0;
  let count = 0;
  for (let b = 0; b < nDraws; b++) {
    if (!(Number.isFinite(estimate(b, 0)) && stdError(b, 0) > 0)) continue;
    sum += value(b, 0);
    count++;
  }
  return isSum ? sum : sum / count;
}

/** What of rows, draws and the test a reader must know. */
function notesOf(
  { draws, estimator, size, mde, rows, points, profile, response }: SimulationRecord,
  { stopped, because, told }: Pick<DrawsMade, "stopped" | "because" | "told">,
  { unseen, treated }: Assigned,
  { power, level, pre, post }: PowerPlan,
): readonly Note[] {
  const digits = (value: number) => Number(value.toPrecision(3));
  const alpha = digits(1 - level);
  const notes: Note[] = [];
  if (stopped) notes.push(partialNote(draws.done, draws.requested));
  if (Object.keys(rows.dropped).length > 0) notes.push(note(POWER_NOTES, "power_rows", { dropped: rows.dropped }));
  if (Object.keys(told.dropped).length > 0)
    notes.push(note(POWER_NOTES, "power_estimation_rows", { dropped: told.dropped }));
  if (told.collinear.length > 0)
    notes.push(note(POWER_NOTES, "power_collinear", { controls: told.collinear.map(({ term }) => term) }));
  if (told.notes.length > 0) {
    notes.push(note(POWER_NOTES, "power_first_draw", { estimator, notes: told.notes.length }), ...told.notes);
  }
  if (pre !== undefined && rows.dropped.earlier_periods !== undefined)
    notes.push(note(POWER_NOTES, "power_last_periods", { pre, post: post! }));
  if (unseen >= 0.05) notes.push(note(POWER_NOTES, "power_unseen", { units: digits(unseen), treated }));
  if (draws.used < draws.done)
    notes.push(note(POWER_NOTES, "power_without_estimate", { draws: draws.done - draws.used, of: draws.done }));
  if (size.low > 1 - level) notes.push(note(POWER_NOTES, "power_oversized", { size: digits(size.power), alpha }));
  if (size.high < 1 - level) notes.push(note(POWER_NOTES, "power_undersized", { size: digits(size.power), alpha }));
  if (mde === null) notes.push(note(POWER_NOTES, "power_not_reached", { power, most: digits(points.at(-1)!.effect) }));
  if (profile === "growing") notes.push(note(POWER_NOTES, "power_growing"));
  if (response === "each") notes.push(note(POWER_NOTES, "power_each_effect", { because }));
  return notes;
}

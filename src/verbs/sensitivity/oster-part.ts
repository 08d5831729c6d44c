/**
 * Oster's delta and beta* of a regression in memory: the short regression out of the triangle of the long one, or, without the fixed
 * effects, of the columns as they are.
 */
import { UsageError } from "../../base/errors.js";
import { unitOf } from "../../base/exponent.js";
import { type Note, note } from "../../base/messages.js";
import type { Asked, Found } from "./asked.js";
import { adjustedEffects, deltaAt, inUnit, isAdmissible, linearEffect, type Selection } from "./estimator/oster.js";
import { project, type Triangle } from "./estimator/projection.js";
import { COEFFICIENT_SENSITIVITY_NOTES } from "./messages.js";
import { controlsNamed, INTERCEPT } from "./names.js";
import type { OsterRecord, OsterResult } from "./record.js";
import { r2MaxOf } from "./verb.js";

/** Sums of squares below this share of what they are of are rounding. */
const ROUNDING = 1e-14;

export function osterOf(asked: Asked): Found<OsterRecord> {
  const { plan, names, at, triangle, regression, record } = asked;
  const hasEffects = regression.sample.effects.length > 0;
  const always = [...new Set((plan.always ?? []).flatMap((text) => controlsNamed(text, names, at, "always")))].sort(
    (a, b) => a - b,
  );
  const controls = names.flatMap((name, j) => (j !== at && name !== INTERCEPT ? [j] : []));
  const keepsEffects = hasEffects && plan.shortEffects === "kept";
  const term = names[at]!;
  const refused = (code: "sensitivity_no_controls" | "sensitivity_nothing_explained") => ({
    found: null,
    notes: [note(COEFFICIENT_SENSITIVITY_NOTES, code, { term })],
  });
  if (controls.length === always.length && (keepsEffects || !hasEffects)) return refused("sensitivity_no_controls");

  const outcome = triangle.length - 1;
  const others = names.flatMap((_, j) => (j === at ? [] : [j]));
  const within = regression.result.tss;
  const overall = regression.solve.normBefore.at(-1)! ** 2;
  const { ssr } = regression.result.fit;
  const inShort = names.flatMap((name, j) => (name === INTERCEPT || always.includes(j) ? [j] : []));
  const short =
    keepsEffects || !hasEffects ? shortOf(triangle, outcome, at, inShort) : shortOf(...columnsOf(asked, always));
  const selection: Selection = {
    short: short.estimate,
    long: record.coefficients[term]!.estimate,
    explained: keepsEffects || !hasEffects ? controlled(triangle, outcome, at, inShort, others) : short.left - ssr,
    treatmentShort: short.treatment,
    treatmentLong: project(triangle, at, others).left,
  };
  if (
    selection.explained <= ROUNDING * overall ||
    selection.treatmentShort - selection.treatmentLong <= ROUNDING * selection.treatmentShort
  ) {
    return refused("sensitivity_nothing_explained");
  }
  requireWithin(plan.r2, keepsEffects);
  const r2 = plan.r2 === "overall" || !keepsEffects ? "overall" : "within";
  const total = r2 === "within" ? within : overall;
  const ofLong = 1 - ssr / total;
  const notes: Note[] = [];
  const results = plan.r2max.flatMap((text): OsterResult[] => {
    const r2_max = r2MaxOf(text, ofLong);
    if (r2_max > ofLong) return [resultOf(asked, selection, text, r2_max, (r2_max - ofLong) * total)];
    notes.push(note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_r2max_below", { asked: text, r2: ofLong }));
    return [];
  });
  return {
    notes,
    found: {
      effect: plan.effect,
      short: {
        estimate: short.estimate,
        r2: 1 - short.left / total,
        controls: always.map((j) => names[j]!),
        effects: keepsEffects,
      },
      long: { estimate: selection.long, r2: ofLong, controls: controls.map((j) => names[j]!), effects: hasEffects },
      r2,
      results,
    },
  };
}

/** Throws UsageError `sensitivity_r2` where R2 within effects are asked for that one of the regressions has not. */
function requireWithin(r2: Asked["plan"]["r2"], keepsEffects: boolean): void {
  if (r2 !== "within" || keepsEffects) return;
  throw new UsageError(
    "sensitivity_r2",
    "r2 within (--r2 within) needs fixed effects in both regressions: leave it out, or keep the effects in the short one (--short-effects kept).",
    { got: r2, expected: "overall" },
  );
}

function resultOf({ plan }: Asked, selection: Selection, text: string, r2_max: number, beyond: number): OsterResult {
  const { effect } = plan;
  // cubes of coefficients are numbers in a unit near them
  const unit = unitOf([selection.short, selection.long]);
  const own = inUnit(selection, unit);
  const left = beyond / unit / unit;
  const delta = deltaAt(own, left, effect / unit);
  return {
    r2_max,
    asked: text,
    delta: Number.isFinite(delta) ? delta : null,
    delta_assumption_3: isAdmissible(own, effect / unit),
    adjusted: plan.delta.map((delta) => {
      const roots = adjustedEffects(own, left, delta).map((root) => ({ ...root, value: root.value * unit }));
      const beta_star = roots.find(({ assumption_3 }) => assumption_3)?.value ?? null;
      const [low, high] = [Math.min(selection.long, beta_star ?? 0), Math.max(selection.long, beta_star ?? 0)];
      return {
        delta,
        roots,
        beta_star,
        linear: linearEffect(own, left, delta) * unit,
        excludes_effect: beta_star === null ? null : effect < low || effect > high,
      };
    }),
  };
}

/** The short regression: its coefficient, and what it leaves of the outcome and of the treatment. */
function shortOf(columns: Triangle, outcome: number, treatment: number, base: readonly number[]) {
  const { last, left } = project(columns, outcome, [...base, treatment]);
  return { estimate: last, left, treatment: project(columns, treatment, base).left };
}

/** What the controls explain of the outcome beyond the short regression: components, and no difference of sums. */
function controlled(
  columns: Triangle,
  outcome: number,
  at: number,
  inShort: readonly number[],
  others: readonly number[],
): number {
  const added = others.filter((j) => !inShort.includes(j));
  return project(columns, outcome, [...inShort, at], added).gained;
}

/** The columns of the short regression without effects, over the rows: a constant, the controls, treatment, outcome. */
function columnsOf(
  { regression, at }: Asked,
  always: readonly number[],
): [columns: Triangle, outcome: number, treatment: number, base: readonly number[]] {
  const { terms, y, sample, result } = regression;
  const roots = sample.weights?.map(Math.sqrt);
  const own = [...always, at].map((j) => terms.columns[result.kept[j]!]!);
  const weighed = (values: Float64Array) =>
    roots === undefined ? values : values.map((value, i) => value * roots[i]!);
  const constant = weighed(new Float64Array(sample.n).fill(1));
  const columns = [constant, ...[...own, y].map((column) => weighed(Float64Array.from(column.numbers())))];
  const base = columns.slice(0, -2).map((_, j) => j);
  return [columns, columns.length - 1, columns.length - 2, base];
}

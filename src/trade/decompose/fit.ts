/**
 * The verb: how much of the change of a weighted mean is units getting better, weight moving to better
 * units, entry and exit. Terms add up to the change, which is asserted against means taken straight from the rows.
 * Methods and sources are in `terms`.
 */
import { DataError, NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { version } from "../../base/version.js";
import { fileFacts, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { DECOMPOSITION_NOTES } from "./messages.js";
import { type DecomposePlan, planDecomposition } from "./plan.js";
import type { DecompositionEffect, DecompositionRecord, DecompositionTotal, Period } from "./record.js";
import { flowsOf, METHOD_TERMS, type Side, type TermName, type Terms, termsOf, weightOf } from "./terms.js";
import { type UnitPeriod, type UnitPeriods, unitPeriods } from "./unit-periods.js";
import type { DecomposeOptions } from "./verb.js";

/**
 * Decomposes changes of the weighted mean of `options.outcome`, by group and pair of periods. Shares are of the rows that
 * have an outcome; a unit in two groups is a unit of each. Throws UsageError for options, DataError for columns, periods and
 * weights (see `unitPeriods`) and `nothing_decomposed`, NumericalError `terms_do_not_add_up`.
 */
export function decompose(engine: Engine, table: Table, options: DecomposeOptions): DecompositionRecord {
  const plan = planDecomposition(table, options);
  const data = unitPeriods(engine, table, plan);
  const pairs = pairsOf(data.periods, plan.pairs);
  const nGroups = data.starts.length - 1;
  const effects: DecompositionEffect[] = [];
  const notDecomposed: DecompositionRecord["not_decomposed"][number][] = [];
  let maxError = 0;
  for (let g = 0; g < nGroups; g++) {
    for (const [before, after] of pairs) {
      const made = effectOf(plan, data, g, before, after);
      if ("reason" in made) notDecomposed.push(made);
      else {
        effects.push(made.effect);
        maxError = Math.max(maxError, made.error);
      }
    }
  }
  if (effects.length === 0) throw nothingDecomposed(plan, notDecomposed);
  const ends = pairs.map(([before, after]) => ({ from: before.period, to: after.period }));
  return deepFreeze({
    kind: "decomposition",
    call: plan.call,
    nobs: data.nRows,
    rows: { read: table.nRows, excluded: data.excluded },
    method: plan.method,
    outcome: plan.outcome,
    unit: plan.unit,
    by: plan.by?.written ?? null,
    time: plan.time,
    weight: plan.weight,
    periods: data.periods.map(({ period }) => period),
    pairs: ends,
    groups: nGroups,
    units: data.starts[nGroups]!,
    units_in_several_groups: data.nInSeveral,
    effects,
    not_decomposed: notDecomposed,
    total: ends.flatMap(({ from, to }) => totalOf(plan, effects, from, to)),
    max_error: maxError,
    notes: [...table.notes, ...notesOf(plan, data, notDecomposed.length)],
    provenance: {
      version,
      data: table.source.name,
      data_sha256: table.source.sha256,
      ...fileFacts(table.source),
      kernels_sha256: engine.sha256,
    },
  });
}

type Pair = readonly [UnitPeriod, UnitPeriod];

function pairsOf(periods: readonly UnitPeriod[], pairs: DecomposePlan["pairs"]): Pair[] {
  if (pairs === "first-last") return [[periods[0]!, periods.at(-1)!]];
  return periods.slice(1).map((after, t) => [periods[t]!, after]);
}

/** What group `g` did between two periods, or why that is undefined. */
function effectOf(plan: DecomposePlan, data: UnitPeriods, g: number, before: UnitPeriod, after: UnitPeriod) {
  const place = { group: data.label(g), from: before.period, to: after.period };
  const [mean_from, mean_to] = [before.groups.mean[g]!, after.groups.mean[g]!];
  if (Number.isNaN(mean_from)) return { ...place, reason: "absent_before" } as const;
  if (Number.isNaN(mean_to)) return { ...place, reason: "absent_after" } as const;
  const side = ({ units }: UnitPeriod): Side => ({
    outcome: units.outcome.subarray(data.starts[g]!, data.starts[g + 1]!),
    weight: units.weight.subarray(data.starts[g]!, data.starts[g + 1]!),
  });
  const [first, second] = [side(before), side(after)];
  const flows = flowsOf(first, second);
  const terms = termsOf(plan.method, first, second, flows);
  if (terms === null) return { ...place, reason: "no_survivors" } as const;
  const change = mean_to - mean_from;
  const effect: DecompositionEffect = {
    ...place,
    mean_from,
    mean_to,
    change,
    terms,
    units: {
      survivors: flows.survivors.length,
      entrants: flows.entrants.length,
      exiters: flows.exiters.length,
    },
    shares: {
      entrants: weightOf(second, flows.entrants) / after.groups.weightSum[g]!,
      exiters: weightOf(first, flows.exiters) / before.groups.weightSum[g]!,
    },
  };
  const rows = before.groups.count[g]! + after.groups.count[g]!;
  const error = Math.abs(sumOf(terms) - change);
  requireSum(effect, error, rounding(rows, Math.max(before.largest[g]!, after.largest[g]!)));
  return { effect, error };
}

const sumOf = (terms: Terms): number => Object.values(terms).reduce((sum, term) => sum + term, 0);

/**
 * Means of n rows are off by n roundings of the largest outcome of a row at most; shares and means each enter a term, and
 * there are five terms and two means of rows.
 */
const rounding = (rows: number, largest: number): number => 16 * (rows + 1) * Number.EPSILON * largest;

function requireSum({ group, from, to, change, terms }: DecompositionEffect, error: number, bound: number): void {
  if (error <= bound) return;
  throw new NumericalError(
    "terms_do_not_add_up",
    `The terms${group === null ? "" : ` of '${group}'`} from ${from} to ${to} sum to ${sumOf(terms)}, the change is ${change}: numbers too large or too far apart for doubles. Rescale outcome and weight.`,
    { got: sumOf(terms), expected: change, group, from, to },
  );
}

function totalOf(
  { method }: DecomposePlan,
  effects: readonly DecompositionEffect[],
  from: Period,
  to: Period,
): DecompositionTotal[] {
  const own = effects.filter((effect) => effect.from === from && effect.to === to);
  if (own.length === 0) return [];
  const mean = (of: (effect: DecompositionEffect) => number) => own.reduce((sum, e) => sum + of(e), 0) / own.length;
  const terms = METHOD_TERMS[method].map((name: TermName) => [name, mean((effect) => effect.terms[name]!)] as const);
  return [
    {
      from,
      to,
      groups: own.length,
      mean_from: mean((effect) => effect.mean_from),
      mean_to: mean((effect) => effect.mean_to),
      change: mean((effect) => effect.change),
      terms: Object.fromEntries(terms),
    },
  ];
}

function nothingDecomposed({ by }: DecomposePlan, reasons: DecompositionRecord["not_decomposed"]): DataError {
  const counts = ["absent_before", "absent_after", "no_survivors"].map(
    (reason) => `${reason.replace("_", " ")} ${reasons.filter((entry) => entry.reason === reason).length}`,
  );
  return new DataError(
    "nothing_decomposed",
    `No group${by === null ? "" : ` of ${by.written}`} has two periods to compare: ${counts.join(", ")}. Compare other periods, or use foster, which needs no unit in both.`,
    { got: 0, expected: "a group in both periods" },
  );
}

function notesOf({ by, unit, outcome }: DecomposePlan, data: UnitPeriods, notDecomposed: number): Note[] {
  const notes: Note[] = data.excluded.map((excluded) => note(DECOMPOSITION_NOTES, "rows_excluded", { ...excluded }));
  if (data.nInSeveral > 0) {
    notes.push(
      note(DECOMPOSITION_NOTES, "units_in_several_groups", { units: data.nInSeveral, unit, by: by?.written ?? "" }),
    );
  }
  if (notDecomposed > 0) notes.push(note(DECOMPOSITION_NOTES, "not_decomposed", { changes: notDecomposed, outcome }));
  return notes;
}

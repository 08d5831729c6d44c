/**
 * A score and a matching of its own within each value of a column, such as each year, and the strata put
 * together. A value whose units can't be matched (nobody treated yet, say) is left out with the reason.
 */
import type { Category } from "../../base/columns.js";
import { DataError, WasmetricsError } from "../../base/errors.js";
import { type Note, note, noteOn } from "../../base/messages.js";
import type { LongOptions } from "../../base/progress.js";
import { combine } from "../../data/panel/order.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { parseExpression } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { groupingOver, subsetRows } from "../../regression/frame/sample.js";
import type { Effect, MatchedPart } from "./att.js";
import { describeMatching } from "./describe.js";
import type { Pairs } from "./estimator/match.js";
import { type MatchedUnits, matchUnits } from "./match.js";
import { PSMATCH_NOTES } from "./messages.js";
import type { MatchingPlan } from "./plan.js";
import type { StratumRecord } from "./record.js";
import { type MatchSample, matchSample, type NamedValues } from "./sample.js";
import { positionsByLevel, scoreRecord, unitsAt } from "./units.js";

/** The strata, and what they come to together. */
export interface MatchedStrata {
  readonly whole: MatchedUnits;
  readonly records: readonly StratumRecord[];
  readonly notes: readonly Note[];
}

/** Reasons for which a value is left out: they are of its data, not of what was asked. */
const SKIPPED: readonly string[] = [
  ...["all_treated", "no_treated", "no_controls", "separation", "no_convergence"],
  ...[
    "no_overlap",
    "caliper",
    "bandwidth",
    "ratio",
    "matching_empty",
    "entropy_no_overlap",
    "no_variation",
    "observations",
    "infinite_odds",
    "controls_collinear",
  ],
];

/** Throws what the first value throws where no value can be matched. */
export async function matchStrata(
  engine: Engine,
  sample: MatchSample,
  strata: Category,
  plan: MatchingPlan,
  options: Pick<LongOptions, "onProgress" | "signal">,
): Promise<MatchedStrata> {
  const positions = positionsByLevel(strata);
  const matched: { readonly level: number; readonly one: MatchedUnits }[] = [];
  const records: StratumRecord[] = [];
  let first: WasmetricsError | undefined;
  for (let level = 0; level < strata.nLevels; level++) {
    options.signal?.throwIfAborted();
    options.onProgress?.({ stage: "matching", fraction: level / strata.nLevels, msLeft: null });
    const label = strata.label(level);
    try {
      const one = matchUnits(engine, unitsAt(sample, positions[level]!), plan, ` where ${strata.name} is ${label}`);
      records.push(await stratumRecord(engine, label, one, plan));
      matched.push({ level, one });
    } catch (error) {
      if (!(error instanceof WasmetricsError && SKIPPED.includes(error.code))) throw error;
      first ??= error;
      records.push(skippedRecord(label, positions[level]!.length, error));
    }
  }
  if (matched.length === 0) throw first!;
  const own = matched.flatMap(({ level, one }) =>
    one.notes.map((found) => noteOn(`${strata.name} ${strata.label(level)}`, found)),
  );
  return {
    whole: together(sample, strata, positions, matched),
    records,
    notes: [...skippedNotes(strata, records), ...own],
  };
}

async function stratumRecord(
  engine: Engine,
  level: string,
  one: MatchedUnits,
  plan: MatchingPlan,
): Promise<StratumRecord> {
  const { support, matched, balance, joint_balance, att } = await describeMatching(engine, one, plan, {});
  const { fit } = one.scores ?? { fit: null };
  return {
    level,
    nobs: one.part.treated.length,
    skipped: null,
    caliper: one.caliper?.raw ?? null,
    score: fit === null ? null : scoreRecord(engine, fit),
    ...{ support, matched, balance, joint_balance, att },
  };
}

const skippedRecord = (level: string, nobs: number, { code, message }: WasmetricsError): StratumRecord => ({
  level,
  nobs,
  skipped: { code, message },
  ...{ caliper: null, score: null, support: null, matched: null, balance: [], joint_balance: null, att: null },
});

function skippedNotes(strata: Category, records: readonly StratumRecord[]): Note[] {
  return records.flatMap(({ level, nobs, skipped }) =>
    skipped === null
      ? []
      : [
          note(PSMATCH_NOTES, "stratum_left_out", {
            ...{ by: strata.name, level, nobs, code: skipped.code, refused: skipped.message },
          }),
        ],
  );
}

/** All units, those of strata left out without a weight and off the support. */
function together(
  sample: MatchSample,
  strata: Category,
  positions: readonly Uint32Array[],
  matched: readonly { readonly level: number; readonly one: MatchedUnits }[],
): MatchedUnits {
  const units = unitsAt(sample, null);
  const n = units.treated.length;
  const spread = (of: (part: MatchedPart) => ArrayLike<number> | null): Float64Array | null => {
    const all = new Float64Array(n).fill(Number.NaN);
    for (const { level, one } of matched) {
      const values = of(one.part);
      if (values === null) return null;
      positions[level]!.forEach((i, p) => {
        all[i] = values[p]!;
      });
    }
    return all;
  };
  const orZero = (value: number) => (Number.isNaN(value) ? 0 : value);
  const cells = sample.cells === null ? strata : combine([strata, sample.cells]);
  const part: MatchedPart = {
    treated: units.treated,
    eligible: Uint8Array.from(spread(({ eligible }) => eligible)!, orZero),
    weights: spread(({ weights }) => weights)!.map(orZero),
    pairs: pairsTogether(positions, matched),
    cells: cells.codes,
    nCells: cells.nLevels,
    ...{ covariates: units.covariates, regressors: units.regressors, outcome: units.outcome, label: units.label },
    compared: spread(({ compared }) => compared),
    shown: spread(({ shown }) => shown),
    effect: effectTogether(matched.map(({ one }) => one.part)),
  };
  return { units, part, scores: null, range: null, caliper: null, strata: null, notes: [] };
}

/** Pairs by the treated unit's position in the sample, those of a unit in the order they had. */
function pairsTogether(
  positions: readonly Uint32Array[],
  matched: readonly { readonly level: number; readonly one: MatchedUnits }[],
): Pairs | null {
  const parts = matched.map(({ level, one }) => ({ at: positions[level]!, pairs: one.part.pairs }));
  if (parts.some(({ pairs }) => pairs === null)) return null;
  const n = parts.reduce((sum, { pairs }) => sum + pairs!.treated.length, 0);
  const [treated, control, share] = [new Uint32Array(n), new Uint32Array(n), new Float64Array(n)];
  let to = 0;
  for (const { at, pairs } of parts) {
    for (let p = 0; p < pairs!.treated.length; p++, to++) {
      treated[to] = at[pairs!.treated[p]!]!;
      control[to] = at[pairs!.control[p]!]!;
      share[to] = pairs!.share[p]!;
    }
  }
  const order = Uint32Array.from({ length: n }, (_, p) => p).sort((p, q) => treated[p]! - treated[q]! || p - q);
  return {
    treated: order.map((p) => treated[p]!),
    control: order.map((p) => control[p]!),
    share: Float64Array.from(order, (p) => share[p]!),
  };
}

/** Effects of independent strata, by their treated units; null where estimators are differences of means. */
function effectTogether(parts: readonly MatchedPart[]): Effect | null {
  if (parts.some(({ effect }) => effect === null)) return null;
  const used = parts.map(({ treated, weights }) =>
    treated.reduce((sum, is, i) => sum + (is === 1 && weights[i] !== 0 ? 1 : 0), 0),
  );
  const total = used.reduce((sum, count) => sum + count, 0);
  const [estimate, variance] = parts.reduce(
    ([e, v], { effect }, s) => [
      e + (used[s]! / total) * effect!.estimate,
      v + ((used[s]! / total) * effect!.std_error) ** 2,
    ],
    [0, 0],
  );
  return { estimate: estimate!, std_error: Math.sqrt(variance!) };
}

// Units matched on their averages.

/**
 * The units of column `plan.average.unit`, a row of means each. Throws DataError `no_rows_pre` where `pre` leaves no row,
 * `varies_within_unit` naming unit and rows, `outcome_of_unit` for a unit without an outcome; and as `matchSample`.
 */
export function averageSample(
  engine: Engine,
  table: Table,
  spec: ModelSpec,
  plan: MatchingPlan & { readonly average: NonNullable<MatchingPlan["average"]> },
): MatchSample {
  const { unit: name, pre } = plan.average;
  const within = plan.subset;
  const subset = pre === null ? within : within === null ? pre : `(${within}) & (${pre})`;
  const selects = (condition: string | null): Uint8Array | null => {
    if (condition === null) return null;
    const marks = new Uint8Array(table.nRows);
    for (const row of subsetRows(parseExpression(condition), table, elementary(engine)).rows) marks[row] = 1;
    return marks;
  };
  const [inSubset, inPre] = [selects(within), selects(pre)];
  const nIn = inSubset === null ? table.nRows : count(inSubset);
  if (subset !== null && nIn > 0 && count(selects(subset)!) === 0) {
    throw new DataError(
      "no_rows_pre",
      `No row is left to average over: pre '${pre}' is true in none of ${nIn} rows. Check its values against the data (wasmetrics inspect DATA).`,
      { got: 0, expected: "at least one row", pre },
    );
  }
  const rows = matchSample(engine, table, spec, { ...plan, subset });
  const functions = elementary(engine);
  const units = groupingOver([name], table, rows.rows, functions);
  const members = positionsByLevel(units);
  const mean = ({ name: column, values }: NamedValues): NamedValues => ({
    name: column,
    values: means(values, members),
  });
  const one = <T>(codes: ArrayLike<T>, what: string) => {
    requireOne(codes, what, units, members, rows.rows);
    return members.map((positions) => codes[positions[0]!]!);
  };
  const grouped = (category: Category | null, what: string): Category | null =>
    category === null ? null : { ...category, codes: Uint32Array.from(one(category.codes, what)) };

  const nBefore = rows.rows.length + rows.dropped.missing!;
  const outcome =
    plan.outcome === null ? null : outcomeMeans(table, plan.outcome, name, units, inSubset, inPre, functions);
  return {
    ...rows,
    rows: Uint32Array.from(members, (positions) => rows.rows[positions[0]!]!),
    label: (i) => `${name} ${units.label(i)}`,
    unit: { ...units, codes: Uint32Array.from(members, (_, u) => u) },
    treated: Uint8Array.from(one(rows.treated, `Treatment '${rows.treatment}'`)),
    regressors: rows.regressors.map(mean),
    covariates: rows.covariates.map(mean),
    outcome,
    score: rows.score === null ? null : Float64Array.from(one(rows.score, `Score '${plan.score}'`)),
    cells: grouped(rows.cells, `'${plan.exact.join("^")}'`),
    cluster: grouped(rows.cluster, `'${plan.cluster}'`),
    dropped: {
      ...(within === null ? {} : { subset: table.nRows - nIn }),
      ...(pre === null ? {} : { not_pre: nIn - nBefore }),
      missing: rows.dropped.missing!,
    },
    notes: [
      ...rows.notes,
      note(PSMATCH_NOTES, "averages", {
        ...{ unit: name, units: units.nLevels, rows: rows.rows.length, pre, outcome: plan.outcome },
      }),
    ],
  };
}

const count = (marks: Uint8Array): number => marks.reduce((sum, mark) => sum + mark, 0);

function means(values: Float64Array, members: readonly Uint32Array[]): Float64Array {
  return Float64Array.from(members, (positions) => {
    let sum = 0;
    for (const i of positions) sum += values[i]!;
    const mean = sum / positions.length;
    let rest = 0;
    for (const i of positions) rest += values[i]! - mean;
    return mean + rest / positions.length;
  });
}

function requireOne(
  values: ArrayLike<unknown>,
  what: string,
  units: Category,
  members: readonly Uint32Array[],
  rows: Uint32Array,
): void {
  members.forEach((positions, u) => {
    const first = positions[0]!;
    const other = positions.find((i) => values[i] !== values[first]);
    if (other === undefined) return;
    const unit = units.label(u);
    throw new DataError(
      "varies_within_unit",
      `${what} is not the same in all rows of ${units.name} '${unit}' that are averaged (rows ${rows[first]! + 1} and ${rows[other]! + 1}): a unit has one value. Average over rows before treatment by pre, or over units in which it is constant.`,
      { got: "two values", expected: "one value a unit", unit, rows: [rows[first]! + 1, rows[other]! + 1] },
    );
  });
}

/** Mean outcome of each unit over its rows outside `pre` (all, where there is no such condition), missing ones left out. */
function outcomeMeans(
  table: Table,
  outcome: string,
  name: string,
  units: Category,
  inSubset: Uint8Array | null,
  inPre: Uint8Array | null,
  functions: ReturnType<typeof elementary>,
): Float64Array {
  const all = groupingOver([name], table, undefined, functions);
  const at = new Map(Array.from({ length: units.nLevels }, (_, u) => [units.label(u), u]));
  const unitOf = Array.from({ length: all.nLevels }, (_, g) => at.get(all.label(g)) ?? -1);
  const values = table.numeric(outcome);
  const sums = new Float64Array(units.nLevels);
  const counts = new Uint32Array(units.nLevels);
  for (let row = 0; row < values.length; row++) {
    const isOther = (inSubset === null || inSubset[row] === 1) && (inPre === null || inPre[row] === 0);
    const u = unitOf[all.codes[row]!] ?? -1;
    if (!isOther || u < 0 || !Number.isFinite(values[row]!)) continue;
    sums[u]! += values[row]!;
    counts[u]!++;
  }
  const without = counts.indexOf(0);
  if (without >= 0) {
    throw new DataError(
      "outcome_of_unit",
      `${name} '${units.label(without)}' has no outcome '${outcome}' in rows ${inPre === null ? "of the sample" : "outside pre"}: leave the unit out by subset, or choose another outcome.`,
      { got: 0, expected: "at least one row", unit: units.label(without), column: outcome },
    );
  }
  return sums.map((sum, u) => sum / counts[u]!);
}

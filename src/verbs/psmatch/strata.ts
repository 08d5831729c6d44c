/**
 * A score and a matching of its own within each value of a column, such as each year, and the strata put
 * together. A value whose units can't be matched (nobody treated yet, say) is left out with the reason.
 */

import type { Category } from "../../base/columns.js";
import { WasmetricsError } from "../../base/errors.js";
import { type Note, note, noteOn } from "../../base/messages.js";
import type { LongOptions } from "../../base/progress.js";
import { combine } from "../../data/panel/order.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Effect, MatchedPart } from "./att.js";
import { describeMatching } from "./describe.js";
import type { Pairs } from "./estimator/match.js";
import { type MatchedUnits, matchUnits } from "./match.js";
import { PSMATCH_NOTES } from "./messages.js";
import type { MatchingPlan } from "./plan.js";
import type { StratumRecord } from "./record.js";
import type { MatchSample } from "./sample.js";
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

/**
 * What the record says of one matching: support, counts, balance, the effect with its errors, overlap.
 */
import type { Note } from "../../base/messages.js";
import type { LongOptions } from "../../base/progress.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { attRecord, type Errors } from "./att.js";
import { balanceRecords } from "./balance.js";
import { bootstrapOf } from "./bootstrap.js";
import { matchedRecord, overlapRecord, supportRecord } from "./counts.js";
import { effectErrors } from "./errors.js";
import { jointBalance } from "./joint.js";
import type { MatchedUnits } from "./match.js";
import type { MatchingPlan } from "./plan.js";
import type { PsmatchRecord } from "./record.js";

/** The parts of a record that one matching has. */
export interface Described
  extends Pick<PsmatchRecord, "support" | "matched" | "balance" | "joint_balance" | "att" | "overlap" | "strata"> {
  readonly notes: readonly Note[];
}

/** `isOneScore` is whether all units are compared on one score: not so for years together that have a score each. */
export async function describeMatching(
  engine: Engine,
  matched: MatchedUnits,
  plan: MatchingPlan,
  options: Pick<LongOptions, "onProgress" | "signal">,
  isOneScore = true,
): Promise<Described> {
  const { part, range, strata } = matched;
  const scale = plan.scale === "given" ? "given" : "probability";
  const { shown, outcome } = part;
  const balance = balanceRecords(engine, part, plan);
  const drawn = plan.draws === null ? null : await bootstrapOf(engine, matched, plan, plan.draws, options);
  const errors = (): Errors => ({
    ...effectErrors(engine, { ...part, outcome: outcome! }, isOneScore),
    ...(drawn === null ? {} : { bootstrap: drawn.std_error }),
  });
  return {
    support: shown === null ? null : supportRecord(part, shown, scale, range),
    matched: matchedRecord(part, plan),
    balance,
    ...jointBalance(engine, part, plan, balance),
    att: outcome === null ? null : attRecord(engine, { ...part, outcome }, plan, errors(), drawn?.record ?? null),
    overlap: shown === null ? null : overlapRecord(part, shown, scale),
    strata,
  };
}

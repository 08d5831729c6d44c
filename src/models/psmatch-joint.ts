import type { Engine } from "../kernels/engine.js";
import type { MatchedPart } from "./psmatch-part.js";
import type { MatchingPlan } from "./psmatch-plan.js";
import type { BalanceRecord, PsmatchRecord } from "./psmatch-record.js";
export function jointRecord(
  _e: Engine,
  _p: MatchedPart,
  _l: MatchingPlan,
  _b: readonly BalanceRecord[],
): PsmatchRecord["joint_balance"] {
  return null;
}

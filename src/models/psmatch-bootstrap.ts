import type { LongOptions } from "../base/progress.js";
import type { Engine } from "../kernels/engine.js";
import type { MatchingPlan } from "./psmatch-plan.js";
import type { AttRecord } from "./psmatch-record.js";
import type { MatchUnits } from "./psmatch-units.js";
export async function bootstrapOf(
  _e: Engine,
  _u: MatchUnits,
  _p: MatchingPlan,
  _d: number,
  _o: Pick<LongOptions, "onProgress" | "signal">,
): Promise<{ std_error: number; record: AttRecord["bootstrap"] }> {
  throw new Error("later");
}

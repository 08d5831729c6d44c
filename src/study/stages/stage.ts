/**
 * Layer study. A stage of a study file: what it computes, and what is shown of that. The two are apart so that what was
 * computed can be kept, and shown again with other words without computing anything.
 */
import type { ModelRecord } from "../../report/model-table/model-column.js";
import type { TreatmentMade } from "../foundation/treatment.js";
import type { StageNode } from "../run/stage-node.js";
import type { StageShown } from "./shown.js";

/** A column of estimates a stage makes. `name` says which, where the stage makes several kinds; no words of the file. */
export interface StageResult {
  readonly name: string | null;
  readonly record: ModelRecord;
}

/** A stage that makes a `V`. */
export interface Stage<V = unknown> {
  readonly node: StageNode<V>;
  /** Tables, figures and record of `value`; quick, and the same for the same values. `made` is the sample. */
  show(value: V, made: TreatmentMade): StageShown;
  /** The columns of its table in their order, for tables and figures of several stages; absent where it has none. */
  results?(value: V): readonly StageResult[];
}

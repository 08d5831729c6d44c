/**
 * A stage of a study file: what it computes, and what is shown of that. The two are apart so that what was
 * computed can be kept, and shown again with other words without computing anything.
 */
import type { ModelRecord } from "../../verbs/table/model-column.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import type { StageNode } from "../run/stage-node.js";
import type { StageShown } from "./present.js";

/** A column of estimates a stage makes. `name` says which, where the stage makes several kinds; no words of the file. */
export interface StageResult {
  readonly name: string | null;
  readonly record: ModelRecord;
  /** Number, from 0, of the block of the file that asks for it. */
  readonly part?: number;
  /** Its treatment, as the study codes it; its coefficient may be `fit_` and this name. */
  readonly treatment?: string;
  /** Simulated data: what the treatment's coefficient estimates. */
  readonly true_effect?: number;
}

/** What a result says of its treatment, from the model a stage keeps. */
export const treated = (
  treatment: string,
  { true_effect }: { readonly true_effect?: number },
): Pick<StageResult, "treatment" | "true_effect"> => ({
  treatment,
  ...(true_effect === undefined ? {} : { true_effect }),
});

/** A stage that makes a `V`. */
export interface Stage<V = unknown> {
  readonly node: StageNode<V>;
  /** Tables, figures and record of `value`; quick, and the same for the same values. `made` is the sample. */
  present(value: V, made: TreatmentMade): StageShown | Promise<StageShown>;
  /** The columns of its table in their order, for tables and figures of several stages; absent where it has none. */
  results?(value: V): readonly StageResult[];
  /** Words for one of its columns, of the file or the language; undefined where it has none. */
  called?(result: StageResult): string | undefined;
}

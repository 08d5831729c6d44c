/**
 * What the stage `did` has found, before it is presented.
 */
import type { DesignRecord, DidRecord } from "../../../verbs/did/design/record.js";
import type { Refusal } from "../../../verbs/did/verb/refusal.js";

/** A coding of the treatment: its design over the rows estimated on, and the estimators it refuses. */
export interface CodedDesign {
  readonly coding: string;
  readonly design: DesignRecord;
  readonly refusals: readonly Refusal[];
}

/** What is kept of the stage; `truth` by event time, where data are simulated. */
export interface DidResult {
  readonly designs: readonly CodedDesign[];
  /** Null where the design refuses every estimator. */
  readonly record: DidRecord | null;
  readonly truth?: Readonly<Record<string, number>>;
}

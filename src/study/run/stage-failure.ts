/**
 * Layer study. A stage that gave nothing: it failed, or a stage it needs did. Told in the record and in the report; the
 * other stages go on.
 */
import { WasmetricsError } from "../../base/errors.js";

/** Why a stage has no result, JSON-serialisable. */
export interface StageFailure {
  readonly stage: string;
  /** Class of the error, such as DataError; Error for a defect of the program. */
  readonly error: string;
  /** Stable code of the error; `defect` for a defect. */
  readonly code: string;
  /** What happened, with NAME:LINE:COLUMN of the study file. */
  readonly message: string;
  /** The stage that failed, where this one only needs it; null where it failed itself. */
  readonly because: string | null;
}

/** The failure of `stage`, by what it threw. */
export function stageFailure(stage: string, cause: unknown, because: string | null = null): StageFailure {
  const told =
    cause instanceof WasmetricsError ? { error: cause.name, code: cause.code } : { error: "Error", code: "defect" };
  return { stage, ...told, message: cause instanceof Error ? cause.message : String(cause), because };
}

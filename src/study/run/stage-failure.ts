/**
 * A stage that gave nothing: it failed, or a stage it needs did. Reported in the record and in the report; the
 * other stages go on.
 */
import { WasmetricsError } from "../../base/errors.js";
import { located, type StudyFile } from "../file/study-file.js";
import { kindOf, type StageNode } from "./stage-node.js";

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

/**
 * The failure of `node` by what it threw, or by what `because`, which it needs, threw; with the error itself, reported at the
 * stage's place in `file`.
 */
export function failureOf(
  file: StudyFile,
  node: StageNode<unknown>,
  cause: unknown,
  because: StageNode<unknown> | null = null,
): { readonly failure: StageFailure; readonly error: unknown } {
  const error = located(cause, file, placeOf(file, because ?? node));
  const told =
    error instanceof WasmetricsError ? { error: error.name, code: error.code } : { error: "Error", code: "defect" };
  const message = error instanceof Error ? error.message : String(error);
  if (because === null) return { failure: { stage: nameOf(file, node), ...told, message, because }, error };
  const need = nameOf(file, because);
  const needs = `${file.at(placeOf(file, node))}: needs ${need}, which failed`;
  return { failure: { stage: nameOf(file, node), ...told, message: needs, because: need }, error };
}

const isStage = (file: StudyFile, { name }: StageNode<unknown>): boolean => Object.hasOwn(file.spec.stages, name);

/** A stage is called as in the file, anything else by what it does. */
const nameOf = (file: StudyFile, node: StageNode<unknown>): string => (isStage(file, node) ? node.name : kindOf(node));

const placeOf = (file: StudyFile, node: StageNode<unknown>): readonly string[] =>
  isStage(file, node) ? ["stages", node.name] : [kindOf(node)];

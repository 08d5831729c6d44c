/**
 * A plan of nodes, and the run that follows it: what is kept is taken, the rest is made, each node once, needs
 * first, and kept as soon as it is made. A node that fails fails alone with those that need it. Knows nothing of what
 * stages compute.
 */

import { WasmetricsError } from "../../base/errors.js";
import { isAbort, type Progress } from "../../base/progress.js";
import { pack, unpack } from "../../data/pack.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { located, type StudyFile } from "../file/study-file.js";
import type { StageStore } from "./stage-node.js";
import { kindOf, type StageNode } from "./stage-node.js";

/** Whether a node is taken from the store or made. */
export type NodeState = "kept" | "make";

/** Nodes of a run in order, with what happens to each. What only kept nodes need is no part of it. */
export type NodePlan = ReadonlyMap<StageNode<unknown>, NodeState>;

/** The plan that gives `targets`, where `isKept` says what need not be made. */
export function planNodes(
  targets: readonly StageNode<unknown>[],
  isKept: (node: StageNode<unknown>) => boolean,
): NodePlan {
  const plan = new Map<StageNode<unknown>, NodeState>();
  const visit = (node: StageNode<unknown>): void => {
    if (plan.has(node)) return;
    const state = isKept(node) ? "kept" : "make";
    if (state === "make") node.needs.forEach(visit);
    plan.set(node, state);
  };
  targets.forEach(visit);
  return plan;
}

/** What came of a node. */
export type Outcome =
  | { readonly value: unknown; readonly state: NodeState; readonly ms: number }
  /** `because` is the node that failed, where this one only needs it. */
  | { readonly cause: unknown; readonly because: StageNode<unknown> | null };

/** How a plan is run. */
export interface RunOptions {
  readonly engine: Engine;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Expected work of a node; default its share. */
  readonly weight?: (node: StageNode<unknown>) => number;
  /** Where values are kept, and under which keys; without it nothing is. */
  readonly keeping?: { readonly store: StageStore; readonly keyOf: (node: StageNode<unknown>) => string | null };
}

/**
 * Follows `plan`. An aborted signal stops between stages with its reason; whatever else a stage throws is its outcome. What
 * was kept and can't be read is made after all, with what it needs.
 */
export async function runNodes(plan: NodePlan, options: RunOptions): Promise<ReadonlyMap<StageNode<unknown>, Outcome>> {
  const { engine, signal, weight = ({ share }) => share, keeping } = options;
  const shares = [...plan].map(([node, state]) => ({ name: node.name, share: state === "kept" ? 0 : weight(node) }));
  const enter = stageMeter(shares, options.onProgress ?? (() => {}));
  const outcomes = new Map<StageNode<unknown>, Outcome>();

  const obtain = async (node: StageNode<unknown>, state: NodeState): Promise<Outcome> => {
    const met = outcomes.get(node);
    if (met !== undefined) return met;
    signal?.throwIfAborted();
    const outcome = (state === "kept" ? await take(node) : undefined) ?? (await make(node));
    outcomes.set(node, outcome);
    return outcome;
  };
  const take = async (node: StageNode<unknown>): Promise<Outcome | undefined> => {
    const key = keeping?.keyOf(node) ?? null;
    if (key === null) return undefined;
    enter(node.name, 0, "kept");
    const packed = await keeping!.store.get(key);
    return packed === undefined ? undefined : { value: unpack(packed), state: "kept", ms: 0 };
  };
  const make = async (node: StageNode<unknown>): Promise<Outcome> => {
    const inputs: unknown[] = [];
    for (const need of node.needs) {
      const outcome = await obtain(need, plan.get(need) ?? "kept");
      if ("cause" in outcome) return { cause: outcome.cause, because: outcome.because ?? need };
      inputs.push(outcome.value);
    }
    signal?.throwIfAborted();
    enter(node.name);
    const progress = (within: number): void => enter(node.name, within);
    const started = performance.now();
    try {
      const value = await node.run(inputs, { engine, progress, ...(signal === undefined ? {} : { signal }) });
      const ms = performance.now() - started;
      const key = keeping?.keyOf(node) ?? null;
      if (key !== null) await keeping!.store.put(key, () => pack(value));
      enter(node.name, 1);
      return { value, state: "make", ms };
    } catch (cause) {
      signal?.throwIfAborted();
      // kernels that were stopped clear the word a worker's signal reads
      if (isAbort(cause)) throw cause;
      return { cause, because: null };
    }
  };

  for (const [node, state] of plan) await obtain(node, state);
  return outcomes;
}

// Progress of a run through named stages of known shares of the work, with the time left extrapolated from
// the time taken.

/** A stage and its share of the whole; shares need not sum to one, and what was kept has none. */
export interface Stage {
  readonly name: string;
  readonly share: number;
}

/**
 * Called with the name of a stage when it begins (and how much of it is done, 0..1, later on), reports to `onProgress` how far
 * the run is; `remark` is set behind the name. `now` gives milliseconds.
 */
export function stageMeter(
  stages: readonly Stage[],
  onProgress: (progress: Progress) => void,
  now: () => number = () => performance.now(),
): (name: string, within?: number, remark?: string) => void {
  const started = now();
  const total = stages.reduce((sum, { share }) => sum + share, 0);
  return (name, within = 0, remark) => {
    const at = stages.findIndex((stage) => stage.name === name);
    const before = stages.slice(0, Math.max(at, 0)).reduce((sum, { share }) => sum + share, 0);
    const fraction = total === 0 ? 1 : Math.min(1, (before + within * (stages[at]?.share ?? 0)) / total);
    const elapsed = now() - started;
    onProgress({
      stage: remark === undefined ? name : `${name} (${remark})`,
      fraction,
      msLeft: fraction > 0 ? (elapsed * (1 - fraction)) / fraction : null,
    });
  };
}

// A stage that gave nothing.

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
  const thrown =
    error instanceof WasmetricsError ? { error: error.name, code: error.code } : { error: "Error", code: "defect" };
  const message = error instanceof Error ? error.message : String(error);
  if (because === null) return { failure: { stage: nameOf(file, node), ...thrown, message, because }, error };
  const need = nameOf(file, because);
  const needs = `${file.at(placeOf(file, node))}: needs ${need}, which failed`;
  return { failure: { stage: nameOf(file, node), ...thrown, message: needs, because: need }, error };
}

const isStage = (file: StudyFile, { name }: StageNode<unknown>): boolean => Object.hasOwn(file.spec.stages, name);

/** A stage is called as in the file, anything else by what it does. */
const nameOf = (file: StudyFile, node: StageNode<unknown>): string => (isStage(file, node) ? node.name : kindOf(node));

const placeOf = (file: StudyFile, node: StageNode<unknown>): readonly string[] =>
  isStage(file, node) ? ["stages", node.name] : [kindOf(node)];

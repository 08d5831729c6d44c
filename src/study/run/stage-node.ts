/**
 * Layer study. Stages as a graph: a node names what it needs, and is a pure function of what these make. A need is the
 * node itself, so that types are checked and no cycle can be written. The runner makes every node once, in order, and
 * tells how far it is. Knows nothing of what stages compute.
 */
import type { Progress } from "../../base/progress.js";
import type { Engine } from "../../kernels/engine.js";
import { stageMeter } from "./stage-meter.js";

/** What a stage gets besides what it needs. */
export interface StageTools {
  readonly engine: Engine;
  readonly signal?: AbortSignal;
  /** How much of the stage is done, 0 to 1. */
  readonly progress: (within: number) => void;
}

/**
 * A stage that makes a `T`; `share` is its share of the work of a run. `T` can be kept: plain values, typed arrays, tables
 * and panels, no functions. `reads` is what of the study file it depends on besides the blocks every stage depends on
 * (panel, treatment, variance, ssc, level, seed): words, labels and captions are none of it.
 */
export interface StageNode<T> {
  readonly name: string;
  readonly share: number;
  readonly reads: unknown;
  readonly needs: readonly StageNode<unknown>[];
  readonly run: (inputs: readonly unknown[], tools: StageTools) => T | Promise<T>;
}

type Made<N> = { readonly [K in keyof N]: N[K] extends StageNode<infer T> ? T : never };

/** A stage from what it needs to what it makes. */
export function stageNode<T, const N extends readonly StageNode<unknown>[]>(node: {
  readonly name: string;
  readonly share: number;
  readonly reads: unknown;
  readonly needs: N;
  readonly run: (inputs: Made<N>, tools: StageTools) => T | Promise<T>;
}): StageNode<T> {
  return node as unknown as StageNode<T>;
}

/** What a run made of each node. */
export type MadeOf = <T>(node: StageNode<T>) => T;

/**
 * Makes `targets` and all they need, each once, needs first. An aborted signal stops between stages with its reason;
 * what a stage throws ends the run.
 */
export async function runStages(
  targets: readonly StageNode<unknown>[],
  options: {
    readonly engine: Engine;
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: Progress) => void;
  },
): Promise<MadeOf> {
  const order = [...withNeeds(targets)];
  const enter = stageMeter(order, options.onProgress ?? (() => {}));
  const made = new Map<StageNode<unknown>, unknown>();
  for (const node of order) {
    options.signal?.throwIfAborted();
    enter(node.name);
    const tools = {
      engine: options.engine,
      progress: (within: number) => enter(node.name, within),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
    made.set(
      node,
      await node.run(
        node.needs.map((need) => made.get(need)),
        tools,
      ),
    );
    enter(node.name, 1);
  }
  return <T>(node: StageNode<T>) => made.get(node) as T;
}

/** The nodes and their needs, every need before who needs it. */
function withNeeds(targets: readonly StageNode<unknown>[], found = new Set<StageNode<unknown>>()) {
  for (const node of targets) {
    withNeeds(node.needs, found);
    found.add(node);
  }
  return found;
}

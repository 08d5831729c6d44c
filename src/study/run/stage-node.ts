/**
 * Stages as a graph: a node names what it needs, and is a pure function of what these make. A need is the
 * node itself, so that types are checked and no cycle can be written. Knows nothing of what stages compute.
 */
import type { TableSource } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";

/** What a stage gets besides what it needs. */
export interface StageTools {
  readonly engine: Engine;
  readonly signal?: AbortSignal;
  /** How much of the stage is done, 0 to 1. */
  readonly progress: (within: number) => void;
}

/**
 * A stage that makes a `T`. `T` can be kept: plain values, typed arrays, tables and panels, no functions. `reads` is what of
 * the study file it depends on besides the blocks every stage depends on (panel, treatment, variance, ssc, level, seed):
 * words, labels and captions are none of it. `share` is its share of the work of a run where nothing better is known.
 */
export interface StageNode<T> {
  readonly name: string;
  readonly share: number;
  readonly reads: unknown;
  readonly needs: readonly StageNode<unknown>[];
  readonly run: (inputs: readonly unknown[], tools: StageTools) => T | Promise<T>;
  /** What is done, whatever the stage is called; default the key `stage` of `reads`. */
  readonly kind?: string;
  /** True for what depends on `reads` alone, not on the blocks every stage depends on. */
  readonly alone?: boolean;
  /** Files it reads rows of besides what it needs. */
  readonly data?: readonly TableSource[];
}

type Made<N> = { readonly [K in keyof N]: N[K] extends StageNode<infer T> ? T : never };

/** A stage from what it needs to what it makes. */
export function stageNode<T, const N extends readonly StageNode<unknown>[]>(
  node: Omit<StageNode<T>, "needs" | "run"> & {
    readonly needs: N;
    readonly run: (inputs: Made<N>, tools: StageTools) => T | Promise<T>;
  },
): StageNode<T> {
  return node as unknown as StageNode<T>;
}

/** What a node does, such as `regressions`. */
export const kindOf = ({ kind, reads, name }: StageNode<unknown>): string =>
  kind ?? (reads as { readonly stage?: string } | null)?.stage ?? name;

/** The nodes and all they need, every need before who needs it. */
export function withNeeds(
  targets: readonly StageNode<unknown>[],
  found = new Set<StageNode<unknown>>(),
): ReadonlySet<StageNode<unknown>> {
  for (const node of targets) {
    withNeeds(node.needs, found);
    found.add(node);
  }
  return found;
}

// Where what stages make is kept between runs, by key.

/** Plain data by key. */
export interface StageStore {
  has(key: string): boolean | Promise<boolean>;
  /** What was kept under `key`; undefined where nothing is, or what is there is damaged. */
  get(key: string): unknown;
  /**
   * Keeps what `value` gives, a structured clone. A store that can't, or for which `value` throws TypeError because there is
   * no such clone, reports it and goes on.
   */
  put(key: string, value: () => unknown): void | Promise<void>;
}

// What of a stage's block decides what it computes.

const PRESENTATION_KEYS = ["caption", "appendix", "notes", "labels", "stars", "beneath", "truth"] as const;

/** `spec` without what only its tables and figures need, headings of columns and variants included. */
export const computedPart = (spec: object): object =>
  Object.fromEntries(
    Object.entries(spec).flatMap(([key, value]) => {
      if ((PRESENTATION_KEYS as readonly string[]).includes(key)) return [];
      return [[key, Array.isArray(value) ? value.map(withoutLabel) : withoutLabel(value)]];
    }),
  );

/** `block` without its words; anything but a map as it is. */
export function withoutLabel<T>(block: T): T {
  if (typeof block !== "object" || block === null || !("label" in block)) return block;
  const { label: _, ...rest } = block;
  return rest as T;
}

/** The exhibits of the study, by their stages, and what runs. */
import { signal } from "@preact/signals";
import type { Block } from "../../../src/report/page/page.js";
import type { Finding } from "../../../src/study/stages/stage.js";

/** Where the exhibits of a stage stand: current, made of choices that have changed, being made, waiting for a press, failed, or too large for here. */
export interface Exhibit {
  readonly status: "current" | "quiet" | "running" | "waiting" | "failed" | "large";
  /** Of a section of its own; null where it has none. */
  readonly heading: string | null;
  readonly blocks: readonly Block[];
  /** As they were before the last change. */
  readonly former: readonly Block[];
  readonly findings: readonly Finding[];
  /** What making them takes, by the plan; of those that are current, what it took. */
  readonly ms: number;
  /** Of those that are too large: bytes they need at least, and bytes there are. */
  readonly memory?: { readonly need: number; readonly grants: number };
}

export const exhibits = signal<ReadonlyMap<string, Exhibit>>(new Map());
/** Exhibits of the appendix are numbered A1, A2, ... */
export const isAppendix = (id: string): boolean => /^(?:table|figure)A\d/.test(id);

/** The exhibit a stage shows first, by its name in the report. */
export function exhibitOf(stage: string): string | undefined {
  const block = exhibits.value.get(stage)?.blocks.find((one) => "id" in one);
  return block !== undefined && "id" in block ? block.id : undefined;
}

/** What runs: its stage, how much of it is done, milliseconds left. */
export const running = signal<{
  readonly stage: string;
  readonly fraction: number;
  readonly msLeft: number | null;
} | null>(null);

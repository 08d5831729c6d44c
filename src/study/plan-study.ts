/**
 * What a run of a study would do, as data: its stages in order, whether each is taken from what was kept or
 * made, and what making it costs. A run follows the same plan. Estimates nothing of the study.
 */
import { labelsOf, withoutLabels } from "../data/labels.js";
import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { StudySpec } from "./file/schema.js";
import type { StudyFile } from "./file/study-file.js";
import type { PanelElsewhere } from "./inputs/stayed-rows.js";
import { type NodePlan, type NodeState, planNodes } from "./run/run-stages.js";
import { type Pace, type StageWork, stageCost } from "./run/stage-cost.js";
import type { StageStore } from "./run/stage-node.js";
import { kindOf, type StageNode, withNeeds } from "./run/stage-node.js";
import { type Chosen, chosenStages, type StageChoice, type StudyGraph, studyGraph } from "./study-graph.js";

/** What keeps values between runs. */
export interface Keeping {
  readonly store: StageStore;
  /** Hash of the program: nothing made by other code is taken. */
  readonly code: string;
  /** SHA-256 of a text, in hex. */
  readonly hash: (text: string) => string;
}

/**
 * A stage of a plan. `ms`, `bytes` (of linear memory, at most) and `leastBytes` (where columns pass through in batches) are estimates; 0 for what
 * is kept.
 */
export interface PlannedStage extends StageWork {
  readonly name: string;
  readonly kind: string;
  readonly needs: readonly string[];
  readonly state: NodeState;
  /** Where its sums are made: here, or by the engine that holds the rows of the panel. */
  readonly where: "here" | "engine";
  readonly bytes: number;
  readonly leastBytes: number;
  readonly ms: number;
}

/** The plan of a study, JSON-serialisable. `bytes` of the totals is that of the stage that needs most. */
export interface StudyPlan {
  readonly kind: "plan";
  readonly stages: readonly PlannedStage[];
  readonly totals: StageTotals;
}

interface StageTotals {
  readonly kept: number;
  readonly make: number;
  readonly models: number;
  readonly draws: number;
  readonly bytes: number;
  readonly ms: number;
}

/** How a study is planned. */
export interface PlanOptions extends StageChoice {
  readonly keeping?: Keeping;
  /** Time of earlier stages by kind, against what was estimated. */
  readonly pace?: Pace;
  /** Where the rows of the panel's data source are, unless in its table. */
  readonly elsewhere?: PanelElsewhere;
}

/** The plan of `file` on `tables`. Throws as a run does for what is known before anything is computed. */
export async function planStudy(
  engine: Engine,
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
  options: PlanOptions = {},
): Promise<StudyPlan> {
  const { plan, costOf, graph } = await preparedStudy(engine, file, tables, options);
  const stages = [...plan].map(([node, state]): PlannedStage => {
    const { work, ms, memory } = costOf(node);
    const isMade = state === "make";
    const { most, least } = isMade ? memory() : { most: 0, least: 0 };
    return {
      ...{ name: node.name, kind: kindOf(node), needs: node.needs.map(({ name }) => name), state },
      ...work,
      where: options.elsewhere?.kind === "stayed" && needsSample(node, graph) ? "engine" : "here",
      bytes: most,
      leastBytes: least,
      ms: isMade ? ms : 0,
    };
  });
  const made = stages.filter(({ state }) => state === "make");
  const sum = (of: (stage: PlannedStage) => number): number => made.reduce((total, stage) => total + of(stage), 0);
  return {
    kind: "plan",
    stages,
    totals: {
      kept: stages.length - made.length,
      make: made.length,
      models: sum(({ models }) => models),
      draws: sum(({ draws }) => draws),
      bytes: made.reduce((most, { bytes }) => Math.max(most, bytes), 0),
      ms: sum(({ ms }) => ms),
    },
  };
}

/** Whether a node asks the rows of the panel, and not stages that did. */
const needsSample = (node: StageNode<unknown>, { panel, treatment }: StudyGraph): boolean =>
  [panel, treatment].includes(node as never) || node.needs.includes(treatment);

/** A study ready to run. */
export interface PreparedStudy {
  /** The study with words of its data for columns it has none for. */
  readonly file: StudyFile;
  readonly graph: StudyGraph;
  readonly chosen: Chosen;
  readonly plan: NodePlan;
  readonly keyOf: (node: StageNode<unknown>) => string | null;
  readonly costOf: ReturnType<typeof stageCost>;
}

/** The graph of a study, the stages asked for and the plan that gives them. */
export async function preparedStudy(
  engine: Engine,
  written: StudyFile,
  given: ReadonlyMap<string, Table>,
  { keeping, pace = {}, elsewhere, ...choice }: PlanOptions,
): Promise<PreparedStudy> {
  const { file, tables } = labelledStudy(written, given);
  const graph = studyGraph(file, tables, elsewhere);
  const chosen = chosenStages(file, graph, choice);
  const all = withNeeds([
    ...(graph.quality === null ? [] : [graph.quality]),
    ...graph.stages.map(({ node }) => node),
    ...(graph.judged === null ? [] : [graph.judged]),
  ]);
  const kept = new Set<StageNode<unknown>>();
  const keys =
    keeping === undefined
      ? new Map<StageNode<unknown>, string | null>()
      : stageKeys(all, { code: keeping.code, kernels: engine.sha256, spec: file.spec, hash: keeping.hash });
  for (const [node, key] of keys) if (key !== null && (await keeping!.store.has(key))) kept.add(node);
  return {
    file,
    graph,
    chosen,
    plan: planNodes(chosen.targets, (node) => kept.has(node) && !chosen.isFresh(node)),
    keyOf: (node) => keys.get(node) ?? null,
    costOf: stageCost(file.spec, tables, pace),
  };
}

/** The study with the labels of its data beneath its own words; without them, and the data too, where `tables.labels` is false. */
function labelledStudy(file: StudyFile, tables: ReadonlyMap<string, Table>) {
  if (file.spec.tables.labels === false) {
    return { file, tables: new Map([...tables].map(([name, table]) => [name, withoutLabels(table)])) };
  }
  const found = [...tables.values()].flatMap((table) => Object.entries(labelsOf(table, table.names).labels ?? {}));
  if (found.length === 0) return { file, tables };
  return {
    file: { ...file, spec: { ...file.spec, labels: { ...Object.fromEntries(found), ...file.spec.labels } } },
    tables,
  };
}

// The key of what a stage makes.

/** What keys depend on beside the stages. */
export interface KeyContext {
  /** Hash of the program, and of its kernels. */
  readonly code: string;
  readonly kernels: string;
  readonly spec: StudySpec;
  /** SHA-256 of a text, in hex. */
  readonly hash: (text: string) => string;
}

/** Keys of `nodes`, needs before who needs them; null for what reads data that were not hashed, or needs such a node. */
export function stageKeys(
  nodes: Iterable<StageNode<unknown>>,
  { code, kernels, spec, hash }: KeyContext,
): ReadonlyMap<StageNode<unknown>, string | null> {
  const blocks = blocksOf(spec);
  const labels = spec.tables.labels === false ? { labels: false } : {};
  const keys = new Map<StageNode<unknown>, string | null>();
  for (const node of nodes) {
    const needs = node.needs.map((need) => keys.get(need) ?? null);
    const data = (node.data ?? []).map(({ name, sha256 }) => ({ name, sha256 }));
    const known = !needs.includes(null) && data.every(({ sha256 }) => sha256 !== null);
    const { reads } = node;
    const all = {
      code,
      kernels,
      kind: kindOf(node),
      reads,
      blocks: node.alone ? null : blocks,
      needs,
      data,
      ...labels,
    };
    keys.set(node, known ? hash(JSON.stringify(all, refuseUnwritable)) : null);
  }
  return keys;
}

/** What every stage may read of the study: without the words of codings. */
function blocksOf({ panel, treatment, variance, ssc, level, seed }: StudySpec): object {
  const codings = Object.entries(treatment.codings).map(([name, { label: _, ...coding }]) => [name, coding]);
  return { panel, treatment: { ...treatment, codings }, variance, ssc, level, seed };
}

/** JSON would make null of what is no number, and nothing of a function: two inputs would have one key. */
function refuseUnwritable(key: string, value: unknown): unknown {
  if (typeof value === "function" || (typeof value === "number" && !Number.isFinite(value))) {
    throw new TypeError(`what a stage reads can't be part of a key: ${key} is ${String(value)}`);
  }
  return value;
}

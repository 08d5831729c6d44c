/**
 * What a run of a study would do, as data: its stages in order, whether each is taken from what was kept or
 * made, and what making it costs. A run follows the same plan. Estimates nothing of the study.
 */

import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { StudyFile } from "./file/study-file.js";
import { type NodePlan, type NodeState, planNodes } from "./run/run-stages.js";
import { type Pace, type StageWork, stageCost } from "./run/stage-cost.js";
import { stageKeys } from "./run/stage-keys.js";
import { kindOf, type StageNode, withNeeds } from "./run/stage-node.js";
import type { StageStore } from "./run/stage-store.js";
import { type Chosen, chosenStages, type StageChoice, type StudyGraph, studyGraph } from "./study-graph.js";

/** What keeps values between runs. */
export interface Keeping {
  readonly store: StageStore;
  /** Hash of the program: nothing made by other code is taken. */
  readonly code: string;
  /** SHA-256 of a text, in hex. */
  readonly hash: (text: string) => string;
}

/** A stage of a plan. `ms` and `bytes` (of linear memory, at most) are estimates; 0 for what is kept. */
export interface PlannedStage extends StageWork {
  readonly name: string;
  readonly kind: string;
  readonly needs: readonly string[];
  readonly state: NodeState;
  readonly bytes: number;
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
}

/** The plan of `file` on `tables`. Throws as a run does for what is known before anything is computed. */
export async function planStudy(
  engine: Engine,
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
  options: PlanOptions = {},
): Promise<StudyPlan> {
  const { plan, costOf } = await preparedStudy(engine, file, tables, options);
  const stages = [...plan].map(([node, state]): PlannedStage => {
    const { work, ms, bytes } = costOf(node);
    const isMade = state === "make";
    return {
      ...{ name: node.name, kind: kindOf(node), needs: node.needs.map(({ name }) => name), state },
      ...work,
      bytes: isMade ? bytes() : 0,
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

/** A study ready to run. */
export interface PreparedStudy {
  readonly graph: StudyGraph;
  readonly chosen: Chosen;
  readonly plan: NodePlan;
  readonly keyOf: (node: StageNode<unknown>) => string | null;
  readonly costOf: ReturnType<typeof stageCost>;
}

/** The graph of a study, the stages asked for and the plan that gives them. */
export async function preparedStudy(
  engine: Engine,
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
  { keeping, pace = {}, ...choice }: PlanOptions,
): Promise<PreparedStudy> {
  const graph = studyGraph(file, tables);
  const chosen = chosenStages(file, graph, choice);
  const all = withNeeds([...(graph.quality === null ? [] : [graph.quality]), ...graph.stages.map(({ node }) => node)]);
  const kept = new Set<StageNode<unknown>>();
  const keys =
    keeping === undefined
      ? new Map<StageNode<unknown>, string | null>()
      : stageKeys(all, { code: keeping.code, kernels: engine.sha256, spec: file.spec, hash: keeping.hash });
  for (const [node, key] of keys) if (key !== null && (await keeping!.store.has(key))) kept.add(node);
  return {
    graph,
    chosen,
    plan: planNodes(chosen.targets, (node) => kept.has(node) && !chosen.isFresh(node)),
    keyOf: (node) => keys.get(node) ?? null,
    costOf: stageCost(file.spec, tables, pace),
  };
}

/**
 * What a stage costs, estimated from its block and the rows of the data before anything is computed: models, draws,
 * time, memory. Time is a model, corrected by what earlier stages of the kind took against it. Computes no estimate.
 */
import { ownOf } from "../../base/objects.js";
import { categoryOf } from "../../data/panel/codes.js";
import type { Table } from "../../data/table/table.js";
import { BATCH_ROWS } from "../../regression/absorb/row-batches.js";
import { memoryNeed } from "../../regression/frame/memory-need.js";
import { DEFAULT_DRAWS } from "../../verbs/resampling/options.js";
import type { StudySpec } from "../file/schema.js";
import { kindOf, type StageNode } from "./stage-node.js";

/** What a stage does, counted: rows it reads, equations it estimates, random draws it makes. */
export interface StageWork {
  readonly rows: number;
  readonly models: number;
  readonly draws: number;
}

/** Time taken by the stages of a kind, as a multiple of what the model says. */
export type Pace = Readonly<Record<string, number>>;

/**
 * The cost of a stage; `modelled` is the time of the model alone, and `memory` counts levels, which takes a look at the data: bytes at most, and
 * at least, where columns pass through in batches.
 */
export interface StageCost {
  readonly work: StageWork;
  readonly modelled: number;
  readonly ms: number;
  readonly memory: () => MemorySpan;
}

/** Bytes of linear memory. */
export interface MemorySpan {
  readonly most: number;
  readonly least: number;
}

/** Milliseconds of any stage and of each equation; nanoseconds a row and column of an equation, and a row of a draw. */
const MS_STAGE = 5;
const MS_MODEL = 8;
const NS_CELL = 400;
const NS_DRAW = 150;

/** Columns of the demand equation of quality, and how often its rows are gone through as for one equation. */
const QUALITY_COLUMNS = 2;
const QUALITY_MODELS = 8;

/** Costs of the stages of a study; time is ms = 5 + models (8 + 0.0004 rows columns) + 0.00015 draws rows, times the kind's pace. */
export function stageCost(
  spec: StudySpec,
  tables: ReadonlyMap<string, Table>,
  pace: Pace,
): (node: StageNode<unknown>) => StageCost {
  const panelRows = rowsOfPanel(spec, tables);
  const columns = 2 + spec.panel.controls.length;
  return (node) => {
    const kind = kindOf(node);
    const isQuality = node.alone === true && kind === "quality";
    const rows = isQuality ? (tables.get(spec.quality?.data ?? "")?.nRows ?? 0) : panelRows;
    const isEstimate = !isQuality && node.alone !== true;
    const work = { rows, ...(isEstimate ? askedFor(node.reads) : { models: isQuality ? 1 : 0, draws: 0 }) };
    const width = isQuality ? QUALITY_COLUMNS * QUALITY_MODELS : columns;
    const modelled =
      MS_STAGE + work.models * (MS_MODEL + 1e-6 * NS_CELL * rows * width) + 1e-6 * NS_DRAW * work.draws * rows;
    const memory = (): MemorySpan => {
      if (work.models === 0) return { most: 8 * rows * columns, least: 0 };
      return isQuality
        ? equationMemory(rows, QUALITY_COLUMNS, qualityLevels(spec, tables))
        : equationMemory(rows, columns, panelLevels(spec, tables));
    };
    return { work, modelled, ms: modelled * (ownOf(pace, paceOf(node)) ?? 1), memory };
  };
}

/** Memory of an equation of `k` columns on `n` rows. */
function equationMemory(n: number, k: number, levels: readonly number[]): MemorySpan {
  const dimensions = { n, k, levels, weighted: false, clusters: [Math.max(1, ...levels)] };
  return {
    most: memoryNeed(dimensions).total,
    least: memoryNeed({ ...dimensions, ...(levels.length > 0 && { rowsAtATime: BATCH_ROWS }) }).total,
  };
}

/** What quality of `table` costs outside a study, its demand equation with `effects`, each the columns it combines. */
export function qualityCost(
  table: Table,
  effects: readonly (readonly string[])[],
): { readonly modelled: number; readonly memory: MemorySpan } {
  const levels = effects.map((names) => levelsOf(names, table));
  return {
    modelled: MS_STAGE + MS_MODEL + 1e-6 * NS_CELL * table.nRows * QUALITY_COLUMNS * QUALITY_MODELS,
    memory: equationMemory(table.nRows, QUALITY_COLUMNS, levels),
  };
}

/** Under which name the pace of a stage goes: a stage may be called by the kind of what it rests on. */
export const paceOf = (node: StageNode<unknown>): string => `${node.alone === true ? "block " : ""}${kindOf(node)}`;

/** Rows of the panel, at most: every unit in every period where it is made from finer rows. */
function rowsOfPanel(spec: StudySpec, tables: ReadonlyMap<string, Table>): number {
  const rows = tables.get(spec.panel.data)?.nRows ?? 0;
  if (spec.panel.aggregate === undefined) return rows;
  return panelLevels(spec, tables).reduce((product, count) => product * count, 1);
}

const panelLevels = ({ panel }: StudySpec, tables: ReadonlyMap<string, Table>): number[] =>
  [panel.unit, panel.time].map((column) => levelsOf([column], tables.get(panel.data)));

/** Levels of the effects of the demand equation, such as `product + dest^year`. */
function qualityLevels({ quality }: StudySpec, tables: ReadonlyMap<string, Table>): number[] {
  if (quality === undefined) return [];
  const roles: Readonly<Record<string, string | undefined>> = quality.columns ?? {};
  return quality.fe.split("+").map((effect) =>
    levelsOf(
      effect.split("^").map((role) => ownOf(roles, role.trim()) ?? role.trim()),
      tables.get(quality.data),
    ),
  );
}

/** Levels of an effect, at most: those of its columns multiplied, no more than rows. */
function levelsOf(names: readonly string[], table: Table | undefined): number {
  if (table === undefined) return 0;
  const counts = names.map((name) => (table.has(name) ? categoryOf(table.column(name)).nLevels : 1));
  return Math.min(
    table.nRows,
    counts.reduce((product, count) => product * count, 1),
  );
}

// Equations and random draws that the block of a stage asks for, defaults it leaves unsaid included.

/** What a block asks for, counted. */
interface AskedFor {
  readonly models: number;
  readonly draws: number;
}

type Block = Readonly<Record<string, unknown>>;

const PLACEBO_DRAWS = 500;

/** Counts of `reads`, the block of a stage: nothing where it puts columns of other stages side by side. */
export function askedFor(reads: unknown): AskedFor {
  const block = isBlock(reads) ? reads : {};
  if (block.stage === "table" || block.stage === "coefplot") return { models: 0, draws: 0 };
  return { models: modelsOf(block), draws: drawsIn(block) + drawsOfWhole(block) };
}

/** The entries of its longest list of equations, twice where two sets of rows are asked for; variants beside their base. */
function modelsOf(block: Block): number {
  if (Array.isArray(block.variants)) return 1 + block.variants.length;
  const lists = Object.values(block).filter(
    (value): value is readonly object[] => Array.isArray(value) && value.every((one) => typeof one === "object"),
  );
  const named = block.stage === "did" ? (block.estimators as readonly string[]).length : 1;
  const equations = lists.reduce((most, { length }) => Math.max(most, length), named);
  return equations * (block.rows === "both" ? 2 : 1);
}

/** Draws that the kind of the stage implies where the block names no number. */
function drawsOfWhole({ stage, draws, permutations, band }: Block): number {
  if (draws !== undefined || permutations !== undefined) return 0;
  if (stage === "placebo") return PLACEBO_DRAWS;
  return stage === "event-study" && band === "uniform" ? DEFAULT_DRAWS.wild : 0;
}

/** Draws asked for anywhere in a block, by number or by `true`. */
function drawsIn(value: unknown): number {
  if (!isBlock(value)) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => {
    if ((key === "draws" || key === "permutations") && typeof inner === "number") return sum + inner;
    if (key === "bootstrap" && inner === true) return sum + DEFAULT_DRAWS.wild;
    if (key === "mediation" && inner === true) return sum + DEFAULT_DRAWS.pairs;
    return sum + drawsIn(inner);
  }, 0);
}

const isBlock = (value: unknown): value is Block => typeof value === "object" && value !== null;

/**
 * Fixed effects of a table prepared once, for any number of regressions and columns: ordered, their graph
 * known, factored, in memory of their own until freed. A regression on fewer rows, or with other weights, starts from
 * the same order. Orchestrates; every number is made in a layer below.
 */
import type { Category } from "../../base/columns.js";
import { UsageError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { gatherColumns, sampleColumn } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { parseFormula } from "../../formula/parser.js";
import { type Absorber, makeAbsorber, type Solve } from "../absorb/absorber.js";
import type { AbsorbOptions } from "../absorb/reuse.js";
import type { AbsorbedEffect } from "../absorb/solver.js";
import { dimensionsOf, memoryNeed, requireMemory } from "../frame/memory-need.js";
import { estimationSample, type Sample } from "../frame/sample.js";
import type { SingletonRule } from "../frame/singletons.js";

/** Columns that pass through linear memory at a time. */
const COLUMNS_AT_A_TIME = 12;

export interface PlanOptions extends Pick<AbsorbOptions, "solver" | "tolerance" | "maxIterations"> {
  /** Column of weights; rows of weight 0 are left out. */
  readonly weights?: string;
  /** A condition on columns, such as `year >= 2007`. */
  readonly subset?: string;
  /** Observations alone in an effect: kept by default (`none`), because a regression leaves out its own. */
  readonly fixefRm?: SingletonRule;
}

export interface DemeanOptions {
  /** Writes the results over the columns given, which saves a copy of each. */
  readonly inPlace?: boolean;
  /** Looked at between batches of columns. */
  readonly signal?: AbortSignal;
}

/** Effects ready for use. Holds memory of the engine: `free` it. */
export interface AbsorberCache {
  /** The effects as written. */
  readonly effects: readonly string[];
  /** Table rows covered, ascending (0-based). */
  readonly rows: Uint32Array;
  /** Method, why, the size and the work of its factor. */
  readonly choice: Absorber["choice"];
  readonly redundancies: Absorber["redundancies"];
  readonly rank: Absorber["rank"];
  /** Linear memory held, bytes. */
  readonly bytes: number;
  /**
   * Takes the effects out of columns, each over `rows`, a dozen at a time so that linear memory holds no more. Throws as
   * the absorber does, UsageError `column_length`.
   */
  demean(columns: readonly Float64Array[], options?: DemeanOptions): DemeanedColumns;
  /** Gives the memory back; the plan can't be used afterwards. */
  free(): void;
}

export interface DemeanedColumns {
  readonly columns: readonly Float64Array[];
  /** One for each dozen columns. */
  readonly solves: readonly Solve[];
}

/** What a plan keeps for the models of this layer. */
interface Planned {
  readonly engine: Engine;
  readonly absorber: Absorber;
  /** Codes and weights the absorber was made of: a regression may name the same columns of other data. */
  readonly sample: Sample;
}

const planned = new WeakMap<AbsorberCache, Planned>();

/**
 * Prepares fixed effects of a table, `firm + year^country`, on the rows where they (and the weights) are present.
 * Throws as `estimationSample` and the absorber do; NumericalError `memory`.
 */
export function prepareFixedEffects(
  engine: Engine,
  data: Table | Panel,
  effects: string,
  options: PlanOptions = {},
): AbsorberCache {
  const table = "table" in data ? data.table : data;
  const spec = parseFormula(`1 ~ 1 | ${effects}`);
  const { weights, subset } = options;
  const sample = estimationSample(engine, spec, table, elementary(engine), {
    ...(subset === undefined ? {} : { subset }),
    ...(weights === undefined ? {} : { weights }),
    fixefRm: options.fixefRm ?? "none",
    slopes: "allowed",
  });
  requireMemory(engine, `Planning '${effects}'`, memoryNeed(dimensionsOf(sample, 0, { type: "iid" })));
  const held = engine.hold((scope) => makeAbsorber(engine, scope, sample.effects, sample.weights, options));
  const { choice, redundancies, rank } = held.value;
  const plan: AbsorberCache = Object.freeze({
    effects: Object.freeze(sample.effects.map(effectText)),
    rows: sample.rows,
    choice,
    redundancies,
    rank,
    bytes: held.bytes,
    demean: (columns: readonly Float64Array[], how: DemeanOptions = {}) => {
      if (!planned.has(plan)) throw freed();
      return demeanColumns(engine, held.value, columns, how);
    },
    free: () => {
      planned.delete(plan);
      held.free();
    },
  });
  planned.set(plan, { engine, absorber: held.value, sample });
  return plan;
}

function demeanColumns(
  engine: Engine,
  absorber: Absorber,
  columns: readonly Float64Array[],
  { inPlace = false, signal }: DemeanOptions,
): DemeanedColumns {
  columns.forEach((column, j) => {
    if (column.length === absorber.nRows) return;
    throw new UsageError("column_length", `Column ${j + 1} has ${column.length} rows, expected ${absorber.nRows}.`, {
      column: j,
      got: column.length,
      expected: absorber.nRows,
    });
  });
  const out: Float64Array[] = [];
  const solves: Solve[] = [];
  for (let start = 0; start < columns.length; start += COLUMNS_AT_A_TIME) {
    signal?.throwIfAborted();
    const some = columns.slice(start, start + COLUMNS_AT_A_TIME);
    engine.scope((scope) => {
      const block = gatherColumns(engine, scope, some, absorber.rowOrder);
      solves.push(absorber.demean(block, some.length));
      some.forEach((column, j) => {
        const result = sampleColumn(block, absorber.nRows, j, absorber.rowOrder);
        if (inPlace) column.set(result);
        out.push(inPlace ? column : result);
      });
    });
  }
  return { columns: out, solves };
}

const freed = (): UsageError =>
  new UsageError("plan_freed", "The plan of the effects was freed: make another one with prepareFixedEffects.", {});

/** The absorber of a sample: from the plan, where one is given, else made anew in `scope`. */
export function absorberOf(
  engine: Engine,
  scope: Scope,
  sample: Sample,
  { plan, ...options }: AbsorbOptions & { readonly plan?: AbsorberCache },
): Absorber {
  if (plan === undefined) return makeAbsorber(engine, scope, sample.effects, sample.weights, options);
  const known = planned.get(plan);
  if (known === undefined) {
    throw freed();
  }
  if (options.solver !== undefined && options.solver !== "auto") {
    throw new UsageError(
      "plan_solver",
      `Solver '${options.solver}' was asked for, but the plan of the effects has its own: name it in prepareFixedEffects.`,
      { got: options.solver },
    );
  }
  if (known.engine !== engine) {
    throw new UsageError(
      "plan_engine",
      "The plan of the effects was made by another engine: plan with the one that runs.",
      {},
    );
  }
  const wanted = sample.effects.map(effectText);
  if (wanted.join(" + ") !== plan.effects.join(" + ")) {
    throw new UsageError(
      "plan_effects",
      `The plan was made for ${plan.effects.join(" + ")}; the formula has ${wanted.join(" + ") || "no effects"}.`,
      { got: wanted, expected: plan.effects },
    );
  }
  const rows = placesIn(plan.rows, sample.rows);
  for (const [f, effect] of sample.effects.entries()) {
    const planned = known.sample.effects[f]!;
    if (!groupsAlike(planned, rows, effect)) throw otherGroups(effect.name);
    if (!slopesAlike(planned, rows, effect)) throw otherSlopes(effectText(effect));
  }
  const same = rows.length === plan.rows.length;
  const absorber = same ? known.absorber : known.absorber.subset(scope, rows);
  return weighsAlike(known.sample.weights, rows, sample.weights) ? absorber : absorber.reweigh(scope, sample.weights);
}

/** Whether an effect of a plan, on these of its rows, groups them as `now` does, however levels are numbered. */
function groupsAlike(planned: Category, rows: Uint32Array, now: Category): boolean {
  const level = new Int32Array(planned.nLevels).fill(-1);
  let met = 0;
  for (let i = 0; i < rows.length; i++) {
    const was = planned.codes[rows[i]!]!;
    const is = now.codes[i]!;
    if (level[was] === is) continue;
    if (level[was] !== -1) return false;
    level[was] = is;
    met++;
  }
  return met === now.nLevels;
}

/** Whether slope variables of a plan, at these of its rows, are those of `now`; their names are known to be. */
function slopesAlike(planned: AbsorbedEffect, rows: Uint32Array, now: AbsorbedEffect): boolean {
  return (now.slopes?.columns ?? []).every((column, v) => {
    const was = planned.slopes!.columns[v]!;
    return rows.every((row, i) => was[row] === column[i]);
  });
}

/** An effect as it is written: `firm`, `firm[year]`, `firm[[year]]`. */
function effectText({ name, slopes }: AbsorbedEffect): string {
  if (slopes === undefined) return name;
  const variables = slopes.names.join(", ");
  return slopes.intercept ? `${name}[${variables}]` : `${name}[[${variables}]]`;
}

function otherSlopes(effect: string): UsageError {
  return new UsageError(
    "plan_table",
    `The plan was made for other data: slopes of '${effect}' go by other numbers in this sample. Plan the effects of this table.`,
    { got: effect, expected: "the table the plan was made for" },
  );
}

function otherGroups(effect: string): UsageError {
  return new UsageError(
    "plan_table",
    `The plan was made for other data: its effect '${effect}' groups the rows of this sample otherwise. Plan the effects of this table.`,
    { got: effect, expected: "the table the plan was made for" },
  );
}

function weighsAlike(planned: Float64Array | null, rows: Uint32Array, now: Float64Array | null): boolean {
  if (planned === null || now === null) return planned === now;
  return rows.every((row, i) => planned[row] === now[i]);
}

/** Positions of `rows` among `all`, both ascending. Throws UsageError `plan_rows` when one is not there. */
function placesIn(all: Uint32Array, rows: Uint32Array): Uint32Array {
  const places = new Uint32Array(rows.length);
  let at = 0;
  for (const [i, row] of rows.entries()) {
    while (at < all.length && all[at]! < row) at++;
    if (all[at] !== row) {
      throw new UsageError("plan_rows", `Table row ${row + 1} is in the sample but not in the plan of the effects.`, {
        got: row,
      });
    }
    places[i] = at;
  }
  return places;
}

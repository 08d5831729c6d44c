/**
 * What rows, clusters and units do to the coefficient of a regression in memory: each left out, and the fewest whose removal turns it.
 */

import { namesIn } from "../../base/column-names.js";
import type { NumericColumn } from "../../base/columns.js";
import { NotSupported, UsageError, WasmetricsError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { type Table, withColumns } from "../../data/table/table.js";
import type { Scope } from "../../engine/kernels/engine.js";
import { printFixedEffect } from "../../formula/print.js";
import { sscOf } from "../../regression/fit-options.js";
import { clusteringsOf, clusterName } from "../../regression/frame/clusterings.js";
import { leastSquares } from "../../regression/least-squares/least-squares.js";
import { recordOf } from "../../regression/record/describe-fit.js";
import { clusterInfluence } from "../../regression/variance/cluster-diagnostics.js";
import { crAdjustments } from "../../regression/variance/cr-adjustments.js";
import { leverageBlocks } from "../../regression/variance/leverage/leverage-blocks.js";
import { type Asked, type Found, quantileOf } from "./asked.js";
import { type RowInfluence, rowInfluence } from "./estimator/influence.js";
import {
  fewestRemoved,
  GOALS,
  type GroupInfluence,
  isSignificant,
  type Refit,
  type RefitWithout,
} from "./estimator/removal.js";
import { COEFFICIENT_SENSITIVITY_NOTES } from "./messages.js";
import type { AmipRecord, InfluenceRecord, MovedRecord, RemovalRecord, ShareRecord, WithoutRecord } from "./record.js";

/** Groups that are left out by regressions where cross-products by group can't be had. */
const MOST_REFITS = 200;
/** Removed rows or groups whose names a record has. */
const MOST_NAMED = 1_000;
/** Changes that a record has. */
const MOST_ORDERED = 4_000;
/** Rows from which on tries of fewer are few, and shares of the rows are not refitted. */
const MANY_ROWS = 200_000;
const FEW_HALVINGS = 2;
const HALVINGS = 6;
/** Shares of the rows whose removal is looked at. */
const SHARES = [0.001, 0.005, 0.01, 0.05] as const;
/** Of rows without a group. */
const NO_GROUP = 0xffff_ffff;

/** Rows of the table put into groups. */
interface Groups {
  readonly by: string;
  readonly count: number;
  /** By row of the table; NO_GROUP outside of the sample. */
  readonly ofRow: Uint32Array;
  readonly name: (group: number) => number | string;
  readonly columns: readonly string[] | null;
}

export function influenceOf(asked: Asked): Found<AmipRecord> {
  const { plan, quantile, variance, regression } = asked;
  const rows = asked.rows();
  const notes: Note[] = [];
  if (rows.formula === "in_proportion") {
    notes.push(note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_proportion", { type: variance.type }));
  }
  const wanted = plan.by ?? [
    ...clusteringsOf(variance).map(clusterName),
    ...regression.spec.fixedEffects.map(({ columns }) => printFixedEffect({ columns })),
  ];
  if (!plan.rows && wanted.length === 0) {
    throw new UsageError(
      "sensitivity_groups",
      "Without rows (--no-rows) there must be groups to leave out, and the regression has neither clusters nor effects: name some with by (--by column).",
      { got: [], expected: "a column" },
    );
  }
  const groups = [...(plan.rows ? [rowGroups(asked)] : []), ...groupsBy(asked, [...new Set(wanted)], notes)];
  const found = groups.map((each) => groupInfluence(asked, each));
  const greedy = found.flatMap(({ by, removals }) =>
    removals.filter(({ extended }) => extended > 0).map(({ goal }) => `${goal} (${by})`),
  );
  if (greedy.length > 0) notes.push(note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_greedy", { goals: greedy }));
  return {
    notes,
    found: {
      error_formula: rows.formula,
      critical: plan.critical,
      quantile,
      groups: found,
    },
  };
}

const tableRows = (data: Table | Panel): number => ("table" in data ? data.table : data).nRows;

/** Each row of the sample by itself. */
function rowGroups({ data }: Asked): Groups {
  const count = tableRows(data);
  return {
    ...{ by: "row", count, columns: null },
    ofRow: Uint32Array.from({ length: count }, (_, row) => row),
    name: (row) => row + 1,
  };
}

function groupsBy(asked: Asked, wanted: readonly string[], notes: Note[]): Groups[] {
  const { regression, data } = asked;
  return wanted.flatMap((by): Groups[] => {
    const columns = namesIn(by, "^");
    const clustering = regression.clusters({ type: "cluster", by: [columns] }).clusterings[0]!;
    const { nLevels, codes, label } = clustering;
    if (nLevels < 2) {
      notes.push(note(COEFFICIENT_SENSITIVITY_NOTES, "sensitivity_one_group", { by }));
      return [];
    }
    const ofRow = new Uint32Array(tableRows(data)).fill(NO_GROUP);
    regression.sample.rows.forEach((row, i) => {
      ofRow[row] = codes[i]!;
    });
    return [{ by: clusterName(columns), count: nLevels, ofRow, name: label, columns }];
  });
}

function groupInfluence(asked: Asked, groups: Groups): InfluenceRecord {
  const { names, at, record, quantile, plan } = asked;
  const rows = asked.rows();
  const influence = summed(rows, groups);
  const changes = changesOf(asked, groups, influence);
  const of = refitOf(record, names[at]!, quantile);
  const refitWithout = refitting(asked, groups);
  const halvings = plan.halvings ?? (record.nobs > MANY_ROWS ? FEW_HALVINGS : HALVINGS);
  const effort = { rounds: plan.rounds, halvings };
  const removals = GOALS.map((goal): RemovalRecord => {
    const { predicted, atPredicted, found, extended, tries } = fewestRemoved(goal, of, influence, refitWithout, effort);
    return {
      ...{ goal, gains: goal === "significance" && !isSignificant(of), predicted, extended, tries },
      at_predicted:
        atPredicted?.refit == null
          ? null
          : { ...withoutRecord(atPredicted.removed, atPredicted.refit), reached: atPredicted.reached },
      at_most: found?.groups.length ?? null,
      share: found === null ? null : found.groups.length / inSample(groups, record.nobs),
      found: found === null ? null : withoutRecord(found.groups.length, found.refit),
      removed: found === null ? [] : Array.from(found.groups.subarray(0, MOST_NAMED), groups.name),
    };
  });
  const { estimate } = of;
  const sizes = rowsIn(groups);
  const known = changes.values.filter((change) => !Number.isNaN(change)).sort();
  const order = largest(changes.values, plan.named);
  return {
    by: groups.by,
    count: inSample(groups, record.nobs),
    exact: changes.exact,
    ...(changes.because === undefined ? {} : { because: changes.because }),
    lost: changes.values.length - known.length,
    largest: order.map((place): MovedRecord => {
      const g = changes.ids?.[place] ?? place;
      const change = changes.values[place]!;
      const lost = Number.isNaN(change);
      return {
        ...{ name: groups.name(g), rows: sizes(g), influence: influence.ofEstimate[g]! },
        without: lost ? null : estimate + change,
        dfbeta: lost ? null : change,
      };
    }),
    ordered: Array.from(thinned(known)),
    range: [estimate + (known[0] ?? 0), estimate + (known.at(-1) ?? 0)],
    sign_turns: known.reduce((sum, change) => sum + (Math.sign(estimate + change) === -Math.sign(estimate) ? 1 : 0), 0),
    removals,
    shares: groups.columns === null ? shareRecords(asked, groups) : [],
  };
}

const inSample = ({ columns, count }: Groups, nobs: number): number => (columns === null ? nobs : count);

/** Rows of a group that the sample has. */
function rowsIn({ ofRow, columns, count }: Groups): (group: number) => number {
  if (columns === null) return () => 1;
  const sizes = new Uint32Array(count);
  for (const group of ofRow) if (group !== NO_GROUP) sizes[group]!++;
  return (group) => sizes[group]!;
}

/** Influences of rows added up by group. */
function summed({ rows, ofEstimate, ofError }: RowInfluence, { ofRow, count }: Groups): GroupInfluence {
  const errors = ofError(ofRow);
  const [estimate, error] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < rows.length; i++) {
    const group = ofRow[rows[i]!]!;
    estimate[group]! += ofEstimate[i]!;
    error[group]! += errors[i]!;
  }
  return { ofEstimate: estimate, ofError: error };
}

/** Changes of the coefficient without each group, NaN where it is not identified; `ids` are the groups, or rows, that they are of. */
interface Changes extends Pick<InfluenceRecord, "exact" | "because"> {
  readonly values: Float64Array;
  readonly ids?: Uint32Array;
}

function changesOf(asked: Asked, groups: Groups, influence: GroupInfluence): Changes {
  const { classical } = asked;
  const linear = (because: string): Changes => ({
    exact: "approximation",
    because,
    values: influence.ofEstimate.map((value) => -value),
  });
  if (groups.columns === null) {
    const rows = asked.rows();
    const exact = rows.without();
    const of = { values: exact ?? rows.ofEstimate.map((value) => -value), ids: rows.rows };
    if (exact !== null) return { exact: "leverage", ...of };
    return { exact: "approximation", because: "leverages of these fixed effects can't be had", ...of };
  }
  try {
    return { exact: "cross_products", values: changesByBlocks(asked, groups.columns) };
  } catch (error) {
    if (!(error instanceof NotSupported)) throw error;
    if (groups.count > MOST_REFITS) return linear(`${error.code}, and more than ${MOST_REFITS} groups`);
    const refit = refitting(asked, groups);
    const values = Float64Array.from({ length: groups.count }, (_, group) => {
      const made = refit(Uint32Array.of(group), false);
      return made === null ? Number.NaN : made.refit.estimate - classical.estimate;
    });
    return { exact: "refits", because: error.code, values };
  }
}

/** The coefficient without each cluster, less the coefficient. Throws NotSupported as `leverageBlocks`. */
function changesByBlocks({ engine, scope, regression, at }: Asked, by: readonly string[]): Float64Array {
  const clustering = regression.clusters({ type: "cluster", by: [by] }).clusterings[0]!;
  const { beta, k } = regression.result.fit;
  return scope.scope((inner) => {
    const made = leverageBlocks(engine, inner, regression, clustering, "Leaving out groups");
    const raised = crAdjustments(engine, inner, made.blocks, made.L, 2, made.targets);
    const { without } = clusterInfluence(raised, made.targets, beta);
    return Float64Array.from({ length: clustering.nLevels }, (_, c) => without[c * k + at]! - beta[at]!);
  });
}

/** Places of the changes that are largest, those first without which the coefficient is lost. */
function largest(values: Float64Array, most: number): number[] {
  const size = (g: number) => (Number.isNaN(values[g]!) ? Number.POSITIVE_INFINITY : Math.abs(values[g]!));
  const inOrder = (a: number, b: number) => (size(a) === size(b) ? a - b : size(b) - size(a));
  const found: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  // keeps the largest few by pruning, so that a million rows are not put in order
  for (let g = 0; g < values.length; g++) {
    if (!(size(g) > least)) continue;
    found.push(g);
    if (found.length < 4 * most + 64) continue;
    found.sort(inOrder).length = most;
    least = size(found.at(-1)!);
  }
  return found.sort(inOrder).slice(0, most);
}

function thinned(sorted: Float64Array): Float64Array {
  if (sorted.length <= MOST_ORDERED) return sorted;
  const step = (sorted.length - 1) / (MOST_ORDERED - 1);
  return Float64Array.from({ length: MOST_ORDERED }, (_, i) => sorted[Math.round(i * step)]!);
}

const withoutRecord = (removed: number, { quantile: _, ...refit }: Refit): WithoutRecord => ({ removed, ...refit });

function refitOf(
  { coefficients, nobs }: Pick<Asked["record"], "coefficients" | "nobs">,
  term: string,
  quantile: number,
): Refit {
  const { estimate, std_error, statistic, p_value } = coefficients[term]!;
  return { estimate, std_error, statistic, p_value, nobs, quantile };
}

/** Name of the column that says which rows stay. */
const KEPT = "wasmetrics_kept";

/** Regressions without groups: on the same table, so that lags are those of all rows. Null where they can't be made. */
function refitting(asked: Asked, groups: Groups): RefitWithout {
  const { engine, data, spec, plan, variance, names, at } = asked;
  const nRows = groups.ofRow.length;
  const { plan: _, onEstimate: __, ...options } = plan;
  const subset = plan.subset === undefined ? `${KEPT} == 1` : `(${plan.subset}) & ${KEPT} == 1`;
  const known = new Map<string, Refit | null>();
  const make = (left: Uint32Array, scope: Scope, influences: boolean) => {
    const gone = new Uint8Array(groups.count);
    for (const group of left) gone[group] = 1;
    const values = new Float64Array(nRows);
    for (let row = 0; row < nRows; row++) {
      const group = groups.ofRow[row]!;
      values[row] = group === NO_GROUP || gone[group] === 1 ? 0 : 1;
    }
    const own = { ...options, vcov: plan.vcov!, subset };
    const regression = leastSquares(engine, scope, keeping(data, values), spec, variance, own);
    const { record } = recordOf(engine, scope, regression, variance, sscOf(plan), own);
    const term = names[at]!;
    const place = record.vcov.names.indexOf(term);
    if (place < 0) return null;
    const df = record.vcov.df_by_term?.[term] ?? record.vcov.df;
    const refit = refitOf(record, term, quantileOf(engine, plan, df));
    if (!influences) return { refit, influence: null };
    const rows = rowInfluence(engine, scope, regression, place, variance, refit.std_error);
    return { refit, influence: summed(rows, groups) };
  };
  return (left, influences) => {
    const key =
      left.length < 64
        ? Array.from(left)
            .sort((a, b) => a - b)
            .join()
        : null;
    const before = key === null || influences ? undefined : known.get(key);
    if (before !== undefined) return before === null ? null : { refit: before, influence: null };
    const started = performance.now();
    const made = attempted(() => engine.scope((scope) => make(left, scope, influences)));
    asked.clock.refits += performance.now() - started;
    if (key !== null) known.set(key, made?.refit ?? null);
    return made;
  };
}

/** What `make` gives; null where the rows that are left do not bear the regression. */
function attempted<T>(make: () => T | null): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof WasmetricsError && error.name !== "UsageError" && error.name !== "KernelError") return null;
    throw error;
  }
}

function keeping(data: Table | Panel, values: Float64Array): Table | Panel {
  const column: NumericColumn = { kind: "numeric", name: KEPT, values };
  if (!("table" in data)) return withColumns(data, [column]);
  return { ...data, table: withColumns(data.table, [column]) };
}

/** What removing shares of the rows can do to the coefficient at most; refitted unless the rows are very many. */
function shareRecords(asked: Asked, groups: Groups): ShareRecord[] {
  const { classical, record } = asked;
  const { rows, ofEstimate } = asked.rows();
  const ordered = ofEstimate.slice().sort();
  const refit = refitting(asked, groups);
  const side = (removed: number, sign: 1 | -1) => {
    if (removed === 0) return { moved: 0, after: classical.estimate };
    const taken = sign < 0 ? ordered.subarray(0, removed) : ordered.subarray(ordered.length - removed);
    const moved = -taken.reduce((sum, value) => sum + value, 0);
    if (record.nobs > MANY_ROWS) return { moved, after: null };
    const edge = sign < 0 ? taken.at(-1)! : taken[0]!;
    const chosen: number[] = [];
    const ties: number[] = [];
    for (let i = 0; i < rows.length; i++) {
      const ahead = sign * (ofEstimate[i]! - edge);
      if (ahead > 0) chosen.push(rows[i]!);
      else if (ahead === 0) ties.push(rows[i]!);
    }
    const made = refit(Uint32Array.from([...chosen, ...ties.slice(0, removed - chosen.length)]), false);
    return { moved, after: made?.refit.estimate ?? null };
  };
  return SHARES.map((share) => {
    const removed = Math.floor(share * record.nobs);
    const [up, down] = [side(removed, -1), side(removed, 1)];
    return {
      ...{ share, removed, increase: up.moved, decrease: down.moved },
      ...{ after_increase: up.after, after_decrease: down.after },
    };
  });
}

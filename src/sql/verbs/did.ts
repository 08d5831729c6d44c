/**
 * `did` over rows that stay with an engine: units come home by their history, with the sums of the outcome by period, and stand again as
 * units that are all at the mean of those of their history and cluster. Without covariates every estimator is linear in the outcome given
 * the design, so that effects, influences of clusters, and all counts are those of the units themselves.
 */
import { compareCodePoints } from "../../base/columns.js";
import { DataError, NotSupported } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { type PanelKeys, panel } from "../../data/panel/panel.js";
import { makeTable, selectRows, type Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { type DidPlan, didPlan } from "../../verbs/did/design/plan.js";
import type { DidRecord } from "../../verbs/did/design/record.js";
import type { DidOptions } from "../../verbs/did/design/verb.js";
import { did } from "../../verbs/did/verb/fit.js";
import { columnOf } from "../answer-column.js";
import type { Answer } from "../engine.js";
import type { SqlFrame, SqlGrouping, SqlSource } from "../frame.js";
import { makeFrame } from "../make-frame.js";
import { SQL_NOTES } from "../messages.js";
import { requireSameRows, requireSameSum } from "../moments/guards.js";
import { keysOf, keyText, levelsIn, type SqlLevels } from "../moments/levels.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import { accountOf } from "../regression.js";
import { levelsStatement } from "../statements/counts.js";
import { historiesStatement } from "../statements/histories.js";
import { isIn, MOST_PATTERN_PERIODS, periodsOf } from "../statements/rows.js";
import { type EngineOptions, frameOptions, ownOptions, queriesOf } from "./model.js";

/** What stands for a cohort that is empty, so that its row is not taken for one without a value. */
const EMPTY = 2 ** 53 - 1;
/** Histories that come home at most, each with a number a period: beyond, they are nearly the units themselves. */
const MOST_HISTORIES = 1_000_000;
const MADE = "did_treatment";

/**
 * Effects by the estimators asked for, clustered by a column that holds whole units.
 *
 * @throws NotSupported `engine_did` for covariates, estimators that compare single units, weights, errors by unit, rows as cross-sections, doses, and where histories are as many
 *   as units; DataError `engine_changed`; and as `did`.
 */
export async function sqlDid(
  engine: Engine,
  source: SqlSource,
  keys: PanelKeys,
  formula: string | ModelSpec,
  options: DidOptions & EngineOptions,
): Promise<DidRecord> {
  const started = performance.now();
  const { onProgress: _, ...own } = ownOptions(options);
  const plan = didPlan(own);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const by = requireLinear(spec, plan, keys);
  const queries = queriesOf(source, options);
  const { frame, answer, periods, clusters } = await source.engine.snapshot(() =>
    historiesOf(queries, source, spec, keys, by, plan, options),
  );
  const table = unitsOf(frame, answer, periods, clusters, keys, by, plan);
  const outcome = { kind: "name", name: OUTCOME } as const;
  const { subset: __, ...here } = own;
  const record = did(engine, panel(table, keys), { ...spec, lhs: outcome }, here);
  return deepFreeze({
    ...record,
    outcome: printExpression(spec.lhs),
    dropped: { ...record.dropped, ...frame.dropped },
    notes: [
      ...frame.notes,
      ...record.notes,
      note(SQL_NOTES, "histories", { histories: answer.rows, units: sumOf(answer, unitColumn(clusters)) }),
      accountOf(queries, frame),
    ],
    timing_ms: { ...record.timing_ms, total: performance.now() - started },
  });
}

const OUTCOME = "did_outcome";

const refused = (what: string, why: string): NotSupported =>
  new NotSupported(
    "engine_did",
    `Over an engine effects are made of the sums of units of one history, and ${what} ${why}; bring the columns home for it.`,
    { got: what },
  );

/** Estimators whose effects and influences by cluster are those of mean outcomes of histories; others compare single units. */
const BY_HISTORY: readonly string[] = ["twfe", "cs", "sunab", "bjs", "did2s", "etwfe", "stacked", "lpdid"];

/** The columns of the clustering. Throws for what is not linear in the outcome given the design, or needs single units. */
function requireLinear({ terms }: ModelSpec, plan: DidPlan, { unit }: PanelKeys): readonly string[] {
  if (terms.length > 0) throw refused("covariates", "differ between units of one history");
  const single = plan.estimators.filter((name) => !BY_HISTORY.includes(name));
  if (single.length > 0)
    throw refused(single.join(", "), `${single.length === 1 ? "needs" : "need"} every unit by itself`);
  if (plan.weights !== undefined || plan.weighBy !== undefined) throw refused("weights", "differ between them");
  if (plan.unbalanced === "rows") throw refused("rows as cross-sections", "have no history");
  if (plan.family !== undefined && plan.family !== "gaussian")
    throw refused(`a ${plan.family} regression`, "is not linear in the outcome");
  const { variance } = plan;
  const by = variance?.type === "cluster" && variance.by.length === 1 ? variance.by[0]! : null;
  if (by === null || clusterName(by) === unit) {
    throw refused(
      variance === null || by !== null ? `errors clustered by '${unit}'` : `a variance '${variance.type}'`,
      "need every unit by itself: give --vcov cluster:a, a column that holds whole units",
    );
  }
  return by;
}

interface Histories {
  readonly frame: SqlFrame;
  readonly answer: Answer;
  readonly periods: SqlLevels;
  readonly clusters: SqlGrouping;
}

async function historiesOf(
  queries: Queries,
  source: SqlSource,
  spec: ModelSpec,
  { unit, time }: PanelKeys,
  by: readonly string[],
  { source: treatment }: DidPlan,
  options: DidOptions & EngineOptions,
): Promise<Histories> {
  const { dialect } = source.engine;
  const column = treatment.cohort ?? treatment.treat;
  const kind = source.columns.find(({ name }) => name === column)?.kind;
  if (kind !== undefined && kind !== "number" && kind !== "boolean") {
    throw refused(`'${column}'`, "is not a column of numbers: cast it in a view");
  }
  const own = source.columns.map(({ name }) => dialect.quoted(name)).join(", ");
  const quoted = dialect.quoted(column);
  const value =
    treatment.cohort === undefined ? quoted : `coalesce(${dialect.double(quoted)}, ${dialect.number(EMPTY)})`;
  const relation = `(SELECT ${own}, ${value} AS ${dialect.quoted(MADE)} FROM ${source.relation}) AS treated`;
  const made =
    kind === undefined
      ? source
      : { ...source, relation, columns: [...source.columns, { name: MADE, kind: "number", type: "double" } as const] };
  const needs = { type: "cluster", by: [by, [unit], [time], [kind === undefined ? column : MADE]] };
  const frame = await makeFrame(queries, made, { ...spec, terms: [] }, needs, frameOptions(options));
  const [clusters, units, times, treated] = frame.clusterings as [SqlGrouping, SqlGrouping, SqlGrouping, SqlGrouping];
  if (!times.isNumeric) throw refused(`time '${time}'`, "is not a column of numbers: cast it in a view");
  const base = { dialect, relation: frame.relation };
  const seen = await queries.ask(levelsStatement(base, keysOf(times), MOST_PATTERN_PERIODS + 1));
  if (seen.rows > MOST_PATTERN_PERIODS)
    throw refused(`a panel of more than ${MOST_PATTERN_PERIODS} periods`, "has histories that no double holds");
  const periods = levelsIn(times, seen);
  requireSameRows(
    source,
    frame.nobs,
    periods.rows.reduce((sum, rows) => sum + rows, 0),
  );
  const statement = historiesStatement({
    ...base,
    unit: keysOf(units)[0]!,
    cluster: keysOf(clusters),
    periods: { keys: keysOf(times), levels: periods.levels },
    treatment: { column: treated.keys[0]!, as: treatment.cohort === undefined ? "dummy" : "cohort" },
    mean: frame.means.at(-1)!,
  });
  const count = await queries.number(`SELECT ${dialect.double("count(*)")} FROM (${statement}) AS histories`);
  if (count > MOST_HISTORIES) {
    throw refused(
      `a panel of ${count} histories by cluster`,
      `would bring ${((NUMBER_BYTES * count * (periods.levels.length + 7 + clusters.keys.length)) / 1e6).toFixed(0)} MB, nearly the units themselves`,
    );
  }
  const answer = await queries.ask(
    statement,
    NUMBER_BYTES * count * (periods.levels.length + 7 + clusters.keys.length),
  );
  requireSameSum(() => "histories", [count, answer.rows], 0);
  return { frame, answer, periods, clusters };
}

/** Place of the column of units in an answer. */
const unitColumn = ({ keys }: SqlGrouping): number => keys.length + 2;
const sumOf = ({ columns }: Answer, j: number): number =>
  (columns[j] as Float64Array).reduce((sum, value) => sum + value, 0);

/** The units, each at the mean of its history, as a table. Throws DataError `panel_duplicate`, `cohort_varies`, `treatment_not_binary`. */
function unitsOf(
  frame: SqlFrame,
  answer: Answer,
  { levels }: SqlLevels,
  clusters: SqlGrouping,
  keys: PanelKeys,
  by: readonly string[],
  { source }: DidPlan,
): Table {
  const nKeys = clusters.keys.length;
  const T = levels.length;
  const numbers = answer.columns as readonly Float64Array[];
  const [paths, masks, units, least, most] = numbers.slice(nKeys, nKeys + 5) as Float64Array[];
  const sums = numbers.slice(nKeys + 5, nKeys + 5 + T);
  const odd = sumOf(answer, nKeys + 5 + T);
  if (odd > 0) throw oddTreatment(source, odd);
  const seen = periodsOf(masks!, least!, most!, T);
  if (seen === undefined) {
    throw new DataError(
      "panel_duplicate",
      `A unit of '${keys.unit}' has two rows of one '${keys.time}': effects by cohort and period need one.`,
      { got: 2, expected: 1, unit: keys.unit, time: keys.time },
    );
  }
  const order = orderOf(answer, nKeys, numbers.length - 1);
  const n = seen.reduce((total, periods, i) => total + periods.length * units![i]!, 0);
  requireSameRows(frame.source, frame.nobs, n);
  const [id, time, treated, y] = [0, 1, 2, 3].map(() => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const history = new Uint32Array(n);
  const mean = frame.means.at(-1)!;
  let [row, next] = [0, 0];
  for (const i of order) {
    for (let u = 0; u < units![i]!; u++) {
      next++;
      for (const t of seen[i]!) {
        id[row] = next;
        time[row] = levels[t]![0] as number;
        const path = paths![i]!;
        treated[row] = source.cohort === undefined ? Number(isIn(path, t)) : path === EMPTY ? Number.NaN : path;
        y[row] = mean + sums[t]![i]! / units![i]!;
        history[row] = i;
        row++;
      }
    }
  }
  const header = { name: frame.source.name, bytes: 0, sha256: null };
  const ofHistories = makeTable(
    by.map((name, k) => columnOf(name, answer.columns[k]!)),
    header,
  );
  const columns = [
    columnOf(keys.unit, id),
    columnOf(keys.time, time),
    columnOf(source.cohort ?? source.treat, treated),
    columnOf(OUTCOME, y),
    ...selectRows(ofHistories, history).columns,
  ];
  const once = columns.filter(({ name }, j) => columns.findIndex((other) => other.name === name) === j);
  return makeTable(once, header);
}

/** Histories by the first unit of their cluster, as units in memory come: draws go by clusters in that order. */
function orderOf({ rows, columns }: Answer, nKeys: number, firstUnit: number): number[] {
  const firsts = columns[firstUnit]!;
  const compare = (a: number | string, b: number | string): number =>
    typeof a === "number" && typeof b === "number" ? a - b : compareCodePoints(String(a), String(b));
  const clusterOf = (i: number): string =>
    keyText(columns.slice(0, nKeys).map((column) => column[i] as number | string));
  const first = new Map<string, number | string>();
  const names = Array.from({ length: rows }, (_, i) => clusterOf(i));
  names.forEach((name, i) => {
    const [known, own] = [first.get(name), firsts[i] as number | string];
    if (known === undefined || compare(own, known) < 0) first.set(name, own);
  });
  return names
    .map((_, i) => i)
    .sort((a, b) => compare(first.get(names[a]!)!, first.get(names[b]!)!) || compare(firsts[a]!, firsts[b]!));
}

function oddTreatment(source: DidPlan["source"], units: number): DataError {
  const { cohort } = source;
  if (cohort !== undefined) {
    return new DataError(
      "cohort_varies",
      `Cohort '${cohort}' changes within ${units} units; a unit has one first treated period in all its rows. A treatment that changes goes into --treat.`,
      { got: units, expected: "one value a unit", column: cohort },
    );
  }
  return new DataError(
    "treatment_not_binary",
    `Treatment '${source.treat}' is neither 0 nor 1 in ${units} rows. Recode it, or give the first treated period of each unit (--cohort).`,
    { got: units, expected: [0, 1], column: source.treat },
  );
}

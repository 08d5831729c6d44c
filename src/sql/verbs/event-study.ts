/**
 * `event-study` by two-way fixed effects over rows that stay with an engine: event time is made where the rows are, its dummies are
 * regressors, and counts of units by event time and cohort come home.
 */
import { DataError, NotSupported } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { NEVER_TREATED } from "../../data/messages.js";
import { type CohortCount, type EventCount, neverByDummy } from "../../data/panel/first-treated.js";
import type { PanelKeys } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { clusteringsOf } from "../../regression/frame/clusterings.js";
import { refuseInstruments } from "../../regression/frame/model-frame.js";
import {
  EVENT,
  type EventDesign,
  eventRecord,
  refuseName,
  requireTreated,
  shownOf,
  shownTerms,
  withEvents,
} from "../../verbs/event-study/fit.js";
import { type EventPlan, eventPlan, influencesOf } from "../../verbs/event-study/plan.js";
import type { EventStudyRecord } from "../../verbs/event-study/record.js";
import type { EventStudyOptions } from "../../verbs/event-study/verb.js";
import type { SqlFrame, SqlGrouping, SqlSource } from "../frame.js";
import { makeFrame } from "../make-frame.js";
import { requireSameRows } from "../moments/guards.js";
import { keysOf } from "../moments/levels.js";
import type { Queries } from "../queries.js";
import { sqlRegression } from "../regression.js";
import { severalRows } from "../statements/counts.js";
import {
  cohortByColumn,
  cohortByDummy,
  cohortCountsStatement,
  dummyPathsStatement,
  eventCountsStatement,
  eventTime,
  NEVER,
  panelStatement,
  periodsStatement,
} from "../statements/events.js";
import { type EngineOptions, frameOptions, ownOptions, queriesOf, regressionOptions } from "./model.js";

/** Columns made beside the source's own. */
const COHORT = "event_cohort";

/**
 * An event study. Cohorts are a column of numbers, or the first 1 of a 0/1 treatment that stays on.
 *
 * @throws NotSupported `engine_event_study`; DataError `cohort_varies`, `treatment_not_binary`, `treatment_switches_off`,
 *   `treatment_always_on`, without the number of a row, which rows of a database lack; and as `sqlFeols` and `eventStudy`.
 */
export async function sqlEventStudy(
  engine: Engine,
  source: SqlSource,
  keys: PanelKeys,
  formula: string | ModelSpec,
  options: EventStudyOptions & EngineOptions,
): Promise<EventStudyRecord> {
  const started = performance.now();
  const { onProgress: _, ...own } = ownOptions(options);
  const plan = eventPlan(own);
  const written = typeof formula === "string" ? parseFormula(formula) : formula;
  refuseName(written, options);
  refuseInstruments(written);
  const spec = withEvents(written, plan.reference);
  const queries = queriesOf(source, options);
  return source.engine.snapshot(async () => {
    const panel = await panelOf(queries, source, keys);
    const dated = datedSource(source, keys, plan, panel.last);
    const { variance } = plan;
    const further = [[keys.unit], [COHORT], [EVENT], [keys.time]];
    const needs = { ...variance, by: [...clusteringsOf(variance), ...further] };
    const paths = () => requirePaths(queries, source, keys, plan);
    const made = await makeFrame(queries, dated, spec, needs, frameOptions({ ...options, panel: keys })).catch(
      async (error) => {
        // a treatment that never is 1 may be one that is not 0 or 1
        if (error.code === "no_level_left") await paths();
        throw error;
      },
    );
    await paths();
    requireSameRows(source, panel.rows, made.nSource);
    const own = clusteringsOf(variance).length;
    const frame: SqlFrame = { ...made, clusterings: made.clusterings.slice(0, own) };
    const groupings = made.clusterings.slice(own);
    const isAlone = options.fixefRm !== "none" && frame.effects.some(({ name }) => name === keys.unit);
    const relation = isAlone ? severalRows(frame.relation, keysOf(groupings[0]!)) : frame.relation;
    const design = await designOf(queries, { source, relation }, groupings, plan, panel);
    requireTreated(design, plan.reference, frame.nobs);
    const shown = shownOf(design, plan);
    const chosen = regressionOptions(variance, plan.band === null ? "preferred" : "required", options);
    const { record: fit, taken } = await sqlRegression(engine, queries, frame, chosen, (fitted) =>
      plan.band === null ? new Float64Array(0) : influencesOf(engine, fitted, shownTerms(shown, fitted.names)),
    );
    return eventRecord(engine, { started, plan, spec, fit, influence: taken!, design, options });
  });
}

/** Counts of the whole panel, before any sample. */
interface PanelCounts {
  readonly described: EventStudyRecord["panel"];
  readonly first: number;
  readonly last: number;
  readonly hasZero: boolean;
  readonly rows: number;
}

/** Throws DataError `panel_time`, `panel_duplicate`. */
async function panelOf(queries: Queries, source: SqlSource, { unit, time }: PanelKeys): Promise<PanelCounts> {
  const { dialect } = source.engine;
  requireNumber(source, time, "time");
  const names = [unit, time].map(dialect.quoted) as [string, string];
  const periods = await queries.ask(periodsStatement(dialect, source.relation, names[1]));
  const values = Float64Array.from(periods.columns[0] as Float64Array).sort();
  const odd = values.find((value) => !Number.isSafeInteger(value));
  if (odd !== undefined) {
    throw new DataError(
      "panel_time",
      `Time '${time}' has the value ${odd}, a whole number was expected; number the periods 1, 2, 3, ...`,
      { got: odd, expected: "a whole number", column: time },
    );
  }
  const { columns } = await queries.ask(panelStatement(dialect, source.relation, names, [...values]));
  const [units, fewest, most, gaps, repeated, rows] = columns.map((column) => Number(column[0])) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const counts = periods.columns[1] as Float64Array;
  requireSameRows(
    source,
    counts.reduce((sum, count) => sum + count, 0),
    rows,
  );
  if (repeated > 0) {
    throw new DataError(
      "panel_duplicate",
      `${repeated} units of '${unit}' have two rows of one '${time}'; an event study needs one.`,
      { got: repeated, expected: 0, column: unit, unit, time },
    );
  }
  return {
    described: {
      ...{ unit, time, units, periods: values.length },
      balanced: fewest === values.length,
      units_with_gaps: gaps,
      min_periods: fewest,
      max_periods: most,
    },
    first: values[0]!,
    last: values.at(-1)!,
    hasZero: values.includes(0),
    rows,
  };
}

function requireNumber({ columns }: SqlSource, name: string, what: string): void {
  const column = columns.find((one) => one.name === name);
  if (column === undefined || column.kind === "number") return; // an unknown one is refused, with what is meant, by the frame
  throw new NotSupported(
    "engine_event_study",
    `Over an engine the ${what} of an event study is a column of numbers, and '${name}' is ${column.type}: cast it in a view.`,
    { got: column.type, expected: "numbers", column: name },
  );
}

/** The source with its cohort (never: a number beyond all) and event time. */
function datedSource(source: SqlSource, { unit, time }: PanelKeys, plan: EventPlan, last: number): SqlSource {
  const { dialect } = source.engine;
  const [u, t] = [dialect.quoted(unit), dialect.quoted(time)];
  const named = plan.cohort ?? plan.treat!;
  requireNumber(source, named, plan.cohort === undefined ? "treatment" : "cohort");
  const never = plan.never === undefined ? undefined : Number(plan.never);
  const cohort =
    plan.cohort === undefined
      ? cohortByDummy(dialect, u, t, dialect.quoted(named))
      : cohortByColumn(dialect, dialect.quoted(named), last, never);
  const quoted = [COHORT, EVENT].map(dialect.quoted) as [string, string];
  const event = eventTime(dialect, quoted[0], t, plan.reference[0]!, plan.bin ? plan.window : null);
  const own = source.columns.map(({ name }) => dialect.quoted(name)).join(", ");
  const relation = `(SELECT ${own}, ${quoted[0]}, ${event} AS ${quoted[1]} FROM (SELECT ${own}, ${cohort} AS ${quoted[0]} FROM ${source.relation}) AS cohorts) AS dated`;
  const made = [COHORT, EVENT].map((name) => ({ name, kind: "number", type: "double" }) as const);
  return { ...source, relation, columns: [...source.columns, ...made] };
}

/** Throws what a treatment that is not 0, then 1 for good, is refused for. */
async function requirePaths(queries: Queries, source: SqlSource, { unit, time }: PanelKeys, { treat }: EventPlan) {
  if (treat === undefined) return;
  const { dialect } = source.engine;
  const [u, t, d] = [unit, time, treat].map(dialect.quoted) as [string, string, string];
  const { columns } = await queries.ask(dummyPathsStatement(dialect, source.relation, u, t, d));
  const [other, off, always] = columns.map((column) => Number(column[0])) as [number, number, number];
  if (other > 0) {
    throw new DataError(
      "treatment_not_binary",
      `Treatment '${treat}' is neither 0 nor 1 in ${other} units. Recode it, or give the first treated period of each unit (--cohort).`,
      { got: other, expected: [0, 1], column: treat },
    );
  }
  if (off > 0) {
    throw new DataError(
      "treatment_switches_off",
      `Treatment '${treat}' switches off in ${off} units; it must stay at 1 once it is 1. To study its first start, code it as staying on, or give the first treated period of each unit (--cohort).`,
      { got: "1 then 0", expected: "0 then 1 for good", column: treat },
    );
  }
  if (always > 0) {
    throw new DataError(
      "treatment_always_on",
      `Treatment '${treat}' is 1 in every period of ${always} units: the data do not show when it began. Give the first treated periods with --cohort, or leave these units out with --subset and a column that marks them.`,
      { got: always, expected: "a 0 before the first 1, or 0 throughout", column: treat },
    );
  }
}

/** Units by event time and cohort in the sample. Throws DataError `cohort_varies`. */
async function designOf(
  queries: Queries,
  { relation, source }: Pick<SqlFrame, "relation" | "source">,
  groupings: readonly SqlGrouping[],
  plan: EventPlan,
  panel: PanelCounts,
): Promise<EventDesign> {
  const { dialect } = source.engine;
  const [unit, cohort, event, time] = groupings.map(({ keys }) => keys[0]!) as [string, string, string, string];
  const byEvent = await queries.ask(eventCountsStatement(dialect, relation, { unit, cohort, event, time }));
  const byCohort = await queries.ask(cohortCountsStatement(dialect, relation, { unit, cohort, event, time }));
  const [cohorts, events, units] = byEvent.columns as Float64Array[];
  const counts = new Map<number, { nUnits: number; cohorts: number[] }>();
  for (let i = 0; i < byEvent.rows; i++) {
    if (cohorts![i] === NEVER) continue;
    const found = counts.get(events![i]!) ?? { nUnits: 0, cohorts: [] };
    found.nUnits += units![i]!;
    found.cohorts.push(cohorts![i]!);
    counts.set(events![i]!, found);
  }
  const [names, nUnits, nBefore, firsts, lasts, mixed] = byCohort.columns as Float64Array[];
  const several = mixed!.reduce((sum, value) => sum + value, 0);
  if (several > 0) {
    throw new DataError(
      "cohort_varies",
      `Cohort '${plan.cohort}' changes within ${several} units; a unit has one first treated period in all its rows. A treatment that changes goes into --treat.`,
      { got: several, expected: "one value a unit", column: plan.cohort },
    );
  }
  const rows = Array.from(
    { length: byCohort.rows },
    (_, i): CohortCount => ({
      cohort: names![i]!,
      nUnits: nUnits![i]!,
      nBefore: nBefore![i]!,
      firstEvent: firsts![i]!,
      lastEvent: lasts![i]!,
    }),
  );
  const { cohort: column, never } = plan;
  return {
    counts: [...counts]
      .sort(([a], [b]) => a - b)
      .map(([at, found]): EventCount => ({ event: at, ...found, cohorts: found.cohorts.sort((a, b) => a - b) })),
    cohorts: rows.filter((row) => row.cohort !== NEVER).sort((a, b) => a.cohort - b.cohort),
    nNever: rows.find((row) => row.cohort === NEVER)?.nUnits ?? 0,
    neverRule:
      column === undefined
        ? neverByDummy(plan.treat!)
        : note(NEVER_TREATED, "never_by_cohort", { column, last: panel.last, ...(never !== undefined && { never }) }),
    panel: panel.described,
  };
}

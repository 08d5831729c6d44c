/**
 * A panel whose rows stay with an engine: of each unit its label, its periods and its first treated period come home, which is all that a
 * design consists of; numbers stay. The sample made of the design is a relation again, with treatment columns, for the verbs of this room.
 */
import type { Column } from "../base/columns.js";
import { DataError, NotSupported } from "../base/errors.js";
import { note } from "../base/messages.js";
import type { Panel, PanelKeys } from "../data/panel/panel.js";
import { makeTable, type Table } from "../data/table/table.js";
import { columnOf } from "./answer-column.js";
import { cellOf } from "./bring-home.js";
import { countOf, flag } from "./dialect.js";
import type { AnswerColumn, SqlColumn } from "./engine.js";
import type { SqlSource } from "./frame.js";
import { SQL_NOTES } from "./messages.js";
import { changedRows } from "./moments/guards.js";
import { NUMBER_BYTES, type Queries } from "./queries.js";
import { cohortByColumn, cohortByDummy, NEVER, periodsStatement, presence } from "./statements/events.js";
import { MOST_PATTERN_PERIODS } from "./statements/rows.js";

/** Units and rows of a design that are held here at most. */
const MOST_UNITS = 10_000_000;
const MOST_DESIGN_ROWS = 100_000_000;
/** What comes home of a unit: label, rows, periods, which, and two of its treatment. */
const DESIGN_COLUMNS = 6;

/** What a panel is by: keys, the outcome its rows have, and where the treatment comes from. */
export interface PanelChoice extends PanelKeys {
  readonly outcome: string;
  /** A column of first treated periods, and its value for units never treated. */
  readonly cohort?: { readonly column: string; readonly never?: number };
  /** A 0/1 treatment, in the place of `cohort`. */
  readonly dummy?: string;
  /** Columns that come home, too, where each unit has one value or none. */
  readonly carried?: readonly string[];
}

/** The design of a panel. */
export interface PanelUnits {
  /** A row a unit and period that has the outcome: keys, and the cohort or the dummy. */
  readonly table: Table;
  /** Rows of the source. */
  readonly nRows: number;
}

/** How a treatment is coded from cohorts: on from the unit's own, from the first of all, from the first to the last, or as the dummy is. */
export type SqlCoding = "absorbing" | "common" | "as-written" | "in-force";

/** The treatment columns of a sample. */
export interface SampleCoding {
  /** The column of first treated periods, empty for units never treated. */
  readonly cohortColumn: string;
  readonly codings: Readonly<Record<string, SqlCoding>>;
  /** First and last cohort of units that change. */
  readonly span: readonly [number, number] | null;
  /** The last period. */
  readonly last: number;
  /** Units that are treated in every row are left out. */
  readonly leavesOut: boolean;
}

/** The rows of `source` that have the outcome. */
const observed = (source: SqlSource, { outcome }: PanelChoice): string => {
  const value = source.engine.dialect.withoutNaN(numberOf(source, outcome, "outcome"));
  return `(SELECT ${ownColumns(source)} FROM ${source.relation} WHERE ${value} IS NOT NULL) AS observed`;
};

const ownColumns = ({ engine, columns }: SqlSource): string =>
  columns.map(({ name }) => engine.dialect.quoted(name)).join(", ");

const isNumber = ({ kind }: SqlColumn): boolean => kind === "number" || kind === "boolean";

const columnNamed = ({ columns }: SqlSource, name: string): SqlColumn => columns.find((one) => one.name === name)!;

/** A column as a double. Throws NotSupported `engine_panel` for one that holds none. */
function numberOf(source: SqlSource, name: string, what: string): string {
  const column = columnNamed(source, name);
  if (isNumber(column)) return cellOf(source, column);
  throw refused(`The ${what} '${name}' is ${column.type}, no number`, "cast it in a query");
}

const refused = (what: string, remedy: string): NotSupported =>
  new NotSupported("engine_panel", `${what}: over an engine ${remedy}.`, { got: what, expected: remedy });

/**
 * The design of the panel; every column of `choice` is one of the source.
 *
 * @throws NotSupported `engine_panel`; DataError `panel_missing`, `panel_duplicate`, `cohort_varies`, `treatment_not_binary`,
 *   `engine_changed`, and as the engine
 */
export async function panelUnits(queries: Queries, source: SqlSource, choice: PanelChoice): Promise<PanelUnits> {
  const { dialect } = source.engine;
  const { double } = dialect;
  numberOf(source, choice.time, "time");
  const never = choice.cohort?.never;
  const { nRows, nUsed, hasNever } = await countsOf(queries, source, choice);
  const rows = observed(source, choice);
  const time = dialect.quoted(choice.time);
  const seen = await queries.ask(periodsStatement(dialect, rows, time));
  const periods = Float64Array.from(seen.columns[0] as Float64Array).sort();
  if (periods.length > MOST_PATTERN_PERIODS) {
    throw refused(
      `The panel has ${periods.length} periods`,
      `at most ${MOST_PATTERN_PERIODS} come home with a unit; bring the columns home`,
    );
  }
  if (choice.cohort !== undefined && periods.includes(0)) {
    throw refused(
      "The panel has a period 0, and a cohort 0 may mean it or never",
      "number the periods 1, 2, 3, ... in a query",
    );
  }
  const unit = dialect.quoted(choice.unit);
  const count = await queries.number(`SELECT ${double(`count(DISTINCT ${unit})`)} FROM ${rows}`);
  if (count > MOST_UNITS || nUsed > MOST_DESIGN_ROWS) {
    throw refused(
      `The panel has ${count} units in ${nUsed} rows`,
      `at most ${MOST_UNITS} units and ${MOST_DESIGN_ROWS} rows of a design are held here; run its models one by one (feols, event-study, did, placebo with --engine)`,
    );
  }
  const answer = await queries.ask(
    designStatement(source, choice, rows, periods),
    (DESIGN_COLUMNS + 3 * (choice.carried?.length ?? 0)) * NUMBER_BYTES * count,
  );
  const table = designTable(source, choice, periods, answer.columns, {
    nRows,
    nUsed,
    never: never !== undefined && hasNever ? never : Number.NaN,
    bytes: queries.bytes,
  });
  return { table, nRows };
}

/** Rows of the source, rows with an outcome, whether the value for never is in it. Throws DataError `panel_missing`. */
async function countsOf(queries: Queries, source: SqlSource, choice: PanelChoice) {
  const { dialect } = source.engine;
  const { number, double, withoutNaN } = dialect;
  const count = (condition: string): string => countOf(dialect, condition);
  const value = (name: string): string => {
    const column = columnNamed(source, name);
    const sql = cellOf(source, column);
    return isNumber(column) ? withoutNaN(sql) : sql;
  };
  const unit = columnNamed(source, choice.unit);
  const large =
    unit.kind === "number" ? count(`abs(${cellOf(source, unit)}) > ${number(Number.MAX_SAFE_INTEGER)}`) : number(0);
  const { cohort } = choice;
  const never =
    cohort?.never === undefined
      ? number(0)
      : count(`${numberOf(source, cohort.column, "cohort")} = ${number(cohort.never)}`);
  const { columns } = await queries.ask(
    `SELECT ${double("count(*)")}, ${count(`${value(choice.unit)} IS NULL`)}, ${count(`${value(choice.time)} IS NULL`)}, ${count(`${value(choice.outcome)} IS NOT NULL`)}, ${large}, ${never} FROM ${source.relation}`,
  );
  const [nRows, noUnit, noTime, nUsed, nLarge, nNever] = columns.map((column) => Number(column[0])) as number[];
  for (const [name, missing] of [
    [choice.unit, noUnit!],
    [choice.time, noTime!],
  ] as const) {
    if (missing === 0) continue;
    throw new DataError(
      "panel_missing",
      `Column '${name}' is missing in ${missing} of ${nRows} rows; a panel needs unit and time in every row: leave these rows out in a query first.`,
      { got: missing, expected: 0, column: name },
    );
  }
  if (nUsed === 0) {
    throw new DataError("no_rows", `${source.name} has no row with '${choice.outcome}'.`, { got: 0, expected: "rows" });
  }
  if (nLarge! > 0)
    throw refused(`Unit '${choice.unit}' has numbers that a double rounds`, "make a text of it in a query");
  return { nRows: nRows!, nUsed: nUsed!, hasNever: nNever! > 0 };
}

/** By unit: rows, distinct periods, periods as a sum of powers of two, and what its treatment is. */
function designStatement(source: SqlSource, choice: PanelChoice, rows: string, periods: Float64Array): string {
  const { dialect } = source.engine;
  const { double, number, quoted } = dialect;
  const time = double(quoted(choice.time));
  const unit = columnNamed(source, choice.unit);
  const label = cellOf(source, unit);
  const key = unit.kind === "boolean" ? label : quoted(choice.unit);
  const out = [
    unit.kind === "number" ? double(key) : label,
    double("count(*)"),
    double(`count(DISTINCT ${quoted(choice.time)})`),
    presence(dialect, time, periods),
  ];
  if (choice.cohort !== undefined) {
    const column = numberOf(source, choice.cohort.column, "cohort");
    const cohort = cohortByColumn(dialect, column, periods.at(-1)!, choice.cohort.never);
    out.push(`min(${cohort})`, `max(${cohort})`);
  }
  if (choice.dummy !== undefined) {
    const dummy = numberOf(source, choice.dummy, "treatment");
    out.push(
      presence(dialect, time, periods, `${dummy} = ${number(1)}`),
      `sum(CASE WHEN ${dummy} = ${number(0)} OR ${dummy} = ${number(1)} THEN ${number(0)} ELSE ${number(1)} END)`,
    );
  }
  for (const name of choice.carried ?? []) {
    const column = columnNamed(source, name);
    const cell = cellOf(source, column);
    const value = isNumber(column) ? dialect.withoutNaN(cell) : cell;
    out.push(`min(${value})`, `max(${value})`, double(`count(${value})`));
  }
  return `SELECT ${out.join(", ")} FROM ${rows} GROUP BY ${key}`;
}

interface DesignFacts {
  readonly nRows: number;
  readonly nUsed: number;
  /** What stands for units never treated. */
  readonly never: number;
  readonly bytes: number;
}

const isIn = (mask: number, t: number): boolean => Math.floor(mask / 2 ** t) % 2 === 1;

/** A row a unit and period. Throws what a design can't be. */
function designTable(
  source: SqlSource,
  { unit, time, cohort, dummy, carried = [] }: PanelChoice,
  periods: Float64Array,
  answer: readonly AnswerColumn[],
  { nRows, nUsed, never, bytes }: DesignFacts,
): Table {
  const [labels, ...numbers] = answer as readonly [AnswerColumn, ...Float64Array[]];
  type Numbers = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const [counts, distinct, masks, first, second] = numbers as Numbers;
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total !== nUsed)
    throw changedRows(`${source.name} had ${nUsed} rows with an outcome, then ${total}`, [nUsed, total]);
  const twice = counts.findIndex((count, u) => count !== distinct[u]);
  if (twice >= 0) {
    throw new DataError(
      "panel_duplicate",
      `${unit} '${labels[twice]}' has two rows of one ${time}; a panel has one row per unit and time: aggregate first, or name a finer unit.`,
      { got: counts[twice]!, expected: distinct[twice]!, unit: String(labels[twice]), time },
    );
  }
  const ofUnit = new Uint32Array(total);
  const [times, values] = [new Float64Array(total), new Float64Array(total)];
  let row = 0;
  masks.forEach((mask, u) => {
    const [lo, hi] = [first[u]!, second[u]!];
    if (cohort !== undefined && lo !== hi) throw varies(cohort.column, unit, labels[u], [lo, hi]);
    if (dummy !== undefined && hi > 0) throw notBinary(dummy, unit, labels[u], hi);
    periods.forEach((period, t) => {
      if (!isIn(mask, t)) return;
      ofUnit[row] = u;
      times[row] = period;
      values[row] = dummy === undefined ? (lo === NEVER ? never : lo) : Number(isIn(lo, t));
      row++;
    });
  });
  const inRows = (name: string, ofUnits: AnswerColumn): Column => {
    const column = columnOf(name, ofUnits);
    return column.kind === "numeric"
      ? { ...column, values: Float64Array.from(ofUnit, (u) => column.values[u]!) }
      : { ...column, codes: Uint32Array.from(ofUnit, (u) => column.codes[u]!) };
  };
  const further = carried.flatMap((name, j) => {
    const [least, most, known] = answer.slice(DESIGN_COLUMNS + 3 * j) as [AnswerColumn, AnswerColumn, Float64Array];
    const isOne = known.every((n, u) => n === 0 || (n === counts[u] && least[u] === most[u]));
    return isOne ? [inRows(name, least)] : [];
  });
  const treatment = { kind: "numeric", name: cohort?.column ?? dummy!, values } as const;
  const { shown, version, isSnapshot } = source.engine;
  const facts = { units: masks.length, rows: nRows, bytes, engine: shown, version, snapshot: isSnapshot };
  return makeTable(
    [inRows(unit, labels), { kind: "numeric", name: time, values: times }, treatment, ...further],
    { name: source.name, bytes, sha256: null },
    [note(SQL_NOTES, "units_came_home", facts)],
  );
}

const varies = (column: string, unit: string, label: unknown, got: readonly unknown[]): DataError =>
  new DataError(
    "cohort_varies",
    `Cohort '${column}' changes within ${unit} '${label}'; a unit has one first treated period in all its rows.`,
    { got, expected: "one value a unit", column, unit: String(label) },
  );

const notBinary = (column: string, unit: string, label: unknown, rows: number): DataError =>
  new DataError(
    "treatment_not_binary",
    `Treatment '${column}' of ${unit} '${label}' is neither 0 nor 1 in ${rows} rows. Recode it, or give the first treated period of each unit.`,
    { got: rows, expected: [0, 1], column, unit: String(label) },
  );

// The sample as a relation.

/** Names of columns made on the way. */
const FIRST = "study_first";
const START = "study_start";

/**
 * The rows that have an outcome, without the units left out, with the treatment columns in the place of those of the same name. Throws
 * DataError `coding_differs` where a column of the source has the name of a coding and is not what it gives.
 */
export async function codedSample(
  queries: Queries,
  source: SqlSource,
  choice: PanelChoice,
  coding: SampleCoding,
): Promise<SqlSource> {
  const { dialect } = source.engine;
  const { number, double, quoted } = dialect;
  const cells = new Map(
    Object.entries(coding.codings).map(([name, kind]) => [name, codingOf(source, choice, coding, kind)]),
  );
  const isKnown = choice.dummy === undefined || Object.values(coding.codings).some((kind) => kind !== "in-force");
  const [unit, time] = [quoted(choice.unit), double(quoted(choice.time))];
  const windows = [
    `${startOf(source, choice, coding, isKnown)} AS ${START}`,
    ...(coding.leavesOut || choice.dummy !== undefined ? [`min(${time}) OVER (PARTITION BY ${unit}) AS ${FIRST}`] : []),
  ];
  const dated = `(SELECT ${ownColumns(source)}, ${windows.join(", ")} FROM ${observed(source, choice)}) AS dated`;
  const stays = coding.leavesOut ? ` WHERE ${START} > ${FIRST}` : "";
  const isFirst = choice.dummy === undefined ? "" : ` OR ${START} = ${FIRST}`;
  const cohort = `CASE WHEN ${START} = ${number(NEVER)}${isFirst} THEN NULL ELSE ${START} END`;
  const made = new Map([[coding.cohortColumn, cohort], ...cells]);
  const names = [...made.keys()];
  const own = source.columns.filter(({ name }) => !made.has(name));
  const given = source.columns.filter(({ name }) => cells.has(name));
  const inner = [
    ...source.columns.map(({ name }) => quoted(name)),
    ...names.map((name, j) => `${made.get(name)!} AS study_made${j}`),
  ];
  const coded = `(SELECT ${inner.join(", ")} FROM ${dated}${stays}) AS coded`;
  for (const { name } of given) await requireSame(queries, source, name, coded, `study_made${names.indexOf(name)}`);
  const outer = [
    ...own.map(({ name }) => quoted(name)),
    ...names.map((name, j) => `study_made${j} AS ${quoted(name)}`),
  ];
  const columns = [...own, ...names.map((name): SqlColumn => ({ name, kind: "number", type: "double" }))];
  return { ...source, relation: `(SELECT ${outer.join(", ")} FROM ${coded}) AS panel_rows`, columns };
}

/** The first treated period of a row's unit, NEVER where there is none. */
function startOf(
  source: SqlSource,
  { unit, time, cohort, dummy }: PanelChoice,
  { last }: SampleCoding,
  isKnown: boolean,
) {
  const { dialect } = source.engine;
  if (cohort !== undefined) {
    return cohortByColumn(dialect, numberOf(source, cohort.column, "cohort"), last, cohort.never);
  }
  if (!isKnown) return dialect.number(NEVER);
  return cohortByDummy(dialect, dialect.quoted(unit), dialect.quoted(time), numberOf(source, dummy!, "treatment"));
}

/** A treatment column over rows that have START. */
function codingOf(source: SqlSource, choice: PanelChoice, { span }: SampleCoding, coding: SqlCoding): string {
  const { number, double, quoted } = source.engine.dialect;
  if (coding === "in-force") return numberOf(source, choice.dummy!, "treatment");
  const time = double(quoted(choice.time));
  const on = (...conditions: string[]): string => flag({ number }, conditions.join(" AND "));
  if (coding === "absorbing") return on(`${time} >= ${START}`);
  if (span === null) return number(0);
  const treated = [`${START} <> ${number(NEVER)}`, `${time} >= ${number(span[0])}`];
  return on(...treated, ...(coding === "common" ? [] : [`${time} <= ${number(span[1])}`]));
}

async function requireSame(queries: Queries, source: SqlSource, name: string, coded: string, made: string) {
  const { number, double } = source.engine.dialect;
  const value = numberOf(source, name, "treatment");
  const differ = `CASE WHEN ${value} = ${double(made)} THEN ${number(0)} ELSE ${number(1)} END`;
  const rows = await queries.number(`SELECT sum(${differ}) FROM ${coded}`);
  if (rows === 0) return;
  throw new DataError(
    "coding_differs",
    `${source.name} has a column '${name}', which in ${rows} rows is not what its coding gives. Choose another name for the coding, or correct the data.`,
    { got: rows, expected: 0, column: name },
  );
}

// From rows of a sample that an estimate used back to rows of its design.

/** Rows (0-based, ascending) of `panel` that the masks of units say; `labels` are those of `unit` as an engine has them. */
export function designRows(
  panel: Panel,
  labels: AnswerColumn,
  masks: Float64Array,
  periods: readonly number[],
): Uint32Array {
  const { unit, order, timeValues, table } = panel;
  const key = table.column(unit.name);
  const value = (row: number) => (key.kind === "numeric" ? key.values[row]! : key.levels[key.codes[row]!]!);
  const place = new Map<unknown, number>();
  for (let u = 0; u < panel.nUnits; u++) place.set(value(order.rows[order.starts[u]!]!), u);
  const at = new Map(periods.map((period, t) => [period, t]));
  const used: number[] = [];
  masks.forEach((mask, i) => {
    const u = place.get(labels[i]);
    if (u === undefined) throw changedRows(`${unit.name} '${labels[i]}' was not there before`, labels[i]);
    for (let j = order.starts[u]!; j < order.starts[u + 1]!; j++) {
      const row = order.rows[j]!;
      if (isIn(mask, at.get(timeValues[row]!)!)) used.push(row);
    }
  });
  return Uint32Array.from(used).sort();
}

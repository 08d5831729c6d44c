/**
 * Export quality of rows that stay with an engine, by the chain of `trade/quality`: cells, groups and aggregates come home, what the
 * kernels make of them goes back within statements. Rows with their quality are written only into a schema the user names.
 */
import { later } from "../../base/chain.js";
import { DataError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qualityChain } from "../../trade/quality/chain.js";
import { PREFIXES, ROW_COLUMNS, SIGMA_COLUMN } from "../../trade/quality/options.js";
import type { QualityPlan } from "../../trade/quality/plan.js";
import type { QualityRecord } from "../../trade/quality/record.js";
import type { EstimateQualityOptions } from "../../trade/quality/verb.js";
import { SourceColumns } from "../frame/columns.js";
import { Layers } from "../frame/layers.js";
import type { SqlSource } from "../frame.js";
import { SQL_NOTES } from "../messages.js";
import { GOLDEN } from "../moments/checksum.js";
import { changedRows, requireSameRows, requireSameSquares } from "../moments/guards.js";
import { createTable, EngineHost, tableName } from "../quality/engine-host.js";
import { type Relation, rowOf, sumOf } from "../quality/host.js";
import { EngineKeys } from "../quality/key-book.js";
import { planPushed, refuseUnsupported, usedKeys } from "../quality/options.js";
import { Steps } from "../quality/progress.js";
import { pushedRecord } from "../quality/pushed-record.js";
import { SqlRows } from "../quality/rows.js";
import type { RowSource } from "../quality/sample.js";
import { groupsTable } from "../quality/sigma-sums.js";
import { type Asked, Queries } from "../queries.js";
import type { EngineOptions } from "./model.js";

/** Options of `estimateQuality` that statements serve, and what an engine needs. */
export interface SqlQualityOptions extends EstimateQualityOptions, Pick<EngineOptions, "onStatement"> {
  /** Texts that are missing beside the empty one. */
  readonly missing?: readonly string[];
  /**
   * A schema the engine may write into (`catalog.schema` in Trino): rows with their quality as table `quality_rows`, and, while the run
   * lasts, levels that are too many for a statement.
   */
  readonly schema?: string;
}

/** The record of quality in memory, and what the engine was asked. */
export interface SqlQualityRecord extends QualityRecord {
  readonly engine: {
    /** Observed combinations of the effects' levels, which came home in place of rows. */
    readonly cells: number;
    readonly statements: number;
    readonly bytes_received: number;
    /** The table of rows with their quality; null where no schema was named. */
    readonly rows: string | null;
  };
}

export interface SqlQualityResult {
  readonly record: SqlQualityRecord;
  /** One table a key of `by`, in that order. */
  readonly aggregates: readonly { readonly by: string; readonly table: Table }[];
  /** One row a group of an estimated sigma; null for other sources. */
  readonly sigmas: Table | null;
  /** The statements that were asked. */
  readonly asked: readonly Asked[];
}

/** The table of rows in the schema the user names. */
const ROWS = "quality_rows";

/**
 * Quality of the rows of `source`, as `estimateQuality` of them in memory, to 1e-10. Throws UsageError and NotSupported for options,
 * DataError for columns, where no row is left, and `engine_changed` where two statements did not see the same rows; NotSupported
 * `engine_text` where levels are too many for a statement and no schema is named; and as the engine.
 */
export async function sqlQuality(
  engine: Engine,
  source: SqlSource,
  options: SqlQualityOptions = {},
): Promise<SqlQualityResult> {
  const { schema, missing: _, onStatement, ...own } = options;
  refuseUnsupported({ ...own });
  const { signal } = options;
  const asked: Asked[] = [];
  const passedOn = (one: Asked): void => {
    asked.push(one);
    onStatement?.(one);
  };
  const queries = new Queries(source.engine, { ...(signal && { signal }), onStatement: passedOn });
  const host = new EngineHost(queries, schema ?? null, signal);
  try {
    await host.open();
    const work = () => run(engine, source, queries, host, options);
    // a snapshot writes nothing
    const made = await (schema === undefined ? source.engine.snapshot(work) : work());
    return Object.freeze({ ...made, asked });
  } finally {
    await host.close();
  }
}

async function run(
  engine: Engine,
  source: SqlSource,
  queries: Queries,
  host: EngineHost,
  options: SqlQualityOptions,
): Promise<Omit<SqlQualityResult, "asked">> {
  const { schema, missing, onStatement: _, ...own } = options;
  const steps = new Steps(options.by?.split(",").length ?? 2, options);
  const layers = new Layers(source);
  const columns = new SourceColumns(missing === undefined ? source : { ...source, missing }, layers);
  const { header } = columns;
  const plan = planPushed(header, own);
  const made = sourceOf(source, columns, layers, plan);
  const before = await steps.run("read", () => census(host, made.relation));
  const rowSource = { ...made, nRows: before.rows };
  const rows = new SqlRows(engine, host, rowSource, steps, options.signal);
  const end = await later(qualityChain(engine, rows, plan));
  const sigmas = await groupsTable(rowSource.keys, end.demand.estimated, header.source);
  const written =
    schema === undefined
      ? null
      : await steps.run("rows", () => writeRows(host, queries, schema, end.rated.rows, plan, options.signal));
  if (written !== null && written.rows !== end.quality.n) {
    throw changedRows(`${end.quality.n} rows have a quality, ${written.rows} were written`, written);
  }
  const after = await census(host, made.relation);
  requireSameRows(source, before.rows, after.rows);
  requireSameSquares(before.check, after.check);
  const { shown, version } = source.engine;
  const snapshot = schema === undefined && source.engine.isSnapshot;
  const asked = { statements: queries.statements, bytes: queries.bytes };
  const stayed = note(SQL_NOTES, "rows_stayed", { engine: shown, version, rows: before.rows, ...asked, snapshot });
  const record = pushedRecord(engine, { header, plan, end, timing: steps.timing }, [stayed]);
  const account = { cells: rows.nCells, statements: asked.statements, bytes_received: asked.bytes };
  return {
    record: deepFreeze({ ...record, engine: { ...account, rows: written?.table ?? null } }),
    ...{ aggregates: end.aggregates, sigmas },
  };
}

/** Rows of the source, and a sum of squares in which a value or a quantity shows that was overwritten. */
async function census(
  host: EngineHost,
  { from }: Relation,
): Promise<{ readonly rows: number; readonly check: number }> {
  const { number } = host.dialect;
  const t = `(${number(1)} + ln(v) + ${number(GOLDEN)}*ln(q))`;
  const positive = ["v", "q"]
    .map((name) => `${name} > ${number(0)} AND ${name} - ${name} = ${number(0)}`)
    .join(" AND ");
  const [rows, check] = await rowOf(host, ["count(*)", sumOf(host.dialect, `${t}*${t}`, positive)], from);
  return { rows: rows!, check: check! };
}

/** Value, quantity and keys of the source's rows. Throws DataError `not_numeric`, `column_kind`. */
function sourceOf(
  source: SqlSource,
  columns: SourceColumns,
  layers: Layers,
  plan: QualityPlan,
): Omit<RowSource, "nRows"> {
  const { dialect } = source.engine;
  const amount = (name: string): string => {
    if (columns.kindOf(name) === "number") return dialect.withoutNaN(columns.value(name).sql);
    throw new DataError("not_numeric", `Column '${name}' of ${source.name} holds text, not numbers.`, {
      got: "text",
      expected: "numbers",
      column: name,
    });
  };
  const names = usedKeys(plan);
  const keys = names.map((name) => keyOf(name, columns, plan, dialect.withoutNaN));
  const items = [
    `${amount(plan.value)} AS v`,
    `${amount(plan.quantity)} AS q`,
    ...keys.map(({ sql }, i) => `${sql} AS k${i}`),
  ];
  return {
    ...{ name: source.name, hasId: false, value: plan.value, quantity: plan.quantity },
    keys: new EngineKeys(dialect, keys),
    relation: {
      from: `(SELECT ${items.join(", ")} FROM ${layers.from}) AS q`,
      columns: ["v", "q", ...keys.map((_, i) => `k${i}`)],
    },
  };
}

/** A key column, or the first digits of the product. Throws DataError `product_not_text`. */
function keyOf(name: string, columns: SourceColumns, { product }: QualityPlan, withoutNaN: (sql: string) => string) {
  if (!columns.header.has(name)) {
    // text, or codes would have lost their zeros
    const kind = columns.kindOf(product!);
    if (kind === "number") throw codesAreNumbers(product!);
    return { name, kind: "text" as const, sql: `substr(${columns.value(product!).sql}, 1, ${PREFIXES[name]})` };
  }
  const { sql } = columns.value(name);
  const isNumeric = columns.kindOf(name) === "number";
  return { name, kind: isNumeric ? ("numeric" as const) : ("text" as const), sql: isNumeric ? withoutNaN(sql) : sql };
}

const codesAreNumbers = (product: string): DataError =>
  new DataError(
    "product_not_text",
    `Column '${product}' holds numbers: codes such as 030285 would have lost their zero, and first digits mean nothing. Make a text of it in a query.`,
    { got: "numbers", expected: "text", column: product },
  );

/** Writes the rows' keys and numbers into `schema`. Throws DataError `engine_query` where it can't be, such as where the table is there. */
async function writeRows(
  host: EngineHost,
  queries: Queries,
  schema: string,
  { from, columns }: Relation,
  plan: QualityPlan,
  signal: AbortSignal | undefined,
): Promise<{ readonly table: string; readonly rows: number }> {
  const { dialect } = host;
  const table = tableName(dialect, schema, ROWS);
  const [unitValue, quality, rQuality] = ROW_COLUMNS;
  const named: readonly (readonly [string, string])[] = [
    ...usedKeys(plan)
      .map((name, i) => [`k${i}`, name] as const)
      .filter(([, name]) => name !== plan.value && name !== plan.quantity),
    ["v", plan.value],
    ["q", plan.quantity],
    ["p", unitValue],
    ...(columns.includes("s") ? [["s", SIGMA_COLUMN] as const] : []),
    ["quality", quality],
    ["rq", rQuality],
  ];
  const select = `SELECT ${named.map(([code, name]) => `r.${code} AS ${dialect.quoted(name)}`).join(", ")} FROM (SELECT * FROM ${from}) AS r`;
  await queries.engine.execute(createTable(dialect, table, select), signal);
  const [rows] = await rowOf(host, ["count(*)"], table);
  return { table: `${schema}.${ROWS}`, rows: rows! };
}

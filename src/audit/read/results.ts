/**
 * Records of this program as printed tables: results.json of a study, a record a command wrote, or several in a list. Values are those of
 * the record, not rounded; what else a results file holds is left out and said.
 */
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { type ModelColumn, type ModelRecord, modelColumn } from "../../verbs/table/model-column.js";
import type { Grid } from "../grid.js";
import type {
  PrintedColumn,
  PrintedEstimator,
  PrintedStatistic,
  PrintedTable,
  StatedErrors,
  StatisticName,
} from "../paper.js";
import { type Printed, printedNumber } from "../printed.js";
import { READING_NOTES } from "./messages.js";
import type { RowReading, TableReading } from "./reading.js";

export interface ReadResults {
  readonly tables: readonly PrintedTable[];
  readonly readings: readonly TableReading[];
}

/** Objects within objects, at most. */
const MOST_DEPTH = 64;
/** Digits shown; values keep all. */
const SHOWN = 7;

/** The tables of the JSON in `text`. Throws DataError `table_syntax` for text that is no JSON, `table_unread` without a record. */
export function readResults(text: string, name: string): ReadResults {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new DataError(
      "table_syntax",
      `${name} is no JSON: ${(cause as Error).message}. Give results.json of a study, or a record written with --json.`,
      { got: "text", expected: "JSON", file: name },
      { cause },
    );
  }
  const groups = recordsOf(parsed);
  if (groups.length === 0) {
    throw new DataError(
      "table_unread",
      `${name} holds no record with estimates; give results.json of a study, or a record that a command wrote with --json.`,
      { got: "JSON", expected: "records with coefficients", file: name },
    );
  }
  const names = new Set<string>();
  const read = groups.map(({ path, found }, g) => {
    const given = nameOf(path, g);
    let own = given;
    for (let k = 2; names.has(own); k++) own = `${given} (${k})`;
    names.add(own);
    return tableOf(own, found);
  });
  return { tables: read.map(({ table }) => table), readings: read.map(({ reading }) => reading) };
}

interface Found {
  readonly record: ModelRecord;
  readonly column: ModelColumn;
}

interface Group {
  readonly path: readonly string[];
  readonly found: Found[];
}

/** Records with estimates, those of one list together, in the order of the file. */
function recordsOf(whole: unknown): Group[] {
  const groups = new Map<string, Group>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== "object" || value === null || path.length > MOST_DEPTH) return;
    const found = foundIn(value);
    if (found === null) {
      for (const [key, inside] of Object.entries(value)) walk(inside, [...path, key]);
      return;
    }
    const own = path.filter((key, k) => !(k === path.length - 1 && key === "fit"));
    const group = /^\d+$/u.test(own.at(-1) ?? "") ? own.slice(0, -1) : own;
    const key = JSON.stringify(group);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { path: group, found: [found] });
    else known.found.push(found);
  };
  walk(whole, []);
  return [...groups.values()];
}

/** The record as a column; null for what is none. */
function foundIn(value: object): Found | null {
  const { coefficients, vcov, kind } = value as { coefficients?: unknown; vcov?: unknown; kind?: unknown };
  if (typeof kind !== "string" || typeof coefficients !== "object" || typeof vcov !== "object") return null;
  const record = value as ModelRecord;
  try {
    return { record, column: modelColumn(record) };
  } catch {
    // another kind of record, or one that lacks what its kind has
    return null;
  }
}

/** "table1" of stages/table1/models; "Table 1" of a record alone. */
function nameOf(path: readonly string[], g: number): string {
  const parts = path.filter((key) => key !== "stages" && key !== "models" && !/^\d+$/u.test(key));
  return parts.length === 0 ? `Table ${g + 1}` : parts.join(" ");
}

function tableOf(
  name: string,
  found: readonly Found[],
): { readonly table: PrintedTable; readonly reading: TableReading } {
  const rows = new Rows(found);
  const columns = found.map((one, k) => columnOf(one, k, rows));
  const table: PrintedTable = {
    name,
    columns,
    parentheses: { says: "standard errors", means: "std_error" },
    brackets: { says: "p-values", means: "p_value" },
    stars: null,
    notes: [],
    grid: rows.grid(),
  };
  const notes: Note[] = [note(READING_NOTES, "audit_exact_values", { table: name })];
  return { table, reading: { name, kind: "regressions", rows: rows.roles(), unread: [], notes } };
}

/** Rows of the grid: terms with their errors beneath, effects, statistics. */
class Rows {
  readonly terms: readonly string[];
  readonly effects: readonly string[];
  readonly statistics: readonly string[];
  private readonly cells: string[][];

  constructor(found: readonly Found[]) {
    const each = <T>(of: (column: ModelColumn) => readonly T[]): T[] => [
      ...new Set(found.flatMap(({ column }) => of(column))),
    ];
    this.terms = each((column) => Object.keys(column.coefficients));
    this.effects = each((column) => column.effects ?? []);
    this.statistics = each((column) =>
      [...Object.entries(column.values), ...Object.entries(column.tests)]
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([key]) => key),
    );
    const labels = ["", "", ...this.terms.flatMap((term) => [term, ""]), ...this.effects, ...this.statistics];
    this.cells = labels.map((label) => [label, ...found.map(() => "")]);
    found.forEach(({ column }, k) => {
      this.cells[0]![k + 1] = `(${k + 1})`;
      this.cells[1]![k + 1] = column.depvar ?? "";
    });
  }

  termAt = (term: string): number => 2 + 2 * this.terms.indexOf(term);
  effectAt = (effect: string): number => 2 + 2 * this.terms.length + this.effects.indexOf(effect);
  statisticAt = (key: string): number => 2 + 2 * this.terms.length + this.effects.length + this.statistics.indexOf(key);

  put(row: number, column: number, text: string): void {
    this.cells[row]![column] = text;
  }

  grid(): Grid {
    return { title: null, rows: this.cells, headRows: 2, spans: [], notes: [] };
  }

  roles(): RowReading[] {
    const at = this.cells.map(([label = ""], row): RowReading => ({ row, label, role: "statistic", name: null }));
    const set = (row: number, role: RowReading["role"], name: string | null): void => {
      at[row] = { ...at[row]!, role, name };
    };
    set(0, "heading", null);
    set(1, "heading", null);
    for (const term of this.terms) {
      set(this.termAt(term), "estimates", term);
      set(this.termAt(term) + 1, "beneath", term);
    }
    for (const effect of this.effects) set(this.effectAt(effect), "effects", effect);
    for (const key of this.statistics) set(this.statisticAt(key), "statistic", STATISTICS[key] ?? null);
    return at;
  }
}

/** Tail probabilities of two programs agree so far: a p-value stands at the very end of what its t allows. */
const TAIL = 1e-9;

/** A value that is known to its last bit, shown shorter; `within` widens what it may be by a share of itself. */
function exact(value: number, within = 0): Printed {
  const text = String(Number(value.toPrecision(SHOWN)));
  const { decimals } = printedNumber(String(value))!;
  return {
    text,
    value,
    low: value - within * Math.abs(value),
    high: value + within * Math.abs(value),
    decimals,
    negative: value < 0,
  };
}

function columnOf({ record, column }: Found, k: number, rows: Rows): PrintedColumn {
  const c = k + 1;
  const finite = (value: number | null | undefined): value is number =>
    typeof value === "number" && Number.isFinite(value);
  const estimates = Object.entries(column.coefficients).flatMap(([term, { estimate, std_error, p_value }]) => {
    if (!finite(estimate)) return [];
    const row = rows.termAt(term);
    const [printed, parenthesis] = [exact(estimate), finite(std_error) ? exact(std_error) : null];
    rows.put(row, c, printed.text);
    // degrees of freedom of each coefficient can be as few as one, which no rule knows of
    const hasOwnDf = "df_by_term" in (column.vcov ?? {});
    const bracket = finite(p_value) && !hasOwnDf ? exact(p_value, TAIL) : null;
    const beneath = [parenthesis && `(${parenthesis.text})`, bracket && `[${bracket.text}]`];
    rows.put(row + 1, c, beneath.filter((text) => text !== null).join(" "));
    return [{ term, estimate: printed, stars: "", parenthesis, bracket, at: { row, column: c } }];
  });
  const effects = rows.effects.map((name) => {
    const included = (column.effects ?? []).includes(name);
    rows.put(rows.effectAt(name), c, included ? "yes" : "no");
    return { name, included };
  });
  const isUncentred = column.values.uncentred_r2 !== undefined;
  const statistics = rows.statistics.flatMap((key): PrintedStatistic[] => {
    const value = column.values[key] ?? column.tests[key]?.statistic;
    if (!finite(value)) return [];
    const row = rows.statisticAt(key);
    const printed = exact(value);
    rows.put(row, c, printed.text);
    // without a constant R2 is not the share that t tests
    const name = isUncentred && /r2/u.test(key) ? null : (STATISTICS[key] ?? null);
    return [{ name, label: key, value: printed, stars: "", isP: false, parenthesis: null, at: { row, column: c } }];
  });
  const counts = Object.values(column.vcov?.clusters ?? {});
  return {
    name: `(${c})`,
    outcome: column.depvar,
    estimator: ESTIMATORS[record.kind] ?? "other",
    errors: errorsOf(column),
    clusters: counts.length === 0 ? null : exact(Math.min(...counts)),
    effects,
    hiddenRegressors: false,
    weighted: "weights" in record ? (record as { weights: unknown }).weights !== null : null,
    estimates,
    statistics,
  };
}

const ESTIMATORS: Readonly<Record<string, PrintedEstimator>> = {
  ols: "ols",
  "event-study": "ols",
  "2sls": "2sls",
  pgmm: "gmm",
  poisson: "nonlinear",
  logit: "nonlinear",
};

const STATISTICS: Readonly<Record<string, StatisticName>> = {
  nobs: "nobs",
  r2: "r2",
  adj_r2: "adj_r2",
  within_r2: "within_r2",
  pseudo_r2: "pseudo_r2",
  rmse: "rmse",
  loglik: "loglik",
  n_groups: "groups",
  n_instruments: "instruments",
  ar1: "ar1",
  ar2: "ar2",
  hansen: "hansen",
  sargan: "sargan",
  first_stage_f: "first_stage_f",
};

function errorsOf({ vcov }: ModelColumn): StatedErrors | null {
  if (vcov === null) return null;
  if (Object.keys(vcov.clusters).length > 0) return "cluster";
  if (vcov.type === "iid") return "classical";
  return vcov.type === "hetero" || /^HC\d/u.test(vcov.type) ? "robust" : "other";
}

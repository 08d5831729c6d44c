/**
 * Terms as SQL: which combinations of levels the sample has is asked of the engine, a small table, over which terms are planned as in
 * memory; a dummy is then a condition on the columns its levels are of. Knows no samples.
 */
import { type Column, compareCodePoints, MISSING_CODE } from "../../base/columns.js";
import { DataError, NotSupported } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { type Expression, isLogical } from "../../formula/expression.js";
import { printExpression, printPolynomial, printTerm } from "../../formula/print.js";
import type { Polynomial, Term, Variable } from "../../formula/spec.js";
import { MISSING_CELL, NO_CELL } from "../../regression/frame/term-columns.js";
import { type Levels, levelsOf } from "../../regression/frame/term-levels.js";
import { type PlannedColumn, planTerms, type TermBlock, type TermRows } from "../../regression/frame/term-plan.js";
import { doubleLiteral } from "../dialect.js";
import type { AnswerColumn } from "../engine.js";
import { changedRows } from "../moments/guards.js";
import type { Queries } from "../queries.js";
import type { SourceColumns } from "./columns.js";
import type { Expressions } from "./expression.js";
import { type LayeredSql, layerOf } from "./layers.js";

/** Combinations of levels of a term that are read at most. */
const MOST_COMBINATIONS = 20_000;

/** What has levels in a term: a column, or a condition; and its SQL, a double or a text. */
interface Levelled extends LayeredSql {
  readonly key: string;
  /** Absent for a condition. */
  readonly column?: string;
  readonly isText: boolean;
}

/** A regressor as SQL, or a dummy of what is none: the levels of a term that have no column. */
export interface TermColumn extends LayeredSql {
  readonly name: string;
  /** Words for it where the data call it otherwise. */
  readonly label: string | undefined;
  /** Of a dummy, how many rows had its levels when these were read. */
  readonly rows: number | undefined;
}

/** The terms of a model over one source. */
export class TermColumns {
  private readonly levelled: ReadonlyMap<Term, readonly Levelled[]>;
  private readonly rows: CombinationRows;
  /** Rows each statement counted. */
  private readonly counts: number[] = [];

  /** Makes columns of all that has levels. Throws as `Expressions`. */
  constructor(
    private readonly queries: Queries,
    private readonly columns: SourceColumns,
    private readonly expressions: Expressions,
    terms: readonly Term[],
  ) {
    this.levelled = new Map(terms.map((term) => [term, term.variables.flatMap((variable) => this.levelsIn(variable))]));
    this.rows = new CombinationRows(columns, expressions);
  }

  private levelsIn(variable: Variable): Levelled[] {
    switch (variable.kind) {
      case "polynomial":
        return [];
      case "factor":
        return [this.ofColumn(variable.column)];
      case "expression": {
        const { expression } = variable;
        if (expression.kind === "name" && this.columns.kindOf(expression.name) === "text") {
          return [this.ofColumn(expression.name)];
        }
        if (!isLogical(expression)) return [];
        return [{ key: printExpression(expression), isText: false, ...this.expressions.numbers(expression) }];
      }
      case "indicator": {
        const { by, second, column } = variable;
        const isSecond = by?.kind === "name" && (second !== undefined || this.columns.kindOf(by.name) === "text");
        return [this.ofColumn(column), ...(isSecond ? [this.ofColumn(by.name)] : [])];
      }
    }
  }

  private ofColumn(column: string): Levelled {
    const isText = this.columns.kindOf(column) === "text";
    return { key: `column ${column}`, column, isText, ...this.columns.value(column) };
  }

  /**
   * Asks which combinations of levels the rows of `from` have that meet `condition`. Throws as the engine, DataError `too_many_columns`
   * where a term has more of them than can be read, `level_rounded`.
   */
  async read(from: string, condition: string): Promise<void> {
    const { double } = this.queries.engine.dialect;
    for (const [term, levels] of widest(this.levelled)) {
      const items = levels.map(({ sql }) => sql).join(", ");
      const { rows, columns } = await this.queries.ask(
        `SELECT ${items}, ${double("count(*)")} FROM ${from} WHERE ${condition} GROUP BY ${items} LIMIT ${MOST_COMBINATIONS + 1}`,
      );
      if (rows > MOST_COMBINATIONS) throw tooManyCombinations(term, levels);
      levels.forEach((level, j) => {
        if (level.column !== undefined && !level.isText) this.requireExact(level.column, columns[j] as Float64Array);
      });
      this.rows.add(levels, columns, columns.at(-1) as Float64Array);
      this.counts.push((columns.at(-1) as Float64Array).reduce((sum, count) => sum + count, 0));
    }
  }

  private requireExact(column: string, values: Float64Array): void {
    const rounded = values.find((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER);
    if (rounded === undefined || !this.columns.isWhole(column)) return;
    throw new DataError(
      "level_rounded",
      `Column '${column}' holds whole numbers beyond 2^53, such as ${rounded}, and a double rounds several of them to one level; make texts of them in a query.`,
      { got: rounded, expected: "at most 2^53", column },
    );
  }

  /** Throws DataError `engine_changed` where combinations were read of other than `nobs` rows. */
  requireRows(nobs: number): void {
    const other = this.counts.find((count) => count !== nobs);
    if (other !== undefined) throw changedRows(`rows of the sample ${other}, then ${nobs}`, [other, nobs]);
  }

  /** The columns of some of the terms, planned over the combinations that were read. Throws as `planTerms`. */
  plan(
    terms: readonly Term[],
    intercept: boolean,
    constant: boolean,
  ): {
    readonly columns: readonly TermColumn[];
    readonly references: readonly TermColumn[];
    readonly notes: readonly Note[];
  } {
    const { columns, notes } = planTerms(terms, this.rows, intercept, constant);
    const blocks = new Map(columns.flatMap(({ block }) => (block.cells === undefined ? [] : [[block.term, block]])));
    return {
      columns: columns.map((column) => ({
        ...{ name: column.name, label: column.label, rows: this.rowsOf(column) },
        ...this.sqlOf(column),
      })),
      references: [...blocks.values()].flatMap((block) => this.referenceOf(block)),
      notes,
    };
  }

  private rowsOf({ block: { numbers, cells }, cell }: PlannedColumn<LayeredSql>): number | undefined {
    return numbers.length > 0 || cells === undefined ? undefined : this.rows.countOf(cells.ofRow, cell);
  }

  private referenceOf(block: TermBlock<LayeredSql>): TermColumn[] {
    const rows = this.rows.countOf(block.cells!.ofRow, NO_CELL);
    if (rows === 0) return [];
    const { number } = this.queries.engine.dialect;
    const levels = this.levelled.get(block.term!)!;
    const sql = `CASE WHEN ${this.conditionOf(block, NO_CELL, levels)} THEN ${number(1)} ELSE ${number(0)} END`;
    return [{ sql, layer: layerOf(...levels), name: `${printTerm(block.term!)}, reference`, label: undefined, rows }];
  }

  private sqlOf({ block, cell }: PlannedColumn<LayeredSql>): LayeredSql {
    const { number } = this.queries.engine.dialect;
    const { numbers, cells, term } = block;
    const product = numbers.length === 0 ? number(1) : numbers.map(({ sql }) => sql).join(" * ");
    if (cells === undefined) return { sql: product, layer: layerOf(...numbers) };
    const levels = this.levelled.get(term!)!;
    const where = this.conditionOf(block, cell, levels);
    return { sql: `CASE WHEN ${where} THEN ${product} ELSE ${number(0)} END`, layer: layerOf(...numbers, ...levels) };
  }

  /** Of the rows of a cell: what their levels are. */
  private conditionOf({ cells }: TermBlock<LayeredSql>, cell: number, levels: readonly Levelled[]): string {
    const [one] = levels;
    const tuples = new Map<string, readonly string[]>();
    cells!.ofRow.forEach((of, row) => {
      if (of !== cell) return;
      const tuple = levels.map((level) => this.valueAt(level, row));
      tuples.set(tuple.join(), tuple);
    });
    const all = [...tuples.values()];
    if (levels.length === 1) return `${one!.sql} IN (${all.join(", ")})`;
    const each = all.map((tuple) => tuple.map((value, j) => `${levels[j]!.sql} = ${value}`).join(" AND "));
    return each.length === 1 ? each[0]! : each.map((tuple) => `(${tuple})`).join(" OR ");
  }

  private valueAt(level: Levelled, row: number): string {
    const value = this.rows.valueAt(level.key, row);
    return typeof value === "string"
      ? this.queries.engine.dialect.text(value)
      : doubleLiteral(this.queries.engine.dialect, value!);
  }
}

/** The terms whose levels no other term has, too, with more beside them; each set of levels once. */
function widest(levelled: ReadonlyMap<Term, readonly Levelled[]>): [Term, readonly Levelled[]][] {
  const sets = [...levelled].flatMap(([term, levels]): [Term, Levelled[]][] => {
    const once = [...new Map(levels.map((level) => [level.key, level])).values()];
    return once.length === 0 ? [] : [[term, once]];
  });
  const keysOf = (levels: readonly Levelled[]) => new Set(levels.map(({ key }) => key));
  return sets.filter(([, levels], i) => {
    const own = keysOf(levels);
    return !sets.some(([, others], j) => {
      const within = keysOf(others);
      return i !== j && [...own].every((key) => within.has(key)) && (within.size > own.size || j < i);
    });
  });
}

/** Combinations of levels, those of one set beneath those of another; a column that a set lacks is missing there. */
class CombinationRows implements TermRows<LayeredSql> {
  nRows = 0;
  /** Rows of each combination, by set. */
  private readonly counts: Float64Array[] = [];
  private readonly cells = new Map<string, Map<number, string | number>>();

  constructor(
    private readonly source: SourceColumns,
    private readonly expressions: Expressions,
  ) {}

  add(levels: readonly Levelled[], columns: readonly AnswerColumn[], counts: Float64Array): void {
    const rows = counts.length;
    levels.forEach(({ key }, j) => {
      const cells = this.cells.get(key) ?? new Map<number, string | number>();
      for (let i = 0; i < rows; i++) cells.set(this.nRows + i, columns[j]![i]!);
      this.cells.set(key, cells);
    });
    this.nRows += rows;
    this.counts.push(counts);
  }

  /** How many rows have combinations of a cell: of the first set that has its levels, where several have. */
  countOf(ofRow: Int32Array, cell: number): number {
    let first = 0;
    for (const counts of this.counts) {
      const own = ofRow.subarray(first, first + counts.length);
      first += counts.length;
      if (own.some((of) => of !== MISSING_CELL))
        return counts.reduce((sum, rows, i) => sum + (own[i] === cell ? rows : 0), 0);
    }
    return 0;
  }

  valueAt(key: string, row: number): string | number | undefined {
    return this.cells.get(key)?.get(row);
  }

  column(name: string): Column {
    return this.source.header.column(name);
  }

  levels(name: string): Levels {
    const cells = this.cells.get(`column ${name}`) ?? new Map<number, string | number>();
    if (this.source.kindOf(name) === "number")
      return levelsOf({ kind: "numeric", name, values: this.numbersIn(cells) });
    const levels = [...new Set(cells.values() as Iterable<string>)].sort(compareCodePoints);
    const codeOf = new Map<unknown, number>(levels.map((level, code) => [level, code]));
    const codes = Uint32Array.from({ length: this.nRows }, (_, i) => codeOf.get(cells.get(i)) ?? MISSING_CODE);
    return levelsOf({ kind: "text", name, codes, levels });
  }

  condition(expression: Expression): Float64Array {
    return this.numbersIn(this.cells.get(printExpression(expression))!);
  }

  private numbersIn(cells: ReadonlyMap<number, string | number>): Float64Array {
    return Float64Array.from({ length: this.nRows }, (_, i) => (cells.get(i) as number | undefined) ?? Number.NaN);
  }

  numbers(expression: Expression): LayeredSql {
    return this.expressions.numbers(expression);
  }

  powers({ argument, degree }: Polynomial): LayeredSql[] {
    return Array.from({ length: degree }, (_, p) =>
      this.expressions.numbers({
        kind: "binary",
        operator: "^",
        left: argument,
        right: { kind: "number", value: p + 1 },
      }),
    );
  }
}

/** Throws NotSupported `poly_orthogonal` for powers made orthogonal over rows that are not here. */
export function refuseOrthogonal(variable: Variable): void {
  if (variable.kind !== "polynomial" || variable.raw) return;
  const printed = printPolynomial(variable);
  throw new NotSupported(
    "poly_orthogonal",
    `${printed}: powers orthogonal to each other depend on every row, and the rows stay with the engine; write raw = TRUE.`,
    { got: printed, expected: "raw = TRUE" },
  );
}

function tooManyCombinations(term: Term, levels: readonly Levelled[]): DataError {
  const name = printTerm(term);
  const of = levels.map(({ column, key }) => `'${column ?? key}'`).join(" and ");
  return new DataError(
    "too_many_columns",
    `${name}: ${of} take more than ${MOST_COMBINATIONS} values. Absorb it as a fixed effect, after '|'.`,
    { got: `more than ${MOST_COMBINATIONS}`, expected: `at most ${MOST_COMBINATIONS}`, term: name },
  );
}

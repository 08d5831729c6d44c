/**
 * Terms as SQL: which combinations of levels the sample has is asked of the engine, a small table, over which terms are planned as in
 * memory; a dummy is then a condition on the columns its levels are of. Knows no samples.
 */
import { type Column, compareCodePoints, MISSING_CODE } from "../../base/columns.js";
import { DataError, NotSupported } from "../../base/errors.js";
import { type Expression, isLogical } from "../../formula/expression.js";
import { printExpression, printPolynomial, printTerm } from "../../formula/print.js";
import type { Polynomial, Term, Variable } from "../../formula/spec.js";
import { type Levels, levelsOf } from "../../regression/frame/term-levels.js";
import {
  type PlannedColumn,
  planTerms,
  type TermBlock,
  type TermPlan,
  type TermRows,
} from "../../regression/frame/term-plan.js";
import { doubleLiteral } from "../dialect.js";
import type { AnswerColumn } from "../engine.js";
import type { Queries } from "../queries.js";
import type { SourceColumns } from "./columns.js";
import type { Expressions } from "./expression.js";
import type { LayeredSql } from "./layers.js";

/** Combinations of levels of a term that are read at most. */
const MOST_COMBINATIONS = 20_000;

/** What has levels in a term: a column, or a condition; and its SQL, a double or a text. */
interface Levelled extends LayeredSql {
  readonly key: string;
  /** Absent for a condition. */
  readonly column?: string;
  readonly isText: boolean;
}

/** Terms over one source. */
export class TermColumns {
  constructor(
    private readonly queries: Queries,
    private readonly columns: SourceColumns,
    private readonly expressions: Expressions,
  ) {}

  /** Makes columns of all that the terms need, before any is asked for. Throws as `Expressions`. */
  levelled(terms: readonly Term[]): Map<Term, readonly Levelled[]> {
    return new Map(terms.map((term) => [term, term.variables.flatMap((variable) => this.levelsIn(variable))]));
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
   * The columns of `terms` over the rows of `from` that meet `condition`. Throws as `planTerms` and the engine, DataError
   * `too_many_columns` where a term has more combinations of levels than can be read.
   */
  async plan(
    terms: readonly Term[],
    levelled: ReadonlyMap<Term, readonly Levelled[]>,
    { from, condition, intercept, constant }: PlanOptions,
  ): Promise<{ readonly plan: TermPlan<LayeredSql>; readonly sqlOf: (column: PlannedColumn<LayeredSql>) => string }> {
    const rows = new CombinationRows(this.columns, this.expressions);
    for (const [term, levels] of widest(levelled)) {
      const items = levels.map(({ sql }) => sql).join(", ");
      const answer = await this.queries.ask(
        `SELECT DISTINCT ${items} FROM ${from} WHERE ${condition} LIMIT ${MOST_COMBINATIONS + 1}`,
      );
      if (answer.rows > MOST_COMBINATIONS) throw tooManyCombinations(term, levels);
      rows.add(levels, answer.columns, answer.rows);
    }
    const plan = planTerms(terms, rows, intercept, constant);
    return { plan, sqlOf: (column) => this.sqlOf(column, levelled, rows) };
  }

  private sqlOf(
    { block, cell }: PlannedColumn<LayeredSql>,
    levelled: ReadonlyMap<Term, readonly Levelled[]>,
    rows: CombinationRows,
  ): string {
    const { number } = this.queries.engine.dialect;
    const product = block.numbers.length === 0 ? number(1) : block.numbers.map(({ sql }) => sql).join(" * ");
    if (block.cells === undefined) return product;
    const where = this.conditionOf(block, cell, levelled.get(block.term!)!, rows);
    return `CASE WHEN ${where} THEN ${product} ELSE ${number(0)} END`;
  }

  /** Of the rows of a cell: what their levels are. */
  private conditionOf(
    { cells }: TermBlock<LayeredSql>,
    cell: number,
    levels: readonly Levelled[],
    rows: CombinationRows,
  ): string {
    const [one] = levels;
    const tuples = new Map<string, readonly string[]>();
    cells!.ofRow.forEach((of, row) => {
      if (of !== cell) return;
      const tuple = levels.map((level) => this.valueAt(level, rows, row));
      tuples.set(tuple.join(), tuple);
    });
    const all = [...tuples.values()];
    if (levels.length === 1) return `${one!.sql} IN (${all.join(", ")})`;
    const each = all.map((tuple) => tuple.map((value, j) => `${levels[j]!.sql} = ${value}`).join(" AND "));
    return each.length === 1 ? each[0]! : each.map((tuple) => `(${tuple})`).join(" OR ");
  }

  private valueAt(level: Levelled, rows: CombinationRows, row: number): string {
    const value = rows.valueAt(level.key, row);
    return typeof value === "string"
      ? this.queries.engine.dialect.text(value)
      : doubleLiteral(this.queries.engine.dialect, value!);
  }
}

interface PlanOptions {
  readonly from: string;
  readonly condition: string;
  readonly intercept: boolean;
  readonly constant: boolean;
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
  private readonly cells = new Map<string, Map<number, string | number>>();

  constructor(
    private readonly source: SourceColumns,
    private readonly expressions: Expressions,
  ) {}

  add(levels: readonly Levelled[], columns: readonly AnswerColumn[], rows: number): void {
    levels.forEach(({ key }, j) => {
      const cells = this.cells.get(key) ?? new Map<number, string | number>();
      for (let i = 0; i < rows; i++) cells.set(this.nRows + i, columns[j]![i]!);
      this.cells.set(key, cells);
    });
    this.nRows += rows;
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

/**
 * Layer design. Terms to numeric columns on the sample: numbers, dummies of factors and indicators, and their products,
 * in formula order, named as coefficients are. Levels and cells no sample row has give no column. Must not know the
 * dependent variable, fixed effects or collinearity.
 */
import { MISSING_CODE, type Note } from "../base/columns.js";
import { DataError, NotSupported } from "../base/errors.js";
import { SampleColumn } from "../base/sample-column.js";
import { isLogical } from "../formula/expression.js";
import { printExpression, printLevel, printNumber, printTerm, printVariable } from "../formula/print.js";
import type { Instruments, ModelSpec, Term, Variable } from "../formula/spec.js";
import { type ColumnSource, type ElementaryFunctions, evaluate } from "./expression.js";
import { absorbConstant } from "./joined-effects.js";
import { codedByContrasts } from "./term-coding.js";
import { type Levels, levelOf, levelsOf, logicalLevels } from "./term-levels.js";

/** Columns a term may expand to. The cross-product of more would pass 200 MB, and such an effect should be absorbed. */
export const MAX_TERM_COLUMNS = 5000;
/** Bytes a term's columns may take: all that a 32-bit WebAssembly memory can address. */
export const MAX_TERM_BYTES = 2 ** 32;

/** `columns[j]` holds the sample rows of the regressor called `names[j]`. */
export interface ExpandedTerms {
  readonly names: readonly string[];
  readonly columns: readonly SampleColumn[];
  readonly notes: readonly Note[];
}

/**
 * The regressors of `spec` at `rows` (default all), `(Intercept)` first where there is one and no effect has intercepts.
 * `rows` are meant to be complete, as `missingRows` finds them: a missing level gives NaN. Notes: `reference_level` for
 * a reference the formula does not state, `reference_absent`, `single_level`, `empty_cells`.
 *
 * @param evaluated values at `rows` of expressions that are known, by printed form: they are not evaluated again
 *
 * Throws DataError `too_many_columns`, `no_level_left`; NotSupported for `i(z, text)`; and as `evaluate` does.
 */
export function expandTerms(
  spec: ModelSpec,
  source: ColumnSource,
  functions: ElementaryFunctions,
  rows?: Uint32Array,
  evaluated: ReadonlyMap<string, SampleColumn> = new Map(),
): ExpandedTerms {
  const { terms, intercept, fixedEffects } = spec;
  const absorbed = absorbConstant(fixedEffects);
  const expansion = new Expansion(source, functions, rows, evaluated);
  return expansion.run(terms, intercept && !absorbed, intercept || absorbed);
}

/** The columns of an equation with instruments. */
export interface ExpandedInstruments {
  readonly endogenous: ExpandedTerms;
  readonly excluded: ExpandedTerms;
}

/**
 * The endogenous regressors and the excluded instruments of `spec`, as `expandTerms` gives its regressors; factors are coded
 * by contrasts where the equation has a constant. Throws as `expandTerms`.
 */
export function expandInstruments(
  { instruments, intercept, fixedEffects }: ModelSpec & { readonly instruments: Instruments },
  source: ColumnSource,
  functions: ElementaryFunctions,
  rows?: Uint32Array,
  evaluated: ReadonlyMap<string, SampleColumn> = new Map(),
): ExpandedInstruments {
  const constant = intercept || absorbConstant(fixedEffects);
  const expand = (terms: readonly Term[]) =>
    new Expansion(source, functions, rows, evaluated).run(terms, false, constant);
  return { endogenous: expand(instruments.endogenous), excluded: expand(instruments.excluded) };
}

/** A variable on the sample: one number a row, or a level a row with the column slot of each level, -1 for none. */
type Part = { readonly variable: Variable } & (
  | { readonly kind: "numbers"; readonly column: SampleColumn }
  | {
      readonly kind: "levels";
      readonly codes: Uint32Array;
      readonly slots: Int32Array;
      readonly kept: readonly string[];
    }
);

class Expansion {
  private readonly names: string[] = [];
  private readonly columns: SampleColumn[] = [];
  private readonly notes = new Map<string, Note>();
  private readonly numbers: Map<string, SampleColumn>;
  private readonly levels = new Map<string, Levels>();
  private readonly nRows: number;

  constructor(
    private readonly source: ColumnSource,
    private readonly functions: ElementaryFunctions,
    private readonly rows: Uint32Array | undefined,
    evaluated: ReadonlyMap<string, SampleColumn>,
  ) {
    this.numbers = new Map(evaluated);
    this.nRows = rows?.length ?? source.nRows;
  }

  /** Columns of `terms`, after an intercept where one is asked for; `constant` is whether the model spans one. */
  run(terms: readonly Term[], intercept: boolean, constant: boolean): ExpandedTerms {
    if (intercept) this.push("(Intercept)", new SampleColumn(new Float64Array(this.nRows).fill(1)));
    const contrasts = codedByContrasts(terms, (variable) => this.isFactor(variable), constant);
    terms.forEach((term, t) => {
      this.expand(
        term,
        term.variables.map((variable, v) => this.part(variable, contrasts[t]![v]!, constant)),
      );
    });
    return { names: this.names, columns: this.columns, notes: [...this.notes.values()] };
  }

  private isFactor(variable: Variable): boolean {
    if (variable.kind !== "expression") return variable.kind === "factor";
    const { expression } = variable;
    return isLogical(expression) || (expression.kind === "name" && this.source.column(expression.name).kind === "text");
  }

  private part(variable: Variable, contrasts: boolean, constant: boolean): Part {
    if (variable.kind === "indicator") return this.indicator(variable, constant);
    if (!this.isFactor(variable)) {
      return { kind: "numbers", variable, column: this.evaluated(variable as Variable & { kind: "expression" }) };
    }
    const levels = this.factorLevels(variable);
    const dropped = contrasts && levels.labels.length > 0 ? [0] : [];
    if (dropped.length > 0) this.noteReference(variable, levels);
    return { kind: "levels", variable, ...withSlots(levels, dropped) };
  }

  private evaluated({ expression }: Variable & { kind: "expression" }): SampleColumn {
    const key = printExpression(expression);
    let column = this.numbers.get(key);
    if (column === undefined) {
      const result = evaluate(expression, this.source, this.functions, this.rows);
      for (const note of result.notes) this.note(`${note.code} ${note.message}`, note);
      column = new SampleColumn(result.values);
      this.numbers.set(key, column);
    }
    return column;
  }

  private factorLevels(variable: Variable): Levels {
    const key = printVariable(variable);
    let levels = this.levels.get(key);
    if (levels === undefined) {
      if (variable.kind !== "expression") levels = levelsOf(this.source.column(variable.column), this.rows);
      else if (variable.expression.kind === "name") {
        levels = levelsOf(this.source.column(variable.expression.name), this.rows);
      } else levels = logicalLevels(this.evaluated(variable).numbers());
      this.levels.set(key, levels);
    }
    return levels;
  }

  private indicator(variable: Variable & { kind: "indicator" }, constant: boolean): Part {
    const { by, refs } = variable;
    if (by?.kind === "name" && this.source.column(by.name).kind === "text") {
      const message = `${printVariable(variable)}: the second variable '${by.name}' is text; only numbers are supported.`;
      throw new NotSupported("indicator_by_text", message, { got: by.name, expected: "a numeric column" });
    }
    const levels = this.factorLevels(variable);
    const dropped = new Set<number>();
    for (const ref of refs) {
      const level = levelOf(levels, ref);
      if (level >= 0) dropped.add(level);
      else this.noteAbsent(variable, typeof ref.value === "number" ? printNumber(ref.value) : String(ref.value));
    }
    if (refs.length === 0 && by === undefined && constant && levels.labels.length > 0) {
      dropped.add(0);
      this.noteReference(variable, levels);
    }
    if (dropped.size === levels.labels.length) {
      const term = printVariable(variable);
      throw new DataError("no_level_left", `${term}: no level of '${variable.column}' is left beside the references.`, {
        got: levels.labels,
        expected: "a level in the sample that is not a reference",
        term,
      });
    }
    return { kind: "levels", variable, ...withSlots(levels, dropped) };
  }

  private expand(term: Term, parts: readonly Part[]): void {
    const factors = parts.filter((part) => part.kind === "levels");
    const product = this.product(parts);
    if (factors.length === 0) {
      this.push(printTerm(term), product!);
      return;
    }
    const factor = product?.numbers();
    const nCells = factors.reduce((cells, { kept }) => cells * kept.length, 1);
    if (nCells > MAX_TERM_COLUMNS) throw tooLarge(term, nCells, `${MAX_TERM_COLUMNS} columns`);
    const cells = this.cells(factors, nCells);
    const nUsed = cells.used.filter(Boolean).length;
    if (8 * nUsed * this.nRows > MAX_TERM_BYTES) throw tooLarge(term, nUsed, `4 GiB, over ${this.nRows} rows`);
    const columns = cells.used.map((used) => (used ? new Float64Array(this.nRows) : undefined));
    for (let i = 0; i < this.nRows; i++) {
      const cell = cells.ofRow[i]!;
      if (cell >= 0) columns[cell]![i] = factor === undefined ? 1 : factor[i]!;
      else if (cell === MISSING_CELL) for (const column of columns) if (column !== undefined) column[i] = Number.NaN;
    }
    columns.forEach((column, cell) => {
      if (column !== undefined) this.push(cellName(parts, cell), new SampleColumn(column));
    });
    const nEmpty = columns.filter((column) => column === undefined).length;
    if (nEmpty > 0) this.noteEmpty(term, nEmpty);
  }

  /** Product of the numeric parts and of the `by` of an indicator, or undefined when there are none. */
  private product(parts: readonly Part[]): SampleColumn | undefined {
    let product: SampleColumn | undefined;
    for (const { variable, ...part } of parts) {
      let column: SampleColumn | undefined;
      if (part.kind === "numbers") column = part.column;
      else if (variable.kind === "indicator" && variable.by !== undefined) {
        column = this.evaluated({ kind: "expression", expression: variable.by });
      }
      if (column === undefined) continue;
      product = product === undefined ? column : new SampleColumn(multiply(product.numbers(), column.numbers()));
    }
    return product;
  }

  /** The cell of each row, the first factor varying fastest, and which cells have rows. */
  private cells(
    factors: readonly (Part & { kind: "levels" })[],
    nCells: number,
  ): { ofRow: Int32Array; used: boolean[] } {
    const ofRow = new Int32Array(this.nRows);
    let stride = 1;
    for (const { codes, slots, kept } of factors) {
      for (let i = 0; i < ofRow.length; i++) {
        const code = codes[i]!;
        const cell = ofRow[i]!;
        if (code === MISSING_CODE) ofRow[i] = MISSING_CELL;
        else if (cell >= 0) ofRow[i] = slots[code]! < 0 ? NO_CELL : cell + stride * slots[code]!;
      }
      stride *= kept.length;
    }
    const used = new Array<boolean>(nCells).fill(false);
    for (let i = 0; i < ofRow.length; i++) if (ofRow[i]! >= 0) used[ofRow[i]!] = true;
    return { ofRow, used };
  }

  private push(name: string, column: SampleColumn): void {
    this.names.push(name);
    this.columns.push(column);
  }

  private note(key: string, note: Note): void {
    if (!this.notes.has(key)) this.notes.set(key, note);
  }

  private noteReference(variable: Variable, { labels }: Levels): void {
    const term = printVariable(variable);
    const reference = labels[0]!;
    const single = labels.length === 1;
    this.note(`reference ${term}`, {
      code: single ? "single_level" : "reference_level",
      message: single
        ? `${term}: the only level in the sample is '${reference}'; it gives no column.`
        : `${term}: the reference is the first level, '${reference}'.`,
      detail: { term, reference },
    });
  }

  private noteAbsent(variable: Variable, reference: string): void {
    const term = printVariable(variable);
    const message = `${term}: reference ${reference} is not in the sample.`;
    this.note(`absent ${term} ${reference}`, { code: "reference_absent", message, detail: { term, reference } });
  }

  private noteEmpty(term: Term, cells: number): void {
    const name = printTerm(term);
    const message = `${name}: ${cells} combinations have no row in the sample and give no column.`;
    this.note(`empty ${name}`, { code: "empty_cells", message, detail: { term: name, cells } });
  }
}

const NO_CELL = -1;
const MISSING_CELL = -2;

function withSlots({ codes, labels }: Levels, dropped: Iterable<number>) {
  const slots = new Int32Array(labels.length);
  for (const level of dropped) slots[level] = -1;
  const kept = labels.filter((_, level) => slots[level] === 0);
  for (let level = 0, slot = 0; level < slots.length; level++) if (slots[level] === 0) slots[level] = slot++;
  return { codes, slots, kept };
}

function multiply(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
  return out;
}

function cellName(parts: readonly Part[], cell: number): string {
  let rest = cell;
  const names = parts.map((part) => {
    if (part.kind === "numbers") return printVariable(part.variable);
    const slot = rest % part.kept.length;
    rest = Math.floor(rest / part.kept.length);
    return printLevel(part.variable, part.kept[slot]!);
  });
  return names.join(":");
}

function tooLarge(term: Term, columns: number, limit: string): DataError {
  const name = printTerm(term);
  return new DataError(
    "too_many_columns",
    `${name} would make ${columns} columns; the limit is ${limit}. Absorb it as a fixed effect, after '|'.`,
    { got: columns, expected: `at most ${limit}`, term: name },
  );
}

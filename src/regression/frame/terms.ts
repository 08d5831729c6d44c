/**
 * Terms to numeric columns on the sample: numbers, dummies of factors and indicators, and their products,
 * in formula order, named as coefficients are. Levels and cells no sample row has give no column. Must not know the
 * dependent variable, fixed effects or collinearity.
 */

import type { Labels } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import { SampleColumn } from "../../base/row-runs.js";
import type { Expression } from "../../formula/expression.js";
import { printExpression, printPolynomial } from "../../formula/print.js";
import type { Instruments, ModelSpec, Polynomial, Term } from "../../formula/spec.js";
import { absorbConstant } from "../absorb/effects.js";
import { type ColumnSource, type ElementaryFunctions, evaluate } from "./expression.js";
import { polynomialColumns } from "./polynomial.js";
import { MISSING_CELL, productOf, roundedOf } from "./term-columns.js";
import { levelsOf } from "./term-levels.js";
import { planTerms, type TermBlock, type TermRows, tooManyColumns } from "./term-plan.js";

/** Bytes a term's columns may take: all that a 32-bit WebAssembly memory can address. */
export const MAX_TERM_BYTES = 2 ** 32;

/** `columns[j]` holds the sample rows of the regressor called `names[j]`. */
export interface ExpandedTerms {
  readonly names: readonly string[];
  readonly columns: readonly SampleColumn[];
  /** Words for columns that the data call otherwise, by name. */
  readonly labels: Labels;
  readonly notes: readonly Note[];
}

/**
 * The regressors of `spec` at `rows` (default all), `(Intercept)` first where there is one and no effect has intercepts.
 * `rows` are meant to be complete, as `missingRows` finds them: a missing level gives NaN. Notes as of `planTerms`.
 *
 * @param evaluated values at `rows` of expressions that are known, by printed form: they are not evaluated again
 *
 * Throws DataError `poly_*`, and as `planTerms` and `evaluate` do.
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
  return expanded(
    terms,
    new SampleRows(source, functions, rows, evaluated),
    intercept && !absorbed,
    intercept || absorbed,
  );
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
    expanded(terms, new SampleRows(source, functions, rows, evaluated), false, constant);
  return { endogenous: expand(instruments.endogenous), excluded: expand(instruments.excluded) };
}

function expanded(terms: readonly Term[], rows: SampleRows, intercept: boolean, constant: boolean): ExpandedTerms {
  const plan = planTerms(terms, rows, intercept, constant);
  const made = new Map<TermBlock<SampleColumn>, readonly SampleColumn[]>();
  const columnsOf = (block: TermBlock<SampleColumn>): readonly SampleColumn[] => {
    const columns = made.get(block) ?? blockColumns(block, rows.nRows);
    made.set(block, columns);
    return columns;
  };
  return {
    names: plan.columns.map(({ name }) => name),
    columns: plan.columns.map(({ block, cell }) => columnsOf(block)[cell]!),
    labels: Object.fromEntries(plan.columns.flatMap(({ name, label }) => (label === undefined ? [] : [[name, label]]))),
    notes: [...rows.notes.values(), ...plan.notes],
  };
}

/** The columns of a block, by cell; none for a cell without rows. */
function blockColumns({ term, numbers, cells }: TermBlock<SampleColumn>, nRows: number): SampleColumn[] {
  const product = productOf(numbers);
  if (cells === undefined) return [product ?? new SampleColumn(new Float64Array(nRows).fill(1))];
  const { ofRow, used } = cells;
  const nUsed = used.filter(Boolean).length;
  if (8 * nUsed * nRows > MAX_TERM_BYTES) throw tooManyColumns(term!, nUsed, `4 GiB, over ${nRows} rows`);
  const factor = product?.numbers();
  const columns = used.map((isUsed) => (isUsed ? new Float64Array(nRows) : undefined));
  for (let i = 0; i < nRows; i++) {
    const cell = ofRow[i]!;
    if (cell >= 0) columns[cell]![i] = factor === undefined ? 1 : factor[i]!;
    else if (cell === MISSING_CELL) for (const column of columns) if (column !== undefined) column[i] = Number.NaN;
  }
  const lowPartOf = (cell: number) => () => product?.lowPart()?.map((low, i) => (ofRow[i] === cell ? low : 0)) ?? null;
  return columns.map((values, cell) => new SampleColumn(values ?? NONE, undefined, lowPartOf(cell)));
}

const NONE = new Float64Array(0);

/** Rows of a table; what is evaluated over them is kept. */
class SampleRows implements TermRows<SampleColumn> {
  readonly nRows: number;
  readonly notes = new Map<string, Note>();
  private readonly evaluated: Map<string, SampleColumn>;

  constructor(
    private readonly source: ColumnSource,
    private readonly functions: ElementaryFunctions,
    private readonly rows: Uint32Array | undefined,
    evaluated: ReadonlyMap<string, SampleColumn>,
  ) {
    this.evaluated = new Map(evaluated);
    this.nRows = rows?.length ?? source.nRows;
  }

  column(name: string) {
    return this.source.column(name);
  }

  levels(name: string) {
    return levelsOf(this.source.column(name), this.rows);
  }

  condition(expression: Expression) {
    return this.numbers(expression).numbers();
  }

  numbers(expression: Expression): SampleColumn {
    const key = printExpression(expression);
    let column = this.evaluated.get(key);
    if (column === undefined) {
      const result = evaluate(expression, this.source, this.functions, this.rows);
      for (const note of result.notes) this.notes.set(`${note.code} ${note.message}`, note);
      column = new SampleColumn(result.values, undefined, result.low);
      this.evaluated.set(key, column);
    }
    return column;
  }

  powers(polynomial: Polynomial): SampleColumn[] {
    const names = Array.from({ length: polynomial.degree }, (_, p) => printPolynomial(polynomial, p + 1));
    if (!names.every((name) => this.evaluated.has(name))) {
      const argument = roundedOf(this.numbers(polynomial.argument));
      polynomialColumns(polynomial, argument, this.functions, this.rows).forEach(({ values, low }, p) => {
        this.evaluated.set(names[p]!, new SampleColumn(values, undefined, low));
      });
    }
    return names.map((name) => this.evaluated.get(name)!);
  }
}

/**
 * Terms to numeric columns on the sample: numbers, dummies of factors and indicators, and their products,
 * in formula order, named as coefficients are. Levels and cells no sample row has give no column. Must not know the
 * dependent variable, fixed effects or collinearity.
 */

import type { Labels } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { SampleColumn } from "../../base/row-runs.js";
import { categoryText, columnLabel, TIMES } from "../../data/labels.js";
import { type Expression, isLogical } from "../../formula/expression.js";
import { printExpression, printLevel, printPolynomial, printTerm, printVariable } from "../../formula/print.js";
import type { Indicator, Instruments, LevelChoice, ModelSpec, Polynomial, Term, Variable } from "../../formula/spec.js";
import { absorbConstant } from "../absorb/effects.js";
import { SAMPLE_NOTES } from "../messages.js";
import { type ColumnSource, type ElementaryFunctions, evaluate } from "./expression.js";
import { polynomialColumns } from "./polynomial.js";
import {
  cellsOf,
  choicesOf,
  codedByContrasts,
  MISSING_CELL,
  named,
  type Part,
  productOf,
  roundedOf,
  withSlots,
} from "./term-columns.js";
import {
  binLevels,
  type ChosenLevels,
  type Levels,
  levelOf,
  levelsOf,
  logicalLevels,
  pairsOf,
  printValue,
} from "./term-levels.js";

/** Columns a term may expand to. The cross-product of more would pass 200 MB, and such an effect should be absorbed. */
export const MAX_TERM_COLUMNS = 5000;
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
 * `rows` are meant to be complete, as `missingRows` finds them: a missing level gives NaN. Notes: `reference_level` for
 * a reference the formula does not state, `reference_absent`, `level_absent`, `single_level`, `empty_cells`.
 *
 * @param evaluated values at `rows` of expressions that are known, by printed form: they are not evaluated again
 *
 * Throws DataError `too_many_columns`, `no_level_left`, `bin_*`, `poly_*`; and as `evaluate` does.
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

class Expansion {
  private readonly names: string[] = [];
  private readonly columns: SampleColumn[] = [];
  private readonly labels = new Map<string, string>();
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
    const { names, columns } = this;
    return { names, columns, labels: Object.fromEntries(this.labels), notes: [...this.notes.values()] };
  }

  private isFactor(variable: Variable): boolean {
    if (variable.kind !== "expression") return variable.kind === "factor";
    const { expression } = variable;
    return isLogical(expression) || (expression.kind === "name" && this.source.column(expression.name).kind === "text");
  }

  private part(variable: Variable, contrasts: boolean, constant: boolean): Part {
    if (variable.kind === "indicator") return this.indicator(variable, constant);
    if (variable.kind === "polynomial") return this.polynomial(variable);
    if (!this.isFactor(variable)) {
      const { expression } = variable as Expressed;
      const names = [printVariable(variable)];
      return {
        ...{ kind: "numbers", columns: [this.evaluated(variable as Expressed)], names },
        ...this.called(expression, names[0]!),
      };
    }
    const levels = this.factorLevels(variable as Expressed | Factor);
    const dropped = new Set(contrasts && levels.labels.length > 0 ? [0] : []);
    if (dropped.size > 0) this.noteReference(variable, levels);
    const column = columnOf(variable as Expressed | Factor);
    const nameOf = (label: string): string => printLevel(variable, label);
    return {
      kind: "levels",
      ...withSlots(levels, dropped, nameOf, (label) =>
        column === undefined ? nameOf(label) : this.levelWords(column, levels, label),
      ),
      isLabelled: column !== undefined && this.hasWords(column, levels),
    };
  }

  /** What the data call a variable alone; an expression goes by its text. */
  private called(expression: Expression, text: string) {
    const label = expression.kind === "name" ? columnLabel(this.source.column(expression.name)) : undefined;
    return { words: [label ?? text], isLabelled: label !== undefined };
  }

  private levelWords(column: string, { words }: Levels, label: string): string {
    return categoryText(this.source.column(column), label, words?.get(label) ?? label);
  }

  private hasWords(column: string, { words }: Levels): boolean {
    return columnLabel(this.source.column(column)) !== undefined || (words !== undefined && words.size > 0);
  }

  private polynomial(variable: Polynomial): Part {
    const names = Array.from({ length: variable.degree }, (_, p) => printPolynomial(variable, p + 1));
    if (!names.every((name) => this.numbers.has(name))) {
      const argument = this.evaluated({ kind: "expression", expression: variable.argument });
      polynomialColumns(variable, roundedOf(argument), this.functions, this.rows).forEach(({ values, low }, p) => {
        this.numbers.set(names[p]!, new SampleColumn(values, undefined, low));
      });
    }
    const columns = names.map((name) => this.numbers.get(name)!);
    return { kind: "numbers", columns, names, words: names, isLabelled: false };
  }

  private evaluated({ expression }: Variable & { kind: "expression" }): SampleColumn {
    const key = printExpression(expression);
    let column = this.numbers.get(key);
    if (column === undefined) {
      const result = evaluate(expression, this.source, this.functions, this.rows);
      for (const note of result.notes) this.note(`${note.code} ${note.message}`, note);
      column = new SampleColumn(result.values, undefined, result.low);
      this.numbers.set(key, column);
    }
    return column;
  }

  private factorLevels(variable: Expressed | Factor): Levels {
    const key = printVariable(variable);
    let levels = this.levels.get(key);
    if (levels === undefined) {
      if (variable.kind === "factor") levels = this.columnLevels(variable.column);
      else if (variable.expression.kind === "name") levels = this.columnLevels(variable.expression.name);
      else levels = logicalLevels(this.evaluated(variable).numbers());
      this.levels.set(key, levels);
    }
    return levels;
  }

  private columnLevels(name: string): Levels {
    const key = `levels of ${name}`;
    const levels = this.levels.get(key) ?? levelsOf(this.source.column(name), this.rows);
    this.levels.set(key, levels);
    return levels;
  }

  private indicator(variable: Indicator, constant: boolean): Part {
    const { by, second } = variable;
    if (by?.kind === "name" && (second !== undefined || this.source.column(by.name).kind === "text")) {
      return this.indicatorOfTwo(variable, by.name, constant);
    }
    const { levels, dropped } = this.chosen(variable, variable.column, variable);
    if (isOpen(variable) && by === undefined && constant && levels.labels.length > 0) {
      dropped.add(0);
      this.noteReference(variable, levels);
    }
    const beside = by === undefined ? undefined : this.called(by, printExpression(by));
    const times = beside === undefined ? "" : `${TIMES}${beside.words.join()}`;
    return {
      kind: "levels",
      ...withSlots(
        levels,
        dropped,
        (label) => printLevel(variable, label),
        (label) => `${this.levelWords(variable.column, levels, label)}${times}`,
      ),
      isLabelled: this.hasWords(variable.column, levels) || beside?.isLabelled === true,
      ...(by === undefined ? {} : { by: this.evaluated({ kind: "expression", expression: by }) }),
    };
  }

  /** A dummy a combination of levels that some row has, those of the second column varying fastest. */
  private indicatorOfTwo(variable: Indicator, by: string, constant: boolean): Part {
    const second = variable.second ?? { refs: [] };
    // TRUE is "the first one": of two factors the first combination, which goes unless something else is said
    const automatic = variable.refs.every(({ value }) => value === true);
    const one = this.chosen(variable, variable.column, automatic ? { ...variable, refs: [] } : variable);
    const two = this.chosen(variable, by, second);
    const pairs = pairsOf(one, two);
    if (automatic && variable.keep === undefined && isOpen(second) && constant && pairs.labels.length > 0) {
      pairs.dropped.add(0);
      this.noteReference(variable, { labels: pairs.labels.map(([a, b]) => `${a}, ${b}`) });
    }
    const nEmpty = one.levels.labels.length * two.levels.labels.length - pairs.labels.length;
    if (nEmpty > 0) this.noteEmpty({ variables: [variable] }, nEmpty);
    return {
      kind: "levels",
      ...withSlots(
        pairs,
        pairs.dropped,
        ([a, b]) => printLevel(variable, a, b),
        ([a, b]) => `${this.levelWords(variable.column, one.levels, a)}${TIMES}${this.levelWords(by, two.levels, b)}`,
      ),
      isLabelled: this.hasWords(variable.column, one.levels) || this.hasWords(by, two.levels),
    };
  }

  /** Levels of a column, binned, and those that get no dummy. */
  private chosen(variable: Indicator, column: string, { refs, keep, bin }: LevelChoice): ChosenLevels {
    const term = printVariable(variable);
    let levels = this.columnLevels(column);
    if (bin !== undefined) {
      const binned = binLevels(levels, bin, term);
      levels = binned.levels;
      for (const value of binned.absent) this.noteAbsent(variable, "value of a bin", value);
    }
    const dropped = new Set<number>();
    for (const ref of refs) {
      const level = levelOf(levels, ref);
      if (level >= 0) dropped.add(level);
      else this.noteAbsent(variable, "reference", printValue(ref));
    }
    if (keep !== undefined) {
      const kept = new Set(keep.map((value) => levelOf(levels, value)));
      for (const value of keep)
        if (levelOf(levels, value) < 0) this.noteAbsent(variable, "level to keep", printValue(value));
      for (const level of levels.labels.keys()) if (!kept.has(level)) dropped.add(level);
    }
    if (dropped.size === levels.labels.length) {
      throw new DataError("no_level_left", `${term}: no level of '${column}' is left beside the references.`, {
        got: levels.labels,
        expected: "a level in the sample that is not a reference",
        term,
      });
    }
    return { levels, dropped };
  }

  private expand(term: Term, parts: readonly Part[]): void {
    const all: Expanded[] = [];
    for (const chosen of choicesOf(parts)) all.push(...this.expandChosen(term, parts, chosen));
    all.sort((a, b) => a.place - b.place);
    for (const { name, column, label } of all) {
      this.push(name, column);
      if (label !== undefined) this.labels.set(name, label);
    }
  }

  /** Columns of a term, of each part of numbers the one chosen. */
  private expandChosen(term: Term, parts: readonly Part[], chosen: readonly number[]): Expanded[] {
    const factors = parts.filter((part) => part.kind === "levels");
    const product = productOf(parts, chosen);
    if (factors.length === 0) return [{ ...named(parts, chosen, 0), column: product! }];
    const factor = product?.numbers();
    const nCells = factors.reduce((cells, { names }) => cells * names.length, 1);
    if (nCells > MAX_TERM_COLUMNS) throw tooLarge(term, nCells, `${MAX_TERM_COLUMNS} columns`);
    const cells = cellsOf(factors, nCells, this.nRows);
    const nUsed = cells.used.filter(Boolean).length;
    if (8 * nUsed * this.nRows > MAX_TERM_BYTES) throw tooLarge(term, nUsed, `4 GiB, over ${this.nRows} rows`);
    const columns = cells.used.map((used) => (used ? new Float64Array(this.nRows) : undefined));
    for (let i = 0; i < this.nRows; i++) {
      const cell = cells.ofRow[i]!;
      if (cell >= 0) columns[cell]![i] = factor === undefined ? 1 : factor[i]!;
      else if (cell === MISSING_CELL) for (const column of columns) if (column !== undefined) column[i] = Number.NaN;
    }
    const nEmpty = columns.filter((column) => column === undefined).length;
    if (nEmpty > 0) this.noteEmpty(term, nEmpty);
    const lowPartOf = (cell: number) => () =>
      product?.lowPart()?.map((low, i) => (cells.ofRow[i] === cell ? low : 0)) ?? null;
    return columns.flatMap((column, cell) =>
      column === undefined
        ? []
        : [{ ...named(parts, chosen, cell), column: new SampleColumn(column, undefined, lowPartOf(cell)) }],
    );
  }

  private push(name: string, column: SampleColumn): void {
    this.names.push(name);
    this.columns.push(column);
  }

  private note(key: string, found: Note): void {
    if (!this.notes.has(key)) this.notes.set(key, found);
  }

  private noteReference(variable: Variable, { labels, words }: Pick<Levels, "labels" | "words">): void {
    const term = printVariable(variable);
    const word = words?.get(labels[0]!);
    const reference = word === undefined ? labels[0]! : `${labels[0]!} (${word})`;
    const code = labels.length === 1 ? "single_level" : "reference_level";
    this.note(`reference ${term}`, note(SAMPLE_NOTES, code, { term, reference }));
  }

  private noteAbsent(variable: Variable, what: "reference" | "value of a bin" | "level to keep", value: string): void {
    const term = printVariable(variable);
    const found =
      what === "reference"
        ? note(SAMPLE_NOTES, "reference_absent", { term, reference: value })
        : note(SAMPLE_NOTES, "level_absent", { term, [what]: value });
    this.note(`${what} ${term} ${value}`, found);
  }

  private noteEmpty(term: Term, cells: number): void {
    const name = printTerm(term);
    this.note(`empty ${name}`, note(SAMPLE_NOTES, "empty_cells", { term: name, cells }));
  }
}

type Expressed = Variable & { kind: "expression" };
type Factor = Variable & { kind: "factor" };

/** The column whose levels a factor has; undefined for a condition. */
const columnOf = (variable: Expressed | Factor): string | undefined => {
  if (variable.kind === "factor") return variable.column;
  return variable.expression.kind === "name" ? variable.expression.name : undefined;
};

/** A column of a term and its place among the term's columns. */
interface Expanded {
  readonly name: string;
  readonly place: number;
  readonly label: string | undefined;
  readonly column: SampleColumn;
}

function tooLarge(term: Term, columns: number, limit: string): DataError {
  const name = printTerm(term);
  return new DataError(
    "too_many_columns",
    `${name} would make ${columns} columns; the limit is ${limit}. Absorb it as a fixed effect, after '|'.`,
    { got: columns, expected: `at most ${limit}`, term: name },
  );
}

/** Whether nothing is said of which levels have dummies. */
const isOpen = ({ refs, keep }: LevelChoice): boolean => refs.length === 0 && keep === undefined;

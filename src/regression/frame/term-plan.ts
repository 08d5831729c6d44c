/**
 * Terms to the columns they stand for, in formula order, named as coefficients are: of each which numbers it is the product of, and
 * in which cell of its factors; the numbers themselves are whatever rows have them. Levels and cells no row has give no column. Must
 * not know the dependent variable, fixed effects or collinearity.
 */
import type { Column } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { shiftedTerm, shiftedText, TIMES } from "../../base/term-names.js";
import { categoryText, columnLabel } from "../../data/labels.js";
import { type Expression, isLogical } from "../../formula/expression.js";
import { printExpression, printLevel, printPolynomial, printTerm, printVariable } from "../../formula/print.js";
import type { Indicator, LevelChoice, Polynomial, Term, Variable } from "../../formula/spec.js";
import { SAMPLE_NOTES } from "../messages.js";
import {
  type Cells,
  cellsOf,
  choicesOf,
  codedByContrasts,
  named,
  numbersIn,
  type Part,
  withSlots,
} from "./term-columns.js";
import {
  binLevels,
  type ChosenLevels,
  type Levels,
  levelOf,
  logicalLevels,
  pairsOf,
  printValue,
} from "./term-levels.js";

/** Columns a term may expand to. The cross-product of more would pass 200 MB, and such an effect should be absorbed. */
export const MAX_TERM_COLUMNS = 5000;

/** The rows terms are planned for. `N` is what stands for the numbers of an expression in them. */
export interface TermRows<N> {
  readonly nRows: number;
  /** The column called `name`, for its kind and its words: its cells may be of other rows. */
  column(name: string): Column;
  /** The levels of that column in these rows. */
  levels(name: string): Levels;
  /** f64[nRows]: a condition, 0 or 1. */
  condition(expression: Expression): Float64Array;
  numbers(expression: Expression): N;
  /** One a power. */
  powers(polynomial: Polynomial): readonly N[];
}

/** Columns of a term that are of the same numbers. */
export interface TermBlock<N> {
  readonly term: Term | undefined;
  /** Multiplied; none where they are dummies, or the constant. */
  readonly numbers: readonly N[];
  /** Where they are not 0; everywhere when absent. */
  readonly cells?: Cells;
}

/** A regressor: its name, words for it where the data call it otherwise, and its cell of the block. */
export interface PlannedColumn<N> {
  readonly name: string;
  readonly label: string | undefined;
  readonly block: TermBlock<N>;
  readonly cell: number;
}

export interface TermPlan<N> {
  readonly columns: readonly PlannedColumn<N>[];
  readonly notes: readonly Note[];
}

/**
 * The columns of `terms` in rows that lack nothing, after an intercept where one is asked for; `constant` is whether the model spans
 * one. Notes: `reference_level` for a reference the formula does not state, `reference_absent`, `level_absent`, `single_level`,
 * `empty_cells`. Throws DataError `too_many_columns`, `no_level_left`, `bin_*`; and as `rows`.
 */
export function planTerms<N>(
  terms: readonly Term[],
  rows: TermRows<N>,
  intercept: boolean,
  constant: boolean,
): TermPlan<N> {
  return new Planner(rows).run(terms, intercept, constant);
}

class Planner<N> {
  private readonly columns: PlannedColumn<N>[] = [];
  private readonly notes = new Map<string, Note>();
  private readonly levels = new Map<string, Levels>();

  constructor(private readonly rows: TermRows<N>) {}

  run(terms: readonly Term[], intercept: boolean, constant: boolean): TermPlan<N> {
    if (intercept) {
      this.columns.push({ name: "(Intercept)", label: undefined, block: { term: undefined, numbers: [] }, cell: 0 });
    }
    const contrasts = codedByContrasts(terms, (variable) => this.isFactor(variable), constant);
    terms.forEach((term, t) => {
      this.expand(
        term,
        term.variables.map((variable, v) => this.part(variable, contrasts[t]![v]!, constant)),
      );
    });
    return { columns: this.columns, notes: [...this.notes.values()] };
  }

  private isFactor(variable: Variable): boolean {
    if (variable.kind !== "expression") return variable.kind === "factor";
    const { expression } = variable;
    return isLogical(expression) || (expression.kind === "name" && this.rows.column(expression.name).kind === "text");
  }

  private part(variable: Variable, contrasts: boolean, constant: boolean): Part<N> {
    if (variable.kind === "indicator") return this.indicator(variable, constant);
    if (variable.kind === "polynomial") return this.polynomial(variable);
    if (!this.isFactor(variable)) {
      const { expression } = variable as Expressed;
      const names = [printVariable(variable)];
      return {
        ...{ kind: "numbers", columns: [this.rows.numbers(expression)], names },
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

  /** What the data call a variable alone, and a lag of one; another expression goes by its text. */
  private called(expression: Expression, text: string): { words: string[]; isLabelled: boolean } {
    if (expression.kind === "lag") {
      const { words, isLabelled } = this.called(expression.argument, printExpression(expression.argument));
      return { words: [shiftedText(shiftedTerm(text)!, words[0]!)], isLabelled };
    }
    const label = expression.kind === "name" ? columnLabel(this.rows.column(expression.name)) : undefined;
    return { words: [label ?? text], isLabelled: label !== undefined };
  }

  private levelWords(column: string, { words }: Levels, label: string): string {
    return categoryText(this.rows.column(column), label, words?.get(label) ?? label);
  }

  private hasWords(column: string, { words }: Levels): boolean {
    return columnLabel(this.rows.column(column)) !== undefined || (words !== undefined && words.size > 0);
  }

  private polynomial(variable: Polynomial): Part<N> {
    const names = Array.from({ length: variable.degree }, (_, p) => printPolynomial(variable, p + 1));
    return { kind: "numbers", columns: this.rows.powers(variable), names, words: names, isLabelled: false };
  }

  private factorLevels(variable: Expressed | Factor): Levels {
    const column = columnOf(variable);
    if (column !== undefined) return this.columnLevels(column);
    return this.once(printVariable(variable), () =>
      logicalLevels(this.rows.condition((variable as Expressed).expression)),
    );
  }

  private columnLevels(name: string): Levels {
    return this.once(`levels of ${name}`, () => this.rows.levels(name));
  }

  private once(key: string, make: () => Levels): Levels {
    const levels = this.levels.get(key) ?? make();
    this.levels.set(key, levels);
    return levels;
  }

  private indicator(variable: Indicator, constant: boolean): Part<N> {
    const { by, second } = variable;
    if (by?.kind === "name" && (second !== undefined || this.rows.column(by.name).kind === "text")) {
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
      ...(by === undefined ? {} : { by: this.rows.numbers(by) }),
    };
  }

  /** A dummy a combination of levels that some row has, those of the second column varying fastest. */
  private indicatorOfTwo(variable: Indicator, by: string, constant: boolean): Part<N> {
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

  private expand(term: Term, parts: readonly Part<N>[]): void {
    const all = choicesOf(parts).flatMap((chosen) => this.expandChosen(term, parts, chosen));
    all.sort((a, b) => a.place - b.place);
    this.columns.push(...all);
  }

  /** Columns of a term, of each part of numbers the one chosen. */
  private expandChosen(term: Term, parts: readonly Part<N>[], chosen: readonly number[]) {
    const factors = parts.filter((part) => part.kind === "levels");
    const numbers = numbersIn(parts, chosen);
    if (factors.length === 0) return [{ ...named(parts, chosen, 0), block: { term, numbers }, cell: 0 }];
    const nCells = factors.reduce((cells, { names }) => cells * names.length, 1);
    if (nCells > MAX_TERM_COLUMNS) throw tooManyColumns(term, nCells, `${MAX_TERM_COLUMNS} columns`);
    const cells = cellsOf(factors, nCells, this.rows.nRows);
    const block = { term, numbers, cells };
    const nEmpty = cells.used.filter((used) => !used).length;
    if (nEmpty > 0) this.noteEmpty(term, nEmpty);
    return [...cells.used.keys()].flatMap((cell) =>
      cells.used[cell] === true ? [{ ...named(parts, chosen, cell), block, cell }] : [],
    );
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

/** DataError for a term that would make more columns than `limit`. */
export function tooManyColumns(term: Term, columns: number, limit: string): DataError {
  const name = printTerm(term);
  return new DataError(
    "too_many_columns",
    `${name} would make ${columns} columns; the limit is ${limit}. Absorb it as a fixed effect, after '|'.`,
    { got: columns, expected: `at most ${limit}`, term: name },
  );
}

/** Whether nothing is said of which levels have dummies. */
const isOpen = ({ refs, keep }: LevelChoice): boolean => refs.length === 0 && keep === undefined;

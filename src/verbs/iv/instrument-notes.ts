/**
 * What a reader of an equation with instruments must be warned of: a first stage too weak for what
 * is read off the table, an estimate far from that of least squares, the sign of the first stage.
 * Sources: Staiger & Stock (1997), Econometrica 65(3), doi:10.2307/2171753; Stock & Yogo (2005), in Identification and
 * Inference for Econometric Models, doi:10.1017/CBO9780511614491.006; Lee, McCrary, Moreira & Porter (2022), American
 * Economic Review 112(10), doi:10.1257/aer.20211063.
 */

import type { Category } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import type { SampleColumn } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import { columnsOf } from "../../formula/expression.js";
import { parseExpression, parseFixedEffects } from "../../formula/parser.js";
import { printExpression, printFormula, printName, printTerm } from "../../formula/print.js";
import type { Term, WithInstruments } from "../../formula/spec.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import type { IvRecord } from "../../regression/record/iv-record.js";
import { IV_NOTES } from "./messages.js";

/** Coefficients of the excluded instruments in one first stage, and their t. */
export interface FirstStage {
  readonly coefficients: readonly number[];
  readonly statistics: readonly number[];
}

export interface StrengthFound {
  readonly endogenous: readonly string[];
  readonly excluded: readonly string[];
  readonly first: readonly FirstStage[];
  readonly iv: Pick<IvRecord, "least_squares" | "sanderson_windmeijer" | "effective_F" | "anderson_rubin_set">;
}

/** First-stage F below which something is not safe; some thresholds are for a single instrument. */
const THRESHOLDS = [
  { F: 10, oneInstrument: false },
  { F: 16.38, oneInstrument: true },
  { F: 104.7, oneInstrument: true },
] as const;
/** Times that an estimate may be of least squares' before it is remarked. */
const FAR = 5;

/** Notes `weak_instruments`, `iv_ratio` and `first_stage_sign` by endogenous regressor; `anderson_rubin_empty`. */
export function strengthNotes({ endogenous, excluded, first, iv }: StrengthFound): Note[] {
  return [
    ...endogenous.flatMap((name, j) => [
      ...weakNote(name, excluded.length, iv, robustTest(endogenous, iv.anderson_rubin_set)),
      ...ratioNote(name, iv.least_squares[name]!),
      signNote(name, excluded, first[j]!),
    ]),
    ...emptyNote(iv.anderson_rubin_set),
  ];
}

/** What remains valid where instruments are weak; nothing where few clusters leave no such test. */
function robustTest(endogenous: readonly string[], { kind }: IvRecord["anderson_rubin_set"]) {
  if (kind !== null) return "Anderson-Rubin set" as const;
  return endogenous.length === 1 ? null : ("joint Anderson-Rubin test" as const);
}

const emptyNote = ({ kind, level }: IvRecord["anderson_rubin_set"]): Note[] =>
  kind === "empty" ? [note(IV_NOTES, "anderson_rubin_empty", { level })] : [];

function weakNote(
  endogenous: string,
  nInstruments: number,
  { effective_F, sanderson_windmeijer }: StrengthFound["iv"],
  robust: ReturnType<typeof robustTest>,
): Note[] {
  const F = effective_F?.statistic ?? sanderson_windmeijer[endogenous]!.F?.statistic;
  if (F === undefined) return [];
  const applying = THRESHOLDS.filter(({ oneInstrument }) => !oneInstrument || nInstruments === 1);
  const below = applying.flatMap((threshold) => (F < threshold.F ? [threshold.F] : []));
  if (below.length === 0) return [];
  const statistic = effective_F === null ? "Sanderson-Windmeijer F" : "effective F";
  return [note(IV_NOTES, "weak_instruments", { endogenous, F, below, statistic, robust })];
}

const ratioNote = (
  endogenous: string,
  { estimate: least_squares, ratio }: { readonly estimate: number; readonly ratio: number },
): Note[] => (ratio > 0 && ratio < FAR ? [] : [note(IV_NOTES, "iv_ratio", { endogenous, least_squares, ratio })]);

function signNote(endogenous: string, excluded: readonly string[], { coefficients, statistics }: FirstStage): Note {
  const byName = (values: readonly number[]) => Object.fromEntries(excluded.map((z, i) => [z, values[i]!]));
  const facts = { endogenous, coefficients: byName(coefficients), statistics: byName(statistics) };
  return note(IV_NOTES, "first_stage_sign", facts);
}

// Where an instrument gets its variation from.

/** A grouping of the rows by its name. */
type Named = Pick<Category, "name">;

/** What the notes are about. */
export interface InstrumentSample<G extends Named> {
  readonly spec: WithInstruments;
  readonly table: Pick<Table, "columns">;
  readonly effects: readonly G[];
  readonly excluded: Pick<ExpandedTerms, "names" | "columns">;
  /** Positions of instruments of which the effects leave nothing. */
  readonly absorbed: readonly number[];
  /** Groupings of the rows other than the effects: clusters, units of a panel. */
  readonly groupings: readonly G[];
  /** Whether an instrument takes one value in each level of a grouping, which are several. */
  readonly isConstantWithin: (instrument: number, grouping: G) => boolean;
  /** Column of the period, where the data are a panel. */
  readonly time: string | undefined;
}

/** A note for each instrument that is constant within a unit; none for one that is constant altogether. */
export function variationNotes<G extends Named>(given: InstrumentSample<G>): Note[] {
  const { effects, excluded, absorbed, isConstantWithin } = given;
  return excluded.names.flatMap((name, z) => {
    const column = excluded.columns[z]!;
    const isAbsorbed = absorbed.includes(z);
    const unit = (isAbsorbed ? effects : besideEffects(given)).find((grouping) => isConstantWithin(z, grouping));
    if (unit === undefined || column.isConstant()) return [];
    const alternative = alternativeTo(given, name, unit.name);
    const code = isAbsorbed ? "instrument_absorbed" : "instrument_constant_within_unit";
    return [
      note(IV_NOTES, code, {
        ...{ instrument: name, unit: unit.name },
        ...{ alternative: alternative?.formula ?? null, term: alternative?.term ?? null },
      }),
    ];
  });
}

/** The groupings that are no effects. */
export const besideEffects = <G extends Named>({
  effects,
  groupings,
}: Pick<InstrumentSample<G>, "effects" | "groupings">): G[] =>
  groupings.filter(({ name }) => effects.every((effect) => effect.name !== name));

/**
 * Whether a column takes one value in each level of a grouping, of two at least, some of which have several rows; looks no further than the
 * first difference.
 */
export function isConstantWithin({ values, rows }: SampleColumn, { codes, nLevels }: Category): boolean {
  if (nLevels < 2) return false;
  const first = new Float64Array(nLevels).fill(Number.NaN);
  let isSeenAgain = false;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    const value = values[rows === undefined ? i : rows[i]!]!;
    const known = first[code]!;
    if (Number.isNaN(known)) first[code] = value;
    else if (known !== value) return false;
    else isSeenAgain = true;
  }
  return isSeenAgain;
}

/** The instrument times a trend, under effects of the unit and the period; undefined where no period is known. */
function alternativeTo(
  { spec, table, effects: known, time }: Pick<InstrumentSample<Named>, "spec" | "table" | "effects" | "time">,
  name: string,
  unit: string,
): { readonly term: string; readonly formula: string } | undefined {
  const period =
    time ?? known.map((effect) => effect.name).find((effect) => effect !== unit && isNumeric(table, effect));
  const replaced = spec.instruments.excluded.find((term) => printTerm(term) === name);
  if (period === undefined || period === unit || replaced === undefined) return undefined;
  const trend: Term = {
    variables: [...replaced.variables, { kind: "expression", expression: { kind: "name", name: period } }],
  };
  if (spec.instruments.excluded.some((term) => printTerm(term) === printTerm(trend))) return undefined;
  const excluded = spec.instruments.excluded.map((term) => (term === replaced ? trend : term));
  const effects = [unit, period].filter((wanted) =>
    spec.fixedEffects.every(({ columns }) => columns.join("^") !== wanted),
  );
  const fixedEffects = [...spec.fixedEffects, ...effects.map((effect) => ({ columns: effect.split("^") }))];
  const formula = printFormula({ ...spec, fixedEffects, instruments: { ...spec.instruments, excluded } });
  return { term: printTerm(trend), formula };
}

const isNumeric = (table: Pick<Table, "columns">, name: string): boolean =>
  table.columns.some((column) => column.name === name && column.kind === "numeric");

// An instrument as text.

/** An instrument as the formula prints it, and the columns it reads. */
export interface InstrumentText {
  readonly term: string;
  readonly columns: readonly string[];
}

/**
 * Reads an expression such as `rugged`, `log(dist)` or `2 * rugged`, which is one instrument: arithmetic stands in I(), since
 * the bare signs of a formula make several. Throws UsageError as `parseExpression`.
 */
export function readInstrument(written: string): InstrumentText {
  const expression = parseExpression(written);
  const alone = printExpression(expression);
  const isTerm = expression.kind === "name" || expression.kind === "call";
  return { term: isTerm ? alone : `I(${alone})`, columns: columnsOf(expression) };
}

/** The instrument times `period` less `origin`: `I(rugged * (year - 2009))`. Throws as `readInstrument`. */
export function timesTrend(written: string, period: string, origin: number): string {
  const expression = parseExpression(written);
  const alone = printExpression(expression);
  const factor = expression.kind === "name" || expression.kind === "call" ? alone : `(${alone})`;
  const name = printName(period);
  const trend = origin === 0 ? name : origin > 0 ? `(${name} - ${origin})` : `(${name} + ${-origin})`;
  return `I(${factor} * ${trend})`;
}

/** Whether the effects `fe`, as after the bar of a formula, include the column `name` by itself. Throws UsageError. */
export const includesEffect = (fe: string, name: string): boolean =>
  parseFixedEffects(fe).some(({ columns }) => columns.length === 1 && columns[0] === name);

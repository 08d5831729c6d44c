/**
 * What rules look at: the table, and what was told or can be derived of it: panel, design of the treatment, outcome, regressors,
 * effects, clusters. Numeric columns are profiled once, when first asked for.
 */
import { type Category, MISSING_CODE, type NumericColumn } from "../base/columns.js";
import { categoryOf } from "../data/panel/codes.js";
import { combine } from "../data/panel/order.js";
import type { Panel, PanelKeys } from "../data/panel/panel.js";
import { periodWords } from "../data/panel/period-text.js";
import { periodsOf, type TreatmentDesign } from "../data/panel/treatment-design.js";
import type { Table } from "../data/table/table.js";
import { columnsOf } from "../formula/expression.js";
import { printTerm } from "../formula/print.js";
import { columnsOfVariable, type ModelSpec, type Term } from "../formula/spec.js";
import type { Refusal } from "../report/messages.js";
import type { SensitivityRecord } from "../verbs/sensitivity/record.js";
import { missingCodes } from "./measure/missing-codes.js";
import { type Profile, profileOf } from "./measure/profile.js";

/** Two rows of one unit and time: a table that is no panel. */
export interface Duplicates {
  readonly keys: PanelKeys;
}

/** What is told of a table. */
export interface Told {
  readonly table: Table;
  readonly panel?: Panel;
  /** Where rows share unit and time, so that there is no panel. */
  readonly duplicates?: Duplicates;
  readonly design?: TreatmentDesign;
  /** Column of a treatment or of cohorts. */
  readonly treatment?: string;
  readonly spec?: ModelSpec;
  readonly outcome?: string;
  /** Columns whose combinations are the clusters. */
  readonly cluster?: readonly string[];
  /** What rows and groups do to the coefficient in question. */
  readonly influence?: SensitivityRecord;
  /** Why something that was told can't be had. */
  readonly refused?: Readonly<Partial<Record<"panel" | "influence", Refusal>>>;
}

/** A variable of the formula beside the effects. */
export interface Regressor {
  /** As the formula writes it. */
  readonly name: string;
  /** Whether it is a column as it stands, and no function of one. */
  readonly isPlain: boolean;
  readonly columns: readonly string[];
  readonly role: "regressor" | "endogenous" | "instrument";
}

export interface Inspected extends Told {
  readonly outcomes: readonly string[];
  readonly regressors: readonly Regressor[];
  /** Columns of each effect of the formula. */
  readonly effects: readonly (readonly string[])[];
  /** Columns that name rows, and treatment or cohorts: no measures. */
  readonly keys: ReadonlySet<string>;
  /** Numeric columns, but for the panel's keys. */
  readonly measures: readonly NumericColumn[];
  readonly profile: (name: string) => Profile;
  /** The same without codes of missing values. */
  readonly uncoded: (name: string) => Profile;
  /** Categories of the effects, and 1 for rows that have outcome, regressors, instruments and effects: u8[nRows]; made once. */
  readonly effectCategories: () => readonly Category[];
  readonly completeRows: () => Uint8Array;
  /** Periods of the panel, ascending. */
  readonly times: readonly number[];
  /** A period, or runs of them, in words: `2012`, `2014–2016`. */
  readonly periodText: (period: number) => string;
  readonly periodsText: (periods: readonly number[]) => string;
}

export function inspected(told: Told): Inspected {
  const { table, panel, duplicates, spec, outcome } = told;
  const profiles = new Map<string, Profile>();
  const profile = (name: string): Profile => {
    const known = profiles.get(name);
    if (known !== undefined) return known;
    const made = profileOf(table.column(name) as NumericColumn);
    profiles.set(name, made);
    return made;
  };
  const withoutCodes = new Map<string, Profile>();
  const uncoded = (name: string): Profile => {
    const known = withoutCodes.get(name);
    if (known !== undefined) return known;
    const whole = profile(name);
    const codes = missingCodes(whole);
    const values = () => whole.values.map((value) => (codes.includes(value) ? Number.NaN : value));
    const made = codes.length === 0 ? whole : profileOf({ kind: "numeric", name, values: values() });
    withoutCodes.set(name, made);
    return made;
  };
  const keys = new Set(
    panel === undefined
      ? duplicates === undefined
        ? []
        : [duplicates.keys.unit, duplicates.keys.time]
      : [panel.unit.name, panel.time.name],
  );
  const times = panel === undefined ? [] : [...periodsOf(panel)];
  const periodText = (period: number) => periodWords(panel?.period, period);
  const regressors = spec === undefined ? [] : regressorsOf(spec);
  const derived = {
    outcomes: outcome !== undefined ? [outcome] : spec === undefined ? [] : columnsOf(spec.lhs),
    regressors,
    // slopes without levels of their own absorb no level
    effects: spec?.fixedEffects.flatMap(({ columns, slopes }) => (slopes?.intercept === false ? [] : [columns])) ?? [],
    keys,
    measures: table.columns.filter(
      (column): column is NumericColumn => column.kind === "numeric" && !keys.has(column.name),
    ),
    ...{ profile, uncoded, times, periodText },
    periodsText: (periods: readonly number[]) => runsText(periods, times, periodText),
  };
  const effectsOnce = once(() => effectCategories({ ...told, ...derived }));
  const before: Omit<Inspected, "completeRows"> = { ...told, ...derived, effectCategories: effectsOnce };
  return { ...before, completeRows: once(() => completeRows(before)) };
}

/** `make`, called when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function regressorsOf({ terms, instruments }: ModelSpec): Regressor[] {
  const as =
    (role: Regressor["role"]) =>
    (term: Term): Regressor => {
      const [variable, ...others] = term.variables;
      const isPlain = others.length === 0 && variable?.kind === "expression" && variable.expression.kind === "name";
      return { name: printTerm(term), isPlain, columns: [...new Set(term.variables.flatMap(columnsOfVariable))], role };
    };
  return [
    ...terms.map(as("regressor")),
    ...(instruments?.endogenous ?? []).map(as("endogenous")),
    ...(instruments?.excluded ?? []).map(as("instrument")),
  ].filter(({ columns }) => columns.length > 0);
}

/** Columns of all regressors and instruments, each once. */
export const regressorColumns = ({ regressors }: Pick<Inspected, "regressors">): string[] => [
  ...new Set(regressors.flatMap(({ columns }) => columns)),
];

/** Those that the formula has as they stand. */
export const plainRegressors = ({ regressors }: Pick<Inspected, "regressors">): string[] =>
  regressors.flatMap(({ isPlain, columns }) => (isPlain ? columns : []));

/** Numbers of `name`, where it has numbers. */
export function numbersOf({ table }: Pick<Inspected, "table">, name: string): Float64Array | null {
  if (!table.has(name)) return null;
  const column = table.column(name);
  return column.kind === "numeric" ? column.values : null;
}

/** Periods in their order, those that follow each other among `times` as one run. */
export function runsText(
  periods: readonly number[],
  times: readonly number[],
  text: (period: number) => string,
): string {
  const runs: { from: number; to: number }[] = [];
  for (const period of periods) {
    const place = times.indexOf(period);
    const last = runs.at(-1);
    if (last !== undefined && last.to === place - 1) last.to = place;
    else runs.push({ from: place, to: place });
  }
  return runs
    .map(({ from, to }) => (from === to ? text(times[from]!) : `${text(times[from]!)}–${text(times[to]!)}`))
    .join(", ");
}

/** Categories of the formula's effects. */
const effectCategories = ({ effects, table }: Pick<Inspected, "effects" | "table">): Category[] =>
  effects.map((columns) => combine(columns.map((name) => categoryOf(table.column(name)))));

/** 1 for rows that have outcome, regressors, instruments and effects; u8[nRows]. */
function completeRows(data: Omit<Inspected, "completeRows">): Uint8Array {
  const { table, outcomes } = data;
  const complete = new Uint8Array(table.nRows).fill(1);
  for (const name of [...outcomes, ...regressorColumns(data)]) {
    const values = numbersOf(data, name);
    if (values !== null)
      for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row]!)) complete[row] = 0;
    const column = values === null && table.has(name) ? table.column(name) : undefined;
    if (column?.kind === "text")
      column.codes.forEach((code, row) => {
        if (code === MISSING_CODE) complete[row] = 0;
      });
  }
  for (const { codes } of data.effectCategories()) {
    for (let row = 0; row < codes.length; row++) if (codes[row] === MISSING_CODE) complete[row] = 0;
  }
  return complete;
}

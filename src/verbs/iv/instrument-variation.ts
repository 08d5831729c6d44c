/**
 * Where an instrument gets its variation from: whether it is constant within units, so that it compares units
 * and effects of them absorb it, and which alternative would survive them: its interaction with a trend. Notes in words;
 * knows no estimate.
 */

import type { Category } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import type { SampleColumn } from "../../base/sample-column.js";
import type { Table } from "../../data/table/table.js";
import { printFormula, printTerm } from "../../formula/print.js";
import type { Term, WithInstruments } from "../../formula/spec.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import { IV_NOTES } from "./messages.js";

/** What the notes are about. */
export interface InstrumentSample {
  readonly spec: WithInstruments;
  readonly table: Table;
  readonly sample: Sample;
  readonly excluded: ExpandedTerms;
  /** Positions of instruments of which the effects leave nothing. */
  readonly absorbed: readonly number[];
  /** Groupings of the rows other than the effects: clusters, units of a panel. */
  readonly groupings: readonly Category[];
  /** Column of the period, where the data are a panel. */
  readonly time: string | undefined;
}

/** A note for each instrument that is constant within a unit; none for one that is constant altogether. */
export function variationNotes(given: InstrumentSample): Note[] {
  const { sample, excluded, absorbed, groupings } = given;
  return excluded.names.flatMap((name, z) => {
    const column = excluded.columns[z]!;
    const isAbsorbed = absorbed.includes(z);
    const others = groupings.filter((grouping) => sample.effects.every((effect) => effect.name !== grouping.name));
    const unit = (isAbsorbed ? sample.effects : others).find((grouping) => isConstantWithin(column, grouping));
    if (unit === undefined || unit.nLevels < 2 || column.isConstant()) return [];
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

/** Whether a column takes one value in each level of a grouping; looks no further than the first difference. */
function isConstantWithin({ values, rows }: SampleColumn, { codes, nLevels }: Category): boolean {
  const first = new Float64Array(nLevels).fill(Number.NaN);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    const value = values[rows === undefined ? i : rows[i]!]!;
    const known = first[code]!;
    if (Number.isNaN(known)) first[code] = value;
    else if (known !== value) return false;
  }
  return true;
}

/** The instrument times a trend, under effects of the unit and the period; undefined where no period is known. */
function alternativeTo(
  { spec, table, sample, time }: InstrumentSample,
  name: string,
  unit: string,
): { readonly term: string; readonly formula: string } | undefined {
  const period =
    time ?? sample.effects.map((effect) => effect.name).find((effect) => effect !== unit && isNumeric(table, effect));
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

const isNumeric = (table: Table, name: string): boolean =>
  table.columns.some((column) => column.name === name && column.kind === "numeric");

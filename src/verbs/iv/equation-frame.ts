/**
 * The sample of an equation with instruments and its columns in linear memory, in the order [Z W X y].
 */
import type { SampleColumn } from "../../base/sample-column.js";
import type { Table } from "../../data/table/table.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import type { WithInstruments } from "../../formula/spec.js";
import { type Expansion, loadFrame, type Placed, type PlaceOptions } from "../../regression/frame/model-frame.js";
import {
  type ExpandedInstruments,
  type ExpandedTerms,
  expandInstruments,
  expandTerms,
} from "../../regression/frame/terms.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import { parseIv } from "./iv-option.js";

/** An equation with instruments: exogenous regressors, and what `expandInstruments` gives. */
export interface EquationTerms extends ExpandedInstruments {
  readonly exogenous: ExpandedTerms;
}

const expansionOf = (iv: string): Expansion<EquationTerms> => ({
  expand: ({ selected, evaluated }, spec, table, functions) => ({
    exogenous: expandTerms(spec, table, functions, selected, evaluated),
    ...expandInstruments(spec as WithInstruments, table, functions, selected, evaluated),
  }),
  columnsOf: ({ excluded, exogenous, endogenous }) => [
    ...excluded.columns,
    ...exogenous.columns,
    ...endogenous.columns,
  ],
  instrumentsOf: ({ excluded, endogenous }) => ({
    instruments: {
      excluded: excluded.names.length,
      endogenous: endogenous.names.length,
      secondStep: parseIv(iv).estimator === "gmm2s",
    },
  }),
});

/**
 * Takes the sample of an equation and places its columns in `scope`: excluded instruments, exogenous regressors, endogenous
 * ones, outcome, in this order, so that those of the first stage are side by side, as are those of the equation itself.
 * Throws as `loadFrame`.
 */
export function placeEquation(
  engine: Engine,
  scope: Scope,
  spec: WithInstruments,
  table: Table,
  variance: RegressionVcov,
  options: PlaceOptions & { readonly iv?: string },
): Placed<EquationTerms> {
  return loadFrame(engine, scope, spec, table, variance, options, expansionOf(options.iv ?? "2sls"));
}

/** Columns in memory order with the names they bear in data, and those of their coefficients. */
export interface MemoryTerms {
  readonly names: readonly string[];
  readonly columns: readonly SampleColumn[];
  readonly asCoefficients: ExpandedTerms;
}

/** All columns of an equation but the outcome, in memory order. */
export function inMemory({ excluded, exogenous, endogenous }: EquationTerms): MemoryTerms {
  const parts = [excluded, exogenous, endogenous];
  const columns = parts.flatMap((part) => part.columns);
  const notes = [...new Map(parts.flatMap((part) => part.notes).map((note) => [note.message, note])).values()];
  const fitted = endogenous.names.map((name) => `fit_${name}`);
  return {
    names: parts.flatMap(({ names }) => names),
    columns,
    asCoefficients: { names: [...excluded.names, ...exogenous.names, ...fitted], columns, notes },
  };
}

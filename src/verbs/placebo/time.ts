/**
 * The sample of a placebo in time: rows before the policy of their own unit, with a fictitious treatment in
 * the place of the true one. Knows nothing of draws.
 */
import { DataError, NotSupported } from "../../base/errors.js";
import type { PanelKeys } from "../../data/panel/panel.js";
import { GRID } from "../../data/panel/treatment-grid.js";
import { selectRows, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { printTerm } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { SampleChoice } from "../../regression/least-squares/least-squares-steps.js";
import type { VcovSpec } from "../../regression/variance/vcov-spec.js";
import { type DatedCohort, datedCohorts } from "./dates.js";
import { type PlaceboSample, placeboSample, treatmentColumn } from "./sample.js";

/** Name of the fictitious treatment where the true one is no column of its own. */
const FICTITIOUS = "placebo treatment";

export interface TimeSample {
  readonly at: PlaceboSample;
  readonly cohorts: readonly DatedCohort[];
}

/**
 * The untreated rows of `full`, treated from the last of each cohort's earlier dates on.
 * @throws NotSupported `placebo_time_term` for a treatment that is one level of a term, DataError
 *   `placebo_no_untreated`, `placebo_no_earlier_period`, and as `placeboSample`.
 */
export function timeSample(
  engine: Engine,
  full: PlaceboSample,
  keys: PanelKeys,
  variance: VcovSpec,
  { weights, fixefRm }: SampleChoice,
): TimeSample {
  const { grid, sample, table } = full;
  const nPeriods = grid.periods.length;
  const rows = sample.rows.filter(
    (_, i) => grid.cells[grid.unit.codes[i]! * nPeriods + grid.time.codes[i]!] === GRID.untreated,
  );
  if (rows.length === 0) {
    throw new DataError(
      "placebo_no_untreated",
      `'${full.term}' is 1 in every row of the sample: a placebo in time needs rows before the policy.`,
      {
        got: 0,
        expected: "rows with treatment 0",
      },
    );
  }
  const { spec, column } = fictitious(full.spec, full.term);
  const untreated = selectRows(table, rows);
  const choice = { ...(weights === undefined ? {} : { weights }), ...(fixefRm === undefined ? {} : { fixefRm }) };
  const sampleWith = (values: Float64Array) => {
    const dated = withColumns(untreated, [{ kind: "numeric", name: column, values }]);
    return placeboSample(engine, dated, spec, keys, column, variance, choice);
  };
  const bare = sampleWith(new Float64Array(rows.length));
  const trueDate = new Map(Array.from(grid.firstTreated, (date, u) => [grid.unit.label(u), date]));
  const { unit } = bare.grid;
  const cohortOf = Float64Array.from({ length: unit.nLevels }, (_, u) => trueDate.get(unit.label(u))!);
  const cohorts = datedCohorts(bare.grid, cohortOf);
  const latest = cohorts.map(({ earlier }) => earlier.at(-1));
  const codes = new Uint32Array(unit.nLevels);
  cohorts.forEach(({ units }, k) => {
    if (latest[k] !== undefined) for (const u of units) codes[u] = k + 1;
  });
  const starts = Float64Array.from(latest, (date) => date ?? Number.POSITIVE_INFINITY);
  const ofSample = treatmentColumn(bare.grid, codes, starts);
  const values = new Float64Array(rows.length);
  bare.sample.rows.forEach((row, i) => {
    values[row] = ofSample[i]!;
  });
  return { at: sampleWith(values), cohorts };
}

/** The model with its treatment a column of its own, called `column`. */
function fictitious(spec: ModelSpec, term: string): { readonly spec: ModelSpec; readonly column: string } {
  const plain = (name: string) => name.replaceAll(" ", "");
  const at = spec.terms.findIndex((candidate) => plain(printTerm(candidate)) === plain(term));
  if (at < 0) {
    throw new NotSupported(
      "placebo_time_term",
      `A placebo in time replaces the treatment, and '${term}' is one level of a term of several: make it a column of its own.`,
      { got: term, expected: "a term that is one column" },
    );
  }
  const variables = spec.terms[at]!.variables;
  const only = variables.length === 1 ? variables[0]! : undefined;
  if (only?.kind === "expression" && only.expression.kind === "name") return { spec, column: only.expression.name };
  const variable = { kind: "expression" as const, expression: { kind: "name" as const, name: FICTITIOUS } };
  const terms = spec.terms.map((candidate, j) => (j === at ? { variables: [variable] } : candidate));
  return { spec: { ...spec, terms }, column: FICTITIOUS };
}

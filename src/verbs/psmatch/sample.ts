/**
 * The units that are matched: rows of the table that lack nothing, who of them is treated, what they are
 * compared in, and the cells, years and clusters they lie in. Estimates nothing.
 */
import type { Category, Labels } from "../../base/columns.js";
import { DataError, UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { gather } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { evaluate } from "../../regression/frame/expression.js";
import { estimationSample, groupingOver, type Sample } from "../../regression/frame/sample.js";
import { expandTerms } from "../../regression/frame/terms.js";
import type { MatchingPlan } from "./plan.js";

/** A column of numbers over the units. */
export interface NamedValues {
  readonly name: string;
  readonly values: Float64Array;
}

/** Units by position in the sample; arrays are not to be written. */
export interface MatchSample {
  readonly table: Table;
  readonly spec: ModelSpec;
  /** Name of the treatment. */
  readonly treatment: string;
  /** Row of the table (0-based) of each unit; of a unit of averages its first. */
  readonly rows: Uint32Array;
  /** What a unit is called in words: its row, or its name. */
  readonly label: (i: number) => string;
  /** Averages: the units, codes over the sample being 0, 1, ...; null for rows. */
  readonly unit: Category | null;
  readonly treated: Uint8Array;
  /** Columns of the score, without intercept; factors by contrasts. */
  readonly regressors: readonly NamedValues[];
  /** What balance is judged in: factors by all their levels. */
  readonly covariates: readonly NamedValues[];
  /** What the data call regressors and covariates, by name. */
  readonly labels: Labels;
  readonly outcome: Float64Array | null;
  readonly score: Float64Array | null;
  /** Units agree in these to be matched; null where nothing is to agree. */
  readonly cells: Category | null;
  /** Values of `by`. */
  readonly strata: Category | null;
  readonly cluster: Category | null;
  /** Rows of the table that the score sees. */
  readonly seen: Uint32Array;
  readonly dropped: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
}

/**
 * Refuses a formula that is no score: UsageError `psmatch_formula`. A score that is given, and distances of nothing, need
 * no covariate.
 */
export function checkScoreFormula(
  { call, fixedEffects, instruments, intercept, terms }: ModelSpec,
  plan: MatchingPlan,
): void {
  const because =
    instruments !== undefined
      ? "has instruments, which have no part in a score: leave out '| endogenous ~ instruments'"
      : fixedEffects.length > 0
        ? "has fixed effects, which a score has not: match within their levels by option exact, or estimate a score in each by option by"
        : !intercept
          ? "has no intercept, which a score needs: leave out '- 1' or '+ 0'"
          : terms.length === 0 && plan.score === null
            ? "names no covariate: name at least one right of '~'"
            : undefined;
  if (because === undefined) return;
  throw new UsageError("psmatch_formula", `'${call}' ${because}.`, { got: call, expected: "treat ~ x1 + x2" });
}

/**
 * The rows of `table` that can be matched. Throws DataError `treatment_not_binary`, `all_treated`, `no_treated`; and as
 * `estimationSample` and `expandTerms` do.
 */
export function matchSample(engine: Engine, table: Table, spec: ModelSpec, plan: MatchingPlan): MatchSample {
  const functions = elementary(engine);
  for (const name of [plan.outcome, plan.score, plan.timing]) if (name !== null) table.numeric(name);
  const sample = estimationSample(engine, spec, table, functions, {
    ...(plan.subset === null ? {} : { subset: plan.subset }),
    also: alsoPresent(plan),
    fixefRm: "none",
  });
  const { rows, selected } = sample;
  const treatment = printExpression(spec.lhs);
  const treated = treatedOf(engine, table, spec, sample);
  const numbers = (name: string | null) =>
    name === null ? null : finite(name, gather(table.numeric(name), selected), rows);
  const grouping = (names: readonly string[]) =>
    names.length === 0 ? null : groupingOver(names, table, selected, functions);
  const terms = expandTerms(spec, table, functions, selected, sample.evaluated);
  const { covariates, labels } = covariatesOf(engine, table, spec, sample);
  return {
    table,
    spec,
    treatment,
    rows,
    label: (i) => `row ${rows[i]! + 1}`,
    unit: null,
    treated,
    regressors: terms.names
      .map((name, j) => ({ name, values: terms.columns[j]!.numbers() }))
      .filter(({ name }) => name !== "(Intercept)"),
    covariates,
    labels: { ...terms.labels, ...labels },
    outcome: plan.average === null ? numbers(plan.outcome) : null,
    score: numbers(plan.score),
    cells: grouping(plan.exact),
    strata: grouping(plan.by === null ? [] : [plan.by]),
    cluster: grouping(plan.cluster === null ? [] : [plan.cluster]),
    seen: rows,
    dropped: { ...(plan.subset === null ? {} : { subset: sample.dropped.subset! }), missing: sample.dropped.missing! },
    notes: [...table.notes, ...sample.notes, ...terms.notes],
  };
}

/** Throws DataError `all_treated` or `no_treated` unless both groups have units. */
export function requireBothGroups(
  { treated, treatment }: Pick<MatchSample, "treated" | "treatment">,
  where = "",
): void {
  const first = treated[0];
  if (treated.length > 0 && treated.some((value) => value !== first)) return;
  const all = first === 1;
  throw new DataError(
    all ? "all_treated" : "no_treated",
    `'${treatment}' is ${all ? 1 : 0} in all ${treated.length} units${where}: matching needs treated units (1) and controls (0).`,
    { got: all ? [1] : [0], expected: [0, 1], column: treatment },
  );
}

/** Columns beside the formula that a unit must have: an outcome of averages is measured elsewhere. */
function alsoPresent({ exact, by, average, score, cluster, outcome }: MatchingPlan): string[] {
  const own = [by, average?.unit ?? null, score, cluster, average === null ? outcome : null];
  return [...new Set([...exact, ...own.filter((name) => name !== null)])];
}

function treatedOf(
  engine: Engine,
  table: Table,
  { lhs }: ModelSpec,
  { rows, selected, evaluated }: Sample,
): Uint8Array {
  const name = printExpression(lhs);
  if (lhs.kind === "name" && table.column(lhs.name).kind === "text") {
    throw new DataError(
      "treatment_not_binary",
      `Treatment '${name}' holds text; 1 (treated) or 0 (control) was expected. Compare it, as in ${name} == "..." ~ x.`,
      { got: "text", expected: [0, 1], column: name },
    );
  }
  const values = evaluated.get(name)?.numbers() ?? evaluate(lhs, table, elementary(engine), selected).values;
  const treated = new Uint8Array(values.length);
  for (let i = 0; i < treated.length; i++) {
    const value = values[i]!;
    if (value !== 0 && value !== 1) {
      throw new DataError(
        "treatment_not_binary",
        `Treatment '${name}' is ${value} in row ${rows[i]! + 1}; 1 (treated) or 0 (control) was expected.`,
        { got: value, expected: [0, 1], column: name, row: rows[i]! + 1 },
      );
    }
    treated[i] = value;
  }
  return treated;
}

/** Each term by itself and without a constant, so that a factor shows all its levels. */
function covariatesOf(
  engine: Engine,
  table: Table,
  spec: ModelSpec,
  { selected, evaluated }: Sample,
): Pick<MatchSample, "covariates" | "labels"> {
  const functions = elementary(engine);
  const expanded = spec.terms.map((term) => {
    const alone = { ...spec, terms: [term], intercept: false, fixedEffects: [] };
    return expandTerms(alone, table, functions, selected, evaluated);
  });
  return {
    covariates: expanded.flatMap(({ names, columns }) =>
      names.map((name, j) => ({ name, values: columns[j]!.numbers() })),
    ),
    labels: Object.assign({}, ...expanded.map(({ labels }) => labels)),
  };
}

function finite(name: string, values: Float64Array, rows: Uint32Array): Float64Array {
  const i = values.findIndex((value) => !Number.isFinite(value));
  if (i < 0) return values;
  throw new DataError(
    "not_finite",
    `Column '${name}' is ${values[i]} in row ${rows[i]! + 1}; a finite number was expected.`,
    {
      got: values[i],
      expected: "a finite number",
      column: name,
      row: rows[i]! + 1,
    },
  );
}

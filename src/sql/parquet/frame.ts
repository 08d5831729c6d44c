/**
 * A formula, a condition and a variance as columns that are made batch by batch of files of Parquet, under the names a sample in
 * memory gives them. What depends on all rows, such as levels or lags, is refused by name.
 */
import type { Column } from "../../base/columns.js";
import { NotSupported } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { ParquetRows } from "../../data/formats/parquet/rows/parquet-rows.js";
import { columnsOf, type Expression } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";
import { printExpression, printPolynomial } from "../../formula/print.js";
import { lagsIn, lagsOf, type ModelSpec } from "../../formula/spec.js";
import { joinedEffects } from "../../regression/absorb/effects.js";
import { clusteringsOf, clusterName } from "../../regression/frame/clusterings.js";
import { type ElementaryFunctions, evaluate } from "../../regression/frame/expression.js";
import { refuseInstruments } from "../../regression/frame/model-frame.js";
import { refuseSlopes, requireCondition } from "../../regression/frame/sample-errors.js";
import { planTerms } from "../../regression/frame/term-plan.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import type { ChunkColumn, ChunkSpec } from "../../regression/moments/chunks/spec.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";

/** What is read of the rows. */
export interface PassFrame extends Pick<ChunkSpec, "outcome" | "regressors" | "weights" | "subset"> {
  readonly spec: ModelSpec;
  readonly names: readonly string[];
  readonly labels: ExpandedTerms["labels"];
  readonly notes: readonly Note[];
  /** One effect or two, as the formula has them. */
  readonly effects: readonly string[];
  /** The column of the variance's clusters, null for iid. */
  readonly cluster: string | null;
  readonly condition: Expression | null;
}

/** NotSupported for what an engine has and passes over files have not. */
export const refused = (code: string, what: string, got: unknown): NotSupported =>
  new NotSupported(
    code,
    `Files are read in passes, and ${what}. Ask an engine for it (--engine duckdb), or name the columns of a table with --use.`,
    { got },
  );

/**
 * The columns of `spec`. Throws NotSupported `passes_vcov`, `passes_effects`, `passes_levels`, `passes_lags`, `instruments`, `slopes`;
 * UsageError `subset_condition`; and as `rows` for a column there is none of.
 */
export function passFrame(
  rows: ParquetRows,
  spec: ModelSpec,
  variance: RegressionVcov,
  { subset, weights }: { readonly subset?: string; readonly weights?: string },
  functions: ElementaryFunctions,
): PassFrame {
  refuseSlopes(spec);
  refuseInstruments(spec);
  const condition = subset === undefined ? null : parseExpression(subset);
  if (condition !== null) requireCondition(condition);
  const [lag] = [...lagsIn(spec), ...(condition === null ? [] : lagsOf(condition))];
  if (lag !== undefined) {
    const got = printExpression(lag);
    throw refused("passes_lags", `'${got}' needs rows of a unit beside each other`, got);
  }
  const effects = joinedEffects(spec.fixedEffects).map(({ columns }) => clusterName(columns));
  if (effects.length === 0 || effects.length > 2 || spec.fixedEffects.some(({ columns }) => columns.length > 1)) {
    throw refused("passes_effects", `'${spec.call}' has other effects than one or two columns each`, effects);
  }
  const cluster = clusterOf(variance);
  const plan = planTerms<Expression>(spec.terms, termRows(rows), false, true);
  const columnOf = (factors: readonly Expression[]) => chunkColumn(factors, functions);
  return {
    ...{ spec, effects, cluster, condition },
    outcome: columnOf([spec.lhs]),
    regressors: plan.columns.map(({ block }) => columnOf(block.numbers)),
    names: plan.columns.map(({ name }) => name),
    labels: {},
    notes: plan.notes,
    weights: weights ?? null,
    subset: condition && computed([condition], functions),
  };
}

function clusterOf(variance: RegressionVcov): string | null {
  if (variance.type === "iid") return null;
  const by = clusteringsOf(variance);
  if (variance.type === "cluster" && by.length === 1 && by[0]!.length === 1) return by[0]![0]!;
  const name = variance.type === "cluster" ? `clusters by ${by.map(clusterName).join(" and ")}` : variance.type;
  throw refused("passes_vcov", `errors are iid or clustered by one column, which ${name} is not`, name);
}

/** A term is of numbers alone: what has levels is not known before the rows are read. */
function termRows(rows: ParquetRows) {
  const levels = (name: string): never => {
    throw refused("passes_levels", `the levels of '${name}' would have to be known beforehand`, name);
  };
  return {
    nRows: 0,
    column: (name: string): Column =>
      rows.isNumeric(name)
        ? { kind: "numeric", name, values: new Float64Array(0) }
        : { kind: "text", name, codes: new Uint32Array(0), levels: [] },
    levels,
    condition: (expression: Expression) => levels(printExpression(expression)),
    numbers: (expression: Expression) => expression,
    powers: (polynomial: Parameters<typeof printPolynomial>[0]) => levels(printPolynomial(polynomial)),
  };
}

/** The product of `factors`: a column of the files as it stands, or one that is computed. */
function chunkColumn(factors: readonly Expression[], functions: ElementaryFunctions): ChunkColumn {
  const [first] = factors;
  return factors.length === 1 && first!.kind === "name" ? first!.name : computed(factors, functions);
}

const computed = (factors: readonly Expression[], functions: ElementaryFunctions) => ({
  name: factors.map(printExpression).join(":"),
  columns: [...new Set(factors.flatMap(columnsOf))],
  of: (source: Parameters<typeof evaluate>[1]) =>
    factors
      .map((factor) => evaluate(factor, source, functions).values)
      .reduce((product, values) => product.map((value, i) => value * values[i]!)),
});

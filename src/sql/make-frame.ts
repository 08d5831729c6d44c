/**
 * What a formula, a condition and a variance ask of a source, as SQL: its complete rows with regressors, outcome, weights and keys,
 * under the names, codings and notes that a sample in memory has. Knows no sums over them.
 */
import { DataError } from "../base/errors.js";
import type { PanelKeys } from "../data/panel/panel.js";
import type { Expression } from "../formula/expression.js";
import { parseExpression } from "../formula/parser.js";
import { printExpression } from "../formula/print.js";
import { lagsIn, lagsOf, type ModelSpec, partsOf, variablesOf } from "../formula/spec.js";
import { absorbConstant, joinedEffects } from "../regression/absorb/effects.js";
import { clusteringsOf, clusterName, type SampleNeeds, vcovColumns } from "../regression/frame/clusterings.js";
import { refuseInstruments } from "../regression/frame/model-frame.js";
import type { SampleChoice } from "../regression/frame/sample.js";
import { noRegressors, refuseSlopes, requireCondition } from "../regression/frame/sample-errors.js";
import { SourceColumns } from "./frame/columns.js";
import { pieces } from "./frame/counted.js";
import { Expressions } from "./frame/expression.js";
import { sourcePanel } from "./frame/lags.js";
import { type LayeredSql, Layers } from "./frame/layers.js";
import { type Check, conditionsOf, type SampleRule, sampleFacts } from "./frame/sample-facts.js";
import { refuseOrthogonal, TermColumns } from "./frame/term-columns.js";
import type { SqlFrame, SqlGrouping, SqlSource } from "./frame.js";
import { changedRows } from "./moments/guards.js";
import type { Queries } from "./queries.js";

/** What `sampleOf` takes, unit and time for lags, and what files and tables call missing. */
export interface FrameOptions extends Pick<SampleChoice, "subset" | "weights"> {
  readonly panel?: PanelKeys;
  /** Texts that are missing beside the empty one. */
  readonly missing?: readonly string[];
  /** `allowed` for models that fixed effects alone may be: `y ~ 1 | fe`. */
  readonly effectsAlone?: "allowed";
}

/**
 * Asks the source what its sample is. Throws as `estimationSample` and `expandTerms` do for the same rows in memory, though without
 * the number of a row, which rows of a database lack; NotSupported `instruments`, `slopes`, `poly_orthogonal`, `remainder`; DataError
 * `column_kind`, `no_rows`, `engine_changed`; and as the engine.
 */
export async function makeFrame(
  queries: Queries,
  source: SqlSource,
  spec: ModelSpec,
  needs: SampleNeeds,
  options: FrameOptions = {},
): Promise<SqlFrame> {
  refuseSlopes(spec);
  refuseInstruments(spec);
  variablesOf(spec).forEach(refuseOrthogonal);
  const { dialect } = source.engine;
  const layers = new Layers(source.relation);
  const columns = new SourceColumns(source, layers, options.missing ?? []);
  const subset = options.subset === undefined ? undefined : subsetOf(options.subset);
  const hasLags = lagsIn(spec).length > 0 || (subset !== undefined && lagsOf(subset).length > 0);
  const panel =
    hasLags && options.panel !== undefined ? await sourcePanel(queries, columns, layers, options.panel) : undefined;
  const expressions = new Expressions(dialect, columns, layers, panel);
  const rule = ruleOf(spec, needs, options, columns, expressions, subset);
  const y = expressions.numbers(spec.lhs);
  const terms = new TermColumns(queries, columns, expressions);
  const levelled = terms.levelled(spec.terms);
  const groupings = new Groupings(columns);
  const effects = joinedEffects(spec.fixedEffects).map((effect) => groupings.of(effect.columns));
  const clusterings = clusteringsOf(needs).map((by) => groupings.of(by));

  const facts = await sampleFacts(queries, layers.from, source.name, rule);
  const absorbed = absorbConstant(spec.fixedEffects);
  const { used } = conditionsOf(rule, dialect.number(0));
  const { plan, sqlOf } = await terms.plan(spec.terms, levelled, {
    from: layers.from,
    condition: used,
    intercept: spec.intercept && !absorbed,
    constant: spec.intercept || absorbed,
  });
  if (plan.columns.length === 0 && (options.effectsAlone === undefined || effects.length === 0))
    throw noRegressors(spec);
  const items = [
    ...plan.columns.map((column, j) => `${sqlOf(column)} AS x${j + 1}`),
    `${y.sql} AS y`,
    ...(rule.weights === undefined ? [] : [`${rule.weights.value.sql} AS w`]),
    ...groupings.items,
  ];
  const relation = `(SELECT ${items.join(", ")} FROM ${layers.from} WHERE ${used}) AS frame`;
  const names = plan.columns.map(({ name }) => name);
  return {
    ...{ source, spec, relation, names, effects, clusterings, isWeighted: rule.weights !== undefined },
    ...{ nSource: facts.nSource, dropped: facts.dropped, nobs: facts.nobs },
    means: await meansOf(queries, relation, [...names, printExpression(spec.lhs)], facts.nobs),
    labels: Object.fromEntries(plan.columns.flatMap(({ name, label }) => (label === undefined ? [] : [[name, label]]))),
    notes: [...facts.notes, ...plan.notes],
  };
}

function subsetOf(written: string): Expression {
  const condition = parseExpression(written);
  requireCondition(condition);
  return condition;
}

/** What every row of the sample has, in the order in which `missingRows` looks. */
function ruleOf(
  spec: ModelSpec,
  needs: SampleNeeds,
  { subset: written, weights }: FrameOptions,
  columns: SourceColumns,
  expressions: Expressions,
  condition: Expression | undefined,
): SampleRule {
  const subset = condition && { written: written!, condition: expressions.subset(condition) };
  const checks: Check[] = [];
  const seen = new Set<string>();
  const category = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    checks.push({ name, present: columns.present(name) });
  };
  const expression = (of: Expression) => {
    if (of.kind === "name" && columns.kindOf(of.name) === "text") return category(of.name);
    const name = printExpression(of);
    if (seen.has(`=${name}`)) return;
    seen.add(`=${name}`);
    checks.push({ name, present: expressions.isFinite(of) });
  };
  expression(spec.lhs);
  for (const variable of variablesOf(spec)) {
    const parts = partsOf(variable);
    parts.columns.forEach(category);
    parts.expressions.forEach(expression);
  }
  for (const effect of spec.fixedEffects) effect.columns.forEach(category);
  vcovColumns(needs).forEach(category);
  const value = weights === undefined ? undefined : expressions.numbers({ kind: "name", name: weights });
  if (weights !== undefined) category(weights);
  return {
    ...(subset && { subset }),
    ...(value && { weights: { column: weights!, value } }),
    checks,
    met: expressions.met,
  };
}

/** Keys of effects and clusterings: a column each, whatever groups by it. */
class Groupings {
  private readonly keys = new Map<string, { readonly name: string; readonly key: LayeredSql }>();

  constructor(private readonly columns: SourceColumns) {}

  of(by: readonly string[]): SqlGrouping {
    const keys = by.map((column) => this.keyOf(column));
    const isNumeric = by.length === 1 && this.columns.kindOf(by[0]!) === "number";
    return { name: clusterName(by), keys, isNumeric };
  }

  private keyOf(column: string): string {
    const known = this.keys.get(column) ?? { name: `k${this.keys.size + 1}`, key: this.columns.key(column) };
    this.keys.set(column, known);
    return known.name;
  }

  get items(): string[] {
    return [...this.keys.values()].map(({ name, key }) => `${key.sql} AS ${name}`);
  }
}

/** Means of the regressors and the outcome. Throws DataError `not_finite`, and `engine_changed` where rows came or went meanwhile. */
async function meansOf(queries: Queries, relation: string, names: readonly string[], nobs: number): Promise<number[]> {
  const { double } = queries.engine.dialect;
  const columns = names.map((_, j) => (j + 1 < names.length ? `x${j + 1}` : "y"));
  const items = [double("count(*)"), ...columns.map((column) => `sum(${column})`)];
  const [n, ...sums] = await pieces(queries, items, relation);
  if (n !== nobs) throw changedRows(`rows of the sample ${nobs}, then ${n}`, [nobs, n]);
  return sums.map((sum, j) => {
    if (Number.isFinite(sum)) return sum / nobs;
    throw new DataError(
      "not_finite",
      `'${names[j]}' holds numbers so large that sums of them overflow; divide it by a power of ten first.`,
      { got: sum, expected: "finite numbers", column: names[j] },
    );
  });
}

/**
 * What a formula, a condition and a variance ask of a source, as SQL: its complete rows with regressors, outcome, weights and keys,
 * under the names, codings and notes that a sample in memory has. Knows no sums over them.
 */
import type { PanelKeys } from "../data/panel/panel.js";
import type { Expression } from "../formula/expression.js";
import { parseExpression } from "../formula/parser.js";
import { printExpression } from "../formula/print.js";
import { lagsIn, lagsOf, type ModelSpec, partsOf, type Term, variablesOf } from "../formula/spec.js";
import { absorbConstant, joinedEffects } from "../regression/absorb/effects.js";
import { clusteringsOf, type SampleNeeds, vcovColumns } from "../regression/frame/clusterings.js";
import { refuseInstruments } from "../regression/frame/model-frame.js";
import type { SampleChoice } from "../regression/frame/sample.js";
import { noRegressors, refuseSlopes, requireCondition } from "../regression/frame/sample-errors.js";
import { SourceColumns } from "./frame/columns.js";
import { Expressions } from "./frame/expression.js";
import { Groupings } from "./frame/groupings.js";
import { sourcePanel } from "./frame/lags.js";
import { Layers } from "./frame/layers.js";
import { type Check, conditionsOf, type SampleRule, sampleFacts } from "./frame/sample-facts.js";
import { refuseOrthogonal, TermColumns } from "./frame/term-columns.js";
import type { SqlFrame, SqlSource } from "./frame.js";
import { requireSameRows, requireSameSum } from "./moments/guards.js";
import type { Queries } from "./queries.js";

/** What `sampleOf` takes, and unit and time for lags. */
export interface FrameOptions extends Pick<SampleChoice, "subset" | "weights"> {
  /** For lags: where there are none, nothing is asked of unit and time. */
  readonly panel?: PanelKeys;
  /** `allowed` for models that take them: they stand after the exogenous regressors. */
  readonly instruments?: "allowed";
  /** `allowed` for models that fixed effects alone may be: `y ~ 1 | fe`. */
  readonly effectsAlone?: "allowed";
}

/**
 * Asks the source what its sample is. Throws as `estimationSample` and `expandTerms` do for the same rows in memory, though without
 * the number of a row, which rows of a database lack; NotSupported `instruments`, `slopes`, `poly_orthogonal`, `remainder`; DataError
 * `column_kind`, `no_rows`, `not_finite`, `engine_changed`; and as the engine.
 */
export async function makeFrame(
  queries: Queries,
  source: SqlSource,
  spec: ModelSpec,
  needs: SampleNeeds,
  options: FrameOptions = {},
): Promise<SqlFrame> {
  refuseSlopes(spec);
  if (options.instruments === undefined) refuseInstruments(spec);
  variablesOf(spec).forEach(refuseOrthogonal);
  const { dialect } = source.engine;
  const layers = new Layers(source);
  const columns = new SourceColumns(source, layers);
  const subset = options.subset === undefined ? undefined : subsetOf(options.subset);
  const hasLags = lagsIn(spec).length > 0 || (subset !== undefined && lagsOf(subset).length > 0);
  const panel =
    hasLags && options.panel !== undefined ? await sourcePanel(queries, columns, layers, options.panel) : undefined;
  const expressions = new Expressions(dialect, columns, layers, panel);
  const rule = ruleOf(spec, needs, options, columns, expressions, subset);
  const y = expressions.numbers(spec.lhs);
  const terms = new TermColumns(queries, columns, expressions, allTerms(spec));
  const effects = joinedEffects(spec.fixedEffects).map((effect) => effect.columns);
  const clusterings = clusteringsOf(needs);
  const { shard } = source.engine;
  const groupings = new Groupings(columns, [...effects, ...clusterings, ...(shard === undefined ? [] : [[shard]])]);

  const used = conditionsOf(rule, dialect.number(0)).used.sql;
  await terms.read(layers.from, used);
  const plan = attempt(() => regressorsOf(spec, terms));
  const { from } = layers;
  const regressors = plan instanceof Error ? [] : plan.columns;
  const references = plan instanceof Error ? [] : plan.references;
  const averaged = [...regressors, { name: printExpression(spec.lhs), ...y }, ...references];
  const { largest, ...facts } = await sampleFacts(queries, layers, source.name, rule, averaged, groupings.numbers);
  // what rows lack is said before what levels do
  if (plan instanceof Error) throw plan;
  terms.requireRows(facts.nobs);
  averaged.forEach((column, j) => {
    if (!("rows" in column) || column.rows === undefined) return;
    const rows = Math.round(facts.nobs * facts.means[j]!);
    requireSameSum(() => `rows of ${column.name}`, [column.rows, rows], 0);
  });
  if (panel !== undefined) requireSameRows(source, panel.rows, facts.nSource);
  if (regressors.length === 0 && (options.effectsAlone === undefined || effects.length === 0)) throw noRegressors(spec);
  const { weights } = rule;
  const items = [
    ...regressors.map(({ sql }, j) => `${sql} AS x${j + 1}`),
    `${y.sql} AS y`,
    ...(weights === undefined ? [] : [`${weights.value.sql} AS w`]),
    ...groupings.items,
  ];
  const selected = `SELECT ${items.join(", ")} FROM ${from}`;
  const relation = `(${selected} WHERE ${used}) AS frame`;
  return {
    source,
    spec,
    isWeighted: weights !== undefined,
    effects: effects.map((by) => groupings.of(by, largest)),
    clusterings: clusterings.map((by) => groupings.of(by, largest)),
    shard: shard === undefined ? null : groupings.of([shard], largest),
    relation,
    rows: facts.nobs === facts.nSource ? `(${selected}) AS frame` : relation,
    names: regressors.map(({ name }) => name),
    instruments: plan.instruments,
    ...facts,
    means: facts.means.slice(0, regressors.length + 1),
    labels: Object.fromEntries(regressors.flatMap(({ name, label }) => (label === undefined ? [] : [[name, label]]))),
    notes: [...facts.notes, ...plan.notes],
  };
}

const allTerms = ({ terms, instruments }: ModelSpec): Term[] => [
  ...terms,
  ...(instruments?.excluded ?? []),
  ...(instruments?.endogenous ?? []),
];

function regressorsOf({ terms, intercept, fixedEffects, instruments }: ModelSpec, columns: TermColumns) {
  const absorbed = absorbConstant(fixedEffects);
  const constant = intercept || absorbed;
  const exogenous = columns.plan(terms, intercept && !absorbed, constant);
  if (instruments === undefined) return { ...exogenous, instruments: null };
  const [excluded, endogenous] = [instruments.excluded, instruments.endogenous].map((of) =>
    columns.plan(of, false, constant),
  ) as [typeof exogenous, typeof exogenous];
  const parts = [exogenous, excluded, endogenous];
  return {
    columns: parts.flatMap((part) => part.columns),
    references: parts.flatMap((part) => part.references),
    notes: [...new Map(parts.flatMap((part) => part.notes).map((note) => [note.message, note])).values()],
    instruments: { excluded: excluded.columns.length, endogenous: endogenous.columns.length },
  };
}

function attempt<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error as Error;
  }
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

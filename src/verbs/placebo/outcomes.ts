/**
 * Placebo outcomes: the treatment in regressions of outcomes that it should not move, with p-values adjusted for their number. A joint
 * verdict, for one of many will seem to move by chance.
 * Sources: Rosenbaum (2002), Observational Studies, section 6, of outcomes known not to be affected; Romano & Wolf (2016), Statistics
 * and Probability Letters 113, doi:10.1016/j.spl.2016.02.012.
 */
import { UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { expressionText, parseExpression } from "../../formula/parser.js";
import { printExpression, printFixedEffect, printTerm } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { isTerm } from "../../formula/term-names.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import type { PlaceboOutcomes } from "./record.js";
import type { PlaceboPlan } from "./verb.js";

/** Throws UsageError `placebo_outcomes` for an outcome that the formula has: nothing is learnt of it that is controlled for. */
export function requireOutcomes(spec: ModelSpec, outcomes: readonly string[]): void {
  const used = [printExpression(spec.lhs), ...spec.terms.map(printTerm)];
  for (const outcome of outcomes) {
    parseExpression(expressionText(outcome));
    if (!used.some((name) => isTerm(name, outcome))) continue;
    throw new UsageError(
      "placebo_outcomes",
      `'${outcome}' is in '${spec.call}': a placebo outcome is another one, which the treatment should not move. Leave it out of one of them.`,
      { got: outcome, expected: "an outcome that is not in the formula" },
    );
  }
}

/** The regressions of `outcomes`, errors clustered as those of the test, or by its unit where these are not clustered. Throws as `romanoWolf`. */
export async function placeboOutcomes(
  engine: Engine,
  table: Table,
  { call }: ModelSpec,
  outcomes: readonly string[],
  { term, weights, subset, fixefRm, ssc, level, seed, onProgress, signal }: PlaceboPlan,
  { variance, unit }: { readonly variance: VcovSpec; readonly unit: string },
): Promise<PlaceboOutcomes> {
  const { romanoWolf } = await import("../romano-wolf/fit.js");
  const by = variance.type === "cluster" ? variance.by : [[unit]];
  const cluster = by.map((columns) => printFixedEffect({ columns })).join("+");
  const made = await romanoWolf(
    engine,
    table,
    `c(${outcomes.map(expressionText).join(", ")}) ${call.slice(call.indexOf("~"))}`,
    {
      ...{ term, cluster, fixefRm, ssc, level, seed },
      ...(weights === undefined ? {} : { weights }),
      ...(subset === undefined ? {} : { subset }),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(signal === undefined ? {} : { signal }),
    },
  );
  const rows = made.hypotheses.map(({ model, estimate, std_error, statistic, p }) => ({
    outcome: made.models[model]!.depvar,
    ...{ estimate, std_error, statistic, p_value: p.unadjusted, p_romano_wolf: p.romano_wolf, p_holm: p.holm },
  }));
  const least = (values: readonly number[]): number => Math.min(...values);
  const p_value = least(rows.map(({ p_romano_wolf }) => p_romano_wolf));
  const p_holm = least(rows.map((row) => row.p_holm));
  const { draws, enumerated } = made.bootstrap;
  return {
    rows,
    joint: { p_value, p_holm, rejects: p_value <= 1 - level, level },
    ...{ cluster, draws: draws.used, enumerated, seed: made.bootstrap.seed },
  };
}

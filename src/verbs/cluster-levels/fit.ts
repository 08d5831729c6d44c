/**
 * `clusterLevels`: do errors need coarser clusters than fine ones? Score-variance tests with their wild bootstrap, and beside them what rests on the
 * coarse clusters alone. Orchestrates; statistics are made in `estimator/`.
 */

import { NotSupported, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { finiteOrNull } from "../../base/numbers.js";
import { deepFreeze } from "../../base/objects.js";
import { labelsOf } from "../../data/labels.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { filled } from "../../declare/check.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pchisq, pnorm } from "../../engine/kernels/math.js";
import { lowerSize } from "../../engine/kernels/score-variances.js";
import { printExpression } from "../../formula/print.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import { checkSample, sscOf } from "../../regression/fit-options.js";
import { panelDataOf, specOf } from "../../regression/frame/inputs.js";
import { sampleGrouping } from "../../regression/frame/sample-grouping.js";
import { leastSquares } from "../../regression/least-squares/least-squares.js";
import { requireProductsOfFour } from "../../regression/outcome-size.js";
import { recordOf } from "../../regression/record/describe-fit.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { runInSlices } from "../resampling/draw-loop.js";
import { termPosition } from "../resampling/model.js";
import { nestedLevels } from "./estimator/levels.js";
import { factorsOf, type Observed, scoreDrawing, statisticOf } from "./estimator/score-test.js";
import { causalOf, changesOf, spreadOf } from "./further.js";
import { LEVELS_NOTES } from "./messages.js";
import type { ClusterLevelsRecord, ScoreTest } from "./record.js";
import { type ClusterLevelsOptions, clusterLevelsVerb } from "./verb.js";

/** Refuses what no data could serve. */
export function checkClusterLevels(formula: string, options: ClusterLevelsOptions): void {
  checkSample(formula, options);
  planOf(options);
}

/** Throws UsageError `levels_same` where fine and coarse are one column, and as `filled`. */
function planOf(given: ClusterLevelsOptions) {
  const plan = filled(clusterLevelsVerb.options, given);
  if (plan.fine !== plan.coarse) return plan;
  throw new UsageError(
    "levels_same",
    `--fine and --coarse are both '${plan.coarse}': name two levels, or leave --fine out for rows.`,
    {
      got: plan.coarse,
      expected: "two columns",
    },
  );
}

/**
 * Compares fine with coarse clusters of the errors of `term`.
 *
 * @throws UsageError `term`, `levels_same`; DataError `levels_missing`, `levels_nested`, `levels_few`, `term_dropped`,
 *   `outcome_scale`, as variances of score variances are in fourth powers of the outcome; NotSupported
 *   `levels_instruments`; the signal's reason when aborted, unless `keepPartial`; and as `feols`
 */
export async function clusterLevels(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  given: ClusterLevelsOptions,
): Promise<ClusterLevelsRecord> {
  const plan = planOf(given);
  const spec = specOf(formula, data);
  if (hasInstruments(spec)) throw noInstruments(spec);
  const { table, panel } = panelDataOf(data);
  const { fine: fineName, coarse: coarseName, draws, seed, multipliers, level } = plan;
  const variance = { type: "cluster" as const, by: [[coarseName], ...(fineName === undefined ? [] : [[fineName]])] };
  const held = engine.hold((scope) => {
    const regression = leastSquares(engine, scope, data, spec, variance, plan);
    const { sample, result, absorber, terms } = regression;
    const y = regression.y.numbers();
    requireProductsOfFour(printExpression(spec.lhs), y);
    const { record: fit } = recordOf(engine, scope, regression, variance, sscOf({}), {});
    const names = result.kept.map((j) => terms.names[j]!);
    const positions = plan.term.map((term) => termPosition({ names, fit }, term));
    const sets = [...positions.map((at) => [at]), ...(positions.length > 1 ? [positions] : [])];
    const grouping = (name: string) => sampleGrouping(engine, table, sample, [name]);
    const coarse = grouping(coarseName);
    const levels = nestedLevels(fineName === undefined ? null : grouping(fineName), coarse, sample.rows);
    const factors = factorsOf(levels, sample.n, result.fit.k + absorber.rank.value);
    const drawing = scoreDrawing(engine, scope, regression, levels, factors, sets);
    return { regression, fit, names, sets, coarse, levels, factors, drawing, y };
  });
  try {
    const { regression, fit, names, sets, coarse, levels, factors, drawing, y } = held.value;
    const columns = sets.map(() => new Float64Array(draws));
    const { done, stopped } = await runInSlices(
      draws,
      (first, count) => {
        drawing.draw(first, count, multipliers, seed).forEach((found, s) => {
          for (let d = 0; d < count; d++) columns[s]![first + d] = statisticOf(found, sets[s]!.length, d);
        });
      },
      { ...given, stage: `wild draws: ${draws}`, atATime: drawing.atATime },
    );
    const tests = sets.map((set, s) =>
      testOf(
        engine,
        set.map((j) => names[j]!),
        drawing.observed[s]!,
        columns[s]!.subarray(0, done),
      ),
    );
    const { sample } = regression;
    const cut = {
      ...{ table, spec, sample, coarse, fine: fineName, draws, seed, level },
      time: plan.time ?? panel?.time.name,
    };
    const single = tests.filter(({ terms }) => terms.length === 1).map(({ terms }) => terms[0]!);
    return deepFreeze({
      kind: "cluster-levels",
      ...{ call: spec.call, nobs: sample.n, dropped: sample.dropped },
      fine: { name: fineName ?? null, G: levels.nFine },
      coarse: { name: coarse.name, G: levels.nCoarse },
      factors,
      tests,
      bootstrap: { draws, done, weights: multipliers, generator: GENERATOR, seed, partial: stopped },
      spread: single.map((term) => spreadOf(engine, cut, term)),
      changes: single.map((term) => changesOf(engine, cut, term)),
      causal: single.map((term) => causalOf(engine, cut, term, y, fit.coefficients[term]!.estimate)),
      level,
      ...labelsOf(table, [...single.filter((name) => table.has(name)), coarseName]),
      notes: [...fit.notes, ...notesOf(coarse.name, levels.nCoarse, tests, done)],
      provenance: provenanceOf(engine, table, seed),
    } satisfies ClusterLevelsRecord);
  } finally {
    held.free();
  }
}

/** The test of a hypothesis beside the statistics of its draws. */
function testOf(engine: Engine, terms: readonly string[], { found, errors }: Observed, drawn: Float64Array): ScoreTest {
  const q = terms.length;
  const p = lowerSize(q);
  const statistic = statisticOf(found, q);
  const used = drawn.filter(Number.isFinite);
  const asLarge = used.reduce((n, value) => n + Number(value >= statistic), 0);
  const isKnown = Number.isFinite(statistic);
  return {
    terms,
    statistic: finiteOrNull(statistic),
    df: q === 1 ? null : p,
    p_value: !isKnown ? null : q === 1 ? pnorm(engine, statistic, true) : pchisq(engine, statistic, p, true),
    p_bootstrap: isKnown && used.length > 0 ? asLarge / used.length : null,
    draws: Array.from(drawn, finiteOrNull),
    difference: Array.from(found.subarray(0, p)),
    variance: Array.from({ length: p }, (_, i) => Array.from(found.subarray(p + i * p, p + (i + 1) * p))),
    std_error: errors,
  };
}

function notesOf(coarse: string, G: number, tests: readonly ScoreTest[], of: number): Note[] {
  const draws = Math.max(...tests.map(({ draws: drawn }) => drawn.filter((one) => one === null).length));
  return [
    ...(G < FEW_CLUSTERS.effective ? [note(LEVELS_NOTES, "levels_few_coarse", { coarse, G })] : []),
    ...(draws > 0 ? [note(LEVELS_NOTES, "levels_undefined", { draws, of })] : []),
  ];
}

const noInstruments = ({ call }: ModelSpec): NotSupported =>
  new NotSupported(
    "levels_instruments",
    `'${call}': levels of clustering are compared for least squares alone; leave out the part '| endogenous ~ instruments'.`,
    { got: call, expected: "no instruments" },
  );

/**
 * An equation with instruments over rows that stay with an engine: cross-products of [W Z X y] net of all effects give its estimate, sums of
 * products of scores what variances, first stages and tests are made of.
 */
import { NotSupported } from "../../base/errors.js";
import { deepFreeze } from "../../base/objects.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { WithInstruments } from "../../formula/spec.js";
import { requireEquationVcov, sscOf } from "../../regression/fit-options.js";
import { clusteringsOf, clusterName, type SampleNeeds } from "../../regression/frame/clusterings.js";
import { rankOf } from "../../regression/least-squares/of-moments.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { FeolsOptions } from "../../verbs/feols/verb.js";
import { equationRecord } from "../../verbs/iv/feols-equation.js";
import { type EquationChoice, equationChoice } from "../../verbs/iv/iv-option.js";
import { estimated } from "../equation/estimate.js";
import { type AskScores, inferenceOf, type Part, scoresOf, solvedEquation } from "../equation/inference.js";
import { variationOf } from "../equation/variation.js";
import type { SqlSource } from "../frame.js";
import { makeFrame } from "../make-frame.js";
import { scoresBy } from "../moments/scores.js";
import { accountOf, clusterTermsOf, requirePushed, solvedFrame, unlessChanged } from "../regression.js";
import { type EngineOptions, frameOptions, ownOptions, queriesOf } from "./model.js";

/** Scores of rows: no grouping. */
const ROWS = { name: "", sign: 1 as const, groupings: null };

/**
 * 2SLS, LIML, Fuller's estimate or two-step GMM; errors iid, hetero and clustered in any number of ways.
 *
 * @throws NotSupported `engine_vcov`, `engine_weight`, `engine_centred`; NumericalError `engine_digits`; and as `sqlFeols` and `feols` of an equation with
 *   instruments
 */
export async function sqlEquation(
  engine: Engine,
  source: SqlSource,
  spec: WithInstruments,
  asked: FeolsOptions & EngineOptions,
): Promise<FitRecord> {
  const started = performance.now();
  const options = ownOptions(asked);
  const variance = requireEquationVcov(options.vcov);
  const choice = equationChoice(options, variance);
  requirePushed(variance);
  const weight = choice.weight ?? variance;
  requirePushed(weight);
  requireKnownClusters(spec, variance, weight);
  const centredShare = centredShareOf(spec, choice);
  const ssc = sscOf(options);
  const queries = queriesOf(source, asked);
  return source.engine.snapshot(async () => {
    const frame = await makeFrame(queries, source, spec, variance, { ...frameOptions(asked), instruments: "allowed" });
    const { fixefRm = "singletons" } = options;
    const crossed = { isByRow: [variance, weight].some(({ type }) => type === "hetero") };
    const how = { blocks: "preferred", fixefRm, crossed } as const;
    const { pushed, facts, solved } = await solvedFrame(engine, queries, frame, how);
    const variation = await variationOf(queries, frame, facts, solved, options.panel?.time);
    const found = await unlessChanged(pushed, () => estimated(engine, frame, facts, solved, choice, variation));
    const askScores: AskScores = async (by, scored, wanted) => {
      const terms = by.type === "cluster" ? clusterTermsOf(frame, by) : by.type === "hetero" ? [ROWS] : [];
      const parts: Part[] = [];
      for (const { name, sign, groupings } of terms) {
        const ask = await scoresBy(engine, queries, pushed, solved, groupings);
        parts.push({ name, sign, ...(await ask(scored, wanted)) });
      }
      return scoresOf(by, parts);
    };
    const inference = await unlessChanged(pushed, () => inferenceOf(engine, found, variance, choice, askScores));
    await pushed.confirm();
    const noted = { ...facts, notes: [...facts.notes, accountOf(queries, frame)] };
    return engine.scope((scope) => {
      const made = solvedEquation(engine, scope, noted, solved, found, inference, variation, centredShare);
      const { kw, kx } = found.equation;
      const count = { slopes: kw + kx, effects: facts.effects, rank: rankOf(facts, solved) };
      const given = { started, table: facts.table, spec, variance, ssc, options, solved: made, count };
      return deepFreeze(equationRecord(engine, scope, given, () => undefined).record);
    });
  });
}

/** 1 where centring of residuals changes nothing, null where none was asked for. Throws NotSupported `engine_centred` for their mean. */
function centredShareOf({ call, intercept, fixedEffects }: WithInstruments, { choice }: EquationChoice): number | null {
  if (!choice.isCentred) return null;
  if (intercept || fixedEffects.some(({ slopes }) => slopes?.intercept !== false)) return 1;
  throw new NotSupported(
    "engine_centred",
    `'${call}': without a constant gmm2s:centred needs the mean of the residuals, which an engine's sums of squares do not have. Write gmm2s, or bring the columns home.`,
    { got: "gmm2s:centred", expected: "gmm2s" },
  );
}

/** Throws NotSupported `engine_weight`: the sample has the clusters of the variance. */
function requireKnownClusters({ call }: WithInstruments, variance: SampleNeeds, weight: SampleNeeds): void {
  const known = clusteringsOf(variance).map(clusterName);
  const other = clusteringsOf(weight)
    .map(clusterName)
    .find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new NotSupported(
    "engine_weight",
    `'${call}': over an engine a weight of two-step GMM by clusters is by those of the variance, and '${other}' is none of them. Cluster the variance by it, too, or bring the columns home.`,
    { got: other, expected: known },
  );
}

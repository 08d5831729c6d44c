/**
 * What tests of a panel ask for, each made once: models, residuals, correlations of units.
 */

import { type PairCorrelations, pairCorrelations } from "../../../engine/kernels/panel.js";
import { PLM_SSC } from "../describe.js";
import { groupResiduals } from "../estimator/transformed-ols.js";
import type { NamedEstimates } from "../inference/hausman.js";
import { type EffectScores, effectScores } from "../inference/lagrange-multiplier.js";
import type { PanelData } from "../panel-data.js";
import type { PanelFit } from "../panel-fit.js";
import { random } from "../random.js";
import { differenced, pooling, within } from "../transformed.js";
import type { PlmEffect } from "../verb.js";

export interface TestContext {
  readonly data: PanelData;
  readonly pooling: () => PanelFit;
  readonly within: (effect: PlmEffect) => PanelFit;
  readonly random: (effect: PlmEffect) => PanelFit;
  readonly differenced: () => PanelFit;
  /** Standardised scores of units and periods from pooled residuals. */
  readonly scores: () => EffectScores;
  /** Correlations of the within residuals of units. */
  readonly pairs: () => PairCorrelations;
  /** Estimates under the model's own variance. */
  readonly estimates: (fit: PanelFit) => NamedEstimates;
}

export function testContext(data: PanelData): TestContext {
  const { engine, scope, n, unit, time } = data;
  const pooled = once(() => pooling(data, "individual"));
  const withins = onceEach((effect: PlmEffect) => within(data, effect));
  return {
    data,
    pooling: pooled,
    within: withins,
    random: onceEach((effect: PlmEffect) => random(data, effect, "swar")),
    differenced: once(() => differenced(data)),
    scores: once(() => {
      const { fit } = pooled();
      const sums = groupResiduals(engine, scope, n, fit.uHat, [unit.block, time.block]);
      return effectScores(n, fit.ssr, sums[0]!, sums[1]!);
    }),
    pairs: once(() => pairCorrelations(engine, withins("individual").residuals(), unit, time)),
    estimates: (fit) => ({
      names: fit.names,
      beta: fit.fit.beta,
      matrix: fit.covariance(scope, { type: "iid" }, PLM_SSC).covariance.matrix,
    }),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function onceEach<K, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, T>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key)!;
  };
}

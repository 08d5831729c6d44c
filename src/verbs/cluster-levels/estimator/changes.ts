/**
 * Changes of treated coarse clusters against those of untreated ones: the t test of two means of unequal variances, with as many degrees of freedom
 * as the smaller side has clusters, less one. It is valid at the 5 per cent level and below however their variances differ.
 * Source: Ibragimov & Müller (2016), Review of Economics and Statistics 98(1), doi:10.1162/REST_a_00545.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { pt, qt } from "../../../engine/kernels/math.js";
import { varianceOf } from "./spread.js";

export interface TwoMeans {
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly df: number;
  readonly p_value: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** Of at least two changes on either side. */
export function changeTest(
  engine: Engine,
  treated: readonly number[],
  untreated: readonly number[],
  level: number,
): TwoMeans {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value / values.length, 0);
  const estimate = mean(treated) - mean(untreated);
  const std_error = Math.sqrt(varianceOf(treated) / treated.length + varianceOf(untreated) / untreated.length);
  const df = Math.min(treated.length, untreated.length) - 1;
  const statistic = estimate / std_error;
  const reach = qt(engine, (1 - level) / 2, df, true) * std_error;
  return {
    ...{ estimate, std_error, statistic, df, p_value: 2 * pt(engine, -Math.abs(statistic), df) },
    ...{ conf_low: estimate - reach, conf_high: estimate + reach },
  };
}

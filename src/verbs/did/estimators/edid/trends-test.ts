/**
 * Hausman's test of parallel trends in all periods: effects by event time from all comparisons, which are efficient under them, against those
 * from the period before treatment alone.
 * Source: Chen, Sant'Anna & Xie (2025), arXiv:2506.17729, theorem A.1.
 */
import { symmetricEigen } from "../../../../base/small-matrices.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { pchisq } from "../../../../engine/kernels/math.js";
import { type Aggregated, aggregate, type CellEstimates } from "../../shared/aggregation.js";
import type { TrendsTest } from "./record.js";

/** An eigenvalue within this share of the largest is none. */
const NOTHING = 1e-10;

/** Null without effects that differ, or whose difference has a variance. */
export function trendsTest(engine: Engine, all: CellEstimates, post: CellEstimates): TrendsTest | null {
  const [efficient, restricted] = [afterTreatment(engine, all), afterTreatment(engine, post)];
  const events = [...efficient.keys()].filter((event) => restricted.has(event));
  const k = events.length;
  if (k === 0) return null;
  const differences = Float64Array.from(events, (event) => restricted.get(event)!.value - efficient.get(event)!.value);
  const variance = new Float64Array(k * k);
  events.forEach((a, i) => {
    events.forEach((b, j) => {
      variance[i * k + j] = restricted.get(a)!.covariance(b) - efficient.get(a)!.covariance(b);
    });
  });
  const { values, vectors } = symmetricEigen(variance, k);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let [statistic, df, reversed] = [0, 0, 0];
  values.forEach((value, e) => {
    if (value < -NOTHING * largest) reversed++;
    if (!(value > NOTHING * largest)) return;
    const along = differences.reduce((sum, difference, i) => sum + difference * vectors[i * k + e]!, 0);
    statistic += along ** 2 / value;
    df++;
  });
  if (df === 0) return null;
  const p_value = pchisq(engine, statistic, df, true);
  return { statistic, df, p_value, events, differences: [...differences], reversed };
}

interface Shown {
  readonly value: number;
  readonly covariance: (event: number) => number;
}

/** Effects by event time from 0 on. */
function afterTreatment(engine: Engine, cells: CellEstimates): ReadonlyMap<number, Shown> {
  const { effects, estimates }: Aggregated = aggregate(engine, cells, "dynamic");
  const p = estimates.values.length;
  const place = new Map(effects.filter(({ isReference }) => !isReference).map(({ at }, j) => [at!, j]));
  const after = [...place].filter(([at]) => at >= 0);
  return new Map(
    after.map(([at, j]) => [
      at,
      {
        value: estimates.values[j]!,
        covariance: (event) => estimates.covariance[j * p + place.get(event)!]!,
      },
    ]),
  );
}

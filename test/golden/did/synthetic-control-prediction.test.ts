/**
 * Prediction intervals: the programs of draws against Clarabel, what they are made of and their quantiles against scpi_pkg on German
 * reunification.
 */
import { beforeAll, describe, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { leastWithin, program } from "../../../src/verbs/did/estimators/sc/shifted-simplex.js";
import { agreeing } from "../../support/agree.js";
import { expected } from "./support.js";
import { controlOf, GERMANY } from "./synthetic-panels.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Expected {
  readonly donors: readonly string[];
  readonly weights: readonly number[];
  readonly rho: number;
  /** Outcomes of donors before treatment, a row a donor. */
  readonly B: readonly (readonly number[])[];
  readonly draws: readonly {
    readonly g: readonly number[];
    readonly p: readonly number[];
    readonly low: number;
    readonly high: number;
  }[];
  readonly u_var: readonly number[];
  readonly e_mean: number;
  readonly in_sample: readonly (readonly [number, number])[];
  readonly periods: readonly number[];
}

const want = expected<Expected>("scpi_germany");

describe("programs of draws", () => {
  const clarabel = agreeing("clarabel");
  /** Clarabel stops at 1e-8 in its own terms, which a quadratic constraint takes the root of. */
  const STOPPED = 2e-5;

  it("are solved as Clarabel solves them", () => {
    const n = want.donors.length;
    const T = want.B[0]!.length;
    const H = new Float64Array(n * n);
    for (const [i, a] of want.B.entries()) {
      for (const [j, b] of want.B.entries()) H[i * n + j] = a.reduce((sum, value, t) => sum + value * b[t]!, 0) / T;
    }
    const origin = Float64Array.from(want.weights, (weight) => (weight < want.rho ? 0 : weight));
    const to = program(
      H,
      n,
      origin.reduce((sum, weight) => sum + weight, 0),
      origin,
    );
    for (const [d, { g, p, low, high }] of want.draws.entries()) {
      const [linear, up] = [Float64Array.from(g), Float64Array.from(p)];
      const least = leastWithin(to, origin, linear, up, 1e-3).value;
      const most = -leastWithin(
        to,
        origin,
        linear,
        up.map((value) => -value),
        1e-3,
      ).value;
      clarabel.within(least, low, STOPPED, `least of program ${d + 1}`);
      clarabel.within(most, high, STOPPED, `most of program ${d + 1}`);
    }
  });
});

describe("prediction intervals", () => {
  const scpi = agreeing("scpi");
  /** Quantiles 2.5% and 97.5% of 2,000 draws there and 600 here: three Monte Carlo errors, as a share of a quantile. */
  const DRAWN = 0.25;

  it("rest on scpi's weights and errors, and in-sample bounds are its own but for draws", async () => {
    const draws = 600;
    const [level, alpha] = [0.9, 0.05];
    const got = await controlOf(engine, GERMANY, { intervals: ["prediction"], permute: false, level, draws });
    for (const [j, donor] of want.donors.entries()) {
      const own = got.weights.find(({ unit }) => unit === donor)?.weight ?? 0;
      scpi.within(own, want.weights[j]!, 1e-5, `weight of ${donor}`);
    }
    const before = got.gap.slice(0, got.periods_before);
    const mean = before.reduce((sum, gap) => sum + gap, 0) / before.length;
    scpi.within(mean, want.e_mean, 1e-6, "mean of the errors");
    const positive = got.weights.length;
    for (const [t, gap] of before.entries()) {
      scpi.within(
        (gap * gap * before.length) / (before.length - positive + 1),
        want.u_var[t]!,
        1e-5,
        `variance ${t + 1}`,
      );
    }
    const variance = before.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (before.length - 1);
    const reach = Math.sqrt(-2 * Math.log(alpha / 2) * variance);
    for (const [i, { estimate, low, high }] of got.intervals[0]!.effects.entries()) {
      // bounds of scpi are of what is added to the outcome of the synthetic control: an effect's with the sign turned
      const [least, most] = want.in_sample[i]!;
      scpi(estimate - low! - mean - reach, most, DRAWN, `in-sample high of ${want.periods[i]}`);
      scpi(estimate - high! - mean + reach, least, DRAWN, `in-sample low of ${want.periods[i]}`);
    }
  });
});

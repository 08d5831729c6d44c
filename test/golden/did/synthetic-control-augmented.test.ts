/**
 * Augmented synthetic controls, their cross-validation, conformal and jackknife+ intervals against pysyncon, whose programs scipy solves.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { agreeing } from "../../support/agree.js";
import { expected } from "./support.js";
import { CALIFORNIA, controlOf, GERMANY } from "./synthetic-panels.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const closeTo = agreeing("pysyncon");
/** scipy's SLSQP stops where its weights change by about 1e-6. */
const STOPPED = 3e-5;
/** Where its weights are solved for again on their support. */
const SOLVED = 1e-9;

interface Augmented {
  readonly lambda_: number;
  readonly weights: readonly number[];
  readonly simplex: readonly number[];
  readonly gap: readonly number[];
}
interface Expected {
  readonly units: readonly string[];
  readonly germany_units: readonly string[];
  readonly given: Augmented;
  readonly chosen: Augmented;
  readonly covariates: Augmented;
  readonly folds: Readonly<Record<"lambdas" | "errors" | "ses", readonly number[]>> & { readonly best: number };
  readonly conformal: { readonly period: number; readonly effects: readonly number[]; readonly p: readonly number[] };
  readonly jackknife: { readonly level: number; readonly ends: readonly (readonly [number, number])[] };
  readonly no_effect: number;
}

const want = expected<Expected>("pysyncon_sc");

describe("sc augmented by ridge is pysyncon's", () => {
  const compare = (
    got: Awaited<ReturnType<typeof controlOf>>,
    units: readonly string[],
    { weights, gap }: Augmented,
  ): void => {
    for (const [j, unit] of units.entries()) {
      const own = got.weights.find((each) => each.unit === unit)?.weight ?? 0;
      closeTo.within(own, weights[j]!, STOPPED, `weight of ${unit}`);
    }
    const scale = Math.max(...gap.map(Math.abs));
    for (const [t, value] of gap.entries()) closeTo.within(got.gap[t], value, STOPPED * scale, `gap ${t + 1}`);
  };

  it("with a given penalty", async () => {
    compare(await controlOf(engine, CALIFORNIA, { augment: 500, permute: false }), want.units, want.given);
  });

  it("with the penalty of cross-validation, over all periods before treatment", async () => {
    const got = await controlOf(engine, CALIFORNIA, { augment: "cv", permute: false });
    for (const [l, lambda] of want.folds.lambdas.entries()) {
      const own = got.ridge!.validation![l]!;
      closeTo(own.lambda, lambda, 1e-9, `penalty ${l + 1}`);
      closeTo(own.error, want.folds.errors[l]!, STOPPED, `error of penalty ${l + 1}`);
      closeTo(own.std_error, want.folds.ses[l]!, STOPPED, `error of the error of penalty ${l + 1}`);
    }
    closeTo(got.ridge!.lambda, want.folds.best, 1e-9, "penalty");
    expect(want.chosen.lambda_).toBe(want.folds.best);
    compare(got, want.units, want.chosen);
  });

  it("with predictors balanced beside outcomes", async () => {
    const predictors = "trade@1981:1990,infrate@1981:1990,industry@1981:1990";
    const got = await controlOf(engine, GERMANY, { augment: 3, predictors, permute: false });
    compare(got, want.germany_units, want.covariates);
  });
});

describe("intervals of sc", () => {
  it("conformal ones end where pysyncon's p crosses the level", async () => {
    for (const level of [0.8, 0.9, 0.95]) {
      const got = await controlOf(engine, GERMANY, { intervals: ["conformal"], permute: false, level });
      const [found] = got.intervals;
      const { low, high } = found!.effects.find(({ time }) => time === want.conformal.period)!;
      for (const [i, effect] of want.conformal.effects.entries()) {
        const isIn = effect >= low! && effect <= high!;
        expect(isIn, `${effect} at ${level}`).toBe(want.conformal.p[i]! > 1 - level);
      }
      closeTo(found!.p_value, want.no_effect, 1e-12, "p of no effect");
    }
  });

  it("jackknife+ ones are made of the same fits without a period", async () => {
    const got = await controlOf(engine, GERMANY, {
      intervals: ["jackknife"],
      permute: false,
      level: want.jackknife.level,
    });
    for (const [i, [low, high]] of want.jackknife.ends.entries()) {
      const own = got.intervals[0]!.effects[i]!;
      closeTo.within(own.low, low, SOLVED, `low of ${own.time}`);
      closeTo.within(own.high, high, SOLVED, `high of ${own.time}`);
    }
  });
});

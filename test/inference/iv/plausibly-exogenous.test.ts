/**
 * Direct effects of instruments: explicit 2SLS of y - Z gamma in fixest over a grid with the corners of the box, and that no
 * gamma inside goes beyond the bounds.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { directEffects, localToZero, unionOfIntervals } from "../../../src/verbs/plausexog/direct-effects.js";
import { agreeing } from "../../support/agree.js";
import { ivReference } from "../../support/iv-references.js";
import { type NaiveErrors, naiveIv } from "../../support/naive-iv.js";
import { seeded } from "../../support/random.js";

/** fixest's 2SLS through normal equations of badly scaled controls. */
const FIXEST = 1e-8;
/** The same numbers by two ways. */
const ROUNDING = 1e-10;

const BOX = [
  { min: -0.01, max: 0.02 },
  { min: 0, max: 0.015 },
];
const MEAN = [0.005, -0.004];
const OMEGA = [1e-4, 0.3e-4, 0.3e-4, 2e-4];
const DF = 2000;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Case {
  readonly case: "just" | "over";
  readonly vcov: "iid" | "hetero" | "cluster";
  readonly union: readonly number[];
  readonly local: readonly number[];
  readonly quantile: number;
}

const CARD: readonly Case[] = JSON.parse(
  readFileSync(new URL("../../golden/iv-robust/card.json", import.meta.url), "utf8"),
);

async function cardBy(which: string, vcov: Case["vcov"]) {
  const { equation, column } = await ivReference(which);
  const how: NaiveErrors = vcov === "cluster" ? { type: "cluster", by: [column("age")] } : { type: vcov };
  const { system, errors } = naiveIv(equation, how);
  return { equation, how, system, errors: { ...errors, nClusterings: vcov === "cluster" ? 1 : 0 } };
}

const rule = { level: 0.95, df: DF, factor: 1 };

const agree = agreeing("plausibly-exogenous");

describe("explicit regressions in fixest", () => {
  it.each(CARD)("card, $case identified, $vcov", async (expected) => {
    const { system, errors } = await cardBy(`iv_card_${expected.case}`, expected.vcov);
    const kz = system.nInstruments;
    const [union] = unionOfIntervals(engine, system, errors, BOX.slice(0, kz), rule);
    const got = [union!.estimate_low, union!.estimate_high, union!.conf_low, union!.conf_high];
    got.forEach((value, i) => {
      agree.within(value, expected.union[i]!, FIXEST, "union");
    });
    const covariance = Float64Array.from(kz === 1 ? [OMEGA[0]!] : OMEGA);
    const mean = Float64Array.from(MEAN.slice(0, kz));
    const [local] = localToZero(engine, system, errors, { mean, covariance }, rule);
    agree.within(local!.estimate, expected.local[0]!, FIXEST, "local");
    agree.within(local!.std_error, expected.local[1]!, FIXEST, "error of local");
    expect(local!.conf_high - local!.estimate).toBeCloseTo(expected.quantile * expected.local[1]!, 8);
  });
});

describe("several endogenous regressors", () => {
  it.each(["iid", "hetero", "cluster"] as const)("%s: 2SLS of y - Z gamma from its columns", async (vcov) => {
    const { equation, how, system, errors } = await cardBy("iv_card_two_endogenous", vcov);
    const gamma = Float64Array.of(0.03, -0.02, 0.01);
    const { Z } = equation;
    const y = equation.y.map((value, i) => value - Z.reduce((sum, z, k) => sum + z[i]! * gamma[k]!, 0));
    const moved = naiveIv({ ...equation, y }, how);
    const [got, plain] = [directEffects(system, errors), directEffects(moved.system, moved.errors)];
    const none = new Float64Array(3);
    for (const ask of ["estimates", "variances"] as const) {
      got[ask](gamma).forEach((value, j) => {
        const expected = plain[ask](none)[j]!;
        expect(Math.abs(value - expected)).toBeLessThan(ROUNDING * Math.abs(expected));
      });
    }
  });

  it("no gamma of the box goes beyond the bounds, and corners reach them", async () => {
    const { system, errors } = await cardBy("iv_card_two_endogenous", "hetero");
    const box = [
      { min: -0.2, max: 0.3 },
      { min: 0.05, max: 0.05 },
      { min: -0.1, max: 0 },
    ];
    const bounds = unionOfIntervals(engine, system, errors, box, {
      level: 0.9,
      df: Number.POSITIVE_INFINITY,
      factor: 1.02,
    });
    const { estimates, variances } = directEffects(system, errors);
    const interval = (gamma: Float64Array, j: number) => {
      const half = 1.6448536269514722 * Math.sqrt(1.02 * variances(gamma)[j]!);
      return [estimates(gamma)[j]! - half, estimates(gamma)[j]! + half];
    };
    const random = seeded(4);
    for (let draw = 0; draw < 60; draw++) {
      const gamma = Float64Array.from(box, ({ min, max }) => min + (max - min) * random());
      bounds.forEach(({ conf_low, conf_high }, j) => {
        const [low, high] = interval(gamma, j);
        expect(low).toBeGreaterThan(conf_low);
        expect(high).toBeLessThan(conf_high);
      });
    }
    bounds.forEach(({ conf_low, conf_high, at_low, at_high }, j) => {
      expect(interval(Float64Array.from(at_low), j)[0]).toBeCloseTo(conf_low, 10);
      expect(interval(Float64Array.from(at_high), j)[1]).toBeCloseTo(conf_high, 10);
    });
  });
});

describe("what is refused", () => {
  it("a box of another length, ends the wrong way round, two clusterings, too many ranges", async () => {
    const { system, errors } = await cardBy("iv_card_over", "hetero");
    const refused = (code: string) => expect.objectContaining({ code });
    const wrong = [{ min: 1, max: 0 }, BOX[1]!];
    expect(() => unionOfIntervals(engine, system, errors, BOX.slice(1), rule)).toThrow(refused("direct_effects"));
    expect(() => unionOfIntervals(engine, system, errors, wrong, rule)).toThrow(refused("direct_effects"));
    expect(() => unionOfIntervals(engine, system, { ...errors, nClusterings: 2 }, BOX, rule)).toThrow(
      refused("direct_effects_clusterings"),
    );
    const many = Array.from({ length: 11 }, () => BOX[0]!);
    expect(() => unionOfIntervals(engine, { ...system, nInstruments: 11 }, errors, many, rule)).toThrow(
      refused("direct_effects_ranges"),
    );
    const effects = { mean: new Float64Array(2), covariance: new Float64Array(3) };
    expect(() => localToZero(engine, system, errors, effects, rule)).toThrow(refused("direct_effects"));
  });
});

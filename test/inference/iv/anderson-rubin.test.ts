/**
 * The Anderson-Rubin test: base R's F of the references, explicit regressions in fixest on card, and what
 * must hold for any data.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { andersonRubin } from "../../../src/verbs/iv/inference/anderson-rubin.js";
import { andersonRubinSet } from "../../../src/verbs/iv/inference/anderson-rubin-set.js";
import { agreeing } from "../../support/agree.js";
import { IV_REFERENCES, ivExpected, ivReference } from "../../support/iv-references.js";
import { type NaiveErrors, naiveIv } from "../../support/naive-iv.js";

/** Relative, of statistics and p-values: the reference inverts W'W, condition about 1e6. */
const STATISTIC = 1e-9;
/** Ends by uniroot in R with a tolerance of 1e-14, on p-values good to about 1e-10. */
const END = 1e-8;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const [ofAlgebra, ofFixest] = [agreeing("iv-algebra"), agreeing("weak-instruments")];
describe("the reference's algebra", () => {
  it.each(IV_REFERENCES)("%s: F and p of no effect", async (name) => {
    const { algebra } = ivExpected(name);
    const { equation } = await ivReference(name);
    const { system, errors } = naiveIv(equation, { type: "iid" });
    const test = andersonRubin(engine, system, errors, new Float64Array(equation.X.length));
    ofAlgebra(test.statistic, algebra.anderson_rubin_F_beta0, STATISTIC, "algebra.anderson_rubin_F_beta0");
    ofAlgebra(test.p_value!, algebra.anderson_rubin_p, STATISTIC, "algebra.anderson_rubin_p");
  });
});

interface Case {
  readonly case: "just" | "over";
  readonly vcov: "iid" | "hetero" | "cluster";
  readonly betas: readonly number[];
  readonly f: readonly number[];
  readonly p: readonly number[];
  readonly df2: number;
  readonly ends95: readonly number[];
  readonly ends90: readonly number[];
}

const CARD: readonly Case[] = JSON.parse(
  readFileSync(new URL("../../golden/iv-robust/card.json", import.meta.url), "utf8"),
);

describe("explicit regressions in fixest", () => {
  it.each(CARD)("card, $case identified, $vcov: tests and ends of the sets", async (expected) => {
    const { equation, column } = await ivReference(`iv_card_${expected.case}`);
    const how: NaiveErrors =
      expected.vcov === "cluster" ? { type: "cluster", by: [column("age")] } : { type: expected.vcov };
    const { system, errors } = naiveIv(equation, how);
    expected.betas.forEach((beta, i) => {
      const b0 = Float64Array.of(beta);
      const test = andersonRubin(engine, system, errors, b0);
      expect(test.df2).toBe(expected.df2);
      ofFixest(test.statistic, expected.f[i]!, STATISTIC, "Anderson-Rubin");
      ofFixest(test.p_value!, expected.p[i]!, STATISTIC, "Anderson-Rubin");
    });
    for (const [level, ends] of [
      [0.95, expected.ends95],
      [0.9, expected.ends90],
    ] as const) {
      const set = andersonRubinSet(engine, system, errors, { level, estimate: 0.13 });
      const found = set.intervals.flat().filter((end) => end !== null);
      expect(found).toHaveLength(ends.length);
      found.forEach((end, i) => {
        ofFixest.within(end, ends[i]!, END, "end of the set");
      });
    }
  });
});

describe("laws", () => {
  it("refuses a hypothesis of another length, and a covariance that can't be inverted", async () => {
    const { equation } = await ivReference("iv_card_over");
    const halves = Array.from({ length: equation.y.length }, (_, i) => i % 2);
    const { system, errors } = naiveIv(equation, { type: "cluster", by: [halves] });
    expect(() => andersonRubin(engine, system, errors, new Float64Array(2))).toThrow(
      expect.objectContaining({ code: "ar_hypothesis" }),
    );
    expect(() =>
      andersonRubin(engine, system, { ...errors, covariance: () => new Float64Array(4).fill(1) }, new Float64Array(1)),
    ).toThrow(
      expect.objectContaining({
        code: "ar_covariance",
        message: expect.stringContaining("2 clusters do not identify"),
      }),
    );
    expect(() => andersonRubin(engine, { ...system, n: 17 }, errors, new Float64Array(1))).toThrow(
      expect.objectContaining({ code: "ar_degrees_of_freedom" }),
    );
  });
});

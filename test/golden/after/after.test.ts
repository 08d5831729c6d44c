/** Tests and combinations of coefficients against car, multcomp and msm, and against fixest's wald. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { lincom, nlcom } from "../../../src/verbs/combinations/infer-combinations.js";
import { wald } from "../../../src/verbs/combinations/wald.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

interface Case {
  readonly wald: readonly {
    restrictions: string;
    test: "F" | "Chisq";
    df1: number;
    df2: number;
    statistic: number;
    p: number;
  }[];
  readonly lincom: readonly Row[];
  readonly nlcom: readonly Row[];
  readonly joint: { readonly texts: readonly string[]; readonly covariance: readonly (readonly number[])[] };
}
interface Row {
  readonly text: string;
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic?: number;
  readonly p?: number;
  readonly low: number;
  readonly high: number;
  readonly df?: number;
}
interface WaldOfFixest {
  readonly stat: number;
  readonly p: number;
  readonly df1: number;
  readonly df2: number;
}

/** Relative: coefficients agree to 1e-12 or so, the conditioning of one test is below 1e3. */
const CLOSE = 1e-9;
/** Relative for p-values, which magnify the error of a statistic by its size. */
const P_CLOSE = 1e-7;

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const reference: { formula: string; cases: Record<"iid" | "hetero", Case> } = read("after.json");

let engine: Engine;
const fits = new Map<string, FitRecord>();

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  const mroz = await goldenTable("mroz.csv");
  for (const vcov of ["iid", "hetero"]) fits.set(vcov, feols(engine, mroz, reference.formula, { vcov }));
});

const [close, ofFixest] = [agreeing("after-estimation"), agreeing("fixest-regressions")];

for (const [vcov, expected] of Object.entries(reference.cases)) {
  describe(`on a fit with ${vcov} errors`, () => {
    it("tests restrictions as car::linearHypothesis does", () => {
      expect(expected.wald.length).toBe(10);
      for (const { restrictions, test, df1, df2, statistic, p } of expected.wald) {
        const got = wald(engine, fits.get(vcov)!, restrictions, { statistic: test === "F" ? "F" : "chi2" });
        const what = `${restrictions}, ${test}`;
        expect([got.df1, got.df2], what).toEqual([df1, test === "F" ? df2 : null]);
        close(got.statistic, statistic, CLOSE, what);
        close(got.p_value, p, P_CLOSE, `${what}: p`);
      }
    });

    it("combines linearly as multcomp::glht does", () => {
      expect(expected.lincom.length).toBe(2);
      for (const row of expected.lincom) {
        const got = lincom(engine, fits.get(vcov)!, row.text, { level: 0.9 });
        const found = got.combinations[row.text]!;
        expect(got.df).toBe(row.df);
        close(found.estimate, row.estimate, CLOSE, row.text);
        close(found.std_error, row.std_error, CLOSE, `${row.text}: error`);
        close(found.statistic, row.statistic!, CLOSE, `${row.text}: t`);
        close(found.p_value, row.p!, P_CLOSE, `${row.text}: p`);
        close(found.conf_low, row.low, CLOSE, `${row.text}: low`);
        close(found.conf_high, row.high, CLOSE, `${row.text}: high`);
      }
    });

    it("takes functions as car::deltaMethod does, by the normal distribution", () => {
      expect(expected.nlcom.length).toBe(5);
      const texts = expected.nlcom.map(({ text }) => text);
      const got = nlcom(engine, fits.get(vcov)!, texts, { distribution: "normal" });
      for (const row of expected.nlcom) {
        const found = got.combinations[row.text]!;
        close(found.estimate, row.estimate, CLOSE, row.text);
        close(found.std_error, row.std_error, CLOSE, `${row.text}: error`);
        close(found.conf_low, row.low, CLOSE, `${row.text}: low`);
        close(found.conf_high, row.high, CLOSE, `${row.text}: high`);
      }
    });

    it("has the joint covariance of functions that msm::deltamethod has", () => {
      const { texts, covariance } = expected.joint;
      const got = nlcom(engine, fits.get(vcov)!, texts).covariance;
      covariance.forEach((row, i) => {
        row.forEach((want, j) => {
          const scale = Math.sqrt(covariance[i]![i]! * covariance[j]![j]!);
          close(got[i]![j], want, CLOSE, `${texts[i]}, ${texts[j]}`, CLOSE * scale);
        });
      });
    });
  });
}

it("tests event coefficients by equations, and by a pattern, as fixest::wald does", async () => {
  const expected: Record<string, WaldOfFixest> = read("../feols/expected/fixest_base_did_wald.json");
  const table = await goldenTable("base_did.csv");
  const formula = "y ~ x1 + i(period, treat, ref=5) | id + period";
  const periods = (all: readonly number[]) => all.map((period) => `period::${period}:treat = 0`).join(", ");
  const hypotheses = { pre: periods([1, 2, 3, 4]), all: periods([1, 2, 3, 4, 6, 7, 8, 9, 10]) };
  const patterns = { pre: "period::[1-4]:", all: "period::" };
  for (const key of ["pre_cluster_id", "all_cluster_id", "pre_iid", "pre_hetero"]) {
    const [which, type] = [key.slice(0, 3) as "pre" | "all", key.slice(4).replace("cluster_", "cluster:")];
    const fit = feols(engine, table, formula, { vcov: type, wald: [hypotheses[which]] });
    const inRecord = fit.tests[hypotheses[which]]!;
    for (const got of [wald(engine, fit, hypotheses[which]), wald(engine, fit, patterns[which]), inRecord]) {
      ofFixest(got.statistic as number, expected[key]!.stat, CLOSE, key);
      ofFixest(got.p_value as number, expected[key]!.p, P_CLOSE, `${key}: p`);
      expect([(got as { df1: number }).df1, (got as { df2: number }).df2], key).toEqual([
        expected[key]!.df1,
        expected[key]!.df2,
      ]);
    }
  }
});

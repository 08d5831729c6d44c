/** Joint tests under clustering against clubSandwich and car, and one restriction against its t under every rule. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { WaldTest } from "../../../src/regression/tests/joint-test.js";
import { lincom } from "../../../src/verbs/combinations/infer-combinations.js";
import { wald } from "../../../src/verbs/combinations/wald.js";
import { eventStudy } from "../../../src/verbs/event-study/fit.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

interface Reference {
  readonly data: string;
  readonly formula: string;
  readonly cluster: string;
  readonly satterthwaite: { readonly terms: readonly string[]; readonly df: readonly number[] };
  readonly tests: readonly {
    readonly terms: string | readonly string[];
    readonly F: number;
    readonly df1: number;
    readonly df2: number;
    readonly p: number;
    readonly residual_df2: number;
    readonly residual_p: number;
    readonly htz_F?: number;
    readonly htz_df2?: number;
    readonly htz_p?: number;
  }[];
}

/** Relative: both solve by QR; p-values magnify the error of a statistic by its size. */
const [CLOSE, P_CLOSE] = [1e-9, 1e-7];

const { cases }: { cases: readonly Reference[] } = JSON.parse(
  readFileSync(new URL("joint.json", import.meta.url), "utf8"),
);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function close(got: number | null | undefined, want: number, relative: number, what: string): void {
  expect(Math.abs(got! - want) <= relative * Math.abs(want), `${what}: got ${got}, expected ${want}`).toBe(true);
}

const agree = agreeing("joint-tests");

for (const { data, formula, cluster, satterthwaite, tests } of cases) {
  describe(`${data}, ${formula}, clustered by ${cluster}`, () => {
    const asked = tests.map(({ terms }) => [terms].flat());
    const fitted = async (vcov: string, ssc: string) =>
      feols(engine, await goldenTable(`${data}.csv`), formula, {
        ...{ vcov: `${vcov}:${cluster}`, ssc },
        wald: asked.map((terms) => terms.map((term) => `${term} = 0`).join(", ")),
      });

    it("F(q, G - 1) under reghdfe and xtreg, as clubSandwich's Naive-F", async () => {
      for (const ssc of ["reghdfe", "xtreg"]) {
        const fit = await fitted("cluster", ssc);
        asked.forEach((terms, i) => {
          const want = tests[i]!;
          const text = terms.map((term) => `${term} = 0`).join(", ");
          for (const got of [fit.tests[text] as WaldTest, wald(engine, fit, text)]) {
            expect([got.distribution, got.df1, got.df2]).toEqual(["F", want.df1, want.df2]);
            expect(got.by_t_df).toBeUndefined();
            agree(got.statistic, want.F, CLOSE, text);
            agree(got.p_value, want.p, P_CLOSE, `p of ${text}`);
          }
        });
      }
    });

    it("F(q, n - K) under sandwich, as car's linearHypothesis", async () => {
      const fit = await fitted("cluster", "sandwich");
      asked.forEach((terms, i) => {
        const got = wald(
          engine,
          fit,
          terms.map((term) => `${term} = 0`),
        );
        expect(got.df2).toBe(tests[i]!.residual_df2);
        expect(got.by_t_df).toBeUndefined();
        agree(got.p_value, tests[i]!.residual_p, P_CLOSE, terms.join());
      });
    });

    it("F(q, n - K) under fixest, with F(q, G - 1) beside it", async () => {
      const fit = await fitted("cluster", "fixest");
      asked.forEach((terms, i) => {
        const got = fit.tests[terms.map((term) => `${term} = 0`).join(", ")] as WaldTest;
        expect([got.df2, got.by_t_df!.df2]).toEqual([tests[i]!.residual_df2, tests[i]!.df2]);
        agree(got.p_value, tests[i]!.residual_p, P_CLOSE, terms.join());
        agree(got.by_t_df!.p_value, tests[i]!.p, P_CLOSE, terms.join());
      });
    });

    it("one restriction under CR2 has its coefficient's degrees of freedom, as HTZ", async () => {
      const fit = await fitted("CR2", "fixest");
      asked.forEach((terms, i) => {
        const got = wald(
          engine,
          fit,
          terms.map((term) => `${term} = 0`),
        );
        const { df2, htz_df2, htz_F, htz_p } = tests[i]!;
        if (htz_df2 === undefined) {
          expect(got.df2).toBe(df2);
          expect(got.notes.map(({ code }) => code)).toEqual(["wald_without_htz"]);
          return;
        }
        agree(got.df2, htz_df2, 1e-6, `df of ${terms}`);
        agree(got.statistic, htz_F!, CLOSE, `F of ${terms}`);
        agree(got.p_value, htz_p!, 1e-6, `p of ${terms}`);
        agree(got.df2, satterthwaite.df[satterthwaite.terms.indexOf(terms[0]!)]!, 1e-6, `t's df of ${terms}`);
      });
    });
  });
}

describe("one restriction has the p of its t", () => {
  const RULES = ["reghdfe", "xtreg", "plm", "sandwich", "none", "none,t.df=Infinity", "reghdfe,t.df=7"];
  const VARIANCES = ["iid", "hetero", "cluster:id", "cluster:id+period", "DK:2", "CR2:id"];

  for (const vcov of VARIANCES) {
    it(vcov, async () => {
      const data = panel(await goldenTable("base_did.csv"), { unit: "id", time: "period" });
      for (const ssc of RULES) {
        const fit = feols(engine, data, "y ~ x1 + i(period, treat, ref = 5) | id + period", {
          ...{ vcov, ssc, wald: ["^x1$", "x1 + 2*period::6:treat = 1"] },
        });
        const single = fit.tests["^x1$"] as WaldTest;
        const what = `${vcov}, ${ssc}`;
        expect(single.by_t_df, what).toBeUndefined();
        expect(single.distribution === "chi2", what).toBe(ssc.endsWith("Infinity") && !vcov.startsWith("CR"));
        close(single.p_value, fit.coefficients.x1!.p_value, 1e-9, what);
        const text = "x1 + 2*period::6:treat - 1";
        const combined = lincom(engine, fit, text).combinations[text]!;
        const test = fit.tests["x1 + 2*period::6:treat = 1"] as WaldTest;
        close(test.p_value, combined.p_value, 1e-9, `${what}, a combination`);
        close(wald(engine, fit, "x1 + 2*period::6:treat = 1").p_value, combined.p_value, 1e-9, `${what}, after`);
      }
    });
  }

  it("under fixest beside the number", async () => {
    const table = await goldenTable("base_did.csv");
    const fit = feols(engine, table, "y ~ x1 | id + period", { vcov: "cluster:id" });
    const { df2, p_value, by_t_df } = fit.tests.slopes as WaldTest;
    expect([df2, by_t_df!.df2]).toEqual([962, 107]);
    expect(p_value).toBeLessThan(by_t_df!.p_value);
    close(by_t_df!.p_value, fit.coefficients.x1!.p_value, 1e-9, "p");
  });

  it("in a first stage with one instrument", async () => {
    const table = await goldenTable("mroz.csv");
    for (const ssc of ["reghdfe", "none", "fixest"]) {
      const fit = feols(engine, table, "lwage ~ exper | educ ~ motheduc", { vcov: "cluster:age", ssc });
      const { partial_F, coefficients, df } = fit.first_stage.educ!;
      const read = partial_F.by_t_df ?? partial_F;
      expect([read.df2, partial_F.by_t_df === undefined]).toEqual([df, ssc !== "fixest"]);
      close(read.p_value, coefficients.motheduc!.p_value, 1e-9, ssc);
    }
  });

  it("and stays an F in a first stage under the normal distribution, with the p of chi-squared", async () => {
    const table = await goldenTable("card.csv");
    const formula = "lwage ~ exper | educ ~ nearc4 + nearc2";
    const [t, normal] = ["none", "none,t.df=Infinity"].map(
      (ssc) => feols(engine, table, formula, { vcov: "hetero", ssc }).first_stage.educ!.partial_F,
    );
    expect(normal).toMatchObject({ distribution: "F", df1: 2, df2: null, statistic: t!.statistic });
    // of two degrees of freedom the upper tail is exp(-chi2 / 2)
    close(normal!.p_value, Math.exp(-normal!.statistic), 1e-12, "p");
  });

  it("in an event study with one lead", async () => {
    const table = await goldenTable("base_did.csv");
    const values = table.numeric("treat").map((treated) => (treated === 1 ? 6 : Number.NaN));
    const data = panel(withColumns(table, [{ kind: "numeric", name: "cohort", values }]), {
      unit: "id",
      time: "period",
    });
    for (const ssc of ["fixest", "reghdfe"]) {
      const record = eventStudy(engine, data, "y ~ x1 | id + period", {
        ...{ cohort: "cohort", vcov: "cluster:id", ssc, window: [-2, 4], bin: true, ref: [-1] },
      });
      const leads = record.tests.leads!;
      expect(leads.terms).toHaveLength(1);
      close((leads.by_t_df ?? leads).p_value, record.coefficients[leads.terms[0]!]!.p_value, 1e-9, ssc);
    }
  });
});

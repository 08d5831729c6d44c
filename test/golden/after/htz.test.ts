/**
 * Joint tests under CR2 and CR3 by clubSandwich's HTZ (`htz.R`): when a regression is made, of a fit that is held, as restrictions, and in units that
 * the test does not depend on.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { WaldTest } from "../../../src/regression/tests/joint-test.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { fitFeols } from "../../../src/verbs/feols/fitted-model.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

interface Case {
  readonly data: string;
  readonly formula: string;
  readonly cluster: string;
  readonly weights: string;
  readonly type: "CR2" | "CR3";
  readonly tests: readonly {
    readonly terms: readonly string[];
    readonly F: number;
    readonly df1: number;
    readonly df2: number;
    readonly p: number;
  }[];
}
const { cases } = JSON.parse(readFileSync(new URL("./htz.json", import.meta.url), "utf8")) as {
  cases: readonly Case[];
};

/** Relative, of explicit inverses and roots in R; of p-values down to 1e-42, whose logarithm has the digits. */
const CLOSE = 1e-8;
const P_CLOSE = 1e-6;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const agree = agreeing("joint-tests");

function expectHtz(test: WaldTest, { F, df1, df2, p }: Case["tests"][number], what: string): void {
  expect(test.df1, what).toBe(df1);
  expect(test.htz, what).toBeDefined();
  agree(test.statistic, F, CLOSE, `F of ${what}`);
  agree(test.df2, df2, CLOSE, `df of ${what}`);
  agree(test.p_value, p, P_CLOSE, `p of ${what}`);
}

for (const { data, formula, cluster, weights, type, tests } of cases) {
  describe(`${type} of ${formula} by ${cluster}${weights === "" ? "" : `, weights ${weights}`}`, () => {
    const options = { vcov: `${type}:${cluster}`, ...(weights === "" ? {} : { weights }) };
    const patterns = tests.map(({ terms }) => `^(${terms.join("|")})$`);
    const restrictions = tests.map(({ terms }) => terms.map((term) => `${term} = 0`).join(", "));

    it("when it is made, by names and as restrictions", async () => {
      const fit = feols(engine, await goldenTable(`${data}.csv`), formula, {
        ...options,
        wald: [...patterns, ...restrictions],
      });
      tests.forEach((want, i) => {
        for (const asked of [patterns[i]!, restrictions[i]!]) expectHtz(fit.tests[asked] as WaldTest, want, asked);
      });
    });

    it("of a fit that is held under another variance", async () => {
      const held = fitFeols(engine, await goldenTable(`${data}.csv`), formula, { ...options, vcov: "iid" });
      const fit = held.withVcov(options.vcov, { wald: patterns });
      for (const [i, want] of tests.entries()) expectHtz(fit.tests[patterns[i]!] as WaldTest, want, patterns[i]!);
      held.free();
    });
  });
}

/**
 * Regressions by moments against fixest: every expected file and every variance clustered one way; a test asserts that none
 * was refused.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { NotSupported, NumericalError } from "../../../src/base/errors.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseSsc } from "../../../src/regression/variance/ssc.js";
import { momentsFit } from "../../../src/verbs/feols/moments-fit.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { derive, sampleOf } from "./derive.js";
import { type ExpectedFit, formulaOf, singletonsOf, sscText, vcovText, weightsOf } from "./expected.js";

/** As for feols on the same files. */
const COEFFICIENT = 1e-9;
const STD_ERROR = 1e-8;

const folder = new URL("./expected/", import.meta.url);
const read = (name: string): ExpectedFit => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length))
  .filter((name) => !/_(diff|lags|slopes|slopes_only|fepois|fixef|wald)$/.test(name))
  .sort();
const clusterOf = (expected: ExpectedFit) =>
  expected.variants.flatMap((variant) => {
    const cluster = /^cluster:([^+]+)$/.exec(vcovText(variant, expected))?.[1];
    return cluster === undefined ? [] : [{ variant, cluster }];
  });

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("fixest-moments");

describe("momentsFit reproduces fixest", () => {
  const compared: string[] = [];
  const refused: string[] = [];
  for (const name of names) {
    const expected = read(name);
    const clustered = clusterOf(expected);
    if (clustered.length === 0) continue;
    it(name, async () => {
      const table = sampleOf(expected, derive(expected, await goldenTable(expected.data_file.replace("data/", ""))));
      for (const { variant, cluster } of clustered) {
        const options = {
          cluster,
          ssc: parseSsc(sscText(variant)),
          fixefRm: singletonsOf(name),
          ...weightsOf(expected),
        };
        let fit: ReturnType<typeof momentsFit>;
        try {
          fit = momentsFit(engine, table, formulaOf(expected), options);
        } catch (error) {
          if (!(error instanceof NotSupported || error instanceof NumericalError)) throw error;
          refused.push(`${name} ${cluster}: ${error.code}`);
          continue;
        }
        compared.push(`${name} ${variant.vcov_arg}`);
        const [plain, what] = [(term: string) => term.replaceAll(" ", ""), `${name}, ${variant.vcov_arg}`];
        expect(Object.keys(fit.coefficients).map(plain), what).toEqual(Object.keys(expected.coef).map(plain));
        expect(fit.collinear.map(plain), what).toEqual((expected.collinear_dropped ?? []).map(plain));
        expect([fit.nobs, fit.vcov.df, fit.vcov.K], what).toEqual([expected.nobs, variant.df_t, variant.dof_K]);
        agree(fit.ssr, expected.ssr, COEFFICIENT, `${what}: ssr`);
        Object.keys(expected.coef).forEach((term, j) => {
          const [got, label] = [Object.values(fit.coefficients)[j]!, `${what}, ${term}`];
          const [estimate, error] = [expected.coef[term]!, variant.se[term]!];
          agree(got.estimate, estimate, COEFFICIENT, label);
          agree(got.std_error, error, STD_ERROR, label);
        });
      }
    });
  }

  it("refuses none of them, and compared all", () => {
    expect(refused).toEqual([]);
    expect(compared.length).toBe(132);
  });
});

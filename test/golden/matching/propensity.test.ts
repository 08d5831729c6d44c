/**
 * Logit and probit scores against R's glm: LaLonde's data, and the simulated cities. glm stops by the deviance, which is flat
 * at the maximum, and its standard errors are those of the point before; so the numbers to meet are those of glm started
 * again from its own solution until nothing moves (make-scores.R), and a single run is met where it had arrived.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { pnorm } from "../../../src/engine/kernels/math.js";
import {
  fitPropensity,
  type PropensityFit,
  type PropensityInput,
} from "../../../src/verbs/psmatch/estimator/propensity.js";
import { agreeing } from "../../support/agree.js";
import { cityMeans, cityYears, expectedCsv, expectedJson, lalondeScore } from "./score-data.js";

/** Against glm started again: both at the maximum, to rounding times the condition of the cities' covariates. */
const TOLERANCE = 1e-10;
/** Against a single run of glm that had arrived. */
const SINGLE_RUN = 1e-8;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("glm-scores");
const near = (got: number, wanted: number, what: string, tolerance = TOLERANCE): void =>
  agree(got, wanted, tolerance, what);

interface Coefficients {
  readonly coef: Record<string, number>;
  readonly se: Record<string, number>;
}

function expectCoefficients(fit: PropensityFit, { coef, se }: Coefficients, tolerance = TOLERANCE): void {
  expect(fit.names).toEqual(Object.keys(coef));
  fit.names.forEach((name, j) => {
    near(fit.beta[j]!, coef[name]!, name, tolerance);
    near(fit.se[j]!, se[name]!, `se of ${name}`, tolerance);
    near(Math.sqrt(fit.vcov[j + j * fit.names.length]!), se[name]!, `variance of ${name}`, tolerance);
  });
}

const converged = expectedJson("scores_converged");

describe.each(["logit", "probit"] as const)("the %s of LaLonde's data", (link) => {
  let input: PropensityInput;
  let fit: PropensityFit;
  const expected = converged[`lalonde_${link}`];
  beforeAll(async () => {
    input = await lalondeScore();
    fit = fitPropensity(engine, input, link);
  });

  it("has glm's coefficients, errors, z and p", () => {
    expectCoefficients(fit, expected);
    fit.names.forEach((name, j) => {
      const z = fit.beta[j]! / fit.se[j]!;
      near(z, expected.z[name], `z of ${name}`);
      near(2 * pnorm(engine, Math.abs(z), true), expected.p[name], `p of ${name}`);
    });
  });

  it("has glm's likelihoods, deviance and AIC, also those of a single run", () => {
    for (const file of [expected, expectedJson(`match_lalonde_ps_${link}`)]) {
      near(fit.logLik, file.loglik, "log-likelihood");
      near(fit.nullLogLik, file.null_loglik, "null log-likelihood");
      near(fit.pseudoR2, file.mcfadden_r2, "pseudo R2");
      near(-2 * fit.logLik, file.deviance, "deviance");
      near(2 * fit.names.length - 2 * fit.logLik, file.aic, "AIC");
      near(fit.lrChi2, 2 * (file.loglik - file.null_loglik), "likelihood ratio");
    }
    expect(fit.df).toBe(8);
  });

  it("has glm's probabilities and linear predictor in every row", async () => {
    const table = await expectedCsv("scores_converged.csv");
    const [probability, index] = [table.numeric(link), table.numeric(`${link}_index`)];
    expect(fit.fitted).toHaveLength(614);
    fit.fitted.forEach((value, i) => void near(value, probability[i]!, `probability in row ${i + 1}`));
    fit.linear.forEach((value, i) => void agree.within(value, index[i]!, TOLERANCE, `index in row ${i + 1}`));
  });

  it("says how near the maximum it is", () => {
    expect(fit.certificate).toBeLessThan(1e-7);
    expect(fit.iterations).toBeLessThan(12);
  });

  it("gives rows with the same covariates the same bits", () => {
    const first = new Map<string, number>();
    let repeated = 0;
    input.treated.forEach((_, i) => {
      const key = input.X.map((x) => x[i]).join();
      const before = first.get(key);
      if (before === undefined) first.set(key, i);
      else {
        repeated++;
        expect(fit.linear[i]).toBe(fit.linear[before]);
        expect(fit.fitted[i]).toBe(fit.fitted[before]);
      }
    });
    expect(repeated).toBeGreaterThan(20);
  });
});

describe("a single run of glm", () => {
  it("is met by the logit of LaLonde's data", async () => {
    const fit = fitPropensity(engine, await lalondeScore(), "logit");
    expectCoefficients(fit, expectedJson("match_lalonde_ps_logit"), SINGLE_RUN);
    const table = await expectedCsv("match_lalonde_ps.csv");
    const [probability, index] = [table.numeric("ps_logit"), table.numeric("logit_ps")];
    fit.fitted.forEach((value, i) => void near(value, probability[i]!, `probability in row ${i + 1}`, SINGLE_RUN));
    fit.linear.forEach((value, i) => void agree.within(value, index[i]!, SINGLE_RUN, `index in row ${i + 1}`));
  });
});

describe("the logit of the cities", () => {
  it("on means before treatment is glm's", async () => {
    const fit = fitPropensity(engine, await cityMeans(), "logit");
    expectCoefficients(fit, converged.city_means_logit);
    // a single run had arrived at the coefficients; its errors are one step behind
    for (const design of ["nn1_rep", "nn1_norep_caliper0.2", "nn2_rep"]) {
      const { ps_coef } = expectedJson(`city_smartcity_sim_table2_psmdid_${design}`);
      fit.names.forEach((name, j) => void near(fit.beta[j]!, ps_coef[name], name, SINGLE_RUN));
    }
  });

  it("on every year is glm's", async () => {
    const fit = fitPropensity(engine, await cityYears(), "logit");
    expectCoefficients(fit, converged.city_years_logit);
    const { ps_coef, ps_se } = expectedJson("city_smartcity_sim_table2_psmdid_commonsupport");
    expectCoefficients(fit, { coef: ps_coef, se: ps_se }, SINGLE_RUN);
  });
});

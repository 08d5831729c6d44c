/**
 * fepois and felogit against fixest, iterated until its numbers stand, and against R's glm with dummies; and against the file
 * of the shared reference, to the digits it has.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { felogit, fepois } from "../../../src/verbs/glm/fit-glm.js";
import type { GlmOptions } from "../../../src/verbs/glm/verb.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative; both sides are iterated until nothing moves. */
const COEFFICIENT = 1e-9;
/** Relative: errors inherit the square of the conditioning. */
const STD_ERROR = 1e-8;
const P_VALUE = 1e-6;
const P_VALUE_ABSOLUTE = 1e-12;
/** Relative, of log-likelihoods and what is made of them. */
const FIT = 1e-10;
/**
 * The shared reference was made by fixest's own stopping rule, a change of the deviance of 1e-8: its errors are those of the
 * weights one step before the end, so that they have five digits. `fepois_trade_tight` is the same fit iterated further.
 */
const SHIPPED_ERROR = 1e-5;

type ByTerm = Readonly<Record<string, number>>;

interface Shared {
  readonly dataset: string;
  readonly family: "poisson" | "logit";
  readonly formula: string;
  readonly weights: string | null;
  readonly derive: Readonly<Record<string, string>> | null;
  readonly coef: ByTerm;
  readonly deviance: number;
}

interface Expected extends Shared {
  readonly offset: string | null;
  readonly nobs: number;
  readonly variants: readonly {
    readonly vcov: string;
    readonly se: ByTerm;
    readonly z: readonly number[];
    readonly p: readonly number[];
    readonly low: ByTerm;
    readonly high: ByTerm;
    readonly K: number;
  }[];
  readonly loglik: number;
  readonly bic: number;
  readonly squared_cor: number;
  readonly null_loglik: number;
  readonly pseudo_r2: number;
  readonly adj_pseudo_r2: number;
  readonly fixef_sizes: ByTerm | readonly never[];
}

interface Dense extends Shared {
  readonly subset: string | null;
  readonly se: ByTerm;
  readonly null_deviance: number;
}

const folder = new URL("./expected/", import.meta.url);
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as T;
const files = readdirSync(folder).sort();
const ofFixest = files.filter((name) => name.startsWith("fe"));
const ofGlm = files.filter((name) => name.startsWith("glm"));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** The columns that R derives, by its own words. */
const DERIVED: Readonly<Record<string, (cell: (name: string) => number) => number>> = {
  "Year - 2005": (cell) => cell("Year") - 2005,
  "log(dist_km) / 3": (cell) => Math.log(cell("dist_km")) / 3,
  "Year / 100 - 20.11": (cell) => cell("Year") / 100 - 20.11,
  "as.integer(Euros > 1e6)": (cell) => Number(cell("Euros") > 1e6),
  "pmax(0, round(10 * log(emp)))": (cell) => Math.max(0, Math.round(10 * Math.log(cell("emp")))),
  "as.integer(wage > 23)": (cell) => Number(cell("wage") > 23),
  "as.integer(log(output) > 4.65)": (cell) => Number(Math.log(cell("output")) > 4.65),
};

async function tableOf({ dataset, derive }: Shared): Promise<Table> {
  const table = await goldenTable(`${dataset}.csv`);
  const made = Object.entries(derive ?? {}).map(([name, words]) => {
    const values = Float64Array.from({ length: table.nRows }, (_, row) =>
      DERIVED[words]!((column) => table.numeric(column)[row]!),
    );
    return { kind: "numeric" as const, name, values };
  });
  return withColumns(table, made);
}

const estimate = (expected: Shared, table: Table, options: GlmOptions) =>
  (expected.family === "poisson" ? fepois : felogit)(engine, table, expected.formula, {
    // fixest keeps rows alone in an effect
    fixefRm: "none",
    ...(expected.weights === null ? {} : { weights: expected.weights }),
    ...options,
  });

const [agreesWithFixest, agreesWithGlm] = [agreeing("fixest-glm"), agreeing("glm-dummies")];

const spaceless = (term: string): string => term.replaceAll(" ", "");
const asVcov = (text: string): string => (text.startsWith("~") ? `cluster:${text.slice(1)}` : text);

describe("reproduces fixest", () => {
  it("in all files", () => {
    expect(ofFixest.length).toBe(14);
  });

  for (const name of ofFixest) {
    it(name, async () => {
      const expected = read<Expected>(name);
      const table = await tableOf(expected);
      for (const variant of expected.variants) {
        const what = `${name}, ${variant.vcov}`;
        const fit = estimate(expected, table, {
          vcov: asVcov(variant.vcov),
          ...(expected.offset === null ? {} : { offset: expected.offset }),
        });
        expect(Object.keys(fit.coefficients).map(spaceless), what).toEqual(Object.keys(expected.coef).map(spaceless));
        expect(fit.nobs, what).toBe(expected.nobs);
        expect(fit.vcov.K, `${what}: K`).toBe(variant.K);
        Object.keys(expected.coef).forEach((term, j) => {
          const got = Object.values(fit.coefficients)[j]!;
          const label = `${what}, ${term}`;
          agreesWithFixest(got.estimate, expected.coef[term]!, COEFFICIENT, `${label}: estimate`);
          agreesWithFixest(got.std_error, variant.se[term]!, STD_ERROR, `${label}: std_error`);
          agreesWithFixest(got.statistic, [variant.z].flat()[j]!, STD_ERROR, `${label}: statistic`);
          agreesWithFixest(got.p_value, [variant.p].flat()[j]!, P_VALUE, `${label}: p`, P_VALUE_ABSOLUTE);
          agreesWithFixest(
            got.conf_low,
            variant.low[term]!,
            STD_ERROR,
            `${label}: conf_low`,
            STD_ERROR * variant.se[term]!,
          );
          agreesWithFixest(
            got.conf_high,
            variant.high[term]!,
            STD_ERROR,
            `${label}: conf_high`,
            STD_ERROR * variant.se[term]!,
          );
        });
        agreesWithFixest(fit.fit.loglik, expected.loglik, FIT, `${what}: loglik`);
        agreesWithFixest(fit.fit.deviance, expected.deviance, FIT, `${what}: deviance`);
        agreesWithFixest(fit.fit.bic, expected.bic, FIT, `${what}: bic`);
        agreesWithFixest(fit.fit.squared_cor, expected.squared_cor, COEFFICIENT, `${what}: squared_cor`);
        // fixest's constant model knows neither weights nor offset: ours has both, as R's glm
        if (expected.weights === null && expected.offset === null) {
          agreesWithFixest(fit.fit.null_loglik, expected.null_loglik, FIT, `${what}: null_loglik`);
          agreesWithFixest(fit.fit.pseudo_r2, expected.pseudo_r2, FIT, `${what}: pseudo_r2`);
          agreesWithFixest(fit.fit.adj_pseudo_r2, expected.adj_pseudo_r2, FIT, `${what}: adj_pseudo_r2`);
        }
        for (const [effect, levels] of Object.entries(expected.fixef_sizes)) {
          expect(fit.fixed_effects.effects[effect]?.levels, `${what}: levels of ${effect}`).toBe(levels);
        }
      }
    });
  }

  it("fixest_trade_fepois of the shared reference, to the digits it has", async () => {
    const shipped = JSON.parse(
      readFileSync(new URL("../feols/expected/fixest_trade_fepois.json", import.meta.url), "utf8"),
    ) as {
      readonly coef: ByTerm;
      readonly nobs: number;
      readonly loglik: number;
      readonly deviance: number;
      readonly pseudo_r2: number;
      readonly variants: Readonly<Record<string, { readonly se: number; readonly z: number; readonly p: number }>>;
    };
    const table = await goldenTable("trade.csv");
    const formula = "Euros ~ log(dist_km) | Origin + Destination + Product + Year";
    for (const [vcov, { se, z, p }] of Object.entries(shipped.variants)) {
      const fit = fepois(engine, table, formula, { vcov: asVcov(vcov), fixefRm: "none" });
      const got = fit.coefficients["log(dist_km)"]!;
      expect(fit.nobs).toBe(shipped.nobs);
      agreesWithFixest(got.estimate, shipped.coef["log(dist_km)"]!, COEFFICIENT, `${vcov}: estimate`);
      agreesWithFixest(got.std_error, se, SHIPPED_ERROR, `${vcov}: std_error`);
      agreesWithFixest(got.statistic, z, SHIPPED_ERROR, `${vcov}: statistic`);
      // the error of z enters p multiplied by z squared
      agreesWithFixest(got.p_value, p, SHIPPED_ERROR * z * z, `${vcov}: p`, P_VALUE_ABSOLUTE);
      agreesWithFixest(fit.fit.loglik, shipped.loglik, FIT, `${vcov}: loglik`);
      agreesWithFixest(fit.fit.deviance, shipped.deviance, COEFFICIENT, `${vcov}: deviance`);
      agreesWithFixest(fit.fit.pseudo_r2, shipped.pseudo_r2, FIT, `${vcov}: pseudo_r2`);
    }
  });
});

describe("reproduces R's glm with dummies", () => {
  it("in all files", () => {
    expect(ofGlm.length).toBe(7);
  });

  for (const name of ofGlm) {
    it(name, async () => {
      const expected = read<Dense>(name);
      const fit = estimate(expected, await tableOf(expected), { vcov: "iid", ssc: "none" });
      for (const [term, want] of Object.entries(expected.coef)) {
        agreesWithGlm(fit.coefficients[term]!.estimate, want, COEFFICIENT, `${name}, ${term}: estimate`);
        agreesWithGlm(fit.coefficients[term]!.std_error, expected.se[term]!, STD_ERROR, `${name}, ${term}: std_error`);
      }
      agreesWithGlm(fit.fit.deviance, expected.deviance, FIT, `${name}: deviance`);
      agreesWithGlm(fit.fit.null_deviance, expected.null_deviance, FIT, `${name}: null_deviance`);
    });
  }
});

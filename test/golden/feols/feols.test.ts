/**
 * feols against fixest: every file of `expected/`, every variance; the record is what `feols --json` prints.
 * What this version does not offer is skipped by name, and a test asserts that exactly those are skipped.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseSsc } from "../../../src/regression/variance/ssc.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { derive, sampleOf } from "./derive.js";
import { type ExpectedFit, formulaOf, panelOf, singletonsOf, sscText, vcovText, weightsOf } from "./expected.js";

/** Relative: fixest was run to 1e-11, conditioning costs about two digits. */
const COEFFICIENT = 1e-9;
/** Relative: errors inherit the square of the conditioning. */
const STD_ERROR = 1e-8;
/** Relative, or absolute 1e-12 for p-values that vanish. */
const P_VALUE = 1e-6;
const P_VALUE_ABSOLUTE = 1e-12;
/** Absolute on intervals, relative to their size. */
const INTERVAL = 1e-8;
const R_SQUARED = 1e-9;

const folder = new URL("./expected/", import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length))
  .sort();
const read = (name: string): ExpectedFit => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
/** Compared in tests of their own: `fixef.test.ts`, `../after`, `../glm`. */
const ELSEWHERE = ["fixest_base_did_wald", "fixest_trade_fe2_fixef", "fixest_trade_fe4_fixef", "fixest_trade_fepois"];
const compared = files.filter((name) => !ELSEWHERE.includes(name));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function sample(expected: ExpectedFit): Promise<Table> {
  return sampleOf(expected, derive(expected, await goldenTable(expected.data_file.replace("data/", ""))));
}

const closeTo = agreeing("fixest-regressions");

describe("feols reproduces fixest", () => {
  it("compares every file, here or in a test of its own", () => {
    expect(files.filter((name) => ELSEWHERE.includes(name))).toEqual(ELSEWHERE);
    expect(compared.length).toBe(files.length - ELSEWHERE.length);
    expect(compared.length).toBe(32);
  });

  for (const name of compared) {
    it(name, async () => {
      const expected = read(name);
      const table = await sample(expected);
      const formula = formulaOf(expected);
      for (const variant of expected.variants) {
        const what = `${name}, ${variant.vcov_arg}`;
        const fit = feols(engine, table, formula, {
          vcov: vcovText(variant, expected),
          ssc: parseSsc(sscText(variant)),
          fixefRm: singletonsOf(name),
          ...weightsOf(expected),
          ...panelOf(variant, expected),
        });
        expect(
          Object.keys(fit.coefficients).map((term) => term.replaceAll(" ", "")),
          what,
        ).toEqual(Object.keys(expected.coef).map((term) => term.replaceAll(" ", "")));
        expect(fit.nobs, what).toBe(expected.nobs);
        expect(
          fit.collinear.map(({ term }) => term.replaceAll(" ", "")),
          what,
        ).toEqual((expected.collinear_dropped ?? []).map((term) => term.replaceAll(" ", "")));
        expect(fit.vcov.df, `${what}: df`).toBe(variant.df_t);
        expect(fit.vcov.K, `${what}: K`).toBe(variant.dof_K);
        Object.keys(expected.coef).forEach((term, j) => {
          const got = Object.values(fit.coefficients)[j]!;
          const label = `${what}, ${term}`;
          closeTo(got.estimate, expected.coef[term]!, COEFFICIENT, `${label}: estimate`);
          closeTo(got.std_error, variant.se[term]!, STD_ERROR, `${label}: std_error`);
          closeTo(got.statistic, variant.t[term]!, STD_ERROR, `${label}: statistic`);
          closeTo(got.p_value, variant.p[term]!, P_VALUE, `${label}: p`, P_VALUE_ABSOLUTE);
          const width = Math.abs(variant.ci_high[term]! - variant.ci_low[term]!);
          closeTo(got.conf_low, variant.ci_low[term]!, INTERVAL, `${label}: conf_low`, INTERVAL * width);
          closeTo(got.conf_high, variant.ci_high[term]!, INTERVAL, `${label}: conf_high`, INTERVAL * width);
          variant.vcov[j]!.forEach((want, l) => {
            const scale = Math.abs(variant.vcov[j]![j]! * variant.vcov[l]![l]!) ** 0.5;
            closeTo(fit.vcov.matrix[j]![l]!, want, STD_ERROR, `${label}: vcov[${j}][${l}]`, STD_ERROR * scale);
          });
        });
        closeTo(fit.fit.r2, expected.r2, R_SQUARED, `${what}: r2`);
        closeTo(fit.fit.adj_r2, expected.adj_r2, R_SQUARED, `${what}: adj_r2`);
        closeTo(fit.fit.within_r2, expected.r2_within ?? null, R_SQUARED, `${what}: within_r2`);
        closeTo(fit.fit.adj_within_r2, expected.adj_r2_within ?? null, R_SQUARED, `${what}: adj_within_r2`);
        closeTo(fit.fit.rmse, expected.rmse, COEFFICIENT, `${what}: rmse`);
        closeTo(fit.fit.ssr, expected.ssr, COEFFICIENT, `${what}: ssr`);
        closeTo(fit.fit.sigma2, expected.sigma2, COEFFICIENT, `${what}: sigma2`);
        for (const [effect, levels] of Object.entries(expected.fixef_sizes ?? {})) {
          expect(fit.fixed_effects.effects[effect]?.levels, `${what}: levels of ${effect}`).toBe(levels);
        }
      }
    });
  }

  it("removes singletons recursively by default, where fixest stops after one pass", async () => {
    const expected = read("fixest_trade_singletons_removed");
    const table = await sample(expected);
    const [recursive, kept] = (["singletons", "none"] as const).map((fixefRm) =>
      feols(engine, table, formulaOf(expected), { vcov: "iid", fixefRm }),
    );
    expect(recursive!.nobs).toBe(
      remainingRecursively(table, [
        ["Origin", "Product"],
        ["Destination", "Product"],
      ]),
    );
    expect(recursive!.nobs).toBeLessThan(expected.nobs);
    expect(recursive!.dropped.singletons).toBe(622 - recursive!.nobs);
    const [a, b] = [recursive!, kept!].map((fit) => fit.coefficients["log(dist_km)"]!.estimate);
    closeTo(a!, b!, COEFFICIENT, "slopes do not depend on singletons");
  });
});

/** Rows left when rows alone in a combination of columns are taken out until none is: passes over a list, no kernel. */
function remainingRecursively(table: Table, effects: readonly (readonly string[])[]): number {
  const label = (name: string, row: number): string => {
    const column = table.column(name);
    return column.kind === "numeric" ? String(column.values[row]) : column.levels[column.codes[row]!]!;
  };
  let rows = Array.from({ length: table.nRows }, (_, row) => row);
  for (;;) {
    const counts = effects.map((names) => {
      const count = new Map<string, number>();
      for (const row of rows) {
        const key = names.map((name) => label(name, row)).join("|");
        count.set(key, (count.get(key) ?? 0) + 1);
      }
      return (row: number) => count.get(names.map((name) => label(name, row)).join("|"))!;
    });
    const left = rows.filter((row) => counts.every((count) => count(row) > 1));
    if (left.length === rows.length) return left.length;
    rows = left;
  }
}

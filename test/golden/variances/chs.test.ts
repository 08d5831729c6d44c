/**
 * Chiang, Hansen and Sasaki's variance against plm's parts of it, on a balanced panel and one with units that come and go;
 * without lags that of clusters by unit and period.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Two programs that solve the same equations; a covariance that is a difference loses some digits to cancellation. */
const [COEFFICIENT, COVARIANCE] = [1e-9, 1e-8];

interface Expected {
  readonly data: "grunfeld" | "EmplUK";
  readonly formula: string;
  readonly panel: readonly [unit: string, time: string];
  readonly effects: string;
  readonly lag: number;
  readonly coef: readonly number[];
  /** Column by column. */
  readonly vcov: readonly number[];
}

const cases: readonly Expected[] = JSON.parse(readFileSync(new URL("./chs.json", import.meta.url), "utf8"));

let engine: Engine;
const tables = new Map<string, Table>();
beforeAll(async () => {
  engine = await loadEngine();
  for (const name of ["grunfeld", "EmplUK"]) tables.set(name, await goldenTable(`${name}.csv`));
});

const near = agreeing("plm-chs");

function fitOf({ data, formula, panel: [unit, time], effects }: Expected, vcov: string, ssc: string) {
  const of = effects === "" ? "" : ` | ${effects.replace("unit", unit).replace("time", time)}`;
  return feols(engine, tables.get(data)!, formula + of, { vcov, ssc, panel: { unit, time }, fixefRm: "none" });
}

describe("Chiang, Hansen and Sasaki's variance", () => {
  for (const expected of cases) {
    const { data, effects, lag, coef, vcov, panel } = expected;
    it(`is plm's, ${data}, ${effects || "pooled"}, ${lag} lags`, () => {
      const fit = fitOf(expected, `CHS:${lag}`, "none");
      const k = coef.length;
      for (const [j, { estimate }] of Object.values(fit.coefficients).entries())
        near(estimate, coef[j]!, COEFFICIENT, `b ${j}`);
      expect(Object.keys(fit.coefficients).length).toBe(k);
      expect(fit.vcov.df).toBe(Math.min(Number(fit.vcov.about?.units), Number(fit.vcov.about?.periods)) - 1);
      expect(fit.vcov.about).toMatchObject({ lag, unit: panel[0], time: panel[1] });
      for (let i = 0; i < k * k; i++) {
        const [row, column] = [i % k, Math.floor(i / k)];
        const scale = Math.sqrt(Math.abs(vcov[row * (k + 1)]! * vcov[column * (k + 1)]!));
        near(fit.vcov.matrix[row]![column]!, vcov[i]!, COVARIANCE, `V ${row} ${column}`, COVARIANCE * scale);
      }
    });
  }

  it("without lags is that of clusters by unit and period, under every small-sample rule", () => {
    for (const expected of cases.filter(({ lag }) => lag === 0)) {
      for (const ssc of ["fixest", "reghdfe", "sandwich", "none"]) {
        const [found, clustered] = ["CHS:0", `cluster:${expected.panel.join("+")}`].map((vcov) =>
          fitOf(expected, vcov, ssc),
        );
        expect([found!.vcov.df, found!.vcov.K, found!.vcov.joint_df]).toEqual([
          clustered!.vcov.df,
          clustered!.vcov.K,
          clustered!.vcov.joint_df,
        ]);
        for (const [term, { std_error }] of Object.entries(clustered!.coefficients)) {
          near(found!.coefficients[term]!.std_error, std_error, 1e-12, `${ssc}: ${term}`);
        }
      }
    }
  });
});

/** Predictions for new rows against lm and fixest, and laws: own rows are fitted, levels that were not seen have none. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable, selectRows, type Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { fitFeols } from "../../../src/verbs/feols/fitted-model.js";
import { numeric, text } from "../../models/small-panel.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative: coefficients agree to some 1e-12. */
const CLOSE = 1e-9;

interface Reference {
  readonly formula: string;
  readonly rows: Readonly<Record<string, readonly number[]>>;
  readonly fit: readonly number[];
  readonly se: readonly number[];
  readonly low90: readonly number[];
  readonly high90: readonly number[];
  readonly low95new: readonly number[];
  readonly high95new: readonly number[];
  readonly fixest_formula: string;
  readonly fixest_rows: Readonly<Record<string, readonly number[]>>;
  readonly fixest_fit: readonly (number | null)[];
}

const reference: Reference = JSON.parse(readFileSync(new URL("predict.json", import.meta.url), "utf8"));
const tableOf = (columns: Readonly<Record<string, readonly number[]>>): Table =>
  makeTable(
    Object.entries(columns).map(([name, values]) => numeric(name, values)),
    { name: "new rows", bytes: 0, sha256: null },
  );

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
});

const agree = agreeing("predictions");

function near(got: Float64Array | null, wanted: readonly (number | null)[], what: string): void {
  expect(got?.length).toBe(wanted.length);
  wanted.forEach((want, i) => {
    if (want === null) expect(got![i], `${what}, row ${i}`).toBeNaN();
    else agree(got![i], want, CLOSE, `${what}, row ${i}`);
  });
}

describe("predictions for new rows", () => {
  it("are those of lm, with errors and both intervals", async () => {
    const held = fitFeols(engine, await goldenTable("mroz.csv"), reference.formula, { vcov: "iid" });
    const rows = tableOf(reference.rows);
    const mean = held.predict(rows, { interval: "confidence", level: 0.9 });
    near(mean.values, reference.fit, "fit");
    near(mean.std_errors, reference.se, "se");
    near(mean.conf_low, reference.low90, "low");
    near(mean.conf_high, reference.high90, "high");
    const next = held.predict(rows, { interval: "prediction" });
    near(next.conf_low, reference.low95new, "low of a new row");
    near(next.conf_high, reference.high95new, "high of a new row");
    held.free();
  });

  it("are those of fixest with effects, and none where a level was not seen", async () => {
    const held = fitFeols(engine, await goldenTable("base_did.csv"), reference.fixest_formula, { vcov: "iid" });
    const found = held.predict(tableOf(reference.fixest_rows));
    near(found.values, reference.fixest_fit, "fit");
    expect(found.missing).toBe(1);
    expect(found.notes.map(({ code }) => code)).toEqual(["predict_unknown_levels"]);
    expect(found.notes[0]!.detail).toEqual({ effect: "id", rows: 1, levels: ["999"] });
    held.free();
  });
});

describe("predictions of the estimate's own rows", () => {
  const models: readonly (readonly [data: string, formula: string, options?: object])[] = [
    ["trade.csv", "log(Euros) ~ log(dist_km) | Origin + Destination^Product + Year"],
    ["trade.csv", "log(Euros) ~ log(dist_km) + i(Year, dist_km) + Product:Year | Origin", { subset: "Year >= 2010" }],
    ["trade.csv", "log(Euros) ~ log(dist_km)*Origin + factor(Year)", { weights: "Product" }],
    ["base_did.csv", "y ~ x1 + i(period, treat, ref = 5) + I(x1 > 0) | id + period"],
  ];
  for (const [data, formula, options] of models) {
    it(`are fitted values: ${formula}`, async () => {
      const table = await goldenTable(data);
      const held = fitFeols(engine, table, formula, { vcov: "iid", ...options });
      const { values, xb, effects } = held.fitted();
      const [all, alone] = [held.predict(table), held.predict(table, { effects: "none" })];
      const residuals = held.residuals();
      const y = formula.startsWith("log") ? table.numeric("Euros").map(Math.log) : table.numeric("y");
      let inSample = 0;
      const worst = [0, 0, 0, 0];
      for (let i = 0; i < table.nRows; i++) {
        if (Number.isNaN(values[i]!)) continue;
        inSample++;
        const size = Math.max(1, Math.abs(values[i]!), Math.abs(xb[i]!));
        const errors = [
          all.values[i]! - values[i]!,
          alone.values[i]! - xb[i]!,
          values[i]! - xb[i]! - effects[i]!,
          y[i]! - values[i]! - residuals[i]!,
        ];
        errors.forEach((error, e) => {
          worst[e] = Math.max(worst[e]!, Math.abs(error) / size);
        });
      }
      for (const error of worst) expect(error).toBeLessThan(1e-9);
      expect(inSample).toBe(held.record.nobs);
      held.free();
    });
  }
});

describe("new rows of which little is known", () => {
  const source = { name: "rows", bytes: 0, sha256: null };
  const old = makeTable(
    [
      numeric("y", [1, 2, 4, 3, 5, 7, 8, 6, 1, 3]),
      numeric("x", [0, 1, 3, 2, 1, 5, 4, 4, 1, 0]),
      text("a", ["p", "p", "q", "q", "p", "r", "r", "s", "s", "r"]),
      text("b", ["1", "2", "1", "2", "1", "3", "4", "3", "4", "3"]),
      text("z", ["u", "v", "u", "v", "v", "u", "v", "u", "v", "v"]),
    ],
    source,
  );

  it("have no prediction across components, nor with a level or a combination never seen", () => {
    const held = fitFeols(engine, old, "y ~ x | a + b", { vcov: "iid", fixefRm: "none" });
    const rows = makeTable(
      [
        numeric("x", [1, 1, 1, Number.NaN, 1]),
        text("a", ["p", "p", "q", "p", "t"]),
        text("b", ["2", "3", "1", "1", "9"]),
      ],
      source,
    );
    const found = held.predict(rows);
    expect(Array.from(found.values, Number.isNaN)).toEqual([false, true, false, true, true]);
    expect(found.notes.map(({ code, detail }) => [code, detail?.rows])).toEqual([
      ["predict_missing", 1],
      ["predict_unknown_levels", 1],
      ["predict_unknown_levels", 1],
      ["predict_apart", 1],
    ]);
    held.free();
  });

  it("of factors among the regressors, neither", () => {
    const held = fitFeols(engine, old, "y ~ x + factor(z)*x", { vcov: "iid" });
    const rows = makeTable([numeric("x", [1, 2, 3]), text("z", ["v", "w", "u"])], source);
    const found = held.predict(rows);
    expect(Array.from(found.values, Number.isNaN)).toEqual([false, true, false]);
    // one row alone is coded as beside others, whichever levels it has
    const one = held.predict(selectRows(rows, Uint32Array.of(0)));
    expect(one.values[0]).toBe(found.values[0]);
    held.free();
  });

  it("are refused without a column, with one of another kind, and for intervals that are not known", () => {
    const held = fitFeols(engine, old, "y ~ x | a", { vcov: "iid" });
    const code = (work: () => unknown): string => {
      try {
        work();
        return "none";
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(() => held.predict(makeTable([text("a", ["p"])], source)))).toBe("unknown_column");
    expect(code(() => held.predict(makeTable([numeric("x", [1]), numeric("a", [1])], source)))).toBe("column_kind");
    expect(code(() => held.predict(old, { interval: "confidence" }))).toBe("predict_interval");
    expect(code(() => held.predict(old, { effects: "none", interval: "prediction" }))).toBe("predict_interval");
    expect(code(() => held.predict(old, { effects: "none", interval: "confidence", level: 2 }))).toBe("level");
    expect(held.predict(old, { effects: "none", interval: "confidence" }).std_errors!.length).toBe(10);
    held.free();
    expect(code(() => held.predict(old))).toBe("fit_freed");
    expect(code(() => held.fitted())).toBe("fit_freed");
  });
});

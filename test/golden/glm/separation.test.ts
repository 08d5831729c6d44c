/**
 * Separated rows of 30 random panels, by row, against a linear programme (scipy); slopes of what is left against Newton's
 * method on dummies (numpy). The panels: a dummy of one outcome, a combination of regressors, levels of one outcome that leave
 * others so, two directions at once, nothing.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { DataError } from "../../../src/base/errors.js";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { felogit, fepois } from "../../../src/verbs/glm/fit-glm.js";
import type { GlmOptions } from "../../../src/verbs/glm/verb.js";
import { agreeing } from "../../support/agree.js";

interface Panel {
  readonly family: "poisson" | "logit";
  readonly separated: readonly number[];
  readonly coef: Readonly<Record<string, number>>;
  readonly [column: string]: unknown;
}

const COLUMNS = ["y", "x1", "x2", "x3", "a", "b"];
const FORMULA = "y ~ x1 + x2 + x3 | a + b";
const panels = JSON.parse(readFileSync(new URL("./separation.json", import.meta.url), "utf8")) as readonly Panel[];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function estimate(panel: Panel, options: GlmOptions = {}) {
  const table = makeTable(
    COLUMNS.map((name) => ({ kind: "numeric", name, values: Float64Array.from(panel[name] as number[]) })),
    { name: "panel", bytes: 0, sha256: null },
  );
  const estimator = panel.family === "poisson" ? fepois : felogit;
  return estimator(engine, table, FORMULA, { vcov: "hetero", fixefRm: "none", ...options });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const agree = agreeing("separation");

describe("separated rows are those of the linear programme", () => {
  panels.forEach((panel, number) => {
    it(`panel ${number}: ${panel.family}, ${panel.separated.length} rows`, () => {
      const fit = estimate(panel);
      const notes = fit.notes.filter(({ code }) => code === "separated");
      const rows = notes.flatMap(({ detail }) => detail!.rows as number[]);
      const count = sum(notes.map(({ detail }) => detail!.count as number));
      const inLevels = sum(
        Object.entries(fit.dropped).map(([reason, count]) => (/^(only_zeros|one_outcome):/.test(reason) ? count : 0)),
      );
      expect(panel.separated).toEqual(expect.arrayContaining(rows));
      expect(fit.dropped.separated ?? 0).toBe(count);
      // a note lists the first 50 of its rows
      expect(rows.length).toBe(sum(notes.map(({ detail }) => Math.min(50, detail!.count as number))));
      expect(count + inLevels).toBe(panel.separated.length);
      expect(fit.nobs).toBe((panel.y as number[]).length - panel.separated.length);
      expect(Object.keys(fit.coefficients)).toEqual(Object.keys(panel.coef));
      for (const [term, want] of Object.entries(panel.coef)) {
        agree.within(fit.coefficients[term]!.estimate, want, 1e-9, term);
      }
    });
  });

  it("names the regressor, or the combination", () => {
    const terms = (panel: Panel) =>
      estimate(panel).notes.flatMap(({ code, detail }) => (code === "separated" ? [detail!.terms] : []));
    expect(terms(panels[5]!)).toEqual([["x3"]]);
    expect(terms(panels[1]!)).toEqual([["x2", "x3"]]);
    expect(estimate(panels[1]!).notes.find(({ code }) => code === "separated")!.message).toContain(
      "x2 - 0.5 * x3, net of the fixed effects",
    );
  });

  it("refuses instead where asked to, with the rows", () => {
    const refusal = (() => {
      try {
        return estimate(panels[5]!, { separation: "error" });
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(DataError);
    expect((refusal as DataError).code).toBe("separated");
    const rows = (refusal as DataError).detail.rows as number[];
    expect(rows.length).toBeGreaterThan(0);
    expect(panels[5]!.separated).toEqual(expect.arrayContaining(rows));
  });
});

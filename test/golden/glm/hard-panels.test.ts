/**
 * fepois where Newton's method has it hard, against the same in 60 digits (mpmath): rows of little weight that come to rest last,
 * and separated rows whose weights vanish before the others rest.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { fepois } from "../../../src/verbs/glm/fit-glm.js";
import { agreeing } from "../../support/agree.js";

/** Relative. */
const COEFFICIENT = 1e-9;
const STD_ERROR = 1e-8;

interface Panel {
  readonly separated: readonly number[];
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly [column: string]: unknown;
}

const panels = JSON.parse(readFileSync(new URL("./hard-panels.json", import.meta.url), "utf8")) as readonly Panel[];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("mpmath-poisson");

describe("fepois reproduces 60 digits", () => {
  panels.forEach((panel, number) => {
    it(`panel ${number}: ${(panel.y as number[]).length} rows, ${panel.separated.length} separated`, () => {
      const names = Object.keys(panel).filter((name) => /^([yo]|[xf]\d)$/.test(name));
      const table = makeTable(
        names.map((name) => ({ kind: "numeric", name, values: Float64Array.from(panel[name] as number[]) })),
        { name: "panel", bytes: 0, sha256: null },
      );
      const named = (letter: string) => names.filter((name) => name[0] === letter).join(" + ");
      const options = names.includes("o") ? { offset: "o" } : {};
      const formula = `y ~ ${named("x")} | ${named("f")}`;
      const fit = fepois(engine, table, formula, { vcov: "iid", ssc: "none", fixefRm: "none", ...options });
      expect(fit.nobs).toBe(table.nRows - panel.separated.length);
      expect(Object.keys(fit.coefficients)).toEqual(Object.keys(panel.coef));
      for (const [term, { estimate, std_error }] of Object.entries(fit.coefficients)) {
        agree(estimate, panel.coef[term]!, COEFFICIENT, `${term}: estimate`);
        agree(std_error, panel.se[term]!, STD_ERROR, `${term}: std_error`);
      }
    });
  });
});

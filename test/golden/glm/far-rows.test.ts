/**
 * fepois and felogit where one to three rows are far out in a regressor, offsets of 700 or weights spread over eight digits,
 * against the same in 50 digits (mpmath).
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { felogit, fepois } from "../../../src/verbs/glm/fit-glm.js";
import { agreeing } from "../../support/agree.js";

/** Of a standard error, for a coefficient; relative, for the others. */
const COEFFICIENT = 1e-8;
const STD_ERROR = 1e-8;
const DEVIANCE = 1e-9;

interface Answer {
  readonly x: number;
  readonly z: number;
  readonly se_x: number;
  readonly se_z: number;
  readonly deviance: number;
}

interface Panel {
  readonly family: "poisson" | "logit";
  readonly case: string;
  readonly constant: Answer;
  readonly effects: Answer;
  readonly [column: string]: unknown;
}

const panels = JSON.parse(readFileSync(new URL("./far-rows.json", import.meta.url), "utf8")) as readonly Panel[];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("mpmath-poisson");

describe("fepois and felogit reproduce 50 digits", () => {
  panels.forEach((panel, number) => {
    for (const [model, formula] of [
      ["constant", "y ~ x + z"],
      ["effects", "y ~ x + z | f"],
    ] as const) {
      it(`panel ${number}, ${panel.family}, ${panel.case}: ${formula}`, () => {
        const names = ["y", "x", "z", "f", "w", "o"].filter((name) => name in panel);
        const table = makeTable(
          names.map((name) => ({ kind: "numeric", name, values: Float64Array.from(panel[name] as number[]) })),
          { name: "panel", bytes: 0, sha256: null },
        );
        const fit = (panel.family === "logit" ? felogit : fepois)(engine, table, formula, {
          ...{ vcov: "iid", ssc: "none", fixefRm: "none" },
          ...("w" in panel ? { weights: "w" } : {}),
          ...("o" in panel ? { offset: "o" } : {}),
        });
        const answer = panel[model];
        expect(fit.nobs).toBe(table.nRows);
        for (const name of ["x", "z"] as const) {
          const { estimate, std_error } = fit.coefficients[name]!;
          const error = answer[`se_${name}`];
          agree.within(estimate / error, answer[name] / error, COEFFICIENT, `${name}: estimate`);
          agree(std_error, error, STD_ERROR, `${name}: std_error`);
        }
        agree(fit.fit.deviance, answer.deviance, DEVIANCE, "deviance");
      });
    }
  });
});

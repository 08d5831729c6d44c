/**
 * Unbalanced panels and repeated cross-sections against csdid, Python's port of R's did: rows as cross-sections, with the influence
 * of units or of rows, by every method, both groups of controls, both bases, with weights.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { expected } from "./support.js";

const ESTIMATE = 1e-8;
const STD_ERROR = 1e-6;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const closeTo = agreeing("csdid");

interface Case {
  readonly sections: boolean;
  readonly method: "dr" | "reg" | "ipw";
  readonly x: string;
  readonly control: "nevertreated" | "notyettreated";
  readonly weights: boolean;
  readonly base: "varying" | "universal";
  readonly group: readonly number[];
  readonly t: readonly number[];
  readonly att: readonly number[];
  readonly se: readonly (number | null)[];
  readonly averages: Readonly<
    Record<"simple" | "dynamic" | "group" | "calendar", { readonly overall_att: number; readonly overall_se: number }>
  >;
}

const table = parseCsv(readFileSync(new URL("./sections.csv", import.meta.url), "utf8"));
const CASES = expected<{ readonly cases: readonly Case[] }>("csdid_sections").cases;

describe("cs of rows reproduces csdid", () => {
  for (const want of CASES) {
    const { sections, method, x, control, weights, base } = want;
    const what = `${sections ? "cross-sections" : "unbalanced"}, ${method} on ${x}, ${control}, ${base}`;
    it(what, () => {
      const unit = sections ? "row" : "unit";
      const data = table.panel({ unit, time: "period" });
      const fitted = (aggregate: keyof Case["averages"]) =>
        did(engine, data, `y ~ ${x} | ${unit} + period`, {
          ...{ cohort: "g", estimator: ["cs"], unbalanced: "rows", method, base, aggregate },
          control: control === "nevertreated" ? "never" : "notyet",
          ...(weights ? { weights: "w" } : {}),
        }).estimates[0]!;
      const { cells } = fitted("simple");
      expect(cells!.map(({ cohort, time }) => [cohort, time])).toEqual(want.group.map((g, at) => [g, want.t[at]]));
      cells!.forEach((cell, at) => {
        const place = `${what}, cohort ${cell.cohort} in ${cell.time}`;
        expect(cell.reference).toBe(want.se[at] === null);
        if (cell.reference) return;
        closeTo(cell.estimate, want.att[at]!, ESTIMATE, `${place}: estimate`);
        closeTo(cell.std_error, want.se[at]!, STD_ERROR, `${place}: std_error`);
      });
      for (const aggregate of ["simple", "dynamic", "group", "calendar"] as const) {
        const { overall } = fitted(aggregate);
        closeTo(overall.estimate, want.averages[aggregate].overall_att, ESTIMATE, `${what}, ${aggregate}`);
        closeTo(overall.std_error, want.averages[aggregate].overall_se, STD_ERROR, `${what}, ${aggregate}: error`);
      }
    });
  }
});

/**
 * Cells averaged by the sums of a column: by hand from the cells, the cell alone where nothing else weighs, as without where all rows weigh
 * alike; and what is refused.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { staggeredPanel } from "../../support/staggered-panel.js";

const SAME = 1e-12;
/** Two ways to one number on some 180 rows. */
const CLOSE = 1e-9;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const given = staggeredPanel(11, { units: 30, periods: 6, cohorts: 3 });
const of = (name: string): Float64Array => given.table.numeric(name);
const first = Math.min(...of("cohort").filter((cohort) => cohort > 0));
const DATA: Panel = panel(
  withColumns(given.table, [
    { kind: "numeric", name: "same", values: of("w").map(() => 3) },
    { kind: "numeric", name: "people", values: of("w").map((w, i) => w * (1 + (i % 4))) },
    {
      kind: "numeric",
      name: "alone",
      values: of("time").map((t, i) => Number(of("cohort")[i] === first && t === first)),
    },
    { kind: "numeric", name: "gap", values: of("w").map((w, i) => (i === 7 ? Number.NaN : w)) },
  ]),
  { unit: "unit", time: "time" },
);

const estimate = (options: DidOptions): DidEstimate =>
  did(engine, DATA, "y ~ 1 | unit + time", { cohort: "cohort", control: "notyet", ...options }).estimates[0]!;

describe.each(["bjs", "cs", "etwfe", "sunab"])("%s", (name) => {
  it("averages cells by the sums of the column over their rows", () => {
    const { cells, effects, overall } = estimate({ estimator: [name], weighBy: "people" });
    const weightOf = (cohort: number, time: number): number =>
      of("unit").reduce(
        (sum, _, i) =>
          sum + (of("cohort")[i] === cohort && of("time")[i] === time ? DATA.table.numeric("people")[i]! : 0),
        0,
      );
    const average = (chosen: (event: number) => boolean): number => {
      const own = cells!.filter(({ cohort, time }) => chosen(time - cohort));
      const weights = own.map(({ cohort, time }) => weightOf(cohort, time));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return own.reduce((sum, cell, j) => sum + (weights[j]! / total) * cell.estimate, 0);
    };
    expect(Math.abs(overall.estimate - average((event) => event >= 0))).toBeLessThan(CLOSE);
    for (const { event, estimate: got, reference } of effects) {
      if (reference || event! < 0) continue;
      expect(Math.abs(got - average((each) => each === event))).toBeLessThan(CLOSE);
    }
  });

  it("is the cell itself where no other weighs", () => {
    const { cells, overall } = estimate({ estimator: [name], weighBy: "alone", aggregate: "simple" });
    const cell = cells!.find(({ cohort, time }) => cohort === first && time === first)!;
    expect(Math.abs(overall.estimate - cell.estimate)).toBeLessThan(SAME);
    expect(Math.abs(overall.std_error! - cell.std_error!)).toBeLessThan(SAME);
  });
});

it.each(["bjs", "etwfe", "sunab"])("%s changes nothing where all rows weigh alike", (name) => {
  const [weighed, plain] = [{ weighBy: "same" }, {}].map((options) => estimate({ estimator: [name], ...options }));
  weighed!.effects.forEach((effect, j) => {
    expect(Math.abs(effect.estimate - plain!.effects[j]!.estimate)).toBeLessThan(SAME);
    expect(Math.abs((effect.std_error ?? 0) - (plain!.effects[j]!.std_error ?? 0))).toBeLessThan(SAME);
  });
});

describe("refusals", () => {
  it("event times whose rows weigh nothing", () => {
    expect(() => estimate({ estimator: ["bjs"], weighBy: "alone" })).toThrow(/weigh 0 together/);
  });

  it("a row without a weight", () => {
    expect(() => estimate({ estimator: ["bjs"], weighBy: "gap" })).toThrow(/--weigh-by gap: row 8 has no number/);
  });

  it("estimators whose averages are coefficients, and errors of bjs by larger groups", () => {
    expect(() => estimate({ estimator: ["did2s"], weighBy: "people" })).toThrow(/coefficients of its second stage/);
    expect(() => estimate({ estimator: ["twfe"], weighBy: "people" })).toThrow(/twfe has no cells/);
    expect(() => estimate({ estimator: ["bjs"], weighBy: "people", errorGroups: "event" })).toThrow(
      /leave --error-groups event out/,
    );
  });
});

/** What a placebo table says of p, dates and shifts, against the record it shows. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { renderTable } from "../../src/report/render/render.js";
import { cellText } from "../../src/report/table-model.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { placeboTable } from "../../src/verbs/placebo/table.js";
import type { PlaceboOptions } from "../../src/verbs/placebo/verb.js";
import { smallPanel } from "../models/small-panel.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Cohorts 4 (two units) and 5 (one) of six units over seven periods: dates 2, 3 and 2, 3, 4 before their policies. */
const data = smallPanel({ cohorts: [4, 4, 5, null, null, null], periods: [1, 7] });

async function shown(options: Partial<PlaceboOptions>) {
  const record = await placebo(engine, data, "y ~ d + x | unit + time", { term: "d", ...options });
  const table = placeboTable(record);
  const rule = table.rows.find(({ label }) => label.startsWith("p = "))!;
  const few = record.notes.find(({ code }) => code === "placebo_few_assignments");
  return { record, table, rule: rule.label, p: cellText(rule.cells[0]!), few, notes: table.notes.join("\n") };
}

describe("in time", () => {
  it("each date once: the true ones are not among them, so p = (1 + b) / (1 + B), at least 1/7", async () => {
    const { record, rule, p, few, notes } = await shown({ kind: "time" });
    expect(record.enumeration).toBe(true);
    expect(rule).toBe("p = (1 + b) / (1 + B)");
    expect(p).toBe(((1 + record.counts.at_least_estimate) / 7).toFixed(5));
    expect(few!.message).toBe("There are only 6 distinct assignments: each was drawn once, and p cannot be below 1/7.");
    expect(few!.detail).toEqual({ assignments: 6, least_p: 1 / 7 });
    expect(notes).toContain("2 units from 4 on (2 earlier dates), 1 units from 5 on (3 earlier dates)");
  });

  it("every shift stands in text, Markdown, LaTeX and HTML: estimate, error, t and p", async () => {
    const { record, table } = await shown({ kind: "time" });
    expect(record.by_shift.map(({ shift }) => shift)).toEqual([-1, -2, -3]);
    for (const format of ["text", "markdown", "latex", "html"] as const) {
      const text = renderTable(table, format).replace(/\s+/g, " ");
      record.by_shift.forEach(({ shift, statistic, p_value, units }) => {
        const periods = shift === -1 ? "1 period" : `${-shift} periods`;
        expect(text).toContain(`All cohorts ${periods} earlier (${units} units): `);
        const size = Math.abs(statistic).toFixed(4);
        expect(text).toContain(size);
        expect(text).toContain(`p ${p_value.toFixed(5)}.`);
      });
    }
    const [first] = record.by_shift;
    const said = /earlier \(3 units\): (\S+) \((\S+)\), t (\S+), p/.exec(table.notes.join("\n"))!;
    const [estimate, error, t] = said.slice(1).map((text) => Number(text.replace("\u2212", "-")));
    expect(Math.abs(estimate! - first!.estimate)).toBeLessThan(first!.std_error / 100);
    expect(Math.abs(error! - first!.std_error)).toBeLessThan(first!.std_error / 100);
    expect(Math.abs(t! - first!.statistic)).toBeLessThan(1e-4);
  });
});

it("in space each assignment once is b / M, at least 1/M: the true one is among them", async () => {
  const { record, rule, p, few } = await shown({});
  expect(record.counts.assignments).toBe(60);
  expect(rule).toBe("p = b / M");
  expect(p).toBe((record.counts.at_least_estimate / 60).toFixed(5));
  expect(few!.message).toContain("1/60");
  const some = await shown({ draws: 10 });
  expect(some.rule).toBe("p = (1 + b) / (1 + B)");
  expect(some.few).toBeUndefined();
});

it("mixed says that dates are drawn too, and among which periods", async () => {
  const { record, notes } = await shown({ kind: "mixed", draws: 10 });
  expect(record.dates).toEqual([2, 3, 4, 5, 6, 7]);
  expect(notes).toContain("drawn too, without replacement, among the 6 periods from 2 to 7 (all but the first).");
  const space = await shown({ draws: 10 });
  expect(space.record.dates).toBeNull();
  expect(space.notes).not.toContain("drawn too");
});

/** What the table of a wild bootstrap prints where no draw is as far out as the sample: what p lies below, and no zero. */
import { beforeAll, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { renderTable } from "../../src/report/render/render.js";
import { wildRows } from "../../src/study/stages/regressions/wild-rows.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { bootstrapTable } from "../../src/verbs/bootstrap/table.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { placeboTable } from "../../src/verbs/placebo/table.js";
import { smallPanel } from "../models/small-panel.js";
import { goldenTable } from "../support/golden-table.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const ofBase = async (options: { readonly term: string | readonly string[]; readonly ssc?: string }) =>
  bootstrap(engine, await goldenTable("base_did.csv"), "y ~ x1 + treat + post", {
    ...{ cluster: "id", draws: 999, seed: 1, ...options },
  });

it("p of no draw in 999 is < 1/999, in every format, and 0 for programs", async () => {
  const record = await ofBase({ term: "x1" });
  expect(record.p_value).toMatchObject({ statistic: 0, equal_tailed: 0 });
  const table = bootstrapTable(record);
  for (const format of ["text", "markdown", "latex", "html"] as const) {
    const shown = renderTable(table, format)
      .replaceAll("&lt;", "<")
      .replaceAll("\\textless{}", "<")
      .replaceAll("$", "");
    expect(shown, format).toContain("< 1/999");
    expect(shown, format).toContain("< 2/999");
    expect(shown, format).not.toContain("0.00000");
  }
  expect(table.notes.join("\n")).toContain("p < 1/999; (1 + b) / (1 + B) would be 0.001.");
  expect(renderTable(table, "csv")).toMatch(/^p,.*,0$/m);
});

it("a joint hypothesis has the formula's F by the degrees of freedom of t beside it", async () => {
  const { observed, vcov } = await ofBase({ term: ["treat", "post"] });
  expect([observed.df, observed.by_t_df!.df2, vcov.df]).toEqual([1076, 107, 107]);
  expect(observed.p_value).toBeLessThan(observed.by_t_df!.p_value);
  const { observed: other } = await ofBase({ term: ["treat", "post"], ssc: "reghdfe" });
  expect([other.df, other.by_t_df]).toEqual([107, undefined]);
});

it("the rows of a study say the same, in Chinese too", async () => {
  const record = await ofBase({ term: "x1" });
  for (const language of ["en", "zh"] as const) {
    expect(wildRows([{ fit: record as never, bootstrap: record }], language)[0]!.texts).toEqual(["< 1/999"]);
  }
});

it("a placebo whose ties do not count, each assignment once: p of none is < 1/M", async () => {
  const data = smallPanel({ cohorts: [4, 4, 5, null, null, null], periods: [1, 7] });
  const record = await placebo(engine, data, "y ~ d + x | unit + time", { term: "d", kind: "space", ties: "strict" });
  const none = { ...record, p_value: { estimate: 0, statistic: 0 } };
  const { rows } = placeboTable(none);
  expect(rows.at(-1)!.cells).toMatchObject([{ text: `< 1/${record.counts.used}`, value: 0 }, { value: 0 }]);
});

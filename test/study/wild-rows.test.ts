/** Wild p and interval as rows of a study's table: where clusters are few, those of the verb; elsewhere none. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import type { RegressionModel } from "../../src/study/stages/regressions/wild-rows.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, STUDY, smallRows } from "./small-study.js";

const asking = (block: string) => STUDY.replace("    columns:\n", `    bootstrap: ${block}\n    columns:\n`);
const cities = parseCsv(csvOf(smallRows()));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function tableOf(study: string) {
  const file = parseStudy(study, "study.yaml");
  const result = await runWholeStudy(engine, file, new Map([["cities", cities]]), { only: "table1" });
  const { models } = result.record.stages.table1 as { readonly models: readonly RegressionModel[] };
  const [exhibit] = result.shown[0]!.exhibits;
  if (exhibit?.kind !== "table") throw new Error("the stage shows no table");
  const rows = Object.fromEntries(exhibit.table.rows.map(({ label, cells }) => [label, cells]));
  return { models, rows, notes: exhibit.table.notes.join(" ") };
}

describe("bootstrap of a stage of regressions", () => {
  test("puts the verb's p and interval beneath columns with few clusters", async () => {
    const { models, rows, notes } = await tableOf(asking("{ draws: 499, weights: webb }"));
    const options = { term: "did", cluster: "city", draws: 499, multipliers: "webb", seed: 7 } as const;
    const own = await bootstrap(
      engine,
      panel(cities, { unit: "city", time: "year" }),
      "quality ~ did | city + year",
      options,
    );
    expect(models[0]!.bootstrap).toMatchObject({ p_value: own.p_value, interval: own.interval });
    expect(models[0]).not.toHaveProperty("formula");
    expect(own.p_value.statistic).toBe(0);
    expect(rows["Wild bootstrap p"]).toMatchObject([{ text: "< 1/499" }, { kind: "text" }]);
    expect(rows["Wild bootstrap 95% interval"]).toHaveLength(2);
    expect(notes).toContain("clusters city, type 11, null imposed, Webb weights, B = 499 (Philox4x32-10, seed 7)");
  });

  test("leaves columns with more clusters alone", async () => {
    const { models, rows, notes } = await tableOf(asking("{ fewer_than: 20 }"));
    expect(models.every((model) => model.bootstrap === undefined)).toBe(true);
    expect(rows).not.toHaveProperty("Wild bootstrap p");
    expect(notes).not.toContain("Wild bootstrap");
  });
});

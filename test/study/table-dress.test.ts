/** A study's `tables`: decimals, stars and notes of every table, in the words of the command line. */
import { beforeAll, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { renderTable } from "../../src/report/render/render.js";
import { cellText } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, STUDY, smallRows } from "./small-study.js";

const cities = parseCsv(csvOf(smallRows()));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function tableOf(block: string) {
  const file = parseStudy(`${block}${STUDY}`, "study.yaml");
  const result = await runWholeStudy(engine, file, new Map([["cities", cities]]), { only: "table1" });
  const [exhibit] = result.shown[0]!.exhibits;
  if (exhibit?.kind !== "table") throw new Error("the stage shows no table");
  return {
    record: result.record.stages.table1,
    table: exhibit.table,
    first: cellText(exhibit.table.rows[0]!.cells[0]!),
  };
}

test("decimals, stars and notes are those asked for, and the numbers are not", async () => {
  const plain = await tableOf("");
  const { record, table, first } = await tableOf("tables: { digits: 1, stars: [0.999], notes: standard }\n");
  expect(first).toMatch(/^-?\d+\.\d\*?$/);
  expect(table.notes).toContain("* p < 0.999.");
  expect(table.notes.join()).not.toMatch(/Small-sample rule|certificate/);
  expect(plain.table.notes.join()).toMatch(/Small-sample rule/);
  expect(record).toEqual(plain.record);
  expect(renderTable(table, "csv").split("\n")[1]).toBe(renderTable(plain.table, "csv").split("\n")[1]);
});

test("notes are none, or all in LaTeX", async () => {
  expect((await tableOf("tables: { notes: none }\n")).table.notes).toEqual([]);
  const { table } = await tableOf("tables: { notes: full }\n");
  expect(renderTable(table, "latex")).toContain("Small-sample rule");
  expect(renderTable((await tableOf("")).table, "latex")).not.toContain("Small-sample rule");
});

test("what can't be is refused where it is written", () => {
  for (const [block, complaint] of [
    ["digits: 99", /study\.yaml:1:.*15/s],
    ["stars: [0.1, 0.1]", /study\.yaml:1:.*different levels/s],
    ["stars: [2]", /study\.yaml:1:/s],
    ["note: none", /study\.yaml:1:.*notes/s],
  ] as const) {
    expect(() => parseStudy(`tables: { ${block} }\n${STUDY}`, "study.yaml"), block).toThrow(complaint);
  }
});

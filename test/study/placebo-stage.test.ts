/** What a placebo stage takes of the verb: kinds, strata, cohorts left out; what it says of them. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import type { PlaceboRecord } from "../../src/verbs/placebo/record.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, STUDY, smallRows } from "./small-study.js";

const plain = parseCsv(csvOf(smallRows()));
const cities = withColumns(plain, [
  { kind: "numeric", name: "province", values: plain.numeric("city").map((city) => Math.floor((city - 1) / 6)) },
]);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const studyWith = (...lines: string[]) => `${STUDY}${lines.map((line) => `    ${line}\n`).join("")}`;

async function stageWith(...lines: string[]) {
  const file = parseStudy(studyWith(...lines), "study.yaml");
  const result = await runWholeStudy(engine, file, new Map([["cities", cities]]), { only: "figure2" });
  const { exhibits } = result.shown[0]!;
  return {
    record: result.record.stages.figure2 as PlaceboRecord,
    exhibits,
    notes: exhibits[0]!.kind === "figure" ? exhibits[0]!.notes.join(" ") : "",
  };
}

const own = (options: object) =>
  placebo(engine, panel(cities, { unit: "city", time: "year" }), "quality ~ did + eco | city + year", {
    ...{ term: "did", draws: 40, seed: 7 },
    ...options,
  });

describe("a placebo stage", () => {
  test("in space by default", async () => {
    const { record, notes } = await stageWith();
    expect(record.permuted).toBe("space");
    expect(record.draws).toEqual((await own({})).draws);
    expect(notes).toContain("16 units of 24 are assigned the actual cohorts at random (pool:");
  });

  test("in time says earlier dates, the rule of p and every shift", async () => {
    const { record, notes } = await stageWith("kind: time");
    expect(record.permuted).toBe("time");
    const verb = await own({ kind: "time" });
    expect(record.draws).toEqual(verb.draws);
    expect(record.enumeration).toBe(true);
    expect(notes).toContain("p = (1 + b) / (1 + B)");
    expect(notes).toContain("8 units from 2013 on (2 earlier dates), 8 units from 2015 on (4 earlier dates)");
    expect(verb.by_shift.length).toBeGreaterThan(1);
    for (const { shift } of verb.by_shift) expect(notes).toContain(`All cohorts ${-shift} period`);
  });

  test("within strata, with each cohort left out", async () => {
    const { record, notes } = await stageWith("strata: province", "leave_out: true");
    const verb = await own({ strata: "province", leaveOut: true });
    expect(record.draws).toEqual(verb.draws);
    expect(record.leave_one_out).toEqual(verb.leave_one_out);
    expect(notes).toContain("within province");
    expect(notes).toContain("Without the 8 units of 2013");
    expect(notes).toContain("Without the 8 units of 2015");
  });

  test("mixed says which dates", async () => {
    const { record, notes } = await stageWith("kind: mixed");
    expect(record.draws).toEqual((await own({ kind: "mixed" })).draws);
    expect(notes).toContain("among the 7 periods from 2011 to 2017");
  });

  test("takes assignments from a data source, a draw a row, in place of draws", async () => {
    const lines = ["permutations: dealt"];
    const text = studyWith(...lines).replace("    draws: 40\n", "");
    const head = Array.from({ length: 16 }, (_, k) => `pos${k + 1}`).join(",");
    const draws = [0, 4, 7].map((shift) => Array.from({ length: 16 }, (_, k) => ((k + shift) % 24) + 1).join(","));
    const dealt = parseCsv(`${head}\n${draws.join("\n")}\n`);
    const run = (study: string, tables: [string, Table][]) =>
      runWholeStudy(engine, parseStudy(study, "study.yaml"), new Map([["cities", cities], ...tables]), {
        only: "figure2",
      });
    const { record } = await run(text, [["dealt", dealt]]);
    const verb = await own({ draws: undefined, permutations: dealt });
    const made = record.stages.figure2 as PlaceboRecord;
    expect(made.draws.estimate).toHaveLength(3);
    expect(made.draws).toEqual(verb.draws);
    await expect(run(text, [])).rejects.toThrow(/study\.yaml:\d+:\d+: 'dealt' is none of the data sources cities/);
    await expect(run(studyWith(...lines), [["dealt", dealt]])).rejects.toThrow(/study\.yaml:\d+:\d+.*draws or perm/);
  });

  test("refuses what the verb refuses, at its place in the file", async () => {
    await expect(stageWith("kind: time", "strata: province")).rejects.toThrow(/study\.yaml:\d+:\d+.*not both/);
    await expect(stageWith("kind: tme")).rejects.toThrow(/figure2\.kind.*expected space, time, mixed/);
    await expect(stageWith("strata: provinz")).rejects.toThrow(/provinz/);
  });
});

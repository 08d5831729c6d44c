/** The uniform band of an event-study stage: the verb's, by the study's seed, in its table, note and figure. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import type { EventStudyRecord } from "../../src/verbs/event-study/record.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, STUDY, smallRows } from "./small-study.js";

const cities = parseCsv(csvOf(smallRows()));
const asking = (band: string) => STUDY.replace("    bin: true\n", `    bin: true\n    ${band}\n`);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function stageOf(study: string) {
  const result = await runWholeStudy(engine, parseStudy(study, "study.yaml"), new Map([["cities", cities]]), {
    only: "figure1",
  });
  const record = result.record.stages.figure1 as unknown as EventStudyRecord;
  const [figure, table] = result.shown[0]!.exhibits;
  if (figure?.kind !== "figure" || table?.kind !== "table") throw new Error("the stage shows no figure and table");
  return {
    record,
    table: table.table,
    notes: figure.notes.join(" "),
    spec: JSON.stringify(figure.spec({ theme: "light" })),
  };
}

describe("band of an event-study stage", () => {
  test("is the verb's, by the study's seed", async () => {
    const { record, table, notes, spec } = await stageOf(asking("band: uniform\n    draws: 199"));
    const own = eventStudy(engine, panel(cities, { unit: "city", time: "year" }), "quality ~ eco | city + year", {
      ...{ cohort: "g", vcov: "cluster:city", window: [-2, 2], bin: true, band: "uniform", draws: 199, seed: 7 },
    });
    expect(record.band).toEqual(own.band);
    expect(record.effects).toEqual(own.effects);
    expect(table.heads.flat()).toContain("Uniform band");
    expect(table.rows.every(({ cells }) => cells.length === table.heads.length)).toBe(true);
    expect(notes).toContain("covers all 4 effects shown at once");
    expect(notes).toContain("199 draws of the multiplier bootstrap by city");
    expect(spec).toContain('"name":"band"');
  });

  test("is none unless asked for", async () => {
    const { record, table, notes, spec } = await stageOf(STUDY);
    expect(record.band.kind).toBe("pointwise");
    expect(table.heads.flat()).not.toContain("Uniform band");
    expect(notes).not.toContain("Uniform");
    expect(spec).not.toContain('"name":"band"');
  });

  test("misspelled is told by place, with the nearest name", () => {
    expect(() => parseStudy(asking("band: unifrom"), "s.yaml")).toThrow(/^s\.yaml:26:11: .*did you mean 'uniform'\?/);
  });
});

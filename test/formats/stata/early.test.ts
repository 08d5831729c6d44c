import { describe, expect, it } from "vitest";
import { bytesSource } from "../../../src/data/formats/source.js";
import { STATA } from "../../../src/data/formats/stata/stata.js";
import { cellsOf } from "../../support/cells-of.js";
import { EARLY_CELLS, EARLY_RELEASES, earlyStata } from "../../support/early-stata.js";

const context = { engine: () => Promise.reject(new Error("no kernels are needed")) };
const cases = EARLY_RELEASES.flatMap((release) => [
  { release, order: "little" } as const,
  { release, order: "big" } as const,
]);

describe("releases before tags, field by field", () => {
  it.each(cases)("$release, $order endian", async ({ release, order }) => {
    const source = bytesSource("early.dta", earlyStata(release, order));
    const { columns, facts, notes } = await STATA.read(source, {}, context);
    expect(Object.fromEntries(columns.map((column) => [column.name, cellsOf(column)]))).toEqual(EARLY_CELLS);
    expect(columns.map((column) => column.facts?.label)).toEqual(columns.map(({ name }) => `label ${name}`));
    expect(columns[0]!.facts?.valueLabels).toEqual([
      { value: 1, label: "small" },
      { value: 2, label: "largest." },
    ]);
    expect(columns[5]!.facts?.stored).toBe("str4 %4s");
    expect(notes).toEqual([]);
    expect(facts).toMatchObject({ label: "early", sortedBy: ["b"], encoding: "windows-1252" });
    if (release < 105) return;
    expect(facts).toMatchObject({ written: "1 Jan 1999 12:00", notes: ["a note"] });
    expect(columns[0]!.facts?.characteristics).toEqual({ source: "invented" });
  });

  it.each([106, 109, 116])("release %i was never described", async (release) => {
    const source = bytesSource("early.dta", earlyStata(release, "little"));
    await expect(STATA.read(source, {}, context)).rejects.toMatchObject({ name: "NotSupported", code: "dta_release" });
  });
});

/** Tables and files of `did`: what stands in them, in both languages. */
import { describe, expect, test } from "vitest";
import { renderTable } from "../../../src/report/render/render.js";
import { didTable, presentDid } from "../../../src/verbs/did/verb/table.js";
import { cell, design, didRecord, EFFECTS, effect, estimate, inferred, UNIFORM } from "../../report/sample-did.js";

describe("table of one estimator", () => {
  test("has intervals, units and cohorts, a reference without error, the average beneath", () => {
    const { heads, rows } = didTable(didRecord([estimate("cs")]));
    expect(heads.flat()).toEqual(["Estimate", "Std. error", "95% low", "95% high", "Units", "Cohorts"]);
    expect(rows.map(({ name }) => name)).toEqual(["event::-2", "event::-1", "event::0", "event::1", "average"]);
    expect(rows[1]!.cells.slice(0, 3)).toMatchObject([{ text: "0" }, { text: "reference" }, { kind: "empty" }]);
    expect(rows[2]!.cells).toMatchObject([
      { value: 1, p: 0.04 },
      { value: 0.2 },
      { value: 0.6 },
      { value: 1.4 },
      { value: 60 },
      { value: 2 },
    ]);
    expect(rows[4]).toMatchObject({ label: "Average, from event time 0 on", ruleAbove: true });
    expect(rows.every(({ cells }) => cells.length === 6)).toBe(true);
  });

  test("has the ends of a uniform band, and a sentence on it", () => {
    const banded = [effect(-1), effect(0, 1, 0.4, 0.75)];
    const { heads, rows, notes } = didTable(didRecord([estimate("cs", banded, UNIFORM)]));
    expect(heads.flat().slice(2, 6)).toEqual(["90% low", "90% high", "Band low", "Band high"]);
    expect(rows[1]!.cells.slice(4, 6)).toMatchObject([{ value: 0.25 }, { value: 1.75 }]);
    expect(rows.at(-1)!.cells.slice(4, 6)).toMatchObject([{ kind: "empty" }, { kind: "empty" }]);
    expect(notes.join(" ")).toContain(
      "Uniform 90% band, over all effects at once: estimate ± 2.500 std. errors, from 999 draws of the multiplier bootstrap by unit (mammen weights, seed 3).",
    );
  });

  test("says what it rests on: rows, clusters, cohorts, periods without control, gaps", () => {
    const panel = { unit: "unit", time: "time", units: 120, periods: 4, balanced: false, units_with_gaps: 7 };
    const record = didRecord([estimate("sunab")], { design: design({ without_control: [2003, 2004], panel }) });
    const notes = didTable(record, { notes: ["Own words."] }).notes;
    expect(notes[0]).toBe(
      "sunab: Sun and Abraham (2021), interaction-weighted; 480 rows of 120 units, errors by 120 clusters (unit).",
    );
    expect(notes).toContain("No unit is untreated in 2003, 2004: nothing can be compared there.");
    expect(notes).toContain("The panel is unbalanced: 7 units have gaps.");
    expect(notes.at(-1)).toBe("Own words.");
  });
});

describe("table of several estimators", () => {
  const several = didRecord([
    estimate("cs"),
    estimate("etwfe", EFFECTS.slice(2), { overall: inferred(1.25, 0.5) }),
    estimate("twfe", [effect(-3, 0.2, 0.3), ...EFFECTS]),
  ]);

  test("has a column an estimator and errors beneath, nothing where an estimator has no effect", () => {
    const { heads, rows } = didTable(several);
    expect(heads).toEqual([["cs"], ["etwfe"], ["twfe"]]);
    expect(rows.map(({ name, quantity }) => [name, quantity]).slice(0, 4)).toEqual([
      ["event::-3", "estimate"],
      [undefined, "std_error"],
      ["event::-2", "estimate"],
      [undefined, "std_error"],
    ]);
    expect(rows[0]!.cells).toMatchObject([{ kind: "empty" }, { kind: "empty" }, { value: 0.2 }]);
    expect(rows[1]!.cells).toMatchObject([
      { kind: "empty" },
      { kind: "empty" },
      { value: 0.15, open: "(", close: ")" },
    ]);
    expect(rows.at(-2)!.cells).toMatchObject([{ value: 1.5 }, { value: 1.25 }, { value: 1.5 }]);
  });

  test("is the same rows for programs in every language", () => {
    const csv = renderTable(didTable(several), "csv").split("\n");
    const chinese = renderTable(didTable(several, { language: "zh" }), "csv").split("\n");
    expect(csv[0]).toBe("term,quantity,cs,etwfe,twfe");
    expect(csv.slice(0, -1).filter((line) => !line.includes("reference"))).toEqual(
      chinese.slice(0, -1).filter((line) => !line.includes("基期")),
    );
  });

  test("speaks Chinese", () => {
    const { title, stub, rows, notes } = didTable(several, { language: "zh", labels: { y: "质量" } });
    expect([title, stub]).toEqual(["处理对质量的效应", "相对时期"]);
    expect(rows.at(-2)!.label).toBe("平均效应（相对时期 0 及以后）");
    expect(notes[0]).toBe(
      "cs：Callaway 与 Sant'Anna（2021）；120 个单位的 480 行观测，标准误按 unit 聚类（120 个聚类）。",
    );
  });
});

describe("files and figures", () => {
  test("of effects, of cells where there are any, of the design", () => {
    const shown = presentDid(
      didRecord([estimate("cs", EFFECTS, { cells: [cell(2002, 2002, 1, 0.5)] }), estimate("twfe")]),
    );
    expect(Object.keys(shown.figures!())).toEqual([""]);
    expect(Object.keys(shown.namedFigures!())).toEqual(["design", "cells-cs"]);
    const lines = shown.files!()["effects.csv"]!.trimEnd().split("\n");
    expect(lines).toHaveLength(11);
    expect(lines[3]).toBe("cs,,0,1,0.2,0.6,1.4,,,0.04,60");
    expect(lines[2]).toBe("cs,,-1,0,,,,,,,60");
  });

  test("of cells of references alone none is drawn", () => {
    const shown = presentDid(didRecord([estimate("cs", EFFECTS, { cells: [cell(2002, 2001)] })]));
    expect(Object.keys(shown.namedFigures!())).toEqual(["design"]);
  });
});

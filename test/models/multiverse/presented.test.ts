/** Tables, figure and file of a multiverse, in both languages: everything shown is in the record. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { cellText } from "../../../src/report/table-model.js";
import { multiverseFigure } from "../../../src/verbs/multiverse/figure.js";
import { multiverse } from "../../../src/verbs/multiverse/fit.js";
import type { MultiverseRecord } from "../../../src/verbs/multiverse/record.js";
import { presentMultiverse } from "../../../src/verbs/multiverse/table.js";
import { panelTable } from "./panel-table.js";

let engine: Engine;
let record: MultiverseRecord;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  record = await multiverse(engine, panelTable(40, 8), "y ~ d + x1 | unit + year", {
    term: "d",
    controls: ["x1", "x2+x3", "x4", "z"],
    samples: ["all=true", "early=year < 7", "one=region == 'r1'"],
    outcomes: ["y2"],
    effects: ["none"],
    weights: ["none", "w"],
    vcov: ["cluster:unit", "cluster:region"],
    test: "permutation",
    unit: "unit",
    strata: "region",
    draws: 19,
    specifications: 400,
  });
});
afterAll(() => engine.close());

const textOf = (language: "en" | "zh") => {
  const { tables } = presentMultiverse(record, { language, labels: { d: "D", y: "Y" } });
  return tables.flatMap(({ title, stub, heads, rows, notes }) => [
    ...[title, stub, ...heads.flat(), ...notes],
    ...rows.flatMap(({ label, cells }) => [label, ...cells.map(cellText)]),
  ]);
};

describe("tables", () => {
  it("have the curve, its test, each choice, reasons, and notes", () => {
    const text = textOf("en").join("\n");
    for (const words of [
      "Specification curve: D on Y",
      "median estimate",
      "Stouffer's Z",
      "control x2 + x3",
      "no estimate",
    ]) {
      expect(text.replace("without an estimate", "no estimate")).toContain(words);
    }
    expect(text).toContain("fewer than two clusters in 'region'");
    expect(text).toContain("400 of 768 combinations were drawn at random (seed 1)");
    expect(text).toContain("paths of the treatment permuted over 40 units of unit, 19 draws (seed 1)");
    expect(text).toContain("Paths go to units of the same region alone.");
  });

  it("say all of it in Chinese: no English word stands but names", () => {
    const names =
      /\b(D|Y|p|x1|x2|x3|x4|z|w|y2|all|early|one|unit|year|region|cluster|Stouffer|Z|n|b|B|hetero|common|sample)\b/g;
    const left = textOf("zh")
      .join("\n")
      .replace(/--common-sample/g, "")
      .replace(names, "")
      .match(/[A-Za-z]{2,}/g);
    expect(left).toBeNull();
    expect(textOf("zh")).toHaveLength(textOf("en").length);
  });
});

describe("the figure", () => {
  it("shows all of some and some of many, evenly thinned and said, the author's own among them", () => {
    const of = (most: number, language: "en" | "zh" = "en") =>
      JSON.stringify(multiverseFigure(record, { most, language }));
    expect(of(1000)).toContain(`${record.counts.estimated} specifications, by estimate`);
    const thinned = of(50);
    expect(thinned).toMatch(/5[01] of \d+ specifications, evenly thinned, by estimate/);
    const layers = (JSON.parse(thinned) as { layer: { name: string; data: { values: { estimate: number }[] } }[] })
      .layer;
    const own = layers.find(({ name }) => name === "own")!.data.values;
    expect(own.map(({ estimate }) => estimate)).toEqual([record.baseline!.estimate]);
    const shown = layers
      .filter(({ name }) => name === "significant" || name === "not-significant")
      .flatMap(({ data }) => data.values.map(({ estimate }) => estimate));
    expect(Math.min(...shown)).toBe(record.curve!.min);
    expect(Math.max(...shown)).toBe(record.curve!.max);
    expect(of(50, "zh")).toContain("等距选取");
  });
});

describe("the file", () => {
  it("has a row a specification, with or without an estimate", () => {
    const csv = presentMultiverse(record).files!()["specifications.csv"]!.trim().split("\n");
    expect(csv).toHaveLength(1 + record.counts.estimated + record.counts.not_estimated);
    expect(csv.at(-1)).toContain("fewer than two clusters");
  });
});

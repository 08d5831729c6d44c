/** Stages on the rows of the quality block, held against the verbs on the same rows and against plain loops. */
import { beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { renderText } from "../../src/report/render/text.js";
import type { TableModel } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { runStudy } from "../../src/study/run-study.js";
import type { QualityStageResult } from "../../src/study/stages/quality/present.js";
import { decompose } from "../../src/trade/decompose/fit.js";
import { estimateQuality } from "../../src/trade/quality/fit.js";
import { qualitySensitivity } from "../../src/trade/sensitivity/fit.js";

/** Firms of four cities sell three products to three countries; one firm comes and one leaves. */
function customs(): string {
  const lines: string[] = [];
  for (let firm = 1; firm <= 12; firm++) {
    for (let year = 2010; year <= 2013; year++) {
      if ((firm === 3 && year < 2012) || (firm === 5 && year > 2011)) continue;
      for (let product = 1; product <= 3; product++) {
        for (let country = 1; country <= 3; country++) {
          const noise = ((firm * 37 + year * 11 + product * 29 + country * 53 + firm * country * 17) % 101) / 101;
          const quantity = 10 + ((firm * 7 + country * 13 + year) % 40);
          lines.push(
            [
              `F${firm}`,
              `P${product}`,
              `C${country}`,
              year,
              `T${firm % 4}`,
              quantity * (1 + noise),
              quantity,
              noise,
            ].join(","),
          );
        }
      }
    }
  }
  lines.push("F1,P1,C1,2010,T1,-5,3,0.5");
  return `firm,product,dest,year,city,value,quantity,true_q\n${lines.join("\n")}\n`;
}
const rows = parseCsv(customs());
const panelRows = parseCsv(
  `city,year,y,g\n${["T0", "T1", "T2", "T3"].flatMap((city, c) => [2010, 2011, 2012, 2013].map((year) => `${city},${year},${((c * 31 + year * 17) % 23) / 10},${c === 1 ? 2012 : 0}`)).join("\n")}\n`,
);

const study = (stages: string, block = "quality: { data: customs, sigma: 4, truth: true_q }\n") =>
  parseStudy(
    `title: Q
data: { customs: customs.csv, cities: cities.csv }
${block}panel: { data: cities, unit: city, time: year, outcome: y }
treatment: { cohort: g, codings: { did: { coding: absorbing } } }
variance: iid
labels: { r_quality: Normalised quality }
stages:
${stages}`,
    "s.yaml",
  );

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
const run = (stages: string, block?: string) =>
  runStudy(
    engine,
    study(stages, block),
    new Map([
      ["customs", rows],
      ["cities", panelRows],
    ]),
  );

const tablesOf = (exhibits: readonly { readonly kind: string }[]): TableModel[] =>
  exhibits.flatMap((exhibit) =>
    exhibit.kind === "table" ? [(exhibit as unknown as { table: TableModel }).table] : [],
  );

describe("a stage quality", () => {
  test("has the rows of each step, moments by year as a plain loop has them, and the truth", async () => {
    const { shown, record } = await run("  q: { stage: quality }\n");
    const made = record.stages.q as QualityStageResult;
    const own = estimateQuality(engine, rows, { sigma: 4 });
    expect(made.record.waterfall).toEqual(own.record.waterfall);
    const year = own.rows().numeric("year");
    for (const { level, quality, r_quality } of made.groups) {
      for (const [got, all] of [
        [quality, own.quality],
        [r_quality, own.rQuality],
      ] as const) {
        const values = [...all]
          .filter((value, i) => String(year[i]) === level && !Number.isNaN(value))
          .sort((a, b) => a - b);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const at = 0.9 * (values.length - 1);
        const below = values[Math.floor(at)]!;
        const q90 = below + (at % 1) * ((values[Math.floor(at) + 1] ?? below) - below);
        expect(got.n).toBe(values.length);
        expect(got.mean).toBeCloseTo(mean, 12);
        expect(got.sd).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 12);
        expect(got.q90).toBeCloseTo(q90, 12);
      }
    }
    expect(made.groups.map(({ level }) => level)).toEqual(["2010", "2011", "2012", "2013"]);
    const { density, width, below, above } = made.bins.quality!;
    const inside = density.reduce((sum, share) => sum + share * width, 0) * made.all.quality.n;
    expect(inside + below + above).toBeCloseTo(made.all.quality.n, 9);
    const ids = shown[0]!.exhibits.map(({ id }) => id);
    expect(ids).toEqual(["table1", "tableA1", "figure1", "figureA1"]);
    const text = renderText(tablesOf(shown[0]!.exhibits)[0]!);
    expect(text).toMatch(/^value <= 0 +\d+ +[\d,.]+ +1 /m);
    expect(text.replace(/\s+/g, " ")).toContain("estimated and true log quality (true_q) have a correlation of");
  });

  test("compares sources of sigma with that of the study as the verb does, and numbers what it adds", async () => {
    const { shown, record } = await run(
      "  q: { stage: quality, sensitivity: [3, 10], cells: firm^year }\n  t: { stage: regressions, columns: [{ treatment: did }] }\n",
    );
    const made = record.stages.q as QualityStageResult;
    const own = qualitySensitivity(engine, rows, {
      sigmas: [4, 3, 10],
      normalisations: ["product^year"],
      by: "firm^year",
    });
    expect(made.sensitivity!.pairs).toEqual(own.pairs);
    expect(made.sensitivity!.base).toBe("4 / product^year");
    expect(made.sensitivity!.choices.map(({ against_base }) => against_base)).toEqual(
      own.choices.map(({ against_base }) => against_base),
    );
    expect(shown[0]!.exhibits.map(({ id }) => id)).toEqual([
      ...["table1", "tableA1", "figure1", "figureA1"],
      ...["tableA2", "tableA3", "tableA4", "figureA2"],
    ]);
    expect(shown[1]!.exhibits[0]!.id).toBe("table2");
    const two = await run("  q: { stage: quality, sensitivity: [3] }\n");
    expect(two.shown[0]!.exhibits.map(({ id }) => id)).toEqual([
      ...["table1", "tableA1", "figure1", "figureA1", "tableA2", "tableA3", "figureA2"],
    ]);
  });
});

describe("a stage decomposition", () => {
  test("is that of the verb on the same rows", async () => {
    const { shown, record } = await run(
      "  d: { stage: decomposition, by: city, pairs: first-last, caption: Why it rose }\n",
    );
    const own = decompose(engine, estimateQuality(engine, rows, { sigma: 4 }).rows(), {
      ...{ outcome: "r_quality", unit: "firm", weight: "value", time: "year", by: "city", pairs: "first-last" },
    });
    const made = record.stages.d as unknown as typeof own;
    expect(made.effects.length).toBeGreaterThan(3);
    for (const [e, effect] of own.effects.entries()) {
      expect(made.effects[e]!.group).toBe(effect.group);
      expect(made.effects[e]!.change).toBeCloseTo(effect.change, 12);
      for (const [term, value] of Object.entries(effect.terms)) {
        expect(made.effects[e]!.terms[term as keyof typeof effect.terms]).toBeCloseTo(value, 12);
      }
      expect(made.effects[e]!.units).toEqual(effect.units);
    }
    expect(made.effects.some(({ units }) => units.entrants > 0)).toBe(true);
    const { exhibits } = shown[0]!;
    expect(exhibits.map(({ id }) => id)).toEqual(["table1", "figure1"]);
    expect(tablesOf(exhibits)[0]!.title).toBe("Table 1. Why it rose");
    expect(tablesOf(exhibits)[0]!.heads.map(([head]) => head)).toContain("Within");
    const plain = await run("  d: { stage: decomposition }\n");
    expect(tablesOf(plain.shown[0]!.exhibits)[0]!.title).toBe(
      "Table 1. Change of the weighted mean of Normalised quality",
    );
  });
});

test.each([
  ["  q: { stage: quality }\n", "", /s\.yaml:\d+:\d+.*no such block; add quality/],
  ["  d: { stage: decomposition }\n", "", /s\.yaml:\d+:\d+.*no such block; add quality/],
  ["  q: { stage: quality, by: yaer }\n", undefined, /s\.yaml:\d+:\d+.*no column 'yaer'.*did you mean 'year'/],
  ["  q: { stage: quality, sensitivity: [1] }\n", undefined, /s\.yaml:\d+:\d+.*stages\.q\.sensitivity/],
  ["  q: { stage: quality, sensitivity: [4] }\n", undefined, /s\.yaml:\d+:\d+.*asked for twice/],
  ["  d: { stage: decomposition, unit: frim }\n", undefined, /s\.yaml:\d+:\d+.*frim.*did you mean 'firm'/],
])("complains where it is written: %s", async (stages, block, message) => {
  await expect((async () => run(stages, block))()).rejects.toThrow(message);
});

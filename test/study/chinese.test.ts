/**
 * A study of every kind in Chinese. That every sentence has a Chinese form is a matter of types; here, that the page takes
 * it.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import type { TableModel } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { studyPage } from "../../src/study/page/page.js";
import type { StudyResult } from "../../src/study/run-study.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { EXTRAPOLATED_CSV, extrapolatedStudy } from "./extrapolated-study.js";
import { EVERY_KIND, everyKind } from "./run/every-kind.js";

/** English sentences of a record: messages, and reasons, steps and rules that have a code beside them. */
function sentencesOf(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return found;
  if (!Array.isArray(value) && "code" in value) {
    for (const key of ["message", "because", "step", "rule"] as const) {
      const text = (value as Record<string, unknown>)[key];
      if (typeof text === "string" && text.includes(" ")) found.add(text);
    }
  }
  for (const inner of value instanceof Map ? value.values() : Object.values(value)) sentencesOf(inner, found);
  return found;
}

/** Keys of a figure whose strings are drawn or read out. */
const DRAWN = new Set(["title", "text", "description", "label"]);

function drawnIn(value: unknown, isDrawn = false): string[] {
  if (typeof value === "string") return isDrawn ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => drawnIn(each, isDrawn));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => drawnIn(inner, DRAWN.has(key)));
}

const tableTexts = ({ title, stub, heads, rows, notes }: TableModel): string[] => [
  ...[title, stub, ...heads.flat(), ...notes],
  ...rows.flatMap(({ label, cells }) => [label, ...cells.map((cell) => (cell.kind === "text" ? cell.text : ""))]),
];

/** Everything a reader of the page sees. */
function textsOf(result: StudyResult): string[] {
  const exhibits = result.shown.flatMap((stage) => stage.exhibits);
  const figures = exhibits.flatMap((exhibit) => (exhibit.kind === "figure" ? [exhibit] : []));
  const drawing = { wide: "", narrow: "", png: null, file: "", description: "" };
  const page = studyPage(result, {
    command: "",
    drawings: new Map(figures.map(({ id }) => [id, drawing])),
    wordFile: () => new Uint8Array(),
  });
  const seen = page.sections.flatMap(({ heading, blocks }) => [
    heading,
    ...blocks.flatMap((block): string[] => {
      const about = "about" in block && block.about !== undefined ? block.about.flat() : [];
      switch (block.kind) {
        case "table":
          return [...tableTexts(block.table), ...about];
        case "figure":
          return [block.caption, ...block.notes, ...about];
        case "list":
          return [...block.items];
        case "facts":
          return block.rows.flat();
        case "warning":
          return [block.title, block.text];
        case "remark":
          return [block.title, block.graded, ...block.at.map(({ text }) => text), ...block.rows.flat(2)];
        case "code":
          return [];
        default:
          return [block.text];
      }
    }),
  ]);
  const drawn = figures.flatMap(({ spec }) => drawnIn(spec({ theme: "light" })));
  return [...new Set([page.title, page.lead, page.contents ?? "", page.footer, ...seen, ...drawn])];
}

const inChinese = (text: string): string => text.replace(/\bWords\b|Every kind|Few|Winsorised/g, "作者用语");

describe("in Chinese", () => {
  let result: StudyResult;
  let imputed: StudyResult;
  beforeAll(async () => {
    const engine = await loadEngine({ threads: 1 });
    const cities = new Map([["cities", parseCsv(EXTRAPOLATED_CSV, {}, { name: "cities.csv" })]]);
    const small = `language: zh\n${extrapolatedStudy("both").replace("Small", "推算")}`;
    imputed = await runWholeStudy(engine, parseStudy(small, "study.yaml"), cities);
    const terms =
      "labels: { quality: 质量, city: 城市, year: 年份, eco: 发展, fin: 金融, rugged: 地形, did: 试点, innovation: 创新 }";
    const text = inChinese(EVERY_KIND)
      .replace(/^labels: .*$/m, terms)
      .replace("label: Pilot", "label: 试点")
      .replace("label: Since 2012", "label: 统一起点")
      .replace("words: { unit: city, units: cities }", "words: { unit: 城市, units: 城市 }")
      .replace("labels: { did: 作者用语 }", "labels: { did: 试点 }");
    const { file, tables } = await everyKind(`language: zh\n${text}`);
    result = await runWholeStudy(engine, file, tables);
  });

  it.each(["every kind", "an imputed outcome"])("no sentence of the records of %s is shown in English", (which) => {
    const study = which === "every kind" ? result : imputed;
    const sentences = sentencesOf(study);
    expect(sentences.size).toBeGreaterThan(3);
    const texts = textsOf(study);
    expect([...sentences].filter((sentence) => texts.some((text) => text.includes(sentence)))).toEqual([]);
  });

  it("counts have one measure word", () => {
    expect(textsOf(result).filter((text) => /个个|\d个|\d 城市/.test(text))).toEqual([]);
  });
});

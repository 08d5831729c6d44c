/** A study of every kind in Chinese has no English left: what a reader sees is Chinese but for names that stay as they are. */
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

/** Latin words that stay, by why. */
const STAYS: Readonly<Record<string, readonly string[]>> = {
  "columns of the data, stages, rows of a formula, names of sources": [
    ..."city year firm product dest country province value customs cities quality did common eco fin rugged".split(" "),
    ..."checks innovation tertiary measured provenance hs csv gz sim lnquality true iv gmm lag pre".split(" "),
  ],
  "software, its options and its rules": [
    ..."fixest wasmetrics psmatch MatchIt xtabond gretl plm Philox SHA LaTeX Markdown CSV Word SVG PNG".split(" "),
    ..."cluster bin trend only table figure json prefer study yaml".split(" "),
  ],
  "methods and statistics called so in Chinese papers": [
    ..."OLS SLS GMM PSM DID IV AR Wald Hansen Sargan Difference-in-Hansen LR KS Rubin logit probit wild Wild".split(
      " ",
    ),
    ..."Kleibergen-Paap rk LM Cragg-Donald Anderson-Rubin Wu-Hausman tF bootstrap tau-b Windmeijer".split(" "),
    ..."rademacher Rademacher mammen Silverman xtsum windmeijer Inf BCa delta ln sigma Sobel CO".split(" "),
  ],
};
const stays = new Set(Object.values(STAYS).flat());

/** Codes of cities, digests, files with their folder, numbers with an exponent. */
const CODES = /\bCT\d+|\b[0-9a-f]{64}\b|SHA-256|\S*\/[^，\s]+|\d(?:\.\d+)?e-?\d+/g;

/** Authors, year, journal and issue as they are quoted: `Bond 2002, Portuguese Economic Journal 1(2)`. */
const CITED =
  /(?:[A-Z][\p{L}’'-]+(?: [A-Z][\p{L}’'-]+)?(?:, | & | 和 |、)?)* ?[（(]?(?:19|20)\d\d(?:, [A-Z][A-Za-z&,. ]+(?:\d+(?:\(\d+\))?)?)?/gu;

/** Words in Latin letters that neither stay nor are quoted. */
const english = (text: string): string[] =>
  (
    text
      .replace(CODES, "")
      .replace(CITED, "")
      .match(/[A-Za-z][A-Za-z’-]+/g) ?? []
  ).filter((word) => !stays.has(word));

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

/** Without names of an option and of a column of earlier versions, which stay as they are. */
const namesKept = (text: string): string => text.replace(/用 numeric 指定|quality_raw/g, "");

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

  it("no words of a study of every kind are English", () => {
    const left = [...textsOf(result), ...textsOf(imputed)].flatMap((text) =>
      english(namesKept(text)).length === 0 ? [] : [`${english(namesKept(text)).join(" ")} | ${text}`],
    );
    expect(left).toEqual([]);
  });

  it("counts have one measure word", () => {
    expect(textsOf(result).filter((text) => /个个|\d个|\d 城市/.test(text))).toEqual([]);
  });
});

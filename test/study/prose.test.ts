/** Texts of an author by language. */
import { describe, expect, it } from "vitest";
import { studyJsonSchema } from "../../src/study/file/schema.js";
import { parseStudy } from "../../src/study/file/study-file.js";

const STUDY = (title: string) => `title: ${title}
data: { a: a.csv }
panel: { data: a, unit: id, time: year, outcome: y }
treatment:
  cohort: g
  codings:
    did: { coding: absorbing, label: { en: Pilot, zh: 试点 } }
variance: cluster:id
labels: { en: { en: Energy, zh: 能源 }, y: Output }
stages:
  one:
    stage: regressions
    caption: { zh: 主要结果 }
    columns: [{ treatment: did, label: { en: Main, zh: 基准 } }]
`;

describe("a text by language", () => {
  const study = STUDY("{ en: Pilots, zh: 试点政策 }");
  it("is the string of the language asked for, the file's own by default", () => {
    const en = parseStudy(study, "s.yaml").spec;
    expect([en.language, en.title, en.treatment.codings.did!.label]).toEqual(["en", "Pilots", "Pilot"]);
    const zh = parseStudy(study, "s.yaml", { language: "zh" }).spec;
    expect([zh.language, zh.title, zh.treatment.codings.did!.label]).toEqual(["zh", "试点政策", "试点"]);
    expect(parseStudy(`language: zh\n${study}`, "s.yaml").spec.title).toBe("试点政策");
  });

  it("leaves a column called en alone, and strings as they are", () => {
    expect(parseStudy(study, "s.yaml", { language: "zh" }).spec.labels).toEqual({ en: "能源", y: "Output" });
  });

  it("falls back to the other language where one lacks, and says where", () => {
    const { spec, notes } = parseStudy(study, "s.yaml");
    expect(spec.stages.one!.caption).toBe("主要结果");
    expect(notes.map(({ message }) => message)).toEqual([
      "s.yaml:13:14: stages.one.caption has no text in language en; the text in the other language is used.",
    ]);
    expect(parseStudy(study, "s.yaml", { language: "zh" }).notes).toEqual([]);
  });

  it("has nouns of its own in each language", () => {
    expect(parseStudy(study, "s.yaml", { language: "zh" }).spec.words.units).toBe("个体");
    expect(parseStudy(study, "s.yaml").spec.words.units).toBe("units");
  });

  it.each([
    ["{ de: Piloten }", "s.yaml:1:8: title is a map; expected a text, or a text by language: { en: ..., zh: ... }."],
    ["{}", "s.yaml:1:8: title is a map; expected a text, or a text by language: { en: ..., zh: ... }."],
    ["[a]", "s.yaml:1:8: title is a list; expected a text, or a text by language: { en: ..., zh: ... }."],
    ['""', "s.yaml:1:8: title is ''; expected some text."],
  ])("of %s is refused where it stands", (title, message) => {
    expect(() => parseStudy(STUDY(title), "s.yaml")).toThrow(message);
  });

  it("is in the schema for editors in both forms", () => {
    const { properties } = JSON.parse(studyJsonSchema());
    expect(properties.title.anyOf.map(({ type }: { type: string }) => type)).toEqual(["string", "object"]);
    expect(Object.keys(properties.title.anyOf[1].properties)).toEqual(["en", "zh"]);
    expect(properties.language.enum).toEqual(["en", "zh"]);
  });
});

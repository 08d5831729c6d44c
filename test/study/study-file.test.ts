import { describe, expect, test } from "vitest";
import { DataError, UsageError } from "../../src/base/errors.js";
import { studyJsonSchema } from "../../src/study/file/schema.js";
import { located, parseStudy } from "../../src/study/file/study-file.js";

const STUDY = `title: T
data:
  cities: cities.csv
panel:
  data: cities
  unit: city
  time: year
  outcome: quality
treatment:
  cohort: g
  codings:
    did: { coding: absorbing }
variance: cluster:city
stages:
  table1:
    stage: regressions
    columns:
      - { treatment: did }
  figure1:
    stage: event-study
    window: [-4, 4]
`;
const broken = (from: string, to: string): unknown => {
  expect(STUDY).toContain(from);
  try {
    parseStudy(STUDY.replace(from, to), "s.yaml");
  } catch (error) {
    return error;
  }
  throw new Error("no error");
};

test("defaults are filled in, keys are found again", () => {
  const { spec, at } = parseStudy(STUDY, "s.yaml");
  expect(spec).toMatchObject({ seed: 1, ssc: "fixest", level: 0.95, output: "out", words: { unit: "unit" } });
  expect(spec.stages.figure1).toMatchObject({ reference: [-1], bin: false, controls: true });
  expect(at(["panel", "unit"])).toBe("s.yaml:6:9");
  expect(at(["stages", "table1"])).toBe("s.yaml:16:5");
  expect(at(["stages", "table1", "columns", 0, "treatment"])).toBe("s.yaml:18:22");
  expect(at(["panel", "nowhere"])).toBe("s.yaml:4:1");
});

describe("what is wrong is told by line and column", () => {
  test.each([
    [
      "a key at the top",
      "variance:",
      "varianze:",
      "study_key",
      /^s\.yaml:13:1: unknown key 'varianze' in the study, which has .*; did you mean 'variance'\?/,
    ],
    [
      "a key of the panel",
      "  unit: city",
      "  unitt: city",
      "study_key",
      /^s\.yaml:6:3: unknown key 'unitt' in panel, which has .*; did you mean 'unit'\?/,
    ],
    [
      "a key of a stage",
      "    window:",
      "    windwo:",
      "study_key",
      /^s\.yaml:21:5: unknown key 'windwo' in stages\.figure1, which has stage, caption.*; did you mean 'window'\?$/,
    ],
    [
      "a key in a list",
      "- { treatment: did }",
      "- { treatmnt: did }",
      "study_key",
      /^s\.yaml:18:11: unknown key 'treatmnt' in stages\.table1\.columns\[0\], which has .*; did you mean 'treatment'\?/,
    ],
    [
      "a kind of stage",
      "stage: event-study",
      "stage: event-stdy",
      "study_value",
      /^s\.yaml:20:12: stages\.figure1\.stage is 'event-stdy'; expected regressions, iv, psmatch, pgmm, event-study, did, placebo[\w, -]*; did you mean 'event-study'\?/,
    ],
    [
      "a coding",
      "coding: absorbing",
      "coding: absorbin",
      "study_value",
      /^s\.yaml:12:20: .*expected absorbing, common, as-written, in-force; did you mean 'absorbing'\?/,
    ],
    [
      "a key left out",
      "variance: cluster:city\n",
      "",
      "study_value",
      /^s\.yaml:1:1: variance is missing; expected a text/,
    ],
    ["a number for a text", "title: T", "title: 3", "study_value", /^s\.yaml:1:8: title is '3'; expected a text/],
    [
      "a window",
      "[-4, 4]",
      "4",
      "study_value",
      /^s\.yaml:21:13: stages\.figure1\.window is '4'; expected two whole numbers/,
    ],
    ["no YAML", "title: T", "title: [", "study_syntax", /^s\.yaml:\d+:\d+: /],
    ["a key twice", "title: T", "title: T\ntitle: U", "study_syntax", /^s\.yaml:2:1: .*unique/],
  ] as const)("%s", (_, from, to, code, message) => {
    const error = broken(from, to);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).code).toBe(code);
    expect((error as UsageError).message).toMatch(message);
  });

  test("an empty file", () => {
    expect(() => parseStudy("", "s.yaml")).toThrow(/^s\.yaml:1:1: title is missing/);
  });
});

test("errors from below keep their kind and get a place, once", () => {
  const file = parseStudy(STUDY, "s.yaml");
  const told = located(new DataError("x", "No rows.", { got: 1 }), file, ["stages", "table1"]) as DataError;
  expect(told).toBeInstanceOf(DataError);
  expect(told.message).toBe("s.yaml:16:5: No rows.");
  expect(told.detail).toMatchObject({ got: 1, file: "s.yaml" });
  expect(located(told, file, ["panel"])).toBe(told);
  const defect = new TypeError("x");
  expect(located(defect, file, ["panel"])).toBe(defect);
});

test("the JSON Schema knows every key and forbids others", () => {
  const schema = JSON.parse(studyJsonSchema());
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(["title", "data", "panel", "treatment", "stages"]);
  expect(schema.allOf).toEqual([{ anyOf: [{ required: ["variance"] }, { required: ["vcov"] }] }]);
  const kinds: readonly {
    readonly additionalProperties: boolean;
    readonly properties: { stage: { readonly const?: string; readonly enum?: readonly string[] } };
  }[] = schema.properties.stages.additionalProperties.oneOf;
  expect(kinds.flatMap(({ properties: { stage } }) => stage.enum ?? stage.const)).toEqual(
    expect.arrayContaining([
      "regressions",
      "iv",
      "psmatch",
      "pgmm",
      "event-study",
      "placebo",
      "quality",
      "decomposition",
    ]),
  );
  for (const kind of kinds) expect(kind.additionalProperties).toBe(false);
});

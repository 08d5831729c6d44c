/** What a reader is told of instruments, matches and dynamic panels: the study of simulated cities that the references are of. */
import { beforeAll, expect, test } from "vitest";
import type { StudyResult } from "../../src/study/run-study.js";
import { runGolden } from "../golden/study/golden-study.js";

let result: StudyResult;
beforeAll(async () => {
  result = await runGolden();
});

const shown = (stage: string) => result.shown.find(({ name }) => name === stage)!;
const ids = (stage: string) => shown(stage).exhibits.map(({ id }) => id);

test("ruggedness compares cities, and its trend takes something for granted", () => {
  const { cautions } = shown("iv");
  expect(cautions).toHaveLength(4);
  expect(cautions[0]).toContain("rugged does not vary over time within a city");
  expect(cautions[1]).toContain("rugged \u00d7 trend relates changes within cities");
  expect(cautions[2]).toContain("first-stage effective F of 'did' is 42.87");
  expect(cautions[3]).toContain("first-stage effective F of 'did' is 45.75");
});

test("covariates in which pilots and their matches still differ, and how few cities stand for all", () => {
  const { cautions } = shown("nn1_rep");
  expect(cautions[0]).toBe(
    "Table A3: after matching the groups still differ by more than 10% of a standard deviation in infra (19.1%), edu (10.9%), fdi (10.1%).",
  );
  expect(cautions[1]).toMatch(
    /^Table A4: after matching Rubin\u2019s B is 39\.9% and R 0\.79; balance is considered good/,
  );
  expect(cautions[2]).toBe(
    "Table 3: only 48 control cities are used; given their weights, they are equivalent to 29.2 equally weighted ones (city 103 alone is matched to 7 of 92 treated).",
  );
  expect(ids("nn1_rep")).toEqual(["table3", "tableA3", "tableA4", "figureA3", "figureA4"]);
});

test("AR(2) that is rejected, column by column", () => {
  const { cautions } = shown("gmm");
  const rejected = cautions.filter((text) => text.includes("AR(2) in first differences is rejected"));
  expect(rejected.length).toBeGreaterThan(1);
  for (const text of rejected) expect(text).toMatch(/^Column \(\d\) of Table 7: /);
});

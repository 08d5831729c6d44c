/** What the rules of `inspect` find grave in the sample is among the cautions of a study's report, and in no study whose data are sound. */
import { beforeAll, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { studyCautions } from "../../src/study/page/text.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, type Row, STUDY, smallRows } from "./small-study.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function cautionsOf(edit: (row: Row) => Row, before = ""): Promise<readonly string[]> {
  const file = parseStudy(`${before}${STUDY}`, "study.yaml");
  const cities = parseCsv(csvOf(smallRows(edit)));
  return studyCautions(await runWholeStudy(engine, file, new Map([["cities", cities]]), { only: "table1" }));
}

const isAt = ({ city, year }: Row, c: number, y: number): boolean => city === c && year === y;

test("a code of missing values in a control, a value of the outcome a thousand times too large", async () => {
  const sound = await cautionsOf((row) => row);
  const coded = await cautionsOf((row) => (row.city === 5 && row.year < 2012 ? { ...row, eco: -999 } : row));
  expect(coded.filter((text) => !sound.includes(text))).toEqual([
    expect.stringMatching(
      /^'eco' is -999 in 2 rows, and between 0 and 2\.2 in all others: .* Read the code as missing/,
    ),
  ]);
  const slipped = await cautionsOf((row) => (isAt(row, 7, 2014) ? { ...row, quality: 1000 * row.quality } : row));
  expect(slipped.filter((text) => !sound.includes(text))[0]).toMatch(
    /^'quality' is [\d.]+ in row 53, while all other rows/,
  );
});

test("in Chinese, and none where the data are sound", async () => {
  const zh = "language: zh\n";
  const coded = await cautionsOf((row) => (row.city === 5 ? { ...row, eco: -999 } : row), zh);
  expect(coded.join("\n")).toContain("“eco”在 8 行中为 -999");
  expect((await cautionsOf((row) => row, zh)).join("\n")).not.toContain("eco");
});

test("an outcome that a control makes", async () => {
  const built = await cautionsOf((row) => ({ ...row, quality: 0.5 + 0.3 * row.eco }));
  expect(built.join("\n")).toContain(
    "'quality' is a linear function of 'eco' in all 192 rows that have it, and the formula has 'eco' on its right",
  );
});

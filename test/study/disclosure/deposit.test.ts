/** A small study whose data are not provided: what is refused and why, what is cleared, and what verify says of its folder with and without data. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cellsOfFew, numbersIn } from "../../../src/study/disclosure/held-values.js";
import { namesOf } from "../../../src/study/disclosure/names.js";
import { run } from "../../support/run-cli.js";
import { csvOf, STUDY, smallRows } from "../small-study.js";

const root = mkdtempSync(join(tmpdir(), "restricted-"));
afterAll(() => rmSync(root, { recursive: true }));
const data = join(root, "cities.csv");
/** Cities by name, and a value of many digits in every row. */
const named = csvOf(smallRows())
  .split("\n")
  .map((line, i) => (i === 0 || line === "" ? line : line.replace(/^\d+/, (city) => `Town ${city.padStart(3, "0")}`)))
  .join("\n");

let studies = 0;
function written(change: (study: string) => string): string {
  const path = join(root, `study${studies++}.yaml`);
  writeFileSync(path, change(STUDY.replace("cities: cities.csv", "cities: { file: cities.csv, provided: false }")));
  return path;
}
const deposit = (study: string, to: string, ...args: string[]) =>
  run("study", study, "--replication", join(root, to), "--quiet", ...args);

beforeAll(() => writeFileSync(data, named));

describe("what is refused", () => {
  test("minima and maxima, until the author says who cleared them or leaves them out", async () => {
    const stage = (keys: string) => (text: string) => `${text}  facts: { stage: descriptives${keys} }\n`;
    const refused = await deposit(written(stage("")), "a");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(
      /tableA?\d+ \(md, tex, csv, docx\): .*minima, maxima or quantiles, each a value of single units/,
    );
    expect(refused.stderr).toContain("replication: { cleared: { NAME: who and when } }");
    expect(existsSync(join(root, "a"))).toBe(false);
    const without = await deposit(written(stage(", statistics: [n, mean, sd]")), "b");
    expect(without).toMatchObject({ status: 0, stderr: "" });
  });

  test("cohorts of few units by --min-cell, which the record and the README have", async () => {
    const few = await deposit(
      written((text) => text),
      "c",
      "--min-cell",
      "9",
    );
    expect(few.stderr).toMatch(/tableA?\d+ \(md, tex, csv, docx\): 4 cells of fewer than 9 units \(2013/);
    const fine = await deposit(
      written((text) => text),
      "d",
      "--min-cell",
      "8",
    );
    expect(fine.status).toBe(0);
    expect(JSON.parse(readFileSync(join(root, "d/replication.json"), "utf8")).disclosure).toEqual({
      min_cell: 8,
      cleared: {},
    });
    expect(readFileSync(join(root, "d/README.md"), "utf8")).toContain("fewer than 8 units");
  });

  test("names in the study's own text, which is named and can be cleared", async () => {
    const title = (text: string) => text.replace("title: Small", "title: Small, with Town 003");
    const refused = await deposit(written(title), "e");
    expect(refused.stderr).toContain("code/study.yaml: 1 name of units or of few units, such as Town 003");
    const cleared = (text: string) =>
      `${title(text)}replication: { cleared: { code/study.yaml: "the centre, 2 May" } }\n`;
    expect((await deposit(written(cleared), "f")).status).toBe(0);
    expect(readFileSync(join(root, "f/README.md"), "utf8")).toContain(
      "`code/study.yaml` was cleared by name: the centre, 2 May",
    );
  });

  test("a name to clear that the folder has not, and --min-cell where all data are provided", async () => {
    const unknown = await deposit(
      written((text) => `${text}replication: { cleared: { table9: me } }\n`),
      "g",
    );
    expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining("no 'table9' to clear") });
    const open = await deposit(
      written((text) => text.replace(", provided: false", "")),
      "h",
      "--min-cell",
      "3",
    );
    expect(open).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--min-cell is for a folder without data"),
    });
  });
});

describe("verify", () => {
  test("without the data says what was not checked; with them, that every number of the tables is the same", async () => {
    expect(
      (
        await deposit(
          written((text) => text),
          "v",
        )
      ).status,
    ).toBe(0);
    const folder = join(root, "v");
    expect(existsSync(join(folder, "results/panel.csv"))).toBe(false);
    expect(existsSync(join(folder, "results/results.json"))).toBe(false);
    const without = await run("verify", folder, "--quiet");
    expect(without.status).toBe(2);
    expect(without.stdout).toContain("data/cities.csv is missing");
    expect(without.stdout).toMatch(
      /Not checked, as the study was not run: whether the data give these results\. \d+ files/,
    );
    mkdirSync(join(folder, "data"));
    copyFileSync(data, join(folder, "data/cities.csv"));
    const verified = await run("verify", folder, "--quiet");
    expect(verified.stdout).toMatch(/Verified: all \d+ numbers/);
    expect(verified.stdout).toContain("the folder leaves out results.json and files of rows");
    expect(verified.status).toBe(0);
    const table = join(folder, "results/table1.csv");
    writeFileSync(table, readFileSync(table, "utf8").replace(/0\.\d{6}/, "0.999999"));
    expect(await run("verify", folder, "--quiet")).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("results/table1.csv was changed since the folder was made"),
    });
    const chinese = await run("verify", folder, "--quiet", "--language", "zh");
    expect(chinese.stdout).toContain("因数据未提供，本文件夹不含 results.json");
  });
});

describe("searches", () => {
  test("names are found as whole words in any script, wrapped or not, and no longer name for a shorter one", () => {
    const names = namesOf(["Town 003", "Town 0031", "北京市", "AL", "17", "110000123"]);
    expect([...names.in("in Town\n 003, Town 0031; 北京市的 110000123 and AL 17")]).toEqual([
      "Town 003",
      "Town 0031",
      "北京市",
      "110000123",
    ]);
    expect([...names.in("Town 00317 UpTown 003")]).toEqual([]);
    expect(names.replacedIn("of Town 003.", "(withheld)")).toBe("of (withheld).");
  });

  test("a number is a cell where it is that, or is it cut short; shares and cells of many units are none", () => {
    const values = Float64Array.from([77123.456789, 77123.456789, 0.3333333333333333, 45678.125]);
    const cells = [
      { columns: [{ kind: "numeric" as const, name: "y", values }], unit: Uint32Array.from([0, 1, 2, 3]) },
    ];
    const few = (text: string, least: number) => [
      ...cellsOfFew([...numbersIn(text, true).values()], cells, { least, sure: 9 }),
    ];
    expect(few("77123.456789 77,123.4568 -77123.5 0.3333333333333333 45678.125 45,678.125", 3).sort()).toEqual([
      "45,678.125",
      "45678.125",
      "77,123.4568",
      "77123.456789",
    ]);
    expect(few("77123.456789", 2)).toEqual([]);
  });
});

/** `wasmetrics convert`: one format into another, subsets, files merged and appended, nothing written on an error. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

let folder: string;
const at = (name: string): string => join(folder, name);
const text = (name: string): string => readFileSync(at(name), "utf8");
const convert = (...args: string[]) => run("convert", ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "convert-"));
  writeFileSync(at("rows.csv"), "city,year,x\na,1,0.5\na,2,\nb,1,2.5\nb,2,3\n");
  writeFileSync(at("text.xlsx"), "city,x\na,1\n");
  writeFileSync(at("towns.csv"), "town,gdp\na,10\nc,30\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("convert", () => {
  it("writes the rows a condition chooses, and says what it did", async () => {
    const { status, stdout } = await convert(at("rows.csv"), at("some.csv"), "--subset", "x >= 1");
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${at("some.csv")}: 2 rows, 3 columns\n` });
    expect(text("some.csv")).toBe("city,year,x\nb,1,2.5\nb,2,3\n");
  });

  it("there and back is the same table", async () => {
    expect((await convert(at("rows.csv"), at("rows.parquet"))).status).toBe(0);
    expect((await convert(at("rows.parquet"), at("back.csv"))).status).toBe(0);
    expect(text("back.csv")).toBe(text("rows.csv"));
  });

  it("merges by keys and says what did not match, as Stata's merge does", async () => {
    const { status, stdout, stderr } = await convert(
      ...[at("rows.csv"), at("merged.csv"), "--with", at("towns.csv"), "--on", "city=town", "--join", "outer"],
      "--json",
    );
    expect(status).toBe(0);
    expect(text("merged.csv")).toBe("city,year,x,gdp\na,1,0.5,10\na,2,,10\nb,1,2.5,\nb,2,3,\nc,,,30\n");
    expect(JSON.parse(stdout)).toMatchObject({
      kind: "convert",
      nobs: 5,
      merged: { match: "m:1", left: { matched: 2, unmatched: 2 }, right: { matched: 1, unmatched: 1 } },
    });
    expect(stderr).toContain("2 rows matched; not matched: 2 from");
  });

  it("counts matches of 1:m in rows of the merged table, as Stata does", async () => {
    const { status, stderr } = await convert(
      ...[at("towns.csv"), at("towns-years.csv"), "--with", at("rows.csv"), "--on", "town=city", "--merge", "1:m"],
    );
    expect(status).toBe(0);
    expect(stderr).toContain("2 rows matched; not matched: 1 from");
  });

  it("asks of a second file what it has: the options are those of DATA", async () => {
    writeFileSync(at("semicolons.csv"), "city;x\nb;-9\na;1\n");
    expect((await convert(at("towns.csv"), at("towns.dta"))).status).toBe(0);
    const asked = ["--delimiter", "semicolon", "--na", "x=-9", "--numeric-columns", "x"];
    const { status, stderr } = await convert(
      ...[at("semicolons.csv"), at("both.csv"), ...asked, "--with", at("towns.dta"), "--on", "city=town"],
    );
    expect(stderr).toContain("1 row matched");
    expect(status).toBe(0);
    expect(text("both.csv")).toBe("city,x,gdp\nb,,\na,1,10\n");
  });

  it("appends files below each other", async () => {
    expect((await convert(at("rows.csv"), at("all.csv"), "--append", at("rows.csv"))).status).toBe(0);
    expect(text("all.csv").split("\n")).toHaveLength(1 + 8 + 1);
  });

  it.each([
    [["rows.csv", "rows.csv"], 2, "would overwrite"],
    [["rows.csv", "new.csv", "--use", " ,"], 2, "--use names no column"],
    [["rows.csv", "new.csv", "--sheet", "2"], 2, "does not apply to its format (CSV)"],
    [["text.xlsx", "new.csv"], 1, "Give it the ending of its own format"],
    [["rows.csv", "new.doc"], 2, "must end in"],
    [["rows.csv", "new.csv", "--subset", "x > 100"], 1, "No row of"],
    [
      ["rows.csv", "new.csv", "--with", "towns.csv", "--on", "city=town", "--merge", "1:1"],
      1,
      "twice, in rows 1 and 2",
    ],
    [["rows.csv", "new.csv", "--merge", "1:1"], 2, "go together, and --merge with them"],
  ])("%j is an error, and writes nothing", async (args, status, message) => {
    const found = await convert(...args.map((arg) => (/[.](csv|doc|xlsx)$/.test(arg) ? at(arg) : arg)));
    expect(found.status).toBe(status);
    expect(found.stderr).toContain(message);
    expect(existsSync(at("new.csv"))).toBe(false);
  });
});

describe("with any command", () => {
  it("inspect and feols see what was merged, with a note", async () => {
    const merge = ["--with", at("towns.csv"), "--on", "city=town"];
    const { stdout } = await run("inspect", at("rows.csv"), ...merge, "--json");
    const record = JSON.parse(stdout);
    expect(record.columns.map(({ name }: { name: string }) => name)).toEqual(["city", "year", "x", "gdp"]);
    expect(record.notes.map(({ code }: { code: string }) => code)).toContain("joined");
  });

  it("a stream is one file", async () => {
    const found = await run(
      ...["quality", at("rows.csv"), "--firm", "city", "--product", "city", "--dest", "city", "--year", "year"],
      ...["--value", "x", "--quantity", "x", "--stream", "--append", at("rows.csv")],
    );
    expect(found).toMatchObject({ status: 2, stderr: expect.stringContaining("--stream reads one file") });
  });
});

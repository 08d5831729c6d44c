import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noteText } from "../../src/base/messages.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { run as runCli } from "../support/run-cli.js";
import { customsRows } from "./customs-rows.js";

let folder: string;
let data: string;
let stdout: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sensitivity-"));
  data = join(folder, "customs.csv");
  writeFileSync(data, formatCsv(customsRows(1).columns));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `wasmetrics quality-sensitivity customs.csv ...args`; returns the exit status. */
async function run(...args: string[]): Promise<number | null> {
  const { status, ...printed } = await runCli("quality-sensitivity", data, ...args);
  ({ stdout, stderr } = printed);
  return status;
}

const USUAL = ["--sigmas", "3,5, 10", "--normalisations", "product^year,product", "--by", "firm^year"];

describe("wasmetrics quality-sensitivity", () => {
  it("prints one JSON document and writes record, numbers and figure", async () => {
    const out = join(folder, "out");
    expect(await run(...USUAL, "--base", "5", "--json", "--out", out)).toBe(0);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({
      kind: "quality_sensitivity",
      base: "5 / product^year",
      by: "firm^year",
      year: "year",
    });
    expect(record.choices).toHaveLength(6);
    expect(readdirSync(out).sort()).toEqual([
      "pairs.csv",
      "sensitivity.csv",
      "sensitivity.json",
      "sensitivity.png",
      "sensitivity.svg",
      "sensitivity.vl.json",
    ]);
    expect(JSON.parse(readFileSync(join(out, "sensitivity.json"), "utf8"))).toEqual(record);
    const choices = parseCsv(readFileSync(join(out, "sensitivity.csv"), "utf8"));
    expect(choices.nRows).toBe(6);
    expect([...choices.numeric("spearman")]).toEqual(
      record.choices.map(
        (choice: { against_base: { pooled: { spearman: number } } }) => choice.against_base.pooled.spearman,
      ),
    );
    expect(choices.numeric("sigma")[4]).toBe(10);
    const pairs = parseCsv(readFileSync(join(out, "pairs.csv"), "utf8"));
    expect(pairs.nRows).toBe(15);
    expect([...pairs.numeric("within_year_discordant")]).toEqual(
      record.pairs.map((pair: { within_year: { discordant: number } }) => pair.within_year.discordant),
    );
    expect(stderr).toMatch(/measuring 10 \/ product \(6 of 6\), about \d+ s left/);
  });

  it("prints what each choice gives, ranks beside the base, and every pair, in any format", async () => {
    expect(await run(...USUAL, "--quiet")).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toContain("Ranks of cells beside 3 / product^year");
    expect(stdout).toMatch(/3 \/ product\^year +36 +1\.0000 +1\.0000 +0\.00 +1\.0000 +0\.00 +0\.00 +0\.0\n/);
    expect(stdout).toContain("Spearman below the diagonal");
    expect(stdout).toContain("(6) 10 / product");
    for (const format of ["markdown", "latex", "html", "csv"]) {
      expect(await run(...USUAL, "--quiet", "--format", format)).toBe(0);
      expect(stdout).toContain("Kendall");
    }
  });

  it("leaves the columns of years away where the key has none", async () => {
    expect(await run("--sigmas", "3,5", "--by", "firm^product", "--quiet")).toBe(0);
    expect(stdout).not.toContain("within year");
    expect(stdout).not.toContain("Every pair");
  });

  it("exits 2 for what it can't serve, writing nothing, with what was probably meant", async () => {
    const out = join(folder, "out");
    expect(await run("--sigmas", "5", "--out", out)).toBe(2);
    expect(stderr).toContain("compares two choices or more");
    expect(await run("--sigmas", "3,5", "--base", "55", "--json", "--out", out)).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "unknown_base" } });
    expect(await run("--sigmas", "3,5", "--by", "frim^year", "--out", out)).toBe(2);
    expect(stderr).toContain("did you mean 'firm'");
    expect(existsSync(out)).toBe(false);
  });

  it("suggests the flag that a misspelt one is near to", async () => {
    expect(await run("--sigmas", "3,5", "--normalisation", "product")).toBe(2);
    expect(stderr).toMatch(/did you mean --normalisations/i);
  });

  it("takes sigmas 3, 5 and 10 where none are named, and says that they were chosen by default", async () => {
    expect(await run("--by", "firm^year", "--json", "--quiet")).toBe(0);
    const { choices, notes } = JSON.parse(stdout);
    expect(choices.map(({ sigma }: { sigma: { value: number } }) => sigma.value)).toEqual([3, 5, 10]);
    expect(notes[0]).toMatchObject({ code: "sigmas_default", detail: { sigmas: [3, 5, 10] } });
    expect(noteText(notes[0], "zh")).toMatch(/^替代弹性 3、5、10 为默认设定/);
    expect(await run("--by", "firm^year", "--sigmas", "3,5,10", "--json", "--quiet")).toBe(0);
    const named = JSON.parse(stdout);
    expect(named.choices).toEqual(choices);
    expect(named.notes.some(({ code }: { code: string }) => code === "sigmas_default")).toBe(false);
  });
});

describe("sources of sigma on the command line", () => {
  it("are read as quality reads them; a table keeps its parts and is called after its file", async () => {
    const elasticities = join(folder, "el.csv");
    writeFileSync(elasticities, "hs,es,year\n0,3,1\n1,4,1\n2,6,1\n3,8,1\n4,5,1\n");
    const sigmas = `5,table:${elasticities},code=hs,sigma=es,ols`;
    expect(await run("--sigmas", sigmas, "--sigma-cap", "7", "--sigma-invalid", "5", "--json", "--quiet")).toBe(0);
    const { choices } = JSON.parse(stdout);
    const sources = choices.map(({ sigma }: { sigma: { source: string } }) => sigma.source);
    expect(sources).toEqual(["fixed", "table", "ols"]);
    expect(choices[1].label).toBe("table:el.csv / product^year");
    expect(await run("--sigmas", "3,5", "--normalisations", "product^year,none", "--by", "firm^year", "--quiet")).toBe(
      0,
    );
    expect(stdout).toMatch(/3 \/ none +600 +0 +\d\.\d+ +0\.0000 /);
  });
});

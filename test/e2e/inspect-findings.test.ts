/** What `inspect` finds, end to end: the paper's own data problems on the simulated cities, words, page, refusals. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

let folder: string;
let data: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inspect-findings-"));
  data = join(folder, "rows.csv");
  writeFileSync(data, "city,year,x\na,1,0.5\na,2,\nb,1,2.5\nb,2,3\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("findings of inspect", () => {
  const cities = new URL("../../examples/smart-city/cities_sim.csv.gz", import.meta.url).pathname;
  const FORMULA = "quality ~ did + eco + fin + fdi + open + urban + ia + edu + infra + market + rugged | city + year";
  const asked = [cities, "--cohort", "g", "--formula", FORMULA];

  it("takes panel, outcome and clusters from the formula, and ends with 0", async () => {
    const { status, stdout } = await run("inspect", ...asked, "--json");
    expect(status).toBe(0);
    const { panel, findings, checked, not_checked } = JSON.parse(stdout);
    expect(panel).toMatchObject({ units: 220, periods: 12 });
    const of = (code: string) => findings.filter((one: { code: string }) => one.code === code);
    expect(of("invariant")).toMatchObject([
      { severity: "serious", detail: { column: "rugged", by: "city" }, remedy: expect.stringMatching(/Leave out/) },
    ]);
    expect(of("missing_periods")).toMatchObject([
      { severity: "look", where: { columns: ["quality"], periods: [2017, 2018, 2019, 2020, 2021] } },
    ]);
    expect(of("cohort_few_before")).toMatchObject([
      { detail: { cohort: "2012", units: 36, before: 2, periods: "2010–2011", first: "2010" } },
    ]);
    expect(checked).toHaveLength(17);
    expect(checked[0]).toMatchObject({ rule: "duplicates", looked_at: expect.stringMatching(/equal in every column/) });
    expect(not_checked).toEqual([]);
  });

  it("finds that an outcome filled in by formula was, by what, and when", async () => {
    const filled = join(folder, "filled.csv");
    const made = ["--seed", "20120805", "--measured-to", "2016", "--mechanical", "--out", filled];
    expect((await run("simulate", "cities", ...made)).status).toBe(0);
    const { stdout } = await run("inspect", filled, ...asked.slice(1), "--json");
    const found = JSON.parse(stdout).findings.filter(
      ({ code }: { code: string }) => code === "outcome_built_in_periods",
    );
    expect(found).toMatchObject([
      {
        severity: "serious",
        where: { columns: ["quality", "tertiary"], periods: [2017, 2018, 2019, 2020, 2021] },
        detail: { kind: "scaled", group: "province", exact: true, rows: 1100 },
      },
    ]);
  });

  it("says the same in Chinese", async () => {
    const { stdout } = await run("inspect", ...asked, "--language", "zh");
    expect(stdout).toContain("严重：解释变量“rugged”在 city 内没有变异");
    expect(stdout.replace(/\s+/g, "")).toContain("面板始于2010，故2012批次（36个单位）处理前只有2期（2010–2011）");
  });

  it("lists what was not looked at, and what would let it", async () => {
    const { stdout } = await run("inspect", data);
    const printed = stdout.replace(/\s+/g, " ");
    expect(printed).toContain("No finding: 6 rules looked.");
    expect(printed).toContain("Not checked: Balance of the panel; Values that were filled in: give --panel unit,time.");
  });

  it("writes a folder with a page, the record and pictures, all or none", async () => {
    const out = join(folder, "seen");
    const formula = "quality ~ did + rugged | city + year";
    const { status, stdout } = await run("inspect", cities, "--cohort", "g", "--formula", formula, "--out", out);
    expect(status).toBe(0);
    expect(stdout).toContain("Regressor 'rugged' does not vary within city");
    const page = readFileSync(join(out, "report.html"), "utf8");
    expect(page).toContain("has no value in 2017–2021");
    expect(page.match(/<figure /g)).toHaveLength(5 + 2);
    for (const name of ["missing", "treatment", "means", "distribution-1"]) {
      expect(readFileSync(join(out, `${name}.svg`), "utf8")).toMatch(/^<svg /);
      expect(
        readFileSync(join(out, `${name}.png`))
          .subarray(1, 4)
          .toString(),
      ).toBe("PNG");
    }
    const record = JSON.parse(readFileSync(join(out, "inspect.json"), "utf8"));
    expect(record).toMatchObject({ kind: "inspect", nobs: 2640 });
    const kept = join(folder, "kept");
    expect((await run("inspect", data, "--panel", "city,nosuch", "--out", kept)).status).toBe(1);
    expect(existsSync(kept)).toBe(false);
  });

  it.each([
    [["--formula", "quality ~ nosuch | city + year"], 1, /no column 'nosuch'/],
    [["--formula", "quality ~"], 2, /./],
    [["--outcome", "province"], 1, /'province' is not numeric/],
    [["--cluster", "nosuch"], 1, /no column 'nosuch'/],
    [["--term", "did"], 2, /--term names a coefficient of --formula/],
    [["--formula", "quality ~ did | province", "--treat", "did"], 2, /--panel unit,time/],
    [["--formula", "quality ~ did | city + year", "--term", "eco"], 2, /eco/],
  ])("refuses %j", async (flags, status, message) => {
    const result = await run("inspect", cities, ...flags);
    expect(result).toMatchObject({ status, stdout: "", stderr: expect.stringMatching(message) });
  });

  it("names why a coefficient was not looked at where an instrument stands in", async () => {
    const formula = "quality ~ eco | city + year | did ~ rugged";
    const { stdout } = await run("inspect", cities, "--formula", formula, "--json");
    const { findings, not_checked } = JSON.parse(stdout);
    expect(not_checked.find(({ rule }: { rule: string }) => rule === "influence")).toMatchObject({
      error: "sensitivity_instruments",
    });
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "invariant", detail: { column: "rugged", role: "instrument", by: "city" } }),
    );
  });
});

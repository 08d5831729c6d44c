/**
 * The command `feols` as built: its JSON against fixest on a real panel, every format, files, help.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const bin = new URL("../../bin/wasmetrics", import.meta.url).pathname;
const data = new URL("../golden/data/castle.csv.gz", import.meta.url).pathname;
const FORMULA = "l_homicide ~ post + l_police + unemployrt + poverty + l_income + l_prisoner | state + year";
const OPTIONS = ["--weights", "popwt", "--vcov", "cluster:state", "--fixef-rm", "none"];
const expected = JSON.parse(
  readFileSync(new URL("../golden/feols/expected/fixest_castle_twfe_w_controls.json", import.meta.url), "utf8"),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-feols-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics feols", () => {
  it("prints one JSON document with fixest's numbers, nothing else on stdout", async () => {
    const result = await run("feols", data, FORMULA, ...OPTIONS, "--json");
    expect(result.status).toBe(0);
    const fit = JSON.parse(result.stdout);
    expect(Object.keys(fit.coefficients)).toEqual(Object.keys(expected.coef));
    for (const [term, want] of Object.entries<number>(expected.coef)) {
      expect(Math.abs(fit.coefficients[term].estimate - want)).toBeLessThanOrEqual(1e-9 * Math.abs(want));
      const se = expected.se[term];
      expect(Math.abs(fit.coefficients[term].std_error - se)).toBeLessThanOrEqual(1e-8 * se);
    }
    expect(fit.vcov.clusters).toEqual({ state: 50 });
    expect(fit.weights).toBe("popwt");
    expect(fit.provenance.data_sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("says nothing on stderr with --quiet", async () => {
    expect((await run("feols", data, FORMULA, ...OPTIONS, "--quiet")).stderr).toBe("");
  });

  it.each([
    ["text", /post\s+0\.0/],
    ["markdown", /\| post/],
    ["latex", /\\toprule/],
    ["html", /<table/],
    ["csv", /^term|post,/m],
    ["json", /"coefficients"/],
  ])("writes %s", async (format, pattern) => {
    const result = await run("feols", data, FORMULA, ...OPTIONS, "--format", format);
    expect(result.stdout).toMatch(pattern);
    expect(result.status).toBe(0);
  });

  it("diagnoses the clusters of --vcov, or others, and asks which where there are none", async () => {
    const own = await run("feols", data, FORMULA, "--vcov", "CR2:state", "--cluster-diagnostics", "--json");
    const { vcov, cluster_diagnostics: found } = JSON.parse(own.stdout);
    expect(Object.keys(vcov.df_by_term)).toEqual(vcov.names);
    expect(found.by).toBe("state");
    expect(found.table).toHaveLength(50);
    const other = await run("feols", data, FORMULA, "--vcov", "HC3", "--cluster-diagnostics", "year");
    expect(other.stdout).toMatch(/^Std\. errors: heteroskedasticity-robust \(HC3\); /m);
    expect(other.stdout).toMatch(/^Clusters by year: 11, of 50 rows each/m);
    const csv = await run("feols", data, FORMULA, "--vcov", "CR2:state", "--cluster-diagnostics", "--format", "csv");
    expect(csv.stdout).toMatch(/^term,quantity,G\*,Largest share,in,Most influential,/m);
    const none = await run("feols", "no-such-file.csv", FORMULA, "--vcov", "HC3", "--cluster-diagnostics");
    expect(none.status).toBe(2);
    expect(none.stderr).toMatch(/--cluster-diagnostics needs a column/);
  });

  it("writes Word to a file, and the same bytes to a pipe", async () => {
    const target = join(folder, "fit.docx");
    expect((await run("feols", data, FORMULA, ...OPTIONS, "--format", "docx", "--out", target)).status).toBe(0);
    const piped = spawnSync(process.execPath, [bin, "feols", data, FORMULA, ...OPTIONS, "--format", "docx", "--quiet"]);
    expect(piped.status).toBe(0);
    expect(piped.stdout.equals(readFileSync(target))).toBe(true);
    const document = strFromU8(unzipSync(new Uint8Array(piped.stdout))["word/document.xml"]!);
    expect(document).toContain("Standard errors in parentheses.");
  });

  it("writes a file whole, leaving nothing else in the folder", async () => {
    const target = join(folder, "made", "fit.json");
    expect((await run("feols", data, FORMULA, ...OPTIONS, "--json", "--out", target)).status).toBe(0);
    expect(readdirSync(join(folder, "made"))).toEqual(["fit.json"]);
    expect(JSON.parse(readFileSync(target, "utf8")).nobs).toBe(expected.nobs);
  });

  it("has help with examples, exit 0", async () => {
    const result = await run("feols", "--help");
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/Examples:/);
    expect(result.stdout).toMatch(/cluster:a\+b/);
  });
});

/** The commands `fepois` and `felogit` as built: summary, JSON, tables, what is refused before data are read. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GlmRecord } from "../../src/verbs/glm/record.js";
import { run } from "../support/run-cli.js";

const trade = new URL("../golden/data/trade.csv.gz", import.meta.url).pathname;
const FORMULA = "Euros ~ log(dist_km) | Origin + Destination + Product + Year";
const OPTIONS = ["--fixef-rm", "none", "--quiet"];

function csv(lines: readonly string[]): string {
  const path = join(mkdtempSync(join(tmpdir(), "wasmetrics-glm-")), "data.csv");
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

describe("wasmetrics fepois", () => {
  it("prints fixest's numbers with z, the fit and the climb", async () => {
    const { stdout, stderr, status } = await run("fepois", trade, FORMULA, "--vcov", "cluster:Origin", ...OPTIONS);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`Poisson: ${FORMULA}\nObservations: 38,325\n`);
    expect(stdout).toMatch(/^log\(dist_km\) +-1\.527874 +0\.115678 +-13\.2080 +7\.89e-40/m);
    expect(stdout).toContain("z value  Pr(>|z|)");
    expect(stdout).toContain("clustered by Origin (15); z; K = 44;");
    expect(stdout).toMatch(/pseudo R2 0\.764032/);
    expect(stdout).toMatch(/^Maximum likelihood: \d+ steps; the deviance changed by a share of /m);
  });

  it("says on stderr how far it is", async () => {
    const { stderr } = await run("fepois", trade, FORMULA, "--vcov", "hetero", "--fixef-rm", "none");
    expect(stderr).toMatch(/^placing the rows\nmaximum likelihood$/m);
    expect(stderr).not.toContain("estimating");
  });

  it("gives one JSON document, and tables in every format", async () => {
    const { stdout } = await run("fepois", trade, FORMULA, "--vcov", "hetero", ...OPTIONS, "--wald", "dist", "--json");
    const record = JSON.parse(stdout) as GlmRecord;
    expect(record).toMatchObject({ kind: "poisson", nobs: 38325, offset: null, vcov: { df: null, type: "hetero" } });
    expect(record.tests.dist!.df).toBe(1);
    expect(record.climb.iterations).toBeLessThan(15);
    for (const format of ["latex", "html", "markdown", "csv"]) {
      const table = await run("fepois", trade, FORMULA, "--vcov", "hetero", ...OPTIONS, "--format", format);
      expect(table.status, format).toBe(0);
      expect(table.stdout, format).toContain("Poisson");
      expect(table.stdout, format).toMatch(/\.52[78]/);
    }
  });

  it("names separated rows, drops them, or refuses", async () => {
    const path = csv(["y,x,d", "3,1,0", "1,2,0", "0,1.5,0", "2,0.3,0", "0,1,1", "0,2,1", "4,3,0"]);
    const { stdout } = await run("fepois", path, "y ~ x + d", "--vcov", "hetero", "--quiet");
    expect(stdout).toContain("Separation: d predicts the zero outcomes of 2 rows perfectly (row 5, 6)");
    expect(stdout).toContain("Observations: 5 (dropped: 2 separated)");
    expect(stdout).toMatch(/^Omitted: d /m);
    const refused = await run("fepois", path, "y ~ x + d", "--vcov", "hetero", "--quiet", "--separation", "error");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("(row 5, 6)");
  });

  it("takes an offset and an exposure, and refuses what no data could serve before it reads any", async () => {
    const path = csv(["y,x,pop", "3,1,10", "1,2,20", "0,1.5,5", "2,0.3,8", "4,3,12"]);
    const record = async (...flags: string[]): Promise<GlmRecord> =>
      JSON.parse((await run("fepois", path, "y ~ x", "--vcov", "iid", ...flags, "--json")).stdout);
    const [exposure, offset] = [await record("--exposure", "pop"), await record("--offset", "log(pop)")];
    expect(exposure.offset).toBe("log(pop)");
    expect(exposure.coefficients).toEqual(offset.coefficients);
    expect((await run("fepois", "no.csv", "y ~ x |", "--vcov", "iid")).stderr).not.toContain("no.csv");
    expect((await run("fepois", "no.csv", "y ~ x")).stderr).toContain("--vcov");
    expect((await run("felogit", "no.csv", "y ~ x", "--vcov", "iid", "--exposure", "pop")).status).toBe(2);
  });
});

describe("wasmetrics felogit", () => {
  it("prints the logit with its warning", async () => {
    const formula = "I(Euros > 1e+06) ~ log(dist_km) + Year | Origin + Destination + Product";
    const { stdout, status } = await run("felogit", trade, formula, "--vcov", "iid", ...OPTIONS);
    expect(status).toBe(0);
    expect(stdout).toContain(`Logit: ${formula}`);
    expect(stdout).toMatch(/^Note: An unconditional logit estimates each effect/m);
  });
});

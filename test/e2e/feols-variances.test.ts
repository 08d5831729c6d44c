/** The command `feols` with variances along time, by place and by the rule of another program: words, figures, refusals. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const data = new URL("../golden/data/places.csv.gz", import.meta.url).pathname;
const FORMULA = "y ~ x + z | place + year";
const cases = JSON.parse(readFileSync(new URL("../golden/variances/fixest.json", import.meta.url), "utf8"));
const feols = (...flags: string[]) => run("feols", data, FORMULA, "--fixef-rm", "none", ...flags);

describe("wasmetrics feols --vcov", () => {
  it.each([
    ["NW:3", ["--panel", "place,year"], "Newey-West, 3 lags, by place and year (12 periods)"],
    ["DK:1", ["--panel", "place,year"], "Driscoll-Kraay, 1 lag, by year (12 periods)"],
    ["conley:lat,lon,150", [], "Conley, within 150 km, by lat and lon (120 places)"],
    ["cluster:place+year+sector", [], "clustered by place (140) and year (12) and sector (13)"],
  ])("%s prints what it is, and fixest's errors", async (vcov, flags, words) => {
    expect((await feols("--vcov", vcov, ...flags)).stdout).toContain(`Std. errors: ${words}; t with`);
    const fit = JSON.parse((await feols("--vcov", vcov, ...flags, "--json")).stdout);
    const expected = cases.find(
      (one: { formula: string; weights: null | string; vcov: string; ssc: string }) =>
        one.formula === FORMULA && one.weights === null && one.vcov === vcov && one.ssc === "fixest",
    );
    for (const term of ["x", "z"]) {
      expect(Math.abs(fit.coefficients[term].std_error / expected.se[term] - 1)).toBeLessThan(1e-8);
    }
    expect((await feols("--vcov", vcov, ...flags, "--format", "markdown")).stdout).toContain(
      words.split(", by")[0]!.split(" by")[0]!.replace("clustered", "place + year + sector"),
    );
  });

  it("names the rule of a program and follows it in F", async () => {
    const { stdout } = await feols("--vcov", "cluster:place", "--ssc", "reghdfe");
    expect(stdout).toContain("small sample: reghdfe (");
    expect(stdout).toContain("F(2, 139)");
  });

  it("asks for unit and time, and lists every variance", async () => {
    const refused = await feols("--vcov", "DK");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("--panel unit,time");
    expect((await run("feols", "--help")).stdout.replace(/\s+/g, " ")).toContain(
      "NW:lag, DK:lag, conley:lat,lon,km, CHS:lag",
    );
    const unknown = await feols("--vcov", "NM:2");
    expect(unknown.stderr).toContain("Known are iid");
  });
});

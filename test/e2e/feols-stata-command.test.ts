/**
 * `feols` with a line of Stata in the place of the formula, as built: the numbers of fixest, how the line was read, flags beside
 * it.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const data = new URL("../golden/data/castle.csv.gz", import.meta.url).pathname;
const X = "l_police unemployrt poverty l_income l_prisoner";
const LINE = `reghdfe l_homicide post ${X} [aw=popwt], absorb(state i.year) vce(cluster state)`;
const TRANSLATION = `"l_homicide ~ post + ${X.replaceAll(" ", " + ")} | state + year"`;
const expected = JSON.parse(
  readFileSync(new URL("../golden/feols/expected/fixest_castle_twfe_w_controls.json", import.meta.url), "utf8"),
);

describe("wasmetrics feols with a line of Stata", () => {
  it("gives fixest's numbers, and says on stderr and in the record how the line was read", async () => {
    const result = await run("feols", data, LINE, "--json");
    expect(result.status).toBe(0);
    const fit = JSON.parse(result.stdout);
    for (const [term, want] of Object.entries<number>(expected.coef)) {
      expect(Math.abs(fit.coefficients[term].estimate - want)).toBeLessThanOrEqual(1e-9 * Math.abs(want));
      expect(Math.abs(fit.coefficients[term].std_error - expected.se[term])).toBeLessThanOrEqual(
        1e-8 * expected.se[term],
      );
    }
    expect(fit.call).toBe(TRANSLATION.slice(1, -1));
    expect(fit.notes[0]).toMatchObject({ code: "stata_line", detail: { stata: LINE } });
    expect(fit.notes[0].message).toContain(TRANSLATION);
    expect(result.stderr).toContain(TRANSLATION);
    expect((await run("feols", data, LINE, "--quiet")).stderr).toBe("");
  });

  it("completes patterns and ranges by the columns of the data", async () => {
    const line = "reghdfe l_homicide post l_pol* unemp* [aw=popwt], absorb(state year) cluster(state)";
    const fit = JSON.parse((await run("feols", data, line, "--json")).stdout);
    expect(fit.call).toBe("l_homicide ~ post + l_police + unemployrt | state + year");
  });

  it("lets flags settle what the line leaves open, and refuses those that contradict it", async () => {
    const open = JSON.parse(
      (await run("feols", data, "reg l_homicide post", "--vcov", "cluster:state", "--level", "0.9", "--json")).stdout,
    );
    expect(open.vcov).toMatchObject({ type: "cluster", level: 0.9 });
    expect(open.notes[0].message).toContain("except for the flags given: vcov");
    const same = await run("feols", data, LINE, "--vcov", "cluster:state", "--weights", "popwt", "--json");
    expect(same.status).toBe(0);
    for (const flags of [
      ["--vcov", "hetero"],
      ["--weights", "population"],
    ]) {
      const result = await run("feols", data, LINE, ...flags);
      expect(result.status).toBe(2);
      expect(result.stderr).toMatch(new RegExp(`${flags[0]} ${flags[1]} contradicts the line of reghdfe`));
    }
    const level = await run("feols", data, "reg l_homicide post, level(90)", "--level", "0.95");
    expect(level.stderr).toMatch(/--level 0.95 contradicts/);
  });

  it("tells a slip before anything is read", async () => {
    const early = await run("feols", "no-such-file.csv", "reghdfe y x, absorb(id");
    expect(early.status).toBe(2);
    expect(early.stderr).toMatch(/never closed/);
    const late = await run("feols", data, "reg l_homicide pst*, robust");
    expect(late.status).toBe(2);
    expect(late.stderr).toMatch(/no column of the data matches 'pst\*'/);
    expect((await run("feols", data, "reg l_homicide pst, robust")).stderr).toMatch(/did you mean 'post'/);
  });

  it("takes xtset before lags, and random effects in plm", async () => {
    const panel = new URL("../golden/data/base_did.csv.gz", import.meta.url).pathname;
    const read = (path: string) => JSON.parse(readFileSync(new URL(`../golden/${path}`, import.meta.url), "utf8"));
    const lags = "xtset id period; reghdfe y L(0/2).x1 F.x1, absorb(id period) vce(cluster id)";
    const fit = JSON.parse((await run("feols", panel, lags, "--json")).stdout);
    const wanted = read("feols/expected/fixest_base_did_lags.json").coef["l(x1, 2)"];
    expect(Math.abs(fit.coefficients["l(x1, 2)"].estimate - wanted)).toBeLessThanOrEqual(1e-9 * Math.abs(wanted));
    const line = "xtset id period; xtreg y x1 c.treat#c.post, re";
    const random = JSON.parse((await run("plm", panel, line, "--json")).stdout);
    const { coef } = read("plm/expected/plm_base_did_models.json").models.random_swamy_arora;
    expect(Math.abs(random.coefficients.x1.estimate - coef.x1)).toBeLessThanOrEqual(1e-9 * coef.x1);
    expect(random.notes[0].code).toBe("stata_line");
    expect((await run("feols", panel, line)).stderr).toMatch(/estimated by 'wasmetrics plm'/);
    expect((await run("plm", panel, "reg y x1")).stderr).toMatch(/estimated by 'wasmetrics feols'/);
  });

  it("sends lines of other verbs to their command", async () => {
    const result = await run("feols", data, "ppmlhdfe homicide post, absorb(state year)");
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/wasmetrics fepois DATA "homicide ~ post \| state \+ year"/);
  });
});

/** The command `psmatch` as built: JSON, tables, files whole, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const lalonde = golden("data/lalonde.csv.gz");
const cities = golden("data/smartcity_sim.csv.gz");
const FORMULA = "treat ~ age + educ + race + married + nodegree + re74 + re75";
const expected = (name: string) => JSON.parse(readFileSync(golden(`matching/expected/${name}.json`), "utf8"));

/** R and we sum in another order: relative, of effects in dollars. */
const R = 1e-8;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-psmatch-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plain = (text: string): string => text.replace(/\s+/g, " ");

describe("wasmetrics psmatch", () => {
  it("prints the effect of independent software as one document", async () => {
    const flags = ["--outcome", "re78", "--replace", "--caliper", "0.2", "--json", "--quiet"];
    const result = await run("psmatch", lalonde, FORMULA, ...flags);
    expect([result.status, result.stderr]).toEqual([0, ""]);
    const record = JSON.parse(result.stdout);
    const { own_att, own_n_treated, caliper_used } = expected("match_lalonde_nn1_rep_caliper0.2sd").tie_check;
    expect(Math.abs(record.att.estimate / own_att - 1)).toBeLessThan(R);
    expect(record).toMatchObject({
      kind: "psmatch",
      call: FORMULA,
      plan: { method: "nearest", link: "logit", scale: "linear", replace: true, ratio: 1, ties: "first" },
      matched: { treated: { total: 185, used: own_n_treated }, pairs: own_n_treated },
      att: { error: "abadie-imbens" },
    });
    expect(Math.abs(record.plan.caliper.raw / caliper_used - 1)).toBeLessThan(R);
    expect(record.balance).toHaveLength(9);
  });

  it("prints score, balance, matched sample, effect and notes as text", async () => {
    const { stdout, status } = await run(
      "psmatch",
      lalonde,
      FORMULA,
      "--outcome",
      "re78",
      "--preset",
      "psmatch2",
      "--quiet",
    );
    expect(status).toBe(0);
    const text = plain(stdout);
    expect(text).toContain(`Score of treat by probit: ${FORMULA}`);
    expect(text).toContain(`Balance of treat: ${FORMULA}`);
    expect(text).toContain(`Effect of treat on the treated: ${FORMULA}`);
    expect(text).toContain("Preset psmatch2, where nothing else was specified:");
    expect(text).toContain("weights and score taken as fixed");
    expect(text).toContain(
      "Whether rows after the start of treatment enter the score cannot be determined from the data",
    );
  });

  it("prints tables in the formats there are", async () => {
    const flags = [lalonde, FORMULA, "--outcome", "re78", "--method", "kernel", "--quiet"];
    expect((await run("psmatch", ...flags, "--format", "markdown")).stdout).toContain("| Effect on the treated |");
    expect((await run("psmatch", ...flags, "--format", "latex")).stdout).toContain("\\begin{tabular}");
    const csv = (await run("psmatch", ...flags, "--format", "csv")).stdout;
    expect(csv).toMatch(/^att,psmatch2,|,att,/m);
    expect(JSON.parse((await run("psmatch", ...flags, "--format", "json")).stdout).plan.bandwidth).toBe(0.06);
  });

  it("writes record, weights, pairs, balance and both figures, all or none", async () => {
    const out = join(folder, "cities");
    const { status, stdout, stderr } = await run(
      ...["psmatch", cities, "treat ~ eco + fin + fdi + open", "--average", "city", "--pre", "year <= 2011"],
      ...["--replace", "--regress", "quality ~ did | city + year", "--regress", "quality ~ did + eco | city + year"],
      ...["--vcov", "cluster:city", "--out", out],
    );
    expect(status).toBe(0);
    expect(stderr).toContain("wrote ");
    expect(plain(stdout)).toContain("After matching: quality ~ did + eco | city + year");
    expect(readdirSync(out).sort()).toEqual([
      "balance.csv",
      "pairs.csv",
      ...["psmatch-overlap.png", "psmatch-overlap.svg", "psmatch-overlap.vl.json"],
      ...["psmatch.json", "psmatch.png", "psmatch.svg", "psmatch.vl.json"],
      "weights.csv",
    ]);
    const lines = (name: string) => readFileSync(join(out, name), "utf8").trim().split("\n");
    const record = JSON.parse(readFileSync(join(out, "psmatch.json"), "utf8"));
    expect(lines("weights.csv")[0]).toBe("city,treated,score,on_support,weight");
    expect(lines("weights.csv")).toHaveLength(1 + 220);
    expect(lines("pairs.csv")[0]).toBe("treated_city,control_city,share,distance");
    expect(lines("pairs.csv")).toHaveLength(1 + record.matched.pairs);
    expect(lines("balance.csv")[0]).toMatch(/^covariate,sample,mean_treated,mean_control,bias_treated_sd,/);
    expect(lines("balance.csv")).toHaveLength(1 + 2 * 4);
    expect(record.regressions.map((one: { weighted: boolean }) => one.weighted)).toEqual([false, true, false, true]);
    expect(record.att).toBeNull();
  });

  it("matches year by year, with a line a year", async () => {
    const flags = ["--by", "year", "--replace", "--outcome", "quality", "--timing", "did", "--quiet"];
    const text = plain((await run("psmatch", cities, "treat ~ eco + fin + fdi + open", ...flags)).stdout);
    expect(text).toContain("Matching within each year: treat ~ eco + fin + fdi + open");
    for (let year = 2010; year <= 2021; year++) expect(text).toMatch(new RegExp(`${year} 220 92 `));
    expect(text).toMatch(/All 2,640 1,104 /);
    expect(text).toContain("of the 2640 rows that enter the score are from after the start of treatment ('did' is 1)");
  });

  it("bootstraps by seed, and coarsens by told cuts", async () => {
    const flags = [lalonde, FORMULA, "--outcome", "re78", "--json", "--quiet"];
    const drawn = async (...more: string[]) =>
      JSON.parse((await run("psmatch", ...flags, "--method", "ipw", ...more)).stdout);
    const [a, b] = [
      await drawn("--draws", "9", "--seed", "2"),
      await drawn("--draws", "9", "--seed", "2", "--threads", "1"),
    ];
    expect(a.att).toMatchObject({ error: "bootstrap", bootstrap: { draws: 9, failed: 0, seed: 2 } });
    expect(b.att).toEqual(a.att);
    expect(a.provenance.seed).toBe(2);
    const cut = await run("psmatch", ...flags, "--method", "cem", "--cut", "age=4", "--cut", "educ=6, 9, 12");
    expect(JSON.parse(cut.stdout).plan.cuts).toEqual({ age: 4, educ: [6, 9, 12] });
  });
});

describe("what can't be done is said", () => {
  const refuse = async (...args: string[]) => {
    const { status, stdout, stderr } = await run("psmatch", ...args, "--quiet");
    expect(stdout).toBe("");
    return [status, stderr.trim()];
  };
  const on = (...flags: string[]) => refuse(lalonde, FORMULA, ...flags);

  it.each<[string, string[], string]>([
    [
      "an order with replacement",
      ["--order", "data", "--replace"],
      "error: Option order says who chooses first where a control serves once; with replacement it decides nothing. Leave it out.",
    ],
    [
      "ties averaged without replacement",
      ["--ties", "average"],
      "error: Averaging ties needs replacement: add replace, or leave ties out.",
    ],
    [
      "an option without a part",
      ["--method", "kernel", "--ratio", "2"],
      "error: Option ratio has no part in method kernel; it belongs to nearest and mahalanobis. Leave it out, or choose another method.",
    ],
    [
      "a bootstrap of nearest neighbours",
      ["--outcome", "re78", "--draws", "99"],
      "error: The bootstrap is not valid for matches with the nearest neighbours (Abadie and Imbens 2008, Econometrica 76(6)): leave draws out; it is for radius, kernel, llr, ipw and dr.",
    ],
    [
      "a regression without a variance",
      ["--regress", "re78 ~ treat"],
      "error: A variance is required, because programs' defaults differ: --vcov iid, hetero, cluster:a, cluster:a+b, ... (vcov in the library).",
    ],
    [
      "a radius that is missing",
      ["--method", "radius"],
      "error: Method radius needs its radius: caliper, such as 0.05.",
    ],
    [
      "a bootstrap by year",
      ["--method", "ipw", "--outcome", "re78", "--draws", "9", "--by", "married"],
      "error: The bootstrap of matchings within values of a column is not offered: leave by or draws out, or take one value by subset.",
    ],
    [
      "cuts without numbers",
      ["--method", "cem", "--cut", "age="],
      "error: --cut age=: expected a covariate and its number of bins, such as age=4, or its cutpoints, such as age=20,30.",
    ],
  ])("wrong use: %s", async (_, flags, message) => {
    expect(await on(...flags)).toEqual([2, message]);
  });

  it.each<[string, string[], string]>([
    [
      "all treated",
      ["--subset", "treat == 1"],
      "error: 'treat' is 1 in all 185 units: matching needs treated units (1) and controls (0).",
    ],
    [
      "a ratio larger than the controls",
      ["--ratio", "600"],
      "error: Each treated unit is to be matched with 600 controls, but only 429 take part. Lower the ratio.",
    ],
    [
      "no overlap of cells",
      [
        "--exact",
        "race",
        "--subset",
        "(treat == 1 & race != 'white') | (treat == 0 & race == 'white')",
        "--score",
        "age",
      ],
      "error: None of the 3 cells in which units must agree exactly has both treated units and controls (167 and 281 take part). Match on fewer or coarser variables.",
    ],
    [
      "separation",
      ["--subset", "treat == 1 | age > 50"],
      "error: The score cannot be estimated: 'age' separates all treated rows from all controls, so the likelihood has no maximum. Leave out or coarsen it, or drop the rows it decides.",
    ],
    [
      "a text outcome",
      ["--outcome", "race"],
      "error: Column 'race' is not numeric: 614 of 614 cells are not numbers, first at row 1: 'black'; correct or blank these cells, or use the column as text.",
    ],
    [
      "no row left",
      ["--subset", "age > 1000"],
      'error: No row is left after --subset "age > 1000": 614 rows are false, 0 missing. Check its values against the data (wasmetrics inspect DATA).',
    ],
  ])("of the data: %s", async (_, flags, message) => {
    expect(await on(...flags)).toEqual([1, message]);
  });

  it("of the data: a caliper that drops everyone", async () => {
    const [status, message] = await on(
      "--score",
      "re78",
      "--caliper",
      "0",
      "--subset",
      "re78 > 1000 & age != 30",
      "--exact",
      "age",
    );
    expect(status).toBe(1);
    expect(message).toMatch(/^error: No .* caliper \(0\)/);
  });

  it.each([
    ["treat ~ agee", 1, `error: ${lalonde} has no column 'agee'; did you mean 'age'?`],
    ["educ ~ age", 1, "error: Treatment 'educ' is 11 in row 1; 1 (treated) or 0 (control) was expected."],
    [
      "race ~ age",
      1,
      "error: Treatment 'race' holds text; 1 (treated) or 0 (control) was expected. Compare it, as in race == \"...\" ~ x.",
    ],
    [
      "treat ~ age | race",
      2,
      "error: 'treat ~ age | race' has fixed effects, which a score has not: match within their levels by option exact, or estimate a score in each by option by.",
    ],
    ["treat ~ 1", 2, "error: 'treat ~ 1' names no covariate: name at least one right of '~'."],
  ])("the formula %s", async (formula, status, message) => {
    expect(await refuse(lalonde, formula)).toEqual([status, message]);
  });

  it("missing everything: the columns are named, as JSON too", async () => {
    const path = join(folder, "empty.csv");
    writeFileSync(path, "treat,x,y\n1,,3\n0,,4\n,2,\n");
    const words = `error: No row is complete: missing or infinite values in treat (1), x (2), y (1) of 3 rows.`;
    expect(await refuse(path, "treat ~ x", "--outcome", "y")).toEqual([1, words]);
    const { status, stdout } = await run("psmatch", path, "treat ~ x", "--outcome", "y", "--json", "--quiet");
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: "all_missing",
      detail: { missing: { treat: 1, x: 2, y: 1 } },
    });
  });
});

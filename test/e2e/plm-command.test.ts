/** The command `plm` as built: a summary, a table of several models, tests, every format, what is refused before data are read. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const data = new URL("../golden/data/EmplUK.csv.gz", import.meta.url).pathname;
const FORMULA = "log(emp) ~ log(wage) + log(capital) + log(output)";
const OPTIONS = ["--panel", "firm,year", "--quiet"];
const { models, tests } = JSON.parse(
  readFileSync(new URL("../golden/plm/expected/plm_EmplUK_models.json", import.meta.url), "utf8"),
);

describe("wasmetrics plm", () => {
  it("prints plm's random effects with components and thetas", async () => {
    const { stdout, stderr, status } = await run("plm", data, FORMULA, ...OPTIONS, "--model", "random");
    expect([status, stderr]).toEqual([0, ""]);
    const want = models.random_swamy_arora;
    const [, estimate, error] = /^log\(wage\) +(\S+) +(\S+) /m.exec(stdout)!;
    expect([estimate, error]).toEqual([want.coef["log(wage)"].toFixed(6), want.se["log(wage)"].toFixed(6)]);
    expect(stdout).toContain("Panel: 140 units (firm), 7 to 9 of 9 periods (year), unbalanced\n");
    expect(stdout).toContain(`individual: ${want.sigma2.id.toFixed(6)} (share 0.943`);
    expect(stdout).toContain(`mean ${want.theta.toFixed(6)}`);
    expect(stdout).toContain("Std. errors: iid, residual variance by 1,027 df; z\n");
  });

  it("sets models side by side, with Hausman's test beneath within and random", async () => {
    const { stdout, status } = await run(
      "plm",
      data,
      FORMULA,
      ...OPTIONS,
      "--model",
      "within,random,between",
      "--vcov",
      "iid",
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/Within +Random effects +Between/);
    expect(stdout).toMatch(new RegExp(`^Hausman test +${tests.hausman.stat.toFixed(6)} +chi2\\(3\\) +<0\\.001$`, "m"));
  });

  it.each([
    ["markdown", /Pesaran CD test +\| +5\.386971 /],
    ["latex", /Pesaran CD test & 5 & \.386971 &/],
    ["html", /Pesaran CD test<.*>5<.*>\.386971</],
    ["csv", /^pesaran-cd,,5\.386970717/m],
  ])("writes %s", async (format, line) => {
    const { stdout, status } = await run(
      ...["plm", data, FORMULA, ...OPTIONS, "--model", "pooling,fd", "--tests", "bp-lm,pesaran-cd"],
      ...["--format", format],
    );
    expect(status).toBe(0);
    expect(stdout).toContain("First differences");
    expect(stdout).toMatch(line);
  });

  it("gives one JSON document: the record of one model, or all with their tests", async () => {
    const one = JSON.parse((await run("plm", data, FORMULA, ...OPTIONS, "--model", "between", "--json")).stdout);
    expect(one).toMatchObject({ kind: "plm", model: "between", nobs: 140, components: null });
    const all = JSON.parse(
      (await run("plm", data, FORMULA, ...OPTIONS, "--model", "within,random", "--tests", "all", "--json")).stdout,
    );
    expect(all.fits.map(({ model }: { model: string }) => model)).toEqual(["within", "random"]);
    expect(all.tests.tests["f-individual"].df).toEqual([139, 888]);
  });

  it.each([
    [["y ~ x"], "plm needs the columns of unit and time"],
    [
      ["y ~ x", "--panel", "firm,year", "--model", "fixed"],
      "Model must be one of pooling, within, between, fd, random; got 'fixed'.",
    ],
    [["y ~ x", "--panel", "firm,year", "--tests", "hausmann"], "did you mean 'hausman'?"],
    [["y ~ x | firm", "--panel", "firm,year"], "plm takes a formula without '|'"],
  ])("refuses %j before data are read", async (args, message) => {
    const { stderr, status } = await run("plm", "no-such-file.csv", ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

/** What `feols` writes once it has estimated, as built: tests, combinations, rows, levels, predictions. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../src/data/files/read-table.js";
import { parseCsv } from "../../src/data/table/csv.js";
import type { Table } from "../../src/data/table/table.js";
import { run } from "../support/run-cli.js";

const data = new URL("../golden/data/base_did.csv.gz", import.meta.url).pathname;
const FORMULA = "y ~ x1 + i(period, treat, ref=5) | id + period";
const feols = (...options: string[]) => run("feols", data, FORMULA, "--vcov", "cluster:id", ...options);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-after-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table = (path: string): Table => parseCsv(readFileSync(path, "utf8"));

describe("wasmetrics feols, after estimation", () => {
  it("tests equations and patterns, and combines, in JSON", async () => {
    const equation = "period::1:treat = 0, period::2:treat = 0, period::3:treat = 0, period::4:treat = 0";
    const asked = ["--wald", equation, "--wald", "period::[1-4]:", "--lincom", "x1 - 1", "--nlcom", "x1^2", "--json"];
    const result = await feols(...asked);
    expect(result.status).toBe(0);
    const { tests, combinations, coefficients } = JSON.parse(result.stdout);
    expect(tests[equation].statistic).toBeCloseTo(0.9383942834682762, 9);
    expect(tests["period::[1-4]:"].statistic).toBeCloseTo(0.9383942834682762, 9);
    expect(combinations.map(({ kind }: { kind: string }) => kind)).toEqual(["lincom", "nlcom"]);
    expect(combinations[0].combinations["x1 - 1"].estimate).toBeCloseTo(coefficients.x1.estimate - 1, 12);
    expect(combinations[1].combinations["x1^2"].estimate).toBeCloseTo(coefficients.x1.estimate ** 2, 12);
  });

  it.each([
    ["text", /Linear combinations of coefficients; t with 107 degrees of freedom\.\n.*\n2\*x1 +1\.9/],
    ["markdown", /\| 2\\?\*x1/],
    ["latex", /Linear combinations/],
    ["html", /<td[^>]*>2\*x1|<th[^>]*>2\*x1/],
    ["csv", /^2\*x1,/m],
  ])("writes combinations as %s", async (format, pattern) => {
    const result = await feols("--lincom", "2*x1", "--format", format);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(pattern);
  });

  it("writes rows, levels and predictions in any format that is written", async () => {
    const at = (name: string): string => join(folder, name);
    const files = (ending: string) => ["residuals", "fixef", "predict"].map((what) => at(`${what}${ending}`));
    // a level is text, and only CSV can't say so of one that is a number
    const numbersIn = async (path: string) =>
      (await readTable(path, { text: path.includes("fixef") ? ["level"] : [] })).columns.map((column) => [
        column.name,
        column.kind === "numeric" ? [...column.values] : [...column.codes],
      ]);
    for (const ending of [".csv", ".dta", ".parquet", ".csv.gz"]) {
      const [residuals, fixef, predict] = files(ending) as [string, string, string];
      const result = await feols("--residuals", residuals, "--fixef", fixef, "--predict", predict);
      expect(result.status).toBe(0);
      for (const [k, path] of files(ending).entries()) {
        expect(await numbersIn(path), path).toEqual(await numbersIn(files(".csv")[k]!));
      }
    }
  });

  it("writes rows that add up, levels that sum to their effects, and predictions", async () => {
    const [rows, levels, predicted] = ["rows.csv", "levels.csv", "predicted.csv"].map((name) => join(folder, name));
    const result = await feols("--residuals", rows!, "--fixef", levels!, "--predict", predicted!, "--json");
    expect(result.status).toBe(0);
    expect(JSON.parse(result.stdout).notes.map(({ code }: { code: string }) => code)).toContain("fixef_normalisation");
    const [ofRows, ofLevels, ofPredictions] = [rows, levels, predicted].map((path) => table(path!));
    const column = (name: string) => ofRows!.numeric(name);
    const coefficient = new Map<string, number>();
    const effect = ofLevels!.column("effect");
    ofLevels!.numeric("coefficient").forEach((value, i) => {
      const name = effect.kind === "text" ? effect.levels[effect.codes[i]!] : "";
      coefficient.set(`${name} ${ofLevels!.numeric("level")[i]}`, value);
    });
    expect(Array.from(ofLevels!.numeric("reference")).filter((one) => one === 1).length).toBe(1);
    for (let i = 0; i < ofRows!.nRows; i += 13) {
      expect(column("fitted")[i]! + column("residual")[i]!).toBeCloseTo(ofPredictions!.numeric("y")[i]!, 10);
      expect(column("xb")[i]! + column("effects")[i]!).toBeCloseTo(column("fitted")[i]!, 10);
      const [id, period] = ["id", "period"].map((name) => ofPredictions!.numeric(name)[i]!);
      expect(coefficient.get(`id ${id}`)! + coefficient.get(`period ${period}`)!).toBeCloseTo(column("effects")[i]!, 9);
      expect(ofPredictions!.numeric("prediction")[i]).toBeCloseTo(column("fitted")[i]!, 9);
    }
  });

  it("writes a file an effect into a folder, and predicts new rows with errors", async () => {
    const levels = join(folder, "levels");
    const next = join(folder, "next.csv");
    writeFileSync(next, "id,period,treat,x1\n1,3,1,0.5\n999,3,1,0.5\n");
    const predicted = join(folder, "next-predicted.csv");
    const result = await feols("--fixef", levels, "--newdata", next, "--predict", predicted);
    expect(result.status).toBe(0);
    expect(readdirSync(levels).sort()).toEqual(["id.csv", "period.csv"]);
    expect(table(predicted).numeric("prediction")[0]).toBeCloseTo(0.86867874775537346, 9);
    expect(table(predicted).numeric("prediction")[1]).toBeNaN();
    expect(result.stdout).toContain("999");
    const options = ["--predict-effects", "none", "--interval", "confidence"];
    expect((await feols("--newdata", next, "--predict", predicted, ...options)).status).toBe(0);
    expect(table(predicted).names).toEqual([
      "id",
      "period",
      "treat",
      "x1",
      "prediction",
      "std_error",
      "conf_low",
      "conf_high",
    ]);
  });

  it.each([
    [["--wald", "x1 ="], 2, "a coefficient or a number"],
    [["--wald", "x9 = 0"], 2, "did you mean 'x1'"],
    [["--wald", "("], 2, "not a regular expression"],
    [["--lincom", "x1*x1"], 2, "nlcom"],
    [["--nlcom", "log(-x1)"], 1, "finite derivatives"],
    [["--newdata", "next.csv"], 2, "--predict FILE"],
    [["--residuals", "same.csv", "--predict", "same.csv"], 2, "two outputs"],
  ])("refuses %j", async (options, status, message) => {
    const result = await feols(...options);
    expect([result.status, result.stdout]).toEqual([status, ""]);
    expect(result.stderr).toContain(message);
  });

  it("leaves no file where one of them can't be made", async () => {
    const rows = join(folder, "never.csv");
    const result = await feols("--residuals", rows, "--interval", "prediction", "--predict", join(folder, "p.csv"));
    expect(result.status).toBe(2);
    expect(existsSync(rows)).toBe(false);
  });
});

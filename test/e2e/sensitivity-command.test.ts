/** The command `sensitivity` as built: JSON, tables in two languages, files whole, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { renderText } from "../../src/report/render/text.js";
import { sensitivity } from "../../src/verbs/sensitivity/fit.js";
import { figuresOfSensitivity, sensitivityTables } from "../../src/verbs/sensitivity/table.js";
import { goldenTable } from "../support/golden-table.js";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const castle = golden("data/castle.csv.gz");
const FORMULA = "l_homicide ~ post + unemployrt + poverty | sid + year";
const FLAGS = [castle, FORMULA, "--vcov", "cluster:sid", "--term", "post", "--quiet"];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-sensitivity-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics sensitivity", () => {
  it("prints sensemakr's robustness values as one document", async () => {
    const wanted = JSON.parse(readFileSync(golden("sensitivity/expected/sensemakr_card.json"), "utf8"));
    const formula = "lwage ~ educ + exper + expersq + black + smsa + south";
    const result = await run(
      ...["sensitivity", golden("data/card.csv.gz"), formula, "--vcov", "iid", "--term", "educ"],
      ...["--benchmarks", "black,smsa+south", "--confounder", "0.1,0.3", "--parts", "confounding", "--json", "--quiet"],
    );
    expect([result.status, result.stderr]).toEqual([0, ""]);
    const record = JSON.parse(result.stdout);
    expect(record).toMatchObject({ kind: "sensitivity", term: "educ", oster: null, influence: null });
    expect(Math.abs(record.confounding.rv_q.value - wanted.stats.rv_q)).toBeLessThan(1e-8);
    expect(record.confounding.bounds.map(({ benchmark }: { benchmark: string }) => benchmark)).toEqual([
      ...Array(3).fill("black"),
      ...Array(3).fill("smsa+south"),
    ]);
    expect(record.confounding.scenarios).toHaveLength(1);
  });

  it("says what is within the effects, which errors are classical, and who was removed", async () => {
    const { stdout, status } = await run("sensitivity", ...FLAGS);
    expect(status).toBe(0);
    const text = stdout.replace(/\s+/g, " ");
    expect(text).toContain("R2 are within the fixed effects.");
    expect(text).toContain("Partial R2, robustness values and influence are within the fixed effects (sid, year)");
    expect(text).toContain("those of classical errors, for which the identities are derived, not of 'cluster'.");
    expect(text).toMatch(/Removed \(sign; by sid\): \d+/);
    expect(text).toMatch(/Removed \(significance gained; by sid\): \d+/);
  });

  it("writes record, numbers and figures", async () => {
    const out = join(folder, "all");
    const { status } = await run("sensitivity", ...FLAGS, "--out", out, "--benchmarks", "poverty", "--halvings", "0");
    expect(status).toBe(0);
    const figures = ["sensitivity", "sensitivity-t", "sensitivity-row", "sensitivity-sid", "sensitivity-year"];
    expect(readdirSync(out).sort()).toEqual(
      [
        ...["influence.csv", "sensitivity.json"],
        ...figures.flatMap((name) => [`${name}.png`, `${name}.svg`, `${name}.vl.json`]),
      ].sort(),
    );
    const lines = readFileSync(join(out, "influence.csv"), "utf8").trim().split("\n");
    expect(lines[0]).toBe("by,name,rows,influence,without,dfbeta,exact");
    expect(lines.slice(1)).toHaveLength(30);
    expect(readFileSync(join(out, "sensitivity.svg"), "utf8")).toContain("1 x poverty");
  });

  it.each([
    [["--benchmarks", "povert"], 2, "'povert' is no control of the regression; did you mean 'poverty'?"],
    [["--r2max", "2"], 2, "r2max (--r2max) takes numbers of at most 1, or multiples such as 1.3x; got '2'."],
    [["--confounder", "0.1"], 2, "expected two shares, of the treatment below 1 and of the outcome at most 1: 0.1,0.3"],
    [["--parts", "delta"], 2, "parts (--parts) are some of oster, confounding, influence; got 'delta'."],
  ] as const)("%s is refused", async (flags, code, words) => {
    const { status, stderr } = await run("sensitivity", ...FLAGS, ...flags);
    expect([status, stderr.replace(/\s+/g, " ")]).toEqual([code, expect.stringContaining(words)]);
  });

  it("instruments are refused before data are read", async () => {
    const formula = "y ~ w | x ~ z";
    const { status, stderr } = await run("sensitivity", "nowhere.csv", formula, "--vcov", "iid", "--term", "x");
    expect(status).toBe(2);
    expect(stderr).toContain("use plausexog");
  });
});

it("tables and figures in Chinese have no English sentence", async () => {
  const engine = await loadEngine({ threads: 1 });
  const record = sensitivity(engine, await goldenTable("castle.csv"), FORMULA, {
    ...{ vcov: "cluster:sid", term: "post", benchmarks: ["poverty"], halvings: 0 },
  });
  engine.close();
  const tables = sensitivityTables(record, { language: "zh" });
  const text = tables.map((table) => renderText(table)).join("\n");
  expect(text).toContain("不可观测选择：post");
  expect(text).toContain("剔除（符号；按 sid）");
  expect(text).not.toMatch(/[a-z]+ (?:of|the|is|are|by) [a-z]+/);
  const figures = figuresOfSensitivity(record, { language: "zh" });
  expect(Object.keys(figures)).toEqual(["", "-t", "-row", "-sid", "-year"]);
  expect(JSON.stringify(figures[""])).toContain("混杂因素与处理变量的偏 R2");
});

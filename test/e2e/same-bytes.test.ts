/** What commands print and write is the same byte for byte, run after run; times are there when they are asked for. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvOf, STUDY, smallRows } from "../study/small-study.js";
import { run } from "../support/run-cli.js";

let folder: string;
let data: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
  data = join(folder, "cities.csv");
  writeFileSync(data, csvOf(smallRows()).replace("city,year,quality,did,g,eco", "city,year,quality,did,g,timing_ms"));
  writeFileSync(join(folder, "study.yaml"), STUDY.replace("controls: [eco]", "controls: [timing_ms]"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FORMULA = "quality ~ did + timing_ms | city + year";

/** Files of a folder by name, those kept for the next run aside. */
const filesOf = (out: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out)
      .filter((name) => name !== ".cache")
      .map((name) => [name, readFileSync(join(out, name)).toString("base64")]),
  );

describe("the same bytes", () => {
  it.each([
    ["feols", ["feols", "DATA", FORMULA, "--vcov", "cluster:city"]],
    ["several regressions", ["feols", "DATA", "quality ~ sw(did, timing_ms) | city", "--vcov", "iid"]],
    ["plm", ["plm", "DATA", "quality ~ did + timing_ms", "--panel", "city,year", "--model", "within", "--vcov", "iid"]],
    ["bootstrap", ["bootstrap", "DATA", FORMULA, "--term", "did", "--cluster", "city", "--draws", "99", "--seed", "1"]],
  ])("%s --json", async (_, args) => {
    const command = [...args.map((arg) => (arg === "DATA" ? data : arg)), "--json", "--quiet"];
    const [first, second] = [await run(...command), await run(...command)];
    expect([first.stderr, first.status]).toEqual(["", 0]);
    expect(second.stdout).toBe(first.stdout);
    expect(JSON.parse(first.stdout)).not.toHaveProperty("timing_ms");
  });
  it("a study's folder", async () => {
    const [study, out] = [join(folder, "study.yaml"), join(folder, "out")];
    const files = async () => {
      rmSync(out, { recursive: true, force: true });
      expect(await run("study", study, "--out", out, "--no-cache", "--quiet")).toMatchObject({ status: 0, stderr: "" });
      return filesOf(out);
    };
    const first = await files();
    expect(Object.keys(first)).toContain("report.html");
    expect(await files()).toEqual(first);
    expect((await run("study", study, "--out", out, "--no-cache", "--times", "--quiet")).status).toBe(0);
    const { "timing.json": timing, ...others } = filesOf(out);
    expect(others).toEqual(first);
    expect(JSON.parse(Buffer.from(timing!, "base64").toString())).toMatchObject({ kind: "timing", study: study });
  });
});

it("times are there with --times, and a coefficient of that name always", async () => {
  const recordOf = async (...more: string[]) =>
    JSON.parse((await run("feols", data, FORMULA, "--vcov", "iid", "--json", "--quiet", ...more)).stdout);
  expect((await recordOf("--times")).timing_ms.total).toBeGreaterThan(0);
  const plain = await recordOf();
  expect(plain).not.toHaveProperty("timing_ms");
  expect(plain.coefficients.timing_ms.std_error).toBeGreaterThan(0);
});

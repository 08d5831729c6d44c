/** The command `power`: by its options alone, of data with a formula; tables in both languages' numbers, files whole, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PowerRecord } from "../../src/verbs/power/record.js";
import { powerTable } from "../../src/verbs/power/table.js";
import { run } from "../support/run-cli.js";

const mpdta = new URL("../golden/data/mpdta.csv.gz", import.meta.url).pathname;
const DATA = [mpdta, "lemp ~ 1 | countyreal + year", "--cohort", "first.treat", "--rows", "never", "--draws", "200"];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-power-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics power", () => {
  it("by its options alone", async () => {
    const { status, stdout, stderr } = await run(
      "power",
      "--sd",
      "1",
      "--rho",
      "0.3",
      "--pre",
      "2",
      "--post",
      "3",
      "--units",
      "200",
    );
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/Minimum detectable effect \(0\.8\) +0\.304/);
    const clusters = await run(
      "power",
      "--sd",
      "1",
      "--design",
      "post",
      "--icc",
      "0.1",
      "--cluster-size",
      "20",
      "--effect",
      "0.25",
    );
    expect(clusters.stdout).toMatch(/0\.25\S* +1,500 +75/);
  });

  it("of data, with files", async () => {
    const out = join(folder, "power");
    const { status, stdout } = await run("power", ...DATA, "--effect", "0.02,0.05", "--out", out, "--quiet");
    expect(status).toBe(0);
    expect(stdout).toContain("no effect (size)");
    expect(readdirSync(out).sort()).toEqual(["power.csv", "power.json", "power.png", "power.svg", "power.vl.json"]);
    const record = JSON.parse(readFileSync(join(out, "power.json"), "utf8")) as PowerRecord;
    expect(record.simulation!.points.filter(({ effect }) => [0.02, 0.05].includes(effect))).toHaveLength(2);
    expect(readFileSync(join(out, "power.csv"), "utf8")).toMatch(/^by,at,power,std_error,low,high\ndraws,0,/);
    const chinese = powerTable(record, { language: "zh" });
    expect([chinese.title, chinese.heads.flat()]).toEqual([
      "最小可检测效应与检验功效",
      ["功效（抽取）", "95% 区间", "功效（公式）", "所需单位数"],
    ]);
    expect(chinese.notes.join("")).not.toMatch(/undefined|Rows left out/);
  });

  it("the same draws by the same seed, others by another", async () => {
    const record = async (seed: string) =>
      JSON.parse((await run("power", ...DATA, "--seed", seed, "--json", "--quiet")).stdout);
    const [a, b, c] = [await record("3"), await record("3"), await record("4")];
    expect(b).toEqual(a);
    expect(c.simulation.points).not.toEqual(a.simulation.points);
  });

  it("refuses in words", async () => {
    const without = await run("power", mpdta, "--quiet");
    expect([without.status, without.stderr]).toEqual([2, expect.stringContaining("takes data with a formula")]);
    const nothing = await run("power");
    expect([nothing.status, nothing.stderr]).toEqual([2, expect.stringContaining("or --sd, how much outcomes vary")]);
    const both = await run("power", ...DATA, "--sd", "1");
    expect([both.status, both.stderr]).toEqual([2, expect.stringContaining("sd (--sd) says how much outcomes vary")]);
  });
});

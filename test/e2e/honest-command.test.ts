/** The command `honest` as built: from a record, from numbers and from data; JSON, tables, files whole, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const mpdta = golden("data/mpdta.csv.gz");
const FORMULA = "lemp ~ 1 | countyreal + year";
const TREATED = ["--cohort", "first.treat", "--quiet"];

let folder: string;
let numbers: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-honest-"));
  numbers = join(folder, "numbers.json");
  const given = { event: [-3, -2, 0, 1], estimate: [0.02, -0.03, 0.4, 0.5] };
  writeFileSync(
    numbers,
    JSON.stringify({
      ...given,
      covariance: given.event.map((_, i) => given.event.map((__, j) => (i === j ? 0.01 : 0.004))),
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics honest", () => {
  it("goes on from the record of did, or from data, with the same sets", async () => {
    const estimated = await run("did", mpdta, FORMULA, ...TREATED, "--estimator", "sunab", "--json");
    const record = join(folder, "did.json");
    writeFileSync(record, estimated.stdout);
    const flags = ["--delta", "rm", "--mvec", "0.5,1", "--json", "--quiet"];
    const one = await run("honest", record, ...flags);
    expect([one.status, one.stderr]).toEqual([0, ""]);
    const other = await run(
      "honest",
      mpdta,
      FORMULA,
      ...TREATED,
      "--estimator",
      "sunab",
      "--vcov",
      "cluster:countyreal",
      ...flags,
    );
    const [a, b] = [one, other].map(({ stdout }) => JSON.parse(stdout));
    expect(a).toMatchObject({
      kind: "honest",
      method: "C-LF",
      restriction: { name: "DeltaRM" },
      path: { estimator: "sunab" },
    });
    expect(b.sets).toEqual(a.sets);
    expect(b.breakdown).toEqual(a.breakdown);
  });

  it("takes numbers, Stata's lists and names of programs", async () => {
    const { status, stdout } = await run(
      "honest",
      numbers,
      "--delta",
      "DeltaSDPB",
      "--mvec",
      "0(0.05)0.1",
      "--l-vec",
      "average",
      "--quiet",
    );
    const text = stdout.replace(/\s+/g, " ");
    expect(status).toBe(0);
    expect(text).toContain("Sensitivity to violations of parallel trends: average effect");
    expect(text).toMatch(/DeltaSDPB: .* Method C-F\./);
    expect(text).toMatch(/The smallest M whose set holds 0 is [\d.]+\./);
  });

  it("writes record, sets and figure", async () => {
    const out = join(folder, "out");
    const { status } = await run("honest", numbers, "--delta", "sd", "--out", out, "--quiet");
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["honest.json", "honest.png", "honest.svg", "honest.vl.json", "sets.csv"]);
    const [head, first] = readFileSync(join(out, "sets.csv"), "utf8").split("\n");
    expect(head).toBe("M,piece,low,high");
    expect(first).toContain("parallel trends");
  });

  it.each([
    ["--base universal", [mpdta, FORMULA, ...TREATED, "--estimator", "cs", "--base", "varying"]],
    ["sunab, or lpdid", [mpdta, FORMULA, ...TREATED, "--estimator", "bjs"]],
    ["infinite under relative magnitudes", ["NUMBERS", "--method", "flci", "--quiet"]],
    ["expected rm, sd or sdrm", ["NUMBERS", "--delta", "parallel", "--quiet"]],
    ["There is no file", ["absent.json", "--quiet"]],
  ])("says what to do instead: %s", async (words, args) => {
    const { status, stderr } = await run("honest", ...args.map((arg) => (arg === "NUMBERS" ? numbers : arg)));
    expect(status).toBeGreaterThan(0);
    expect(stderr.replace(/\s+/g, " ")).toContain(words);
  });

  it("refuses what says how effects are estimated beside effects that are", async () => {
    const { status, stderr } = await run("honest", numbers, "--vcov", "iid", "--cohort", "g");
    expect(status).toBe(2);
    expect(stderr).toContain("--cohort, --vcov: these say how effects are estimated");
  });
});

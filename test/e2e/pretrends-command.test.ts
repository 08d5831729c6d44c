/** The command `pretrends` as built: from records, from numbers, from data with a formula; files whole, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const mpdta = golden("data/mpdta.csv.gz");
const STUDY = [mpdta, "lemp ~ 1 | countyreal + year", "--cohort", "first.treat", "--vcov", "cluster:countyreal"];

let folder: string;
let numbers: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-pretrends-"));
  numbers = join(folder, "hewang.json");
  const { input } = JSON.parse(readFileSync(golden("pretrends/expected/pretrends_hewang.json"), "utf8"));
  const path = { event: input.tVec, estimate: input.betahat, covariance: input.sigma, reference: input.reference };
  writeFileSync(numbers, JSON.stringify(path));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics pretrends", () => {
  it("prints the slopes of independent software from a file of numbers", async () => {
    const { status, stdout } = await run("pretrends", numbers, "--critical", "1.96", "--json", "--quiet");
    expect(status).toBe(0);
    const { kind, detectable } = JSON.parse(stdout);
    expect(kind).toBe("pretrends");
    expect(detectable[0].slope).toBeCloseTo(0.05206757981620441, 9);
    expect(detectable[1].slope).toBeCloseTo(0.07911608466442802, 9);
  });

  it("says the same of a record as of the data that it was estimated on", async () => {
    const study = await run("event-study", ...STUDY, "--json", "--quiet");
    const record = join(folder, "es.json");
    writeFileSync(record, study.stdout);
    const asked = ["--slope", "0.01", "--trend", "0.02 * (event >= 0)", "--bound", "0.1"];
    const ofRecord = await run("pretrends", record, ...asked, "--quiet");
    const ofData = await run("pretrends", ...STUDY, ...asked, "--quiet");
    expect([ofRecord.status, ofData.status]).toEqual([0, 0]);
    expect(ofData.stdout).toBe(ofRecord.stdout);
    for (const words of ["linear, 0.0100 a period", "0.02 * (event >= 0)", "Within 0.1000 of zero: accepted"]) {
      expect(ofData.stdout.replace(/\s+/g, " ")).toContain(words);
    }
  });

  it("writes record, violations and the figure", async () => {
    const out = join(folder, "out");
    const { status } = await run("pretrends", numbers, "--out", out, "--quiet");
    expect(status).toBe(0);
    const files = ["pretrends.json", "pretrends.png", "pretrends.svg", "pretrends.vl.json", "trends.csv"];
    expect(readdirSync(out).sort()).toEqual(files);
    expect(readFileSync(join(out, "pretrends.svg"), "utf8")).toContain("Mean on passing");
  });

  it.each([
    [["nowhere.json"], "There is no file nowhere.json."],
    [[mpdta], "pretrends takes the record of did or event-study"],
    [["NUMBERS", "--trend", "log(event)"], "is no number at event time"],
    [["NUMBERS", "--power", "2"], "Power must be a list of numbers that lie between 0 and 1; got 2."],
  ])("refuses %j in words", async (flags, words) => {
    const { status, stderr } = await run("pretrends", ...flags.map((one) => (one === "NUMBERS" ? numbers : one)));
    expect(status).not.toBe(0);
    expect(stderr.replace(/\s+/g, " ")).toContain(words);
  });
});

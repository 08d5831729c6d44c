/** The command `multiverse` as built: JSON, tables in English, files whole, what stops it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

let folder: string;
let cities: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-multiverse-"));
  cities = join(folder, "cities.csv");
  const lines = ["city,province,year,capital,did,eco,fin,hum,quality,growth"];
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let city = 0; city < 40; city++) {
    for (let year = 2010; year < 2018; year++) {
      const did = city % 3 === 0 && year >= 2014 ? 1 : 0;
      const [eco, fin, hum] = [random(), random(), random()];
      const quality = city / 40 + (year - 2010) / 8 + 0.5 * did + 0.3 * eco + random();
      lines.push([city, city % 8, year, city < 8 ? 1 : 0, did, eco, fin, hum, quality, random()].join(","));
    }
  }
  writeFileSync(cities, `${lines.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FORMULA = "quality ~ did + eco | city + year";
const flags = () => [
  ...["multiverse", cities, FORMULA, "--term", "did", "--controls", "eco,fin+hum", "--quiet"],
  ...["--samples", "all=true;no-capitals=capital == 0", "--effects", "city+year;city+province^year"],
  ...["--vcov", "cluster:city;cluster:province"],
];

describe("wasmetrics multiverse", () => {
  it("prints every specification as one document, the author's own among them", async () => {
    const { status, stdout, stderr } = await run(...flags(), "--json");
    expect([status, stderr]).toEqual([0, ""]);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({
      kind: "multiverse",
      call: "quality ~ did + eco | city + year",
      choices: { controls: ["eco", "fin + hum"], samples: [{ name: "all", subset: null }, { subset: "capital == 0" }] },
      counts: { combinations: 32, estimated: 32, not_estimated: 0, duplicates: 0 },
    });
    const feols = await run("feols", cities, FORMULA, "--vcov", "cluster:city", "--json", "--quiet");
    const own = JSON.parse(feols.stdout).coefficients.did;
    expect(record.baseline.estimate).toBeCloseTo(own.estimate, 10);
    expect(record.specifications[record.baseline.specification].std_error).toBeCloseTo(own.std_error, 10);
  });

  it("tells the curve, its test, and what each choice does", async () => {
    const { status, stdout } = await run(...flags(), "--test", "permutation", "--draws", "99", "--seed", "7");
    expect(status).toBe(0);
    const text = stdout.replace(/\s+/g, " ");
    expect(text).toContain("Specification curve: did on quality");
    expect(text).toContain("median estimate");
    expect(text).toMatch(/Stouffer's Z [\d.]+ 0\.010/);
    expect(text).toContain("p: paths of the treatment permuted over 40 units of city, 99 draws (seed 7)");
    expect(text).toContain("What each choice does to the estimate");
    expect(text).toContain("control fin + hum");
    const again = await run(...flags(), "--test", "permutation", "--draws", "99", "--seed", "7");
    expect(again.stdout).toBe(stdout);
  });

  it("writes record, specifications and the curve", async () => {
    const out = join(folder, "curve");
    const { status } = await run(...flags(), "--out", out);
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      "multiverse.json",
      "multiverse.png",
      "multiverse.svg",
      "multiverse.vl.json",
      "specifications.csv",
    ]);
    const csv = readFileSync(join(out, "specifications.csv"), "utf8").trim().split("\n");
    expect(csv).toHaveLength(33);
    expect(csv[0]).toMatch(/^outcome,treatment,controls,sample,effects,weights,vcov,estimate,/);
    expect(readFileSync(join(out, "multiverse.svg"), "utf8")).toContain("fixed effects: city + province^year");
  });

  it.each([
    [["--most", "31"], "These choices make 32 specifications (2^2 sets of controls times the rest), more than the 31"],
    [["--samples", "capital == 0"], "A sample is name=condition"],
    [["--controls", "did"], "has the treatment 'did' among controls"],
    [["--test", "bootstrap"], "The bootstrap draws the clusters of one clustering"],
    [["--vcov", "HC3"], "Variance 'HC3' is one of regressions without instruments"],
  ])("refuses %j in words", async (more, words) => {
    const { status, stderr } = await run(...flags(), ...more);
    expect(status).toBeGreaterThan(1);
    expect(stderr.replace(/\s+/g, " ")).toContain(words);
  });
});

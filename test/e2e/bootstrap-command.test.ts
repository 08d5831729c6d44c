/** The commands `bootstrap` and `difference` as built: JSON, tables, files whole, partial results, errors in words. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const expected = (name: string) => JSON.parse(readFileSync(golden(`resampling/expected/${name}.json`), "utf8"));
const cities = golden("data/smartcity_sim.csv.gz");
const castle = golden("data/castle.csv.gz");
const baseDid = golden("data/base_did.csv.gz");
const FORMULA = "quality ~ did + eco + fin | city + year";
const BY_PROVINCE = ["--term", "did", "--cluster", "province"];
const PERIODS = ["y ~ x1 + I(treat*post) | id + period", "--term", "I(treat*post)", "--cluster", "period"];

/** The same numbers in another order of rows. */
const REORDERED = 1e-9;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-bootstrap-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json = async (...args: string[]) => {
  const { stdout, stderr, status } = await run("bootstrap", ...args, "--json", "--quiet");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout);
};

describe("wasmetrics bootstrap, wild", () => {
  it("enumerates ten periods and reproduces t and p of independent software", async () => {
    const reference = expected("wcb_base_did_period_tp");
    const record = await json(baseDid, ...PERIODS, "--ssc", "K.fixef=full");
    expect(record.kind).toBe("bootstrap");
    expect(record.bootstrap).toMatchObject({ kind: "wild", type: "11", enumerated: true, seed: null });
    expect(record.bootstrap.clusters).toEqual({ name: "period", G: 10 });
    expect(Math.abs(record.observed.statistic - reference.t_stat)).toBeLessThan(1e-8);
    expect(record.p_value.statistic).toBe(reference.own_wcr11_null_imposed.p_inclusive);
    expect(record.draws.statistic).toHaveLength(1024);
    const strict = await json(baseDid, ...PERIODS, "--ssc", "K.fixef=full", "--ties", "strict");
    expect(strict.p_value.statistic).toBe(reference.own_wcr11_null_imposed.p_strict);
    const [low, high] = reference.fwildclusterboot.conf_int_null_imposed;
    expect(Math.abs(strict.interval.conf_low - low)).toBeLessThan(1e-4 * Math.abs(low));
    expect(Math.abs(strict.interval.conf_high - high)).toBeLessThan(1e-4 * Math.abs(high));
  });

  it("tells how draws were made, seed and generator included", async () => {
    const result = await run("bootstrap", cities, FORMULA, ...BY_PROVINCE, "--seed", "3", "--quiet");
    expect(result.status).toBe(0);
    const stdout = result.stdout.replace(/\s+/g, " ");
    expect(stdout).toContain("Wild cluster bootstrap: did = 0 in quality ~ did + eco + fin | city + year");
    expect(stdout).toMatch(/B = 9,999 of 9,999; Philox4x32-10, seed 3/);
    expect(stdout).toMatch(/Type 11, null imposed \(WCR\), rademacher weights by province \(\d+\)/);
    expect(stdout).toMatch(/p = b \/ B by t, two-sided, ties count/);
  });

  it("gives the same draws for one thread and two", async () => {
    const flags = [cities, FORMULA, ...BY_PROVINCE, "--draws", "999", "--multipliers", "webb", "--type", "31"];
    const [one, two] = [await json(...flags, "--threads", "1"), await json(...flags, "--threads", "2")];
    for (const key of ["draws", "p_value", "interval", "observed"]) expect(two[key]).toEqual(one[key]);
  });

  it("gives the same p for shuffled rows and for clusters with names", async () => {
    const [head, ...rows] = gunzipSync(readFileSync(cities)).toString("utf8").trim().split("\n");
    const order = rows.map((row, i) => [(i * 7919) % rows.length, row] as const).sort(([a], [b]) => a - b);
    const shuffled = join(folder, "shuffled.csv");
    writeFileSync(shuffled, `${[head, ...order.map(([, row]) => row)].join("\n")}\n`);
    const named = join(folder, "named.csv");
    const name = (id: string) => `p${id.padStart(4, "0")}`;
    const withNames = rows.map((row) => {
      const [city, province, ...rest] = row.split(",");
      return [city, name(province!), ...rest].join(",");
    });
    writeFileSync(named, `${[head, ...withNames].join("\n")}\n`);
    const drawn = (file: string) => json(file, FORMULA, ...BY_PROVINCE, "--draws", "499");
    const plain = await drawn(cities);
    for (const other of [await drawn(shuffled), await drawn(named)]) {
      expect(other.p_value).toEqual(plain.p_value);
      other.draws.statistic.forEach((t: number, b: number) => {
        expect(Math.abs(t - plain.draws.statistic[b])).toBeLessThan(REORDERED * Math.max(1, Math.abs(t)));
      });
      expect(Math.abs(other.interval.conf_low - plain.interval.conf_low)).toBeLessThan(1e-8);
    }
  });

  it("tests joint hypotheses, other values, and two clusterings", async () => {
    const jointly = await json(cities, FORMULA, ...BY_PROVINCE, "--term", "eco", "--draws", "199");
    expect(jointly.terms).toEqual(["did", "eco"]);
    expect(jointly.interval).toBeNull();
    expect(jointly.draws.estimate).toEqual([]);
    expect(jointly.observed.statistic).toBeGreaterThan(0);
    const shifted = await json(cities, FORMULA, ...BY_PROVINCE, "--value", "0.02", "--draws", "199");
    const { estimate, std_error } = shifted.observed;
    expect(shifted.observed.statistic).toBeCloseTo((estimate - 0.02) / std_error, 10);
    const twoWay = await json(cities, FORMULA, "--term", "did", "--cluster", "province+year", "--draws", "199");
    expect(twoWay.bootstrap.error_clusters).toHaveLength(2);
    const sub = await json(cities, FORMULA, ...BY_PROVINCE, "--boot-cluster", "city", "--draws", "199");
    expect(sub.bootstrap.clusters).toEqual({ name: "city", G: 220 });
  });

  it("has p beyond alpha inside the interval and not outside, at both ends", async () => {
    const flags = [cities, FORMULA, ...BY_PROVINCE, "--draws", "999"];
    const { interval, observed } = await json(...flags);
    const step = 1e-6 * observed.std_error;
    const p = async (value: number) => (await json(...flags, `--value=${value}`, "--ci", "none")).p_value.statistic;
    expect(await p(interval.conf_low + step)).toBeGreaterThan(0.05);
    expect(await p(interval.conf_low - step)).toBeLessThanOrEqual(0.05);
    expect(await p(interval.conf_high - step)).toBeGreaterThan(0.05);
    expect(await p(interval.conf_high + step)).toBeLessThanOrEqual(0.05);
  });
});

describe("wasmetrics bootstrap, with instruments", () => {
  const reference = expected("wre_card_age");
  const flags = [golden("data/card.csv.gz"), reference.call, "--term", "educ", "--cluster", "age"];

  it("enumerates eleven ages and reproduces p of independent software, by t and by Anderson-Rubin", async () => {
    const record = await json(...flags, "--value", String(reference.value));
    expect(record.bootstrap).toMatchObject({ scheme: "WRE", enumerated: true, draws: { done: 2048 } });
    expect(record.p_value.statistic).toBe(reference.p);
    expect(record.anderson_rubin.p_value).toBe(reference.p_F);
    expect(record.interval.method).toBe("inversion");
  });

  it("shows both tests, and refuses pairs", async () => {
    const result = await run("bootstrap", ...flags, "--quiet");
    expect(result.status).toBe(0);
    const stdout = result.stdout.replace(/\s+/g, " ");
    expect(stdout).toContain("Wild cluster bootstrap: fit_educ = 0 in");
    for (const shown of ["Anderson-Rubin F", "p, Anderson-Rubin", "Anderson-Rubin set: low", "null imposed (WRE)"]) {
      expect(stdout).toContain(shown);
    }
    const pairs = await run("bootstrap", ...flags, "--kind", "pairs", "--quiet");
    expect(pairs.status).not.toBe(0);
    expect(pairs.stderr).toContain("use kind wild");
  });
});

describe("wasmetrics bootstrap, pairs and jackknife", () => {
  const CASTLE = [castle, "l_homicide ~ post | sid + year", "--term", "post", "--cluster", "sid"];

  it("takes draws from a file and reproduces fixest's error and interval", async () => {
    const reference = expected("pairs_castle");
    const indices = golden("resampling/expected/pairs_castle_draws.csv.gz");
    const record = await json(...CASTLE, "--kind", "pairs", "--indices", indices);
    expect(record.bootstrap).toMatchObject({ kind: "pairs", weights: "indices", generator: null, seed: null });
    expect(record.draws.estimate).toHaveLength(200);
    expect(Math.abs(record.pairs.std_error - reference.boot_se)).toBeLessThan(1e-9);
    const [low, high] = reference.percentile_ci.V1;
    expect(Math.abs(record.interval.conf_low - low)).toBeLessThan(1e-9);
    expect(Math.abs(record.interval.conf_high - high)).toBeLessThan(1e-9);
  });

  it("writes record, draws and figure", async () => {
    const out = join(folder, "pairs");
    const { status } = await run("bootstrap", ...CASTLE, "--kind", "pairs", "--draws", "99", "--out", out, "--quiet");
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      "bootstrap.json",
      "bootstrap.png",
      "bootstrap.svg",
      "bootstrap.vl.json",
      "draws.csv",
    ]);
    const lines = readFileSync(join(out, "draws.csv"), "utf8").trim().split("\n");
    expect(lines[0]).toBe("draw,estimate,statistic");
    expect(lines).toHaveLength(100);
  });

  it("leaves clusters out one at a time", async () => {
    const record = await json(...CASTLE, "--kind", "jackknife");
    const { influence, observed, bootstrap } = record;
    const G = bootstrap.clusters.G;
    expect(influence).toHaveLength(G);
    const squares = influence.reduce((sum: number, { difference }: { difference: number }) => sum + difference ** 2, 0);
    expect(observed.std_error).toBeCloseTo(Math.sqrt(((G - 1) / G) * squares), 12);
    const sizes = influence.map(({ difference }: { difference: number }) => Math.abs(difference));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
});

describe("wasmetrics bootstrap, what it refuses", () => {
  const bad = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const pairs = [castle, "l_homicide ~ post | sid + year", "--term", "post", "--cluster", "sid", "--kind", "pairs"];

  it.each([
    ["a term misspelled", () => [cities, FORMULA, "--term", "dit", "--cluster", "city"], 2, /did you mean 'did'/],
    ["no cluster", () => [cities, FORMULA, "--term", "did"], 2, /--cluster/],
    ["a cluster misspelled", () => [cities, FORMULA, "--term", "did", "--cluster", "provence"], 1, /mean 'province'/],
    ["no draws", () => [cities, FORMULA, ...BY_PROVINCE, "--draws", "0"], 2, /at least 1/],
    ["an unknown kind", () => [cities, FORMULA, ...BY_PROVINCE, "--kind", "wilde"], 2, /did you mean 'wild'/],
    ["unknown weights", () => [cities, FORMULA, ...BY_PROVINCE, "--multipliers", "web"], 2, /did you mean 'webb'/],
    ["an unknown type", () => [cities, FORMULA, ...BY_PROVINCE, "--type", "32"], 2, /11, 13, 31, 33/],
    ["an option of another kind", () => [...pairs, "--type", "11"], 2, /--type/],
    [
      "a term explained by effects",
      () => [cities, "quality ~ did + treat | city + year", "--term", "treat", "--cluster", "city"],
      1,
      /nothing to test/,
    ],
    [
      "positions out of range",
      () => [...pairs, "--indices", bad("far.csv", "a,b\n1,2\n3,99\n")],
      1,
      /far.csv, row 2, column 'b': 99/,
    ],
    [
      "positions that are text",
      () => [...pairs, "--indices", bad("text.csv", "a,b\n1,x\n")],
      1,
      /column 'b' holds text/,
    ],
  ] as const)("%s", async (_, args, status, words) => {
    const result = await run("bootstrap", ...args(), "--quiet");
    expect(result.stderr).toMatch(words);
    expect(result.status).toBe(status);
    expect(result.stdout).toBe("");
  });

  it("--weights webb, the multipliers' earlier flag, works and says so, but for data with a column webb", async () => {
    const earlier = await run(
      "bootstrap",
      cities,
      FORMULA,
      ...BY_PROVINCE,
      "--draws",
      "99",
      "--weights",
      "webb",
      "--json",
    );
    expect(earlier.stderr).toContain("--weights webb is now --multipliers webb; the old form goes on working");
    expect(JSON.parse(earlier.stdout).bootstrap.weights).toBe("webb");
    const rows = Array.from({ length: 20 }, (_, r) => `${r % 5},${r % 4},${(r * 7) % 11},${(r * 5) % 13},1`);
    const both = bad("webb.csv", `i,t,x,y,webb\n${rows.join("\n")}\n`);
    const asked = ["y ~ x | i + t", "--term", "x", "--cluster", "i", "--draws", "99", "--json", "--quiet"];
    const { stdout, status } = await run("bootstrap", both, ...asked, "--weights", "webb");
    expect(status).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe("option_meaning");
  });

  it("one cluster, as JSON too", async () => {
    const one = bad(
      "one.csv",
      `c,i,t,x,y\n${Array.from({ length: 20 }, (_, r) => `1,${r % 5},${r % 4},${(r * 7) % 11},${(r * 5) % 13}`).join("\n")}\n`,
    );
    const { stdout, status } = await run("bootstrap", one, "y ~ x | i + t", "--term", "x", "--cluster", "c", "--json");
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error.message).toMatch(/cluster/);
  });
});

describe("wasmetrics difference", () => {
  const half = "quality ~ did + eco | city + year";
  const flags = ["--term", "did", "--by", "treat", "--unit", "city"];

  it("is the difference of two regressions, with p over permuted labels", async () => {
    const [head, ...rows] = gunzipSync(readFileSync(cities)).toString("utf8").trim().split("\n");
    const grouped = join(folder, "groups.csv");
    const group = (city: string) => (Number(city) % 3 === 0 ? "b" : "a");
    writeFileSync(
      grouped,
      `${[`${head},half`, ...rows.map((row) => `${row},${group(row.split(",")[0]!)}`)].join("\n")}\n`,
    );
    const args = [half, "--term", "did", "--by", "half", "--unit", "city", "--draws", "199", "--json", "--quiet"];
    const record = JSON.parse((await run("difference", grouped, ...args)).stdout);
    const alone = async (own: string) => {
      const one = await run(
        "feols",
        grouped,
        half,
        "--vcov",
        "cluster:city",
        "--subset",
        `half == '${own}'`,
        "--json",
        "--quiet",
      );
      return JSON.parse(one.stdout).coefficients.did;
    };
    const estimates = [await alone("a"), await alone("b")] as const;
    estimates.forEach(({ estimate, std_error }, g) => {
      expect(Math.abs(record.groups[g].estimate - estimate)).toBeLessThan(1e-9 * Math.abs(estimate));
      expect(Math.abs(record.groups[g].std_error - std_error)).toBeLessThan(1e-9 * std_error);
    });
    expect(record.observed.estimate).toBeCloseTo(estimates[1].estimate - estimates[0].estimate, 12);
    const beyond = record.draws.estimate.filter((draw: number) => Math.abs(draw) >= Math.abs(record.observed.estimate));
    expect(record.p_value.estimate).toBe((1 + beyond.length) / 200);
    const text = (await run("difference", grouped, ...args.slice(0, -2), "--quiet")).stdout.replace(/\s+/g, " ");
    expect(text).toContain("B = 199 of 199; Philox4x32-10, seed 1");
    expect(text).toContain("Labels permuted over city");
  });

  it.each([
    ["a label that changes within units", [cities, half, ...flags.with(3, "did")], 1, /more than one label of 'did'/],
    ["more than two labels", [cities, half, ...flags.with(3, "province")], 1, /27 labels/],
    ["no draws", [cities, half, ...flags, "--draws", "0"], 2, /at least 1/],
  ] as const)("refuses %s", async (_, args, status, words) => {
    const result = await run("difference", ...args, "--quiet");
    expect(result.stderr).toMatch(words);
    expect(result.status).toBe(status);
  });
});

it("Ctrl-C with --keep-partial gives the draws made so far, labelled", async () => {
  const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
  const args = [script, "bootstrap", cities, FORMULA, ...BY_PROVINCE, "--draws", "9999999", "--ci", "none"];
  const child = spawn(process.execPath, [...args, "--keep-partial", "--json"]);
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  let sent = false;
  child.stderr.on("data", (chunk) => {
    if (sent || !String(chunk).includes("wild draws")) return;
    sent = true;
    setTimeout(() => child.kill("SIGINT"), 200);
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  expect(status).toBe(0);
  const record = JSON.parse(output.join(""));
  expect(record.bootstrap.partial).toBe(true);
  expect(record.bootstrap.draws.done).toBeLessThan(9_999_999);
  expect(record.bootstrap.draws.done).toBe(record.draws.statistic.length);
  expect(record.notes.map(({ code }: { code: string }) => code)).toContain("partial");
});

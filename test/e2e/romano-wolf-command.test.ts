/** The command `romano-wolf` as built: JSON, tables, files whole, a table of multipliers, errors in words. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const golden = (path: string) => new URL(`../golden/${path}`, import.meta.url).pathname;
const castle = golden("data/castle.csv.gz");
const FAMILY = "c(l_homicide, l_robbery, l_assault, l_burglary, l_larceny, l_motor) ~ post | sid + year";
const FLAGS = [castle, FAMILY, "--term", "post", "--cluster", "sid", "--quiet"];
const MULTIPLIERS = ["--multiplier-table", golden("romano-wolf/expected/romanowolf_castle_weights.csv.gz")];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-romano-wolf-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("wasmetrics romano-wolf", () => {
  it("prints the p-values of independent software under its multipliers as one document", async () => {
    const wanted = JSON.parse(readFileSync(golden("romano-wolf/expected/romanowolf_castle.json"), "utf8"));
    const result = await run("romano-wolf", ...FLAGS, ...MULTIPLIERS, "--json");
    expect([result.status, result.stderr]).toEqual([0, ""]);
    const record = JSON.parse(result.stdout);
    const found = record.hypotheses.map(({ p }: { p: Record<string, number> }) => p.romano_wolf);
    expect(found).toEqual(wanted.p_romano_wolf);
    expect(record.bootstrap.indices.name).toContain("romanowolf_castle_weights.csv.gz");
  });

  it("takes multipliers by the numbers of their clusters, in any order, and says of numbers that are none that a header is missing", async () => {
    const [header, ...draws] = gunzipSync(readFileSync(MULTIPLIERS[1]!)).toString().trim().split("\n");
    const sids = new Set<number>();
    const [names, ...rows] = gunzipSync(readFileSync(castle)).toString().trim().split("\n");
    const at = names!.split(",").indexOf("sid");
    for (const row of rows) sids.add(Number(row.split(",")[at]));
    const sorted = [...sids].sort((a, b) => a - b);
    expect(sorted).toHaveLength(header!.split(",").length);
    const reversed = (cells: readonly unknown[]) => [...cells].reverse().join(",");
    const file = join(folder, "by-number.csv");
    writeFileSync(file, [reversed(sorted), ...draws.map((draw) => reversed(draw.split(",")))].join("\n"));
    const plain = JSON.parse((await run("romano-wolf", ...FLAGS, ...MULTIPLIERS, "--json")).stdout);
    const named = await run("romano-wolf", ...FLAGS, "--multiplier-table", file, "--json");
    expect(named.status).toBe(0);
    expect(JSON.parse(named.stdout).hypotheses).toEqual(plain.hypotheses);
    writeFileSync(file, [sorted.map((sid) => sid + 0.5).join(","), ...draws].join("\n"));
    const headerless = await run("romano-wolf", ...FLAGS, "--multiplier-table", file);
    expect([headerless.status, headerless.stderr]).toEqual([1, expect.stringContaining("names that are no numbers")]);
  });

  it("says what was found and how", async () => {
    const { status, stdout } = await run("romano-wolf", ...FLAGS, ...MULTIPLIERS);
    const text = stdout.replace(/\s+/g, " ");
    expect(status).toBe(0);
    expect(text).toContain("A family of 6 hypotheses: post");
    expect(text).toMatch(/l_burglary 0\.0518 \(0\.0237\) 0\.0335 0\.0301 0\.1180 0\.1162 0\.2008 0\.1993 0\.2489 550/);
    expect(text).toContain("each null imposed on its own regression");
    expect(text).toContain("Rejected at 5%, of 6: unadjusted 1, bootstrap 1, Romano-Wolf 0");
  });

  it("writes record, hypotheses, draws and figure", async () => {
    const out = join(folder, "family");
    const { status } = await run("romano-wolf", ...FLAGS, "--draws", "99", "--out", out);
    expect(status).toBe(0);
    const files = [
      "draws.csv",
      "hypotheses.csv",
      "romano-wolf.json",
      "romano-wolf.png",
      "romano-wolf.svg",
      "romano-wolf.vl.json",
    ];
    expect(readdirSync(out).sort()).toEqual(files);
    const [head, ...rows] = readFileSync(join(out, "draws.csv"), "utf8").trim().split("\n");
    expect(head).toBe("draw,l_homicide,l_robbery,l_assault,l_burglary,l_larceny,l_motor");
    expect(rows).toHaveLength(99);
    expect(readFileSync(join(out, "hypotheses.csv"), "utf8").trim().split("\n")).toHaveLength(7);
  });

  it.each([
    ["a term that is none", ["--term", "posd"], /none of the terms tested, posd; did you mean 'post'/],
    [
      "multipliers of other clusters",
      ["--term", "post", "--cluster", "year", ...MULTIPLIERS],
      /has 50 columns.*'year', which has 11/,
    ],
    ["draws beside multipliers", ["--term", "post", "--draws", "9", ...MULTIPLIERS], /leave out draws \(--draws\)/],
  ])("refuses %s", async (_, flags, message) => {
    const cluster = flags.includes("--cluster") ? [] : ["--cluster", "sid"];
    const { status, stderr } = await run("romano-wolf", castle, FAMILY, "--quiet", ...cluster, ...flags);
    expect(status).not.toBe(0);
    expect(stderr.replace(/\s+/g, " ")).toMatch(message);
  });
});

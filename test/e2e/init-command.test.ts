/** `wasmetrics init`: the study it writes runs as it stands; nothing is overwritten, nothing in doubt is taken unasked. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../support/run-cli.js";

const data = (name: string) => new URL(`../golden/data/${name}.csv.gz`, import.meta.url).pathname;
const MOST_MS = 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "init-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["smartcity_sim", ["--controls", "eco,fin"]],
  ["mpdta", []],
  ["castle", ["--cohort", "effyear", "--outcome", "l_homicide", "--controls", "none", "--language", "zh"]],
  ["smartcity_sim", ["--treat", "did_literal", "--controls", "eco"]],
])("%s %j: init, then study", { timeout: MOST_MS }, async (name, flags) => {
  const study = join(folder, `${name}-${flags.length}-${flags[0]?.slice(2)}`, "study.yaml");
  const written = await run("init", data(name), "--out", study, ...flags);
  expect(written.stderr).toBe("");
  expect(written.status).toBe(0);
  expect(written.stdout).toContain("wasmetrics study");
  const text = readFileSync(study, "utf8");
  expect(text).toContain(`data: { panel: ${relative(join(study, ".."), data(name))} }`);
  const out = join(study, "..", "out");
  const ran = await run("study", study, "--out", out, "--quiet", "--no-cache");
  expect(ran.stderr).toBe("");
  expect(ran.status).toBe(0);
  expect(existsSync(join(out, "table1.tex"))).toBe(true);
  expect(existsSync(join(out, "figure1.svg"))).toBe(!flags.includes("did_literal"));
});

test("what is in doubt is asked for, with guesses, reasons and flags; --yes takes them", async () => {
  const study = join(folder, "asked.yaml");
  const { status, stderr } = await run("init", data("castle"), "--out", study);
  expect(status).toBe(2);
  expect(stderr).toMatch(/outcome:\n {2}--outcome \w+ {2}\(a number that varies within units\)/);
  expect(stderr).toMatch(/--yes: wasmetrics init .* --unit state --time year --cohort effyear --outcome/);
  expect(existsSync(study)).toBe(false);
  const yes = await run("init", data("castle"), "--out", study, "--yes", "--json");
  expect(JSON.parse(yes.stdout)).toMatchObject({
    kind: "init",
    unit: { value: "state" },
    treatment: { value: "effyear" },
  });
  expect(existsSync(study)).toBe(true);
});

test("a file that is there stays, but for --force", async () => {
  const study = join(folder, "kept.yaml");
  writeFileSync(study, "mine\n");
  const refused = await run("init", data("mpdta"), "--out", study);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/there already.*--force/);
  expect(readFileSync(study, "utf8")).toBe("mine\n");
  expect((await run("init", data("mpdta"), "--out", study, "--force")).status).toBe(0);
  expect(readFileSync(study, "utf8")).toContain("outcome: lemp");
});

test("columns with hostile names are left alone, and the study runs", { timeout: MOST_MS }, async () => {
  const place = join(folder, "hostile");
  mkdirSync(place);
  const rows = Array.from({ length: 200 }, (_, i) => {
    const [u, year] = [Math.floor(i / 10), 2000 + (i % 10)];
    return [`u${u}`, year, u % 2 === 0 ? 2004 + (u % 3) : 0, ((i * 37) % 101) / 10, ((i * 53) % 97) / 7, i % 9].join(
      ",",
    );
  });
  writeFileSync(join(place, "d.csv"), `city,year,g,y,x,"=<script>|{{"\n${rows.join("\n")}\n`);
  const study = join(place, "study.yaml");
  const written = await run("init", join(place, "d.csv"), "--out", study, "--yes");
  expect(written.stderr).toBe("");
  expect(readFileSync(study, "utf8")).not.toContain("<script>");
  expect((await run("study", study, "--out", join(place, "out"), "--quiet", "--no-cache")).status).toBe(0);
});

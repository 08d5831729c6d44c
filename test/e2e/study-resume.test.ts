/**
 * A study broken off at every stage in turn and started again gives the files of one that nothing stopped; what is kept on disk
 * is checked before it is taken.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { csvOf, smallRows } from "../study/small-study.js";
import { run, spawned, watched } from "../support/run-cli.js";

const STUDY = `title: Small stages
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment: { cohort: g, codings: { did: { coding: absorbing } } }
variance: cluster:city
seed: 7
stages:
  table1: { stage: regressions, columns: [{ treatment: did }, { treatment: did, controls: true }] }
  few: { stage: regressions, bootstrap: { fewer_than: 1000, draws: 99 }, columns: [{ treatment: did }] }
  figure1: { stage: event-study, window: [-2, 2], bin: true }
  figure2: { stage: placebo, draws: 40 }
  matched: { stage: psmatch, covariates: [eco], match: averages, pre: year <= 2012, replace: true, columns: [{}] }
  dynamic: { stage: gmm, columns: [{ treatment: did, controls: false, instrument_lags: [2, 3] }] }
`;

const STEPS = [
  ...["building the panel", "coding treatment", "table1", "few", "figure1", "figure2", "matched", "dynamic"],
  "judging the headline",
];

let folder: string;
let study: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-resume-"));
  study = join(folder, "study.yaml");
  writeFileSync(study, STUDY);
  writeFileSync(join(folder, "cities.csv"), csvOf(smallRows()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files of a folder by name; those that are no text by their hash. */
const contents = (out: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out)
      .sort()
      .map((name) => {
        const bytes = readFileSync(join(out, name));
        if (/\.(docx|png)$/.test(name)) return [name, createHash("sha256").update(bytes).digest("hex")];
        return [name, bytes.toString("utf8")];
      }),
  );

const listed = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Where stages are kept without --cache, whatever the folder of the results. */
const place = (): string => join(folder, ".wasmetrics", "study.yaml");
beforeEach(() => rmSync(place(), { recursive: true, force: true }));

const kept = (): string[] => listed(place()).filter((name) => name.endsWith(".stage"));

const hasLine = (stderr: string, line: string): boolean => stderr.split("\n").some((one) => one.startsWith(line));

/** Runs the study in this process until `line` first stands on stderr; what it printed. */
async function brokenOff(out: string, line: string): Promise<string> {
  let isOver = false;
  const watch = (stderr: string) => {
    if (isOver || !hasLine(stderr, line)) return;
    isOver = true;
    throw new Error("broken off");
  };
  const { stderr, status } = await watched(watch, "study", study, "--out", out);
  expect([line, isOver, status]).toEqual([line, true, 1]);
  return stderr;
}

/** Runs the study in a process of its own and sends `signal` when `line` first stands on stderr; what it printed, and how it ended. */
async function stopped(out: string, line: string, signal: "SIGKILL" | "SIGINT") {
  const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, "study", study, "--out", out], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (piece) => {
    const before = stderr;
    stderr += piece;
    if (hasLine(stderr, line) && !hasLine(before, line)) child.kill(signal);
  });
  const end = await new Promise((resolve) => child.on("exit", (code, name) => resolve(name ?? code)));
  return { stderr, end };
}

/** Stages before `line` were kept by the runs before, and nothing is written yet. */
function expectKept(out: string, line: string, stderr: string): void {
  const steps = STEPS.includes(line) ? STEPS.indexOf(line) : STEPS.length;
  for (const done of STEPS.slice(0, Math.max(0, steps - 1))) expect(stderr).toContain(`${done} (kept)`);
  expect(listed(out).filter((name) => !name.startsWith("."))).toEqual([]);
}

test("broken off at every stage in turn, it goes on where it was and gives the files of an uninterrupted run", async () => {
  // in the same folder, whose name is in the commands the report tells
  const [out, whole] = [join(folder, "stopped"), join(folder, "whole")];
  expect((await run("study", study, "--out", out, "--no-cache")).status).toBe(0);
  renameSync(out, whole);
  for (const line of [...STEPS, "drawing and writing"]) expectKept(out, line, await brokenOff(out, line));
  expect(kept()).toHaveLength(STEPS.length);
  expect((await run("study", study, "--out", out)).status).toBe(0);
  expect(contents(out)).toEqual(contents(whole));
  // and once more, all from what was kept
  const again = await run("study", study, "--out", out);
  for (const step of STEPS) expect(again.stderr).toContain(`${step} (kept)`);
  expect(contents(out)).toEqual(contents(whole));
}, 120_000);

test("killed in the middle and before it writes, it goes on where it was and gives the same files", async () => {
  const [out, whole] = [join(folder, "killed"), join(folder, "unkilled")];
  expect(spawned("study", study, "--out", out, "--no-cache").status).toBe(0);
  renameSync(out, whole);
  for (const line of ["figure1", "drawing and writing"]) {
    const { end, stderr } = await stopped(out, line, "SIGKILL");
    expect([line, end]).toEqual([line, "SIGKILL"]);
    if (line !== "figure1") for (const done of ["table1", "few"]) expect(stderr).toContain(`${done} (kept)`);
    expect(listed(out).filter((name) => !name.startsWith("."))).toEqual([]);
  }
  const last = spawned("study", study, "--out", out);
  for (const step of STEPS) expect(last.stderr).toContain(`${step} (kept)`);
  expect(contents(out)).toEqual(contents(whole));
}, 120_000);

test("another language and another folder of results estimate nothing again; only the owner can read what is kept", async () => {
  expect((await run("study", study, "--out", join(folder, "english"))).status).toBe(0);
  const entries = kept().sort();
  const again = await run("study", study, "--out", join(folder, "chinese"), "--language", "zh");
  expect(again.status).toBe(0);
  for (const step of STEPS) expect(again.stderr).toContain(`${step} (kept)`);
  expect(kept().sort()).toEqual(entries);
  expect(listed(join(folder, "english"))).not.toContain(".cache");
  for (const one of [place(), join(folder, ".wasmetrics")]) expect(statSync(one).mode & 0o777).toBe(0o700);
});

test("a damaged entry is told, thrown away and made again", async () => {
  const out = join(folder, "damaged");
  expect((await run("study", study, "--out", out)).status).toBe(0);
  const before = contents(out);
  const entries = kept();
  for (const name of entries) {
    const path = join(place(), name);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
  }
  const again = await run("study", study, "--out", out);
  expect(again.status).toBe(0);
  expect(again.stderr.match(/is damaged: thrown away, and made again/g)!.length).toBe(entries.length);
  expect(contents(out)).toEqual(before);
  expect(kept().sort()).toEqual(entries.sort());
});

test("after a whole run nothing is kept that it did not use; after a part of it all is", async () => {
  const out = join(folder, "pruned");
  const place = join(folder, "kept-elsewhere");
  expect((await run("study", study, "--out", out, "--cache", place)).status).toBe(0);
  const stages = () => readdirSync(place).filter((name) => name.endsWith(".stage"));
  const first = stages();
  expect(first).toHaveLength(STEPS.length);
  expect(readFileSync(join(place, "CACHEDIR.TAG"), "utf8")).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55\n/);
  writeFileSync(join(place, "mine.txt"), "not an entry");
  expect((await run("study", study, "--out", out, "--cache", place, "--only", "figure2", "--seed", "8")).status).toBe(
    0,
  );
  expect(stages()).toHaveLength(STEPS.length + 1);
  expect((await run("study", study, "--out", out, "--cache", place, "--seed", "9")).status).toBe(0);
  // panel and treatment have no seed
  expect(stages()).toHaveLength(STEPS.length);
  expect(stages().filter((name) => first.includes(name))).toHaveLength(2);
  expect(readdirSync(place)).toContain("mine.txt");
});

test("--dry-run prints the plan and makes nothing", async () => {
  const out = join(folder, "planned");
  mkdirSync(out);
  const { stdout, status } = await run("study", study, "--out", out, "--dry-run");
  expect(status).toBe(0);
  for (const step of STEPS) expect(stdout).toContain(step);
  expect(stdout).toMatch(/Total +0 kept, 9 to make/);
  expect(readdirSync(out)).toEqual([]);
  const plan = JSON.parse(
    (await run("study", study, "--out", out, "--dry-run", "--json", "--only", "few,figure2")).stdout,
  );
  expect(plan.stages.map(({ name }: { name: string }) => name)).toEqual([...STEPS.slice(0, 2), "few", "figure2"]);
  expect(plan.totals).toMatchObject({ make: 4, models: 2, draws: 139 });
});

test("--from makes anew from a stage on", async () => {
  const out = join(folder, "from");
  expect((await run("study", study, "--out", out)).status).toBe(0);
  const { stderr, status } = await run("study", study, "--out", out, "--from", "figure2");
  expect(status).toBe(0);
  for (const step of STEPS.slice(0, 5)) expect(stderr).toContain(`${step} (kept)`);
  // what is said of the headline rests on the panel alone
  for (const step of STEPS.slice(5, -1)) expect(stderr).not.toContain(`${step} (kept)`);
  expect(stderr).toContain(`${STEPS.at(-1)} (kept)`);
});

test("Ctrl-C stops it and says that the next run goes on", async () => {
  const out = join(folder, "interrupted");
  writeFileSync(study, STUDY.replace("draws: 40", "draws: 2000000"));
  const { end, stderr } = await stopped(out, "figure2", "SIGINT");
  writeFileSync(study, STUDY);
  // at once where a piece of work holds the thread, else with a word
  if (end !== "SIGINT") {
    expect(end).toBe(130);
    expect(stderr).toContain("what is done is kept: the same command goes on from there");
  }
  const next = spawned("study", study, "--out", out);
  expect(next.status).toBe(0);
  expect(next.stderr).toContain("figure1 (kept)");
}, 60_000);

test("--cache at a folder with other files is wrong use: nothing in it is removed, hidden from git or from backups", async () => {
  const place = join(folder, "mine");
  mkdirSync(place);
  const files = { [`${"0".repeat(64)}.csv`]: "data", "times.json": "mine" };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
  const { stderr, status } = await run("study", study, "--out", join(folder, "out-mine"), "--cache", place);
  expect([stderr, status]).toEqual([expect.stringContaining("holds files that are not of a cache, such as"), 2]);
  expect(readdirSync(place).sort()).toEqual(Object.keys(files));
  expect(readFileSync(join(place, "times.json"), "utf8")).toBe("mine");
});

test("--cache at a file is wrong use, told before anything runs", async () => {
  const out = join(folder, "cache-file");
  const place = join(folder, "not-a-folder");
  writeFileSync(place, "mine");
  const { stderr, status } = await run("study", study, "--out", out, "--cache", place);
  expect(status).toBe(2);
  expect(stderr).toContain(`--cache ${place} is a file`);
  expect(existsSync(out)).toBe(false);
  expect(readFileSync(place, "utf8")).toBe("mine");
});

test("where nothing can be kept the run says so and goes on", async () => {
  const out = join(folder, "cache-unwritable");
  const place = join(folder, "a-file", "cache");
  writeFileSync(join(folder, "a-file"), "mine");
  const { stderr, status } = await run("study", study, "--out", out, "--cache", place);
  expect(status).toBe(0);
  expect(stderr.match(/can't keep results in/g)).toHaveLength(1);
  expect(existsSync(join(out, "manifest.json"))).toBe(true);
  if (existsSync("/proc/self")) {
    const nowhere = await run("study", study, "--out", out, "--cache", "/proc/wasmetrics");
    expect(nowhere.status).toBe(0);
    expect(nowhere.stderr).toContain("can't keep results in /proc/wasmetrics");
  }
}, 60_000);

test("threads change no byte, with what was kept or without", async () => {
  const out = join(folder, "threads");
  expect((await run("study", study, "--out", out, "--threads", "1")).status).toBe(0);
  const one = contents(out);
  expect((await run("study", study, "--out", out, "--threads", "2")).status).toBe(0);
  expect(contents(out)).toEqual(one);
  expect((await run("study", study, "--out", out, "--threads", "2", "--no-cache")).status).toBe(0);
  expect(contents(out)).toEqual(one);
}, 60_000);

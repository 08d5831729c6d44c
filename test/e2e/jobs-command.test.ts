/** The command `jobs` with workers of this machine: the bytes of the one run, lost parts made again, refusals, many files. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const cities = new URL("../golden/data/smartcity_sim.csv.gz", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "wasmetrics jobs-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let data: string;
let job: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "job-"));
  data = join(folder, "cities of China.csv");
  writeFileSync(data, gunzipSync(readFileSync(cities)));
  job = join(folder, "job.yaml");
});

const PLACEBO = ["quality ~ did + eco | city + year", "--term", "did", "--draws", "120", "--seed", "5"];
const specify = (spec: object): void =>
  writeFileSync(job, JSON.stringify({ folder: join(folder, "parts of it"), ...spec }));
const parts = (): string => join(folder, "parts of it", "parts");
const wrong = async (...args: string[]) => {
  const { stdout, status } = await run("jobs", ...args, "--json", "--quiet");
  return { status, ...JSON.parse(stdout).error };
};

describe("wasmetrics jobs, shared draws", () => {
  it("makes what the command makes at once, and again only what is missing", async () => {
    const one = await run("placebo", data, ...PLACEBO, "--json", "--quiet");
    specify({ command: ["placebo", data, ...PLACEBO], tasks: 3, workers: 2 });
    const planned = JSON.parse((await run("jobs", "plan", job, "--json")).stdout);
    expect(planned).toMatchObject({ missing: [1, 2, 3], script: null, facts: { inputs: [{ path: data }], tasks: 3 } });
    const first = await run("jobs", "run", job, "--json", "--quiet");
    expect(first).toEqual({ ...one, stderr: "" });
    const names = ["part-00001.json", "part-00002.json", "part-00003.json"];
    expect(readdirSync(parts())).toEqual(names);

    const before = statSync(join(parts(), names[0]!)).mtimeMs;
    const lost = readFileSync(join(parts(), names[1]!));
    rmSync(join(parts(), names[1]!));
    expect((await run("jobs", "status", job)).stdout).toBe(
      "2 of 3 tasks done\nmissing: 2 (wasmetrics jobs run makes them)\n",
    );
    expect(await wrong("merge", job)).toMatchObject({ status: 1, code: "jobs_missing", detail: { got: [2] } });
    expect((await run("jobs", "run", job, "--json", "--quiet")).stdout).toBe(one.stdout);
    expect(statSync(join(parts(), names[0]!)).mtimeMs).toBe(before);
    expect(readFileSync(join(parts(), names[1]!)).equals(lost)).toBe(true);
    expect((await run("jobs", "merge", job)).stdout).toBe((await run("placebo", data, ...PLACEBO)).stdout);

    writeFileSync(data, readFileSync(data, "utf8").replace("0.355112122296", "0.355112122297"));
    const changed = await wrong("merge", job);
    expect(changed).toMatchObject({ status: 1, code: "jobs_changed", detail: { got: data } });
    const task = await run("jobs", "task", join(folder, "parts of it"), "1");
    expect(task).toMatchObject({ status: 0, stderr: "task 1 is done\n" });
    rmSync(join(parts(), names[0]!));
    const again = await run("jobs", "task", join(folder, "parts of it"), "1");
    expect(again.status).toBe(1);
    expect(again.stderr).toContain("changed since the job was planned");
    expect(existsSync(join(parts(), names[0]!))).toBe(false);
  });

  it("says what a task died of", async () => {
    specify({
      command: ["placebo", data, "quality ~ did + econ | city + year", "--term", "did"],
      tasks: 2,
      workers: 1,
    });
    const error = await wrong("run", job);
    expect(error).toMatchObject({ status: 1, code: "jobs_failed", detail: { task: 1 } });
    expect(error.message).toContain("no column 'econ'");
  });

  it("refuses what has no draws to share, and a password", async () => {
    specify({ command: ["feols", data, "quality ~ did", "--vcov", "iid"] });
    expect(await wrong("run", job)).toMatchObject({ status: 2, code: "jobs_command", detail: { got: "feols" } });
    specify({ command: ["psmatch", data, "treat ~ eco", "--outcome", "quality"], tasks: 1 });
    expect((await wrong("run", job)).message).toContain("The command makes no draws");
    specify({ command: ["placebo", "-", ...PLACEBO] });
    expect(await wrong("run", job)).toMatchObject({ code: "jobs_stdin" });
    specify({ command: ["placebo", "trino://me:secret@host/t", ...PLACEBO] });
    expect(await wrong("run", job)).toMatchObject({ code: "jobs_credential" });
    specify({ command: ["placebo", "trino://host/t", ...PLACEBO] });
    expect(await wrong("run", job)).toMatchObject({ status: 2, code: "jobs_engine" });
    expect(existsSync(parts())).toBe(false);
  });

  it("takes an output it wrote for no input, and every file of a pattern for one", async () => {
    const out = join(folder, "written");
    specify({ command: ["placebo", data, ...PLACEBO, "--out", out], tasks: 2 });
    await run("jobs", "run", job, "--quiet");
    expect(readdirSync(out)).toContain("placebo.json");
    expect((await run("jobs", "status", job)).stdout).toBe("2 of 2 tasks done\n");
    expect(await run("jobs", "merge", job, "--quiet")).toMatchObject({ status: 0 });
    const others = ["1.csv", "2.csv"].map((name) => join(folder, name));
    for (const path of others) writeFileSync(path, "draws\n");
    specify({ command: ["placebo", join(folder, "?.csv"), ...PLACEBO], folder: join(folder, "other") });
    const { facts } = JSON.parse((await run("jobs", "plan", job, "--json")).stdout);
    expect(facts.inputs.map(({ path }: { readonly path: string }) => path)).toEqual(others);
  });

  it("keeps what is done when Ctrl-C stops it, and goes on", async () => {
    specify({ command: ["placebo", data, ...PLACEBO], tasks: 6, workers: 1 });
    const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
    const child = spawn(process.execPath, [script, "jobs", "run", job], { stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (piece) => {
      stderr += piece;
    });
    const ended = once(child, "close");
    while (!existsSync(join(parts(), "part-00001.json"))) await sleep(5);
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(stderr).toContain("stopped: parts that are done stay; the same command makes the others");
    const done = readdirSync(parts());
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(6);
    expect(done.every((name) => /^part-\d{5}\.json$/.test(name))).toBe(true);
    const { stdout } = await run("jobs", "run", job, "--json", "--quiet");
    expect(stdout).toBe((await run("placebo", data, ...PLACEBO, "--json", "--quiet")).stdout);
  });
});

describe("wasmetrics jobs, many files", () => {
  it("runs the command once for each, and puts their records into one file", async () => {
    const lines = readFileSync(data, "utf8").trim().split("\n");
    for (const part of ["b", "a"]) {
      const own = lines.filter((_, i) => i === 0 || (i % 2 === 0) === (part === "a"));
      writeFileSync(join(folder, `half ${part}.csv`), `${own.join("\n")}\n`);
    }
    const model = ["quality ~ did + eco | city", "--vcov", "cluster:city"];
    specify({
      command: ["feols", "{file}", ...model],
      files: join(folder, "half ?.csv"),
      out: join(folder, "all.json"),
    });
    const { stdout, status } = await run("jobs", "run", job, "--json", "--quiet");
    expect(status).toBe(0);
    const { files } = JSON.parse(stdout);
    expect(files.map(({ file }: { readonly file: string }) => file)).toEqual(
      ["a", "b"].map((part) => join(folder, `half ${part}.csv`)),
    );
    for (const { file, record } of files) {
      expect(record).toEqual(JSON.parse((await run("feols", file, ...model, "--json", "--quiet")).stdout));
    }
    expect(JSON.parse(readFileSync(join(folder, "all.json"), "utf8"))).toEqual(JSON.parse(stdout));
  });

  it("takes no file for an input that an option declares to be written", async () => {
    const [rows, newdata] = [join(folder, "rows.csv"), join(folder, "newdata.csv")];
    const model = ["quality ~ did + eco | city", "--vcov", "cluster:city", "--residuals", rows];
    for (const path of [rows, newdata]) writeFileSync(path, readFileSync(data));
    specify({ command: ["feols", "{file}", ...model, `--newdata=${newdata}`, `--predict=${rows}.csv`], files: data });
    writeFileSync(`${rows}.csv`, "as it was");
    const planned = JSON.parse((await run("jobs", "plan", job, "--json")).stdout);
    expect(planned.facts.inputs.map(({ path }: { readonly path: string }) => path)).toEqual([newdata]);
    const { status, stderr } = await run("jobs", "run", job, "--json", "--quiet");
    expect(status, stderr).toBe(0);
    expect(readFileSync(rows, "utf8")).not.toBe(readFileSync(data, "utf8"));
    expect((await run("jobs", "status", job)).stdout).toBe("1 of 1 tasks done\n");
  });

  it("goes on where one file fails", async () => {
    writeFileSync(join(folder, "1.csv"), "y,x\n1,2\n");
    writeFileSync(join(folder, "2.csv"), "y,x\n1,2\n2,1\n4,0\n3,3\n");
    specify({ command: "feols {file} 'y ~ x' --vcov iid", files: join(folder, "?.csv") });
    expect(await wrong("run", job)).toMatchObject({ code: "jobs_failed", detail: { task: 1 } });
    expect((await run("jobs", "status", job)).stdout).toMatch(/^1 of 2 tasks done/);
  });

  it("refuses files that are not there, and a command that does not say where they go", async () => {
    specify({ command: "feols {file} 'y ~ x' --vcov iid", files: join(folder, "none*.csv") });
    expect(await wrong("run", job)).toMatchObject({ code: "jobs_files" });
    specify({ command: "feols a.csv 'y ~ x' --vcov iid", files: data });
    expect(await wrong("run", job)).toMatchObject({ code: "jobs_files", detail: { expected: "{file}" } });
  });
});

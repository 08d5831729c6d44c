/** Workers of this machine: lost tasks start again, failed ones do not, cancelling leaves no process. And the script of an array. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Progress } from "../../src/base/progress.js";
import { type LocalRun, runLocally } from "../../src/jobs/local.js";
import { batchScript } from "../../src/jobs/slurm.js";
import { parseSpecification } from "../../src/jobs/specification.js";

const root = mkdtempSync(join(tmpdir(), "wasmetrics runners-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "job-"));
});

/** Tasks that run `script` of Node with the folder and their number. */
const running = (script: string, others: Partial<LocalRun> = {}): Promise<void> =>
  runLocally({
    ...{ folder, tasks: [1, 2, 3], workers: 2, attempts: 3, endsAtFailure: true },
    command: (task) => [process.execPath, "-e", script, folder, String(task)],
    ...others,
  });

const COUNTED = `
  const { appendFileSync, readFileSync } = require("node:fs");
  const [folder, task] = process.argv.slice(1);
  const path = folder + "/" + task;
  appendFileSync(path, "x");
  const starts = readFileSync(path, "utf8").length;
`;
const starts = (task: number): number =>
  existsSync(join(folder, `${task}`)) ? readFileSync(join(folder, `${task}`)).length : 0;

describe("workers", () => {
  it("run each task once and say how far they are", async () => {
    const told: Progress[] = [];
    await running(COUNTED, { onProgress: (progress) => told.push(progress) });
    expect([1, 2, 3].map(starts)).toEqual([1, 1, 1]);
    expect(told.map(({ fraction }) => Math.round(3 * fraction))).toEqual([0, 1, 2, 3]);
    expect(told.at(-1)!.msLeft).toBe(0);
  });

  it("start a task again that was lost, as often as they may", async () => {
    await running(`${COUNTED} if (task === "2" && starts < 3) process.kill(process.pid, "SIGKILL");`);
    expect([1, 2, 3].map(starts)).toEqual([1, 3, 1]);
    await expect(running(`${COUNTED} if (task === "2") process.kill(process.pid, "SIGKILL");`)).rejects.toMatchObject({
      code: "jobs_lost",
      detail: { task: 2, got: "SIGKILL" },
    });
    expect([1, 2, 3].map(starts)).toEqual([2, 6, 2]);
  });

  it("end with the words of a task that fails, which is not started again", async () => {
    const script = `${COUNTED} if (task === "1") { console.error("read\\nerror: no column 'z'."); process.exit(1); }`;
    await expect(running(script, { workers: 1 })).rejects.toMatchObject({ code: "jobs_failed" });
    expect([1, 2, 3].map(starts)).toEqual([1, 0, 0]);
    await expect(running(script, { workers: 1, endsAtFailure: false })).rejects.toThrow(
      /Task 1 failed: no column 'z'\./,
    );
    expect([1, 2, 3].map(starts)).toEqual([2, 1, 1]);
  });

  it("leave no process when they are stopped", async () => {
    const control = new AbortController();
    const script = `${COUNTED} require("node:fs").writeFileSync(folder + "/pid-" + task, String(process.pid)); setInterval(() => {}, 1000);`;
    const run = running(script, { signal: control.signal });
    const pidOf = (task: number): number => {
      const file = join(folder, `pid-${task}`);
      return existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    };
    while (![1, 2].every((task) => pidOf(task) > 0)) await new Promise((go) => setTimeout(go, 10));
    control.abort();
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    for (const task of [1, 2]) expect(() => process.kill(pidOf(task), 0)).toThrow(/ESRCH/);
    expect(starts(3)).toBe(0);
  });
});

describe("the script of an array", () => {
  const spec = (slurm: string) =>
    parseSpecification(`command: placebo a\nthreads: 2\nworkers: 4\nslurm: ${slurm}`, "job.yaml");

  it("asks for what the specification says", () => {
    const job = {
      folder: "/f/job",
      cwd: "/f",
      spec: spec("{ partition: short, time: 30, memory: 4G, options: ['--qos=x'] }"),
    };
    expect(batchScript({ ...job, command: ["node", "task"] }, [1, 2, 5]).split("\n")).toEqual([
      "#!/bin/bash",
      ...[
        "--job-name=wasmetrics",
        "--array=1-2,5%4",
        "--chdir=/f",
        "--output=/f/job/logs/slurm-%A_%a.txt",
        "--export=NONE",
      ].map((option) => `#SBATCH ${option}`),
      ...["--requeue", "--cpus-per-task=2", "--partition=short", "--time=30", "--mem=4G", "--qos=x"].map(
        (option) => `#SBATCH ${option}`,
      ),
      'exec node task "$SLURM_ARRAY_TASK_ID"',
      "",
    ]);
  });

  it("keeps blanks, quotes and dollars in paths", () => {
    const odd = join(folder, `it's "a" $HOME 100% folder`);
    mkdirSync(odd);
    const print = join(odd, "print args.cjs");
    writeFileSync(print, "console.log(JSON.stringify([process.env.GIVEN, ...process.argv.slice(2)]));");
    const job = { folder: odd, cwd: odd, spec: spec("{ before: ['export GIVEN=\"a b\"'] }") };
    const script = batchScript({ ...job, command: [process.execPath, print, odd] }, [3]);
    expect(script).toContain(
      `#SBATCH --output="${odd.replaceAll("%", "%%").replaceAll('"', '\\"')}/logs/slurm-%A_%a.txt"`,
    );
    const { stdout, stderr } = spawnSync("bash", ["-s"], {
      input: script,
      encoding: "utf8",
      env: { SLURM_ARRAY_TASK_ID: "3" },
    });
    expect({ stderr, said: JSON.parse(stdout) }).toEqual({ stderr: "", said: ["a b", odd, "3"] });
  });
});

/**
 * Jobs on a real Slurm of three nodes: an array of 12 tasks of which one is cancelled and others lose their node gives the bytes of the one
 * run, from a folder whose name needs quotes.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../../support/run-cli.js";
import { engine } from "../support.js";

interface Cluster {
  readonly env: Readonly<Record<string, string>>;
  /** Processes of the nodes, by their names. */
  readonly slurmd: Readonly<Record<string, number>>;
}

const cluster = await engine<Cluster>("slurm");
const script = new URL("../../../bin/wasmetrics", import.meta.url).pathname;
const cities = new URL("../../golden/data/smartcity_sim.csv.gz", import.meta.url).pathname;
const MODEL = ["quality ~ did + eco + fin | city + year", "--term", "did", "--draws", "2400", "--seed", "7"];

/** Says where a task runs, and waits until it may begin. */
const before = (name: string) => [
  'echo "process $$ on $SLURMD_NODENAME"',
  `until [ -e ${name}.go ]; do sleep 0.1; done`,
];

const root = mkdtempSync(join(tmpdir(), `wasmetrics "slurm" 100% it's-`));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.skipIf(cluster === undefined)("wasmetrics jobs on Slurm", () => {
  const { env, slurmd } = cluster ?? ({ env: {}, slurmd: {} } satisfies Cluster as Cluster);

  const program = (name: string, args: readonly string[]) => {
    const child = spawn(name, args, { cwd: root, env: { ...process.env, ...env } });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (piece) => {
      said.stdout += piece;
    });
    child.stderr.on("data", (piece) => {
      said.stderr += piece;
    });
    return new Promise<{ readonly status: number | null } & typeof said>((resolve) => {
      child.on("close", (status) => resolve({ status, ...said }));
    });
  };
  const jobs = (...args: string[]) => program(process.execPath, [script, "jobs", ...args]);

  /** Writes data and the specification `NAME.yaml`, whose parts go into `NAME of it`. */
  function specify(name: string, spec: object): string {
    const data = join(root, "cities of China.csv");
    if (!existsSync(data)) writeFileSync(data, gunzipSync(readFileSync(cities)));
    const job = join(root, `${name}.yaml`);
    const slurm = { partition: "short", time: 5, memory: "500M", before: before(name) };
    const common = { command: ["placebo", data, ...MODEL], tasks: 12, runner: "slurm", folder: `${name} of it`, slurm };
    writeFileSync(job, JSON.stringify({ ...common, ...spec }));
    return job;
  }

  const begin = (name: string) => writeFileSync(join(root, `${name}.go`), "");

  /** What tasks said, by number: their process and node. */
  function running(folder: string): ReadonlyMap<number, { readonly pid: number; readonly node: string }> {
    const logs = join(root, folder, "logs");
    const found = existsSync(logs) ? readdirSync(logs) : [];
    return new Map(
      found.flatMap((name) => {
        const said = /process (\d+) on (\w+)/.exec(readFileSync(join(logs, name), "utf8"));
        const task = /_(\d+)\.txt$/.exec(name);
        return said === null || task === null ? [] : [[Number(task[1]), { pid: Number(said[1]), node: said[2]! }]];
      }),
    );
  }

  async function until<T>(found: () => T | undefined): Promise<T> {
    for (;;) {
      const value = found();
      if (value !== undefined) return value;
      await sleep(50);
    }
  }

  const parentOf = (pid: number): number =>
    Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);

  it("submits lost tasks again and gives the bytes of the one run", async () => {
    const job = specify("lost", {});
    const one = await run("placebo", join(root, "cities of China.csv"), ...MODEL, "--json", "--quiet");
    const waiting = jobs("run", job, "--wait", "--json", "--quiet");
    const tasks = await until(() => {
      const tasks = [...running("lost of it")];
      return new Set(tasks.map(([, { node }]) => node)).size === 3 ? tasks : undefined;
    });
    // a node with all that runs on it, its daemon first
    process.kill(slurmd.n2!, "SIGKILL");
    const own = tasks.filter(([, { node }]) => node === "n2");
    for (const [, { pid }] of own) process.kill(parentOf(pid), "SIGKILL");
    for (const [, { pid }] of own) process.kill(pid, "SIGKILL");
    const cancelled = tasks.find(([, { node }]) => node === "n1")![0];
    const [{ id }] = JSON.parse(readFileSync(join(root, "lost of it", "slurm.json"), "utf8"));
    expect(await program("scancel", [`${id}_${cancelled}`])).toMatchObject({ status: 0, stderr: "" });
    begin("lost");

    const ended = await waiting;
    expect(ended).toEqual({ status: 0, stdout: one.stdout, stderr: "" });
    const submitted = JSON.parse(readFileSync(join(root, "lost of it", "slurm.json"), "utf8"));
    expect(submitted).toHaveLength(2);
    expect(submitted[1].tasks).toContain(cancelled);
    expect((await jobs("status", job)).stdout).toBe("12 of 12 tasks done\n");
    // what it lost was started again elsewhere by Slurm, or by us
    for (const [task] of own) expect(["n1", "n3"]).toContain(running("lost of it").get(task)!.node);
  });

  it("goes on where it was cancelled", async () => {
    const job = specify("cancelled", { tasks: 5 });
    const submitted = await jobs("run", job);
    expect(submitted).toMatchObject({ status: 0, stderr: "" });
    expect(submitted.stdout).toMatch(/^submitted array \d+: tasks 1-5\n$/);
    const again = await jobs("run", job);
    expect(again).toEqual({ status: 0, stdout: "in the queue: tasks 1-5\n", stderr: "" });
    const cancelled = await jobs("cancel", job);
    expect(cancelled.stdout).toMatch(/^cancelled \d+\n$/);
    begin("cancelled");
    expect((await jobs("run", job, "--wait", "--json", "--quiet")).stdout).toBe(
      (await run("placebo", join(root, "cities of China.csv"), ...MODEL, "--json", "--quiet")).stdout,
    );
  });

  it("ends with the words of a task that fails", async () => {
    const command = [
      "placebo",
      join(root, "cities of China.csv"),
      "quality ~ did + econ | city + year",
      "--term",
      "did",
    ];
    const job = specify("failing", { command, tasks: 2, attempts: 1 });
    begin("failing");
    const { status, stdout } = await jobs("run", job, "--wait", "--json");
    expect({ status, ...JSON.parse(stdout).error }).toMatchObject({
      status: 1,
      code: "jobs_failed",
      detail: { task: expect.any(Number) },
    });
    expect(JSON.parse(stdout).error.message).toContain("no column 'econ'");
  });
});

/**
 * Layer bench. The published study of weak instruments: seeded, so that every run gives the same numbers but the time. Writes
 * bench/results/weak-iv.json and the figures, and prints the tables; the page of results shows them. Tasks are shared out
 * among as many workers as there are cores, each with an engine of one thread. Argument: the number of replications.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { loadEngine } from "../src/kernels/engine.js";
import { renderSvg } from "../src/report/figures/render-svg.js";
import { machineName } from "./machine.js";
import { weakFigure, weakFigureFile } from "./results/weak-iv-figures.js";
import { type WeakStudy, weakTables } from "./results/weak-iv-tables.js";
import { weakDesigns } from "./weak-iv/design.js";
import { type WeakCell, type WeakTask, weakCells, weakTasks } from "./weak-iv/study.js";

const REPLICATIONS = 2000;

interface Order {
  readonly task: WeakTask;
  readonly replications: number;
}

/** A worker: one message a task, one back with its cells. */
async function serve(): Promise<void> {
  const engine = await loadEngine({ threads: 1 });
  parentPort!.on("message", ({ task, replications }: Order) => {
    parentPort!.postMessage(weakCells(engine, task, replications));
  });
}

/** Cells of every task, in the order of tasks, on `workers` threads. */
async function allCells(tasks: readonly WeakTask[], replications: number, workers: number): Promise<WeakCell[][]> {
  const done: WeakCell[][] = [];
  // those that take longest first, so that no worker is left with one at the end
  const cost = ({ design }: WeakTask) => design.rows * design.instruments * design.strengths.length;
  const waiting = tasks.map((task, t) => ({ task, t })).sort((a, b) => cost(b.task) - cost(a.task));
  const work = async (): Promise<void> => {
    const worker = new Worker(fileURLToPath(import.meta.url));
    const failed = new Promise<never>((_, reject) => worker.once("error", reject));
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { task, t } = next;
        const answer = new Promise<WeakCell[]>((resolve) => worker.once("message", resolve));
        worker.postMessage({ task, replications } satisfies Order);
        done[t] = await Promise.race([answer, failed]);
        process.stderr.write(`${task.design.name}, rho ${task.rho}: done, ${waiting.length} waiting\n`);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return done;
}

async function main(): Promise<void> {
  const replications = Number(process.argv[2] ?? REPLICATIONS);
  if (!Number.isSafeInteger(replications) || replications < 2) {
    process.stderr.write(`Replications must be a whole number of at least 2, got '${process.argv[2]}'.\n`);
    process.exitCode = 2;
    return;
  }
  const started = performance.now();
  const tasks = weakTasks(weakDesigns);
  const workers = availableParallelism();
  const cells = await allCells(tasks, replications, workers);
  const study: WeakStudy = {
    machine: machineName(),
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - started) / 1000),
    workers,
    replications,
    results: weakDesigns.map((design) => ({
      design,
      cells: cells.flatMap((one, t) => (tasks[t]!.design === design ? one : [])),
    })),
  };
  process.stdout.write(`${weakTables(study).join("\n")}\n`);
  mkdirSync(join("bench", "results"), { recursive: true });
  writeFileSync(join("bench", "results", "weak-iv.json"), `${JSON.stringify(study, null, 2)}\n`);
  for (const result of study.results) {
    const figure = weakFigure(result, replications);
    if (figure !== null) writeFileSync(join("bench", weakFigureFile(result.design)), await renderSvg(figure));
  }
}

await (isMainThread ? main() : serve());

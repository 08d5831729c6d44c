/**
 * Layer bench. The published study of dynamic panels: seeded, so that every run gives the same numbers but the time. Writes
 * bench/results/panel-gmm.json and prints the tables; the page of results shows them. Tasks are shared out among as many workers as
 * there are cores, each with an engine of one thread. Argument: the number of replications.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { loadEngine } from "../src/kernels/engine.js";
import { panelDesigns } from "./dynamic-panel/design.js";
import { type PanelCell, type PanelTask, panelCell, panelTasks } from "./dynamic-panel/study.js";
import { machineName } from "./machine.js";
import { type PanelStudy, panelTables } from "./results/panel-gmm-tables.js";

const REPLICATIONS = 2000;

interface Order {
  readonly task: PanelTask;
  readonly replications: number;
}

/** A worker: one message a task, one back with its cell. */
async function serve(): Promise<void> {
  const engine = await loadEngine({ threads: 1 });
  parentPort!.on("message", ({ task, replications }: Order) => {
    parentPort!.postMessage(panelCell(engine, task, replications));
  });
}

/** Cells of every task, in the order of tasks, on `workers` threads; those that take longest first. */
async function allCells(tasks: readonly PanelTask[], replications: number, workers: number): Promise<PanelCell[]> {
  const done: PanelCell[] = [];
  const waiting = tasks.toSorted((a, b) => b.design.units * b.design.periods - a.design.units * a.design.periods);
  const work = async (): Promise<void> => {
    const worker = new Worker(fileURLToPath(import.meta.url));
    const failed = new Promise<never>((_, reject) => worker.once("error", reject));
    try {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
        const answer = new Promise<PanelCell>((resolve) => worker.once("message", resolve));
        worker.postMessage({ task, replications } satisfies Order);
        done[task.cell] = await Promise.race([answer, failed]);
        const { units, periods } = task.design;
        process.stderr.write(`${units} units, ${periods} periods, rho ${task.rho}: done, ${waiting.length} waiting\n`);
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
  const tasks = panelTasks(panelDesigns);
  const workers = availableParallelism();
  const cells = await allCells(tasks, replications, workers);
  const study: PanelStudy = {
    machine: machineName(),
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - started) / 1000),
    workers,
    replications,
    results: panelDesigns.map((design) => ({
      design,
      cells: cells.filter((_, t) => tasks[t]!.design === design),
    })),
  };
  process.stdout.write(`${panelTables(study).join("\n")}\n`);
  mkdirSync(join("bench", "results"), { recursive: true });
  writeFileSync(join("bench", "results", "panel-gmm.json"), `${JSON.stringify(study, null, 2)}\n`);
}

await (isMainThread ? main() : serve());

/**
 * The published study of weak instruments: seeded, so that every run gives the same numbers but the time. Writes
 * bench/results/weak-iv.json and the figures, and prints the tables; the page of results shows them. Tasks are shared out
 * among as many workers as there are cores, each with an engine of one thread. Argument: the number of replications.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { renderSvg } from "../src/report/figures/render-svg.js";
import { machineName } from "./machine.js";
import { weakFigure, weakFigureFile } from "./results/weak-iv-figures.js";
import { type WeakStudy, weakTables } from "./results/weak-iv-tables.js";
import { replicationsAsked, serveTasks, shareOut } from "./share-out.js";
import { weakDesigns } from "./weak-iv/design.js";
import { type WeakCell, type WeakTask, weakCells, weakTasks } from "./weak-iv/study.js";

const REPLICATIONS = 2000;

async function main(): Promise<void> {
  const replications = replicationsAsked(REPLICATIONS);
  if (replications === undefined) return;
  const started = performance.now();
  const tasks = weakTasks(weakDesigns);
  const workers = availableParallelism();
  const cells = await shareOut<WeakTask, WeakCell[]>(import.meta.url, tasks, {
    ...{ replications, workers },
    cost: ({ design }) => design.rows * design.instruments * design.strengths.length,
    name: ({ design, rho }) => `${design.name}, rho ${rho}`,
  });
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

await (isMainThread ? main() : serveTasks(weakCells));

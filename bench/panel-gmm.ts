/**
 * The published study of dynamic panels: seeded, so that every run gives the same numbers but the time. Writes
 * bench/results/panel-gmm.json and prints the tables; the page of results shows them. Tasks are shared out among as many workers as
 * there are cores, each with an engine of one thread. Argument: the number of replications.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { panelDesigns } from "./dynamic-panel/design.js";
import { type PanelCell, type PanelTask, panelCell, panelTasks } from "./dynamic-panel/study.js";
import { machineName } from "./machine.js";
import { type PanelStudy, panelTables } from "./results/panel-gmm-tables.js";
import { replicationsAsked, serveTasks, shareOut } from "./share-out.js";

const REPLICATIONS = 2000;

async function main(): Promise<void> {
  const replications = replicationsAsked(REPLICATIONS);
  if (replications === undefined) return;
  const started = performance.now();
  const tasks = panelTasks(panelDesigns);
  const workers = availableParallelism();
  const cells = await shareOut<PanelTask, PanelCell>(import.meta.url, tasks, {
    ...{ replications, workers },
    cost: ({ design }) => design.units * design.periods,
    name: ({ design: { units, periods }, rho }) => `${units} units, ${periods} periods, rho ${rho}`,
  });
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

await (isMainThread ? main() : serveTasks(panelCell));

/**
 * The published study of staggered adoption: seeded, so that every run gives the same numbers but the time. Writes bench/results/did.json
 * and the figures, and prints the tables; the page of results shows them. Designs are shared out among as many workers as there are
 * cores, each with an engine of one thread. Argument: the number of replications.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { renderSvg } from "../src/report/figures/render-svg.js";
import { machineName } from "./machine.js";
import { staggeredFigures } from "./results/did-figures.js";
import { type DidStudy, didTables } from "./results/did-tables.js";
import { replicationsAsked, serveTasks, shareOut } from "./share-out.js";
import { type StaggeredDesign, staggeredDesigns } from "./staggered/design.js";
import { methodsOf } from "./staggered/methods.js";
import { type StaggeredResult, staggeredStudy } from "./staggered/study.js";

const REPLICATIONS = 2000;

async function main(): Promise<void> {
  const replications = replicationsAsked(REPLICATIONS);
  if (replications === undefined) return;
  const started = performance.now();
  const workers = availableParallelism();
  const results = await shareOut<StaggeredDesign, StaggeredResult>(import.meta.url, staggeredDesigns, {
    ...{ replications, workers },
    cost: ({ name }) => methodsOf[name].length,
    name: ({ name }) => name,
  });
  const study: DidStudy = {
    machine: machineName(),
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - started) / 1000),
    ...{ workers, replications, results },
  };
  process.stdout.write(`${didTables(study).join("\n")}\n`);
  mkdirSync(join("bench", "results"), { recursive: true });
  writeFileSync(join("bench", "results", "did.json"), `${JSON.stringify(study, null, 2)}\n`);
  for (const { file, figure } of staggeredFigures(study)) {
    writeFileSync(join("bench", file), await renderSvg(figure));
  }
}

await (isMainThread ? main() : serveTasks(staggeredStudy));

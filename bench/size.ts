/**
 * The published study of size: seeded, so that every run gives the same numbers but the time. Writes
 * bench/results/size.json and prints it as tables; the page of results shows them. Argument: the number of replications.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEngine } from "../src/engine/kernels/engine.js";
import { machineName } from "./machine.js";
import { type SizeStudy, sizeTables } from "./results/size-tables.js";
import { placeboDesign, placeboSize } from "./size/placebo-size.js";
import { wildDesigns, wildSize } from "./size/wild-size.js";

const REPLICATIONS = 4000;

const replications = Number(process.argv[2] ?? REPLICATIONS);
if (!Number.isSafeInteger(replications) || replications < 1) {
  process.stderr.write(`Replications must be a whole number of at least 1, got '${process.argv[2]}'.\n`);
  process.exitCode = 2;
} else {
  const started = performance.now();
  const engine = await loadEngine({ threads: 1 });
  const wild = wildDesigns.map((design) => wildSize(engine, design, replications));
  const placebo = await placeboSize(engine, placeboDesign, replications);
  const study: SizeStudy = {
    machine: machineName(),
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - started) / 1000),
    wild,
    placebo,
  };
  process.stdout.write(`${sizeTables(study).join("\n")}\n`);
  mkdirSync(join("bench", "results"), { recursive: true });
  writeFileSync(join("bench", "results", "size.json"), `${JSON.stringify(study, null, 2)}\n`);
}

/**
 * The published study of tests of the level of clustering, resumed where bench/results/levels.json ended: after every batch of all designs it is
 * written, so that what is there is whole. Arguments: replications in all, and seconds after which no batch begins.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEngine } from "../src/engine/kernels/engine.js";
import { machineName } from "./machine.js";
import { type LevelsStudy, levelsTables } from "./results/levels-tables.js";
import { type LevelsSize, levelsDesigns, moreReplications, noReplication } from "./size/levels-size.js";

const REPLICATIONS = 4000;
const SECONDS = 1200;
const BATCH = 50;
const FILE = join("bench", "results", "levels.json");

const [replications, seconds] = [Number(process.argv[2] ?? REPLICATIONS), Number(process.argv[3] ?? SECONDS)];
if (![replications, seconds].every((value) => Number.isSafeInteger(value) && value > 0)) {
  process.stderr.write(
    `Replications and seconds must be whole numbers of at least 1, got '${process.argv.slice(2)}'.\n`,
  );
  process.exitCode = 2;
} else {
  const started = performance.now();
  const engine = await loadEngine({ threads: 1 });
  const before: readonly LevelsSize[] = existsSync(FILE)
    ? (JSON.parse(readFileSync(FILE, "utf8")) as LevelsStudy).sizes
    : levelsDesigns.map(noReplication);
  let sizes = before;
  const isOn = () => performance.now() - started < 1000 * seconds;
  while (isOn() && sizes.some((one) => one.replications < replications)) {
    const next: LevelsSize[] = [];
    for (const one of sizes) {
      next.push(await moreReplications(engine, one, Math.min(BATCH, Math.max(0, replications - one.replications))));
    }
    sizes = next;
    const study: LevelsStudy = { machine: machineName(), date: new Date().toISOString().slice(0, 10), sizes };
    mkdirSync(join("bench", "results"), { recursive: true });
    writeFileSync(FILE, `${JSON.stringify(study, null, 2)}\n`);
  }
  process.stdout.write(`${levelsTables({ machine: machineName(), date: "", sizes }).join("\n")}\n`);
}

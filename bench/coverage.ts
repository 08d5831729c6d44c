/**
 * The published study of coverage: seeded, so that every run gives the same numbers but the time. Writes
 * bench/results/coverage.json and the two figures, and prints the table; the page of results shows them. Argument: the
 * number of replications.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEngine } from "../src/engine/kernels/engine.js";
import { renderSvg } from "../src/report/figures/render-svg.js";
import { coverageDesign } from "./coverage/design.js";
import { coverage } from "./coverage/study.js";
import { machineName } from "./machine.js";
import { coverageFigure, meanFigure } from "./results/coverage-figures.js";
import { COVERAGE_FIGURES, type CoverageStudy, coverageTables } from "./results/coverage-tables.js";

const REPLICATIONS = 200;
/** Replications between two words on how far it is. */
const TOLD_EVERY = 50;

const replications = Number(process.argv[2] ?? REPLICATIONS);
if (!Number.isSafeInteger(replications) || replications < 2) {
  process.stderr.write(`Replications must be a whole number of at least 2, got '${process.argv[2]}'.\n`);
  process.exitCode = 2;
} else {
  const started = performance.now();
  const engine = await loadEngine({ threads: 1 });
  const found = coverage(engine, coverageDesign, replications, (r) => {
    if ((r + 1) % TOLD_EVERY === 0) process.stderr.write(`${r + 1} of ${replications} replications\n`);
  });
  const study: CoverageStudy = {
    machine: machineName(),
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - started) / 1000),
    ...found,
  };
  process.stdout.write(`${coverageTables(study).join("\n")}\n`);
  mkdirSync(join("bench", "results"), { recursive: true });
  writeFileSync(join("bench", "results", "coverage.json"), `${JSON.stringify(study, null, 2)}\n`);
  writeFileSync(join("bench", COVERAGE_FIGURES.coverage), await renderSvg(coverageFigure(study)));
  writeFileSync(join("bench", COVERAGE_FIGURES.mean), await renderSvg(meanFigure(study)));
}

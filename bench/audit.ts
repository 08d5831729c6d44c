/**
 * The published study of the audit: seeded, so that every run gives the same numbers but the time. Writes
 * bench/results/audit.json and prints it as tables; the page of results shows them. Arguments: the number of papers without an error, and with
 * one; `--disagreements` lists where the audit and brute force differ, `--memory` leaves out writing and reading of formats.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEngine } from "../src/engine/kernels/engine.js";
import { KINDS } from "./audit/plant.js";
import { paperOf } from "./audit/printout.js";
import { FORMATS, throughFormats } from "./audit/route.js";
import { cleanStudy, plantedStudy, tablesPerSecond } from "./audit/study.js";
import { machineName } from "./machine.js";
import { type AuditStudy, auditTables } from "./results/audit-tables.js";

const PAPERS = 2000;

const [papers, errors] = process.argv
  .slice(2)
  .filter((text) => !text.startsWith("--"))
  .map(Number);
const isInMemory = process.argv.includes("--memory");
const route = isInMemory ? paperOf : throughFormats;
const started = performance.now();
const engine = await loadEngine({ threads: 1 });
const clean = await cleanStudy(engine, papers ?? PAPERS, route);
const each = Math.ceil((errors ?? papers ?? PAPERS) / Object.keys(KINDS).length);
const planted = await plantedStudy(engine, each, route);
const perSecond = await tablesPerSecond(engine, 300, route);
const study: AuditStudy = {
  machine: machineName(),
  date: new Date().toISOString().slice(0, 10),
  seconds: Math.round((performance.now() - started) / 1000),
  formats: isInMemory ? ["memory"] : FORMATS,
  ...{ clean, planted, perSecond },
};
process.stdout.write(`${auditTables(study).join("\n")}\n`);
if (process.argv.includes("--disagreements")) {
  process.stdout.write(`${JSON.stringify({ ...planted, kinds: undefined }, null, 1)}\n`);
} else {
  mkdirSync(join("bench", "results"), { recursive: true });
  writeFileSync(join("bench", "results", "audit.json"), `${JSON.stringify(study, null, 2)}\n`);
}

/**
 * A study of size that goes on where its file ended: after every batch of all designs the file is written, so that what is there is whole.
 * Arguments of its program: replications of each design in all, and seconds after which no batch begins.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Engine, loadEngine } from "../src/engine/kernels/engine.js";
import { machineName } from "./machine.js";

const REPLICATIONS = 4000;
const SECONDS = 1200;
const BATCH = 50;

export interface Study<S> {
  readonly machine: string;
  readonly date: string;
  readonly sizes: readonly S[];
}

export interface ResumedStudy<S> {
  readonly file: string;
  /** Of every design, before its first replication. */
  readonly start: () => readonly S[];
  readonly more: (engine: Engine, before: S, count: number) => S | Promise<S>;
  readonly tables: (study: Study<S>) => readonly string[];
  readonly replications?: number;
}

export async function resume<S extends { readonly replications: number }>(
  { file, start, more, tables, replications: most = REPLICATIONS }: ResumedStudy<S>,
  args: readonly string[],
): Promise<void> {
  const [replications, seconds] = [Number(args[0] ?? most), Number(args[1] ?? SECONDS)];
  if (![replications, seconds].every((value) => Number.isSafeInteger(value) && value > 0)) {
    process.stderr.write(`Replications and seconds must be whole numbers of at least 1, got '${args}'.\n`);
    process.exitCode = 2;
    return;
  }
  const started = performance.now();
  const engine = await loadEngine({ threads: 1 });
  const made = (sizes: readonly S[]): Study<S> => ({
    ...{ machine: machineName(), date: new Date().toISOString().slice(0, 10) },
    sizes,
  });
  let study = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Study<S>) : made(start());
  const isOn = () => performance.now() - started < 1000 * seconds;
  while (isOn() && study.sizes.some((one) => one.replications < replications)) {
    const next: S[] = [];
    for (const one of study.sizes) {
      next.push(await more(engine, one, Math.min(BATCH, Math.max(0, replications - one.replications))));
    }
    study = made(next);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(study, null, 2)}\n`);
  }
  process.stdout.write(`${tables(study).join("\n")}\n`);
}

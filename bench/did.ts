/**
 * The published study of estimators of treatment effects: seeded, so that every run gives the same numbers but the time. Writes
 * bench/results/CHAPTER.json and the figures of each chapter, and prints the tables; the page of results shows them. Replications are
 * shared out among as many workers as there are cores, each with an engine of one thread. Arguments: the number of replications, then
 * the designs to study again; none for all.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { Engine } from "../src/engine/kernels/engine.js";
import { renderSvg } from "../src/report/figures/render-svg.js";
import { machineName } from "./machine.js";
import { studyFigures } from "./results/did-figures.js";
import { CHAPTERS, type DidStudy, didTables, type StudiedDesign } from "./results/did-tables.js";
import { replicationsAsked, serveTasks, shareOut } from "./share-out.js";
import type { StudyDesign } from "./staggered/design.js";
import { chapters, designs } from "./staggered/designs/catalogue.js";
import { type Answer, replicationsOf, summaryOf } from "./staggered/study.js";

const REPLICATIONS = 2000;
/** Replications that a worker makes at a time. */
const BLOCK = 50;

interface Block {
  readonly design: string;
  readonly from: number;
  readonly to: number;
}

interface Made {
  readonly answers: readonly (readonly Answer[])[];
  readonly ms: number;
}

async function makeBlock(engine: Engine, { design, from, to }: Block): Promise<Made> {
  const started = performance.now();
  const answers = await replicationsOf(engine, designs.find(({ name }) => name === design)!, from, to);
  return { answers, ms: performance.now() - started };
}

/** The designs by name, or all. Undefined, said on stderr with exit 2, where one is unknown. */
function designsAsked(names: readonly string[]): readonly StudyDesign[] | undefined {
  const unknown = names.find((name) => designs.every((design) => design.name !== name));
  if (unknown === undefined) return names.length === 0 ? designs : designs.filter(({ name }) => names.includes(name));
  process.stderr.write(`No design '${unknown}'; the designs are ${designs.map(({ name }) => name).join(", ")}.\n`);
  process.exitCode = 2;
  return undefined;
}

async function main(): Promise<void> {
  const replications = replicationsAsked(REPLICATIONS);
  const asked = designsAsked(process.argv.slice(3));
  if (replications === undefined || asked === undefined) return;
  const countOf = (design: StudyDesign): number =>
    process.argv[2] === undefined ? (design.replications ?? replications) : replications;
  const blocks = asked.flatMap((design) =>
    Array.from({ length: Math.ceil(countOf(design) / BLOCK) }, (_, b): Block => {
      return { design: design.name, from: b * BLOCK, to: Math.min(countOf(design), (b + 1) * BLOCK) };
    }),
  );
  const made = await shareOut<Block, Made>(import.meta.url, blocks, {
    ...{ replications, workers: Math.min(availableParallelism(), blocks.length) },
    cost: () => 1,
    name: ({ design, from, to }) => `${design} ${from} to ${to}`,
  });
  const stamp = { machine: machineName(), date: new Date().toISOString().slice(0, 10) };
  const studied = asked.map((design): StudiedDesign => {
    const its = made.filter((_, b) => blocks[b]!.design === design.name);
    const seconds = Math.round(its.reduce((sum, { ms }) => sum + ms, 0) / 1000);
    return {
      ...{ ...stamp, replications: countOf(design), seconds },
      ...summaryOf(
        design,
        its.flatMap(({ answers }) => answers),
      ),
    };
  });
  for (const chapter of CHAPTERS) {
    if (chapters[chapter.name].some((design) => asked.includes(design))) await writeChapter(chapter, studied);
  }
}

/** The chapter's file with the designs studied now in place of those in it, and its figures. */
async function writeChapter(chapter: (typeof CHAPTERS)[number], studied: readonly StudiedDesign[]): Promise<void> {
  const path = join("bench", "results", `${chapter.name}.json`);
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as DidStudy).results : [];
  const results = chapters[chapter.name].flatMap(({ name }) => {
    const has = ({ design }: StudiedDesign) => design.name === name;
    return studied.find(has) ?? before.find(has) ?? [];
  });
  if (results.length === 0) return;
  const study: DidStudy = { results };
  process.stdout.write(`${didTables(chapter, study).join("\n")}\n`);
  mkdirSync(join("bench", "results"), { recursive: true });
  writeFileSync(path, `${JSON.stringify(study, null, 2)}\n`);
  for (const { file, figure } of studyFigures(chapter, study)) {
    writeFileSync(join("bench", file), await renderSvg(figure));
  }
}

await (isMainThread ? main() : serveTasks(makeBlock));

/** Files of one paper as its tables: each is read alone, then all stand side by side, so that rules see them together. */
import { UsageError } from "../base/errors.js";
import type { ReadTables } from "./audit.js";
import { NO_FACTS, type PaperFacts, type PrintedPaper } from "./paper.js";
import type { PaperReading } from "./read/reading.js";

/** A file that was read. */
export interface ReadFile {
  readonly paper: PrintedPaper;
  readonly reading: PaperReading;
  readonly sha256: string | null;
}

/** The tables of `files` as one paper. Throws UsageError `table_twice`, `told_twice`. */
export function together(files: readonly ReadFile[]): ReadTables {
  refuseTwice(files);
  const papers = files.map(({ paper }) => paper);
  return {
    paper: {
      title: papers.find(({ title }) => title !== null)?.title ?? null,
      tables: papers.flatMap(({ tables }) => tables),
      descriptives: papers.flatMap(({ descriptives }) => descriptives),
      facts: factsTogether(files),
    },
    readings: files.map(({ reading }) => reading),
    hashes: Object.fromEntries(files.map(({ reading, sha256 }) => [reading.file, sha256])),
  };
}

/** SHA-256 in hex; null where the host has no digest, as pages served without TLS. */
export async function sha256Of(bytes: Uint8Array): Promise<string | null> {
  const digest = await globalThis.crypto?.subtle?.digest("SHA-256", Uint8Array.from(bytes));
  if (digest === undefined) return null;
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function refuseTwice(files: readonly ReadFile[]): void {
  const seen = new Map<string, string>();
  for (const { paper, reading } of files) {
    for (const { name } of [...paper.tables, ...paper.descriptives]) {
      const before = seen.get(name);
      if (before !== undefined) {
        throw new UsageError(
          "table_twice",
          `${before} and ${reading.file} both have a '${name}': give one of them another name, or audit the files one after the other.`,
          { got: name, files: [before, reading.file] },
        );
      }
      seen.set(name, reading.file);
    }
  }
}

/** Lists one after the other; what there can be but one of may be told by one file. */
function factsTogether(files: readonly ReadFile[]): PaperFacts {
  const facts = files.map(({ paper }) => paper.facts);
  const lists = Object.keys(NO_FACTS).filter((key) => Array.isArray(NO_FACTS[key as keyof PaperFacts]));
  const all = Object.fromEntries(
    lists.map((key) => [key, facts.flatMap((own) => own[key as keyof PaperFacts] as readonly unknown[])]),
  );
  return { ...NO_FACTS, ...all, panel: only("panel"), treatment: only("treatment"), defined: definedIn(facts) };

  function only<K extends "panel" | "treatment">(key: K): PaperFacts[K] {
    const told = files.filter(({ paper }) => paper.facts[key] !== null);
    if (told.length > 1) {
      const [one, two] = told.map(({ reading }) => reading.file);
      throw new UsageError(
        "told_twice",
        `${one} and ${two} both state the ${key} of the paper: leave it to one of them.`,
        {
          got: key,
          files: [one, two],
        },
      );
    }
    return told[0]?.paper.facts[key] ?? null;
  }
}

function definedIn(facts: readonly PaperFacts[]): readonly string[] | null {
  const told = facts.flatMap(({ defined }) => defined ?? []);
  return facts.every(({ defined }) => defined === null) ? null : [...new Set(told)];
}

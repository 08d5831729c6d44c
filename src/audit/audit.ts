/** An audit as a whole: tables, how they were read, what every rule made of them. What reports and records are made of. */

import { didYouMean } from "../base/did-you-mean.js";
import { UsageError } from "../base/errors.js";
import { version } from "../base/version.js";
import type { Engine } from "../engine/kernels/engine.js";
import { distributions } from "../engine/kernels/math.js";
import { auditPaper, type RuleVerdict } from "./audit-paper.js";
import { type NumberedFinding, numberedFindings } from "./numbered.js";
import type { Beneath, PrintedPaper } from "./paper.js";
import type { PaperReading } from "./read/reading.js";
import { type Reading, readingOf } from "./rules/inference/reading/reading.js";
import { RULES } from "./rules/rules.js";

/** Tables and how they were read, before they are judged. */
export interface ReadTables {
  readonly paper: PrintedPaper;
  /** One a file. */
  readonly readings: readonly PaperReading[];
  /** SHA-256 of each file by its name; null where the host has no digest. */
  readonly hashes: Readonly<Record<string, string | null>>;
}

/** What rules take the parentheses of a table for: as it says, or by its cells alone, where it says nothing or something they rule out. */
export interface TakenFor {
  readonly table: string;
  readonly as: Beneath | null;
  readonly basis: Reading["basis"];
}

export interface Audit extends ReadTables {
  readonly taken: readonly TakenFor[];
  readonly verdicts: readonly RuleVerdict[];
  readonly findings: readonly NumberedFinding[];
  readonly version: string;
  /** SHA-256 of the kernels. */
  readonly kernels: string;
}

/** Judges by every rule, or by those of `only`. Throws UsageError `unknown_rule`. */
export function judged(engine: Engine, read: ReadTables, only?: readonly string[]): Audit {
  const unknown = only?.find((name) => !ruleNames().includes(name));
  if (unknown !== undefined) throw noSuchRule(unknown);
  const verdicts = auditPaper(engine, read.paper).filter(({ rule }) => only === undefined || only.includes(rule));
  const tools = distributions(engine);
  const taken = read.paper.tables.map((table) => {
    const { as, basis } = readingOf(table, read.paper, tools);
    return { table: table.name, as, basis };
  });
  return {
    ...read,
    taken,
    verdicts,
    findings: numberedFindings(read.paper, verdicts),
    version,
    kernels: engine.sha256,
  };
}

/** Names of the rules, in their order. */
export const ruleNames = (): string[] => RULES.map(({ name }) => name);

function noSuchRule(name: string): UsageError {
  const known = ruleNames();
  return new UsageError("unknown_rule", `No rule of the audit is called '${name}'${didYouMean(name, known)}`, {
    got: name,
    expected: known,
  });
}

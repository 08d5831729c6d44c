/** An audit as a record: what programs read. Keys are in snake_case, and so are those of facts. */
import type { Language } from "../base/messages.js";
import { deepFreeze } from "../base/objects.js";
import type { Audit, ReadTables } from "./audit.js";
import { type FindingCode, type FindingText, SEVERITIES, type Severity } from "./finding.js";
import { findingText } from "./finding-text.js";
import { countOf } from "./numbered.js";
import type { Beneath, CellRef, PaperFacts, PrintedDescriptives, PrintedTable } from "./paper.js";
import type { PaperReading } from "./read/reading.js";
import type { NotApplied } from "./rules/rule.js";

type Snake<S extends string> = S extends `${infer A}${infer B}`
  ? `${A extends Lowercase<A> ? A : `_${Lowercase<A>}`}${Snake<B>}`
  : "";

/** `T` with its keys in snake_case. */
export type InSnakeCase<T> = T extends readonly (infer E)[]
  ? readonly InSnakeCase<E>[]
  : T extends object
    ? { readonly [K in keyof T as K extends string ? Snake<K> : K]: InSnakeCase<T[K]> }
    : T;

export interface FindingRecord {
  /** As the report marks its cells, "A1". */
  readonly mark: string;
  readonly code: FindingCode;
  readonly rule: string;
  readonly severity: Severity;
  readonly where: readonly CellRef[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly text: FindingText;
}

export interface AuditRecord {
  readonly kind: "audit";
  readonly title: string | null;
  /** As read, each number with the range that rounds to it. */
  readonly tables: readonly InSnakeCase<PrintedTable>[];
  readonly descriptives: readonly InSnakeCase<PrintedDescriptives>[];
  readonly told: InSnakeCase<PaperFacts>;
  readonly readings: readonly InSnakeCase<PaperReading>[];
  /** What rules took parentheses for; null where their cells allow several readings, or none. */
  readonly parentheses: readonly {
    readonly table: string;
    readonly read_as: Beneath | null;
    readonly basis: "stated" | "only" | "instead" | null;
  }[];
  readonly findings: readonly FindingRecord[];
  readonly rules: readonly {
    readonly rule: string;
    readonly judged: number;
    readonly findings: number;
    readonly not_applied: readonly NotApplied[];
  }[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly provenance: {
    readonly version: string;
    readonly kernels_sha256: string;
    readonly inputs: readonly { readonly name: string; readonly format: string; readonly sha256: string | null }[];
  };
}

/** The record, frozen; the texts of findings are in `language`. The same tables give the same record. */
export function auditRecord(audit: Audit, language: Language): AuditRecord {
  const { readings, hashes, verdicts, findings } = audit;
  return deepFreeze({
    kind: "audit",
    ...readParts(audit),
    parentheses: audit.taken.map(({ table, as, basis }) => ({ table, read_as: as, basis })),
    findings: findings.map(({ mark, rule, finding }) => ({
      mark,
      code: finding.code,
      rule,
      severity: finding.severity,
      where: finding.where,
      facts: inSnakeCase<unknown>(finding.facts) as Readonly<Record<string, unknown>>,
      text: findingText(finding, language),
    })),
    rules: verdicts.map(({ rule, judged, findings: own, notApplied }) => ({
      rule,
      judged,
      findings: own.length,
      not_applied: notApplied,
    })),
    counts: Object.fromEntries(SEVERITIES.map((severity) => [severity, countOf(findings, severity)])) as Record<
      Severity,
      number
    >,
    provenance: {
      version: audit.version,
      kernels_sha256: audit.kernels,
      inputs: readings.map(({ file, format }) => ({ name: file, format, sha256: hashes[file] ?? null })),
    },
  });
}

/** The tables and how they were read, before they are judged. */
export const readingRecord = (read: ReadTables) => deepFreeze({ kind: "audit_reading" as const, ...readParts(read) });

const readParts = ({ paper, readings }: ReadTables) => ({
  title: paper.title,
  tables: inSnakeCase(paper.tables),
  descriptives: inSnakeCase(paper.descriptives),
  told: inSnakeCase(paper.facts),
  readings: inSnakeCase(readings),
});

/** A copy with the keys of objects in snake_case. */
function inSnakeCase<T>(value: T): InSnakeCase<T> {
  if (typeof value !== "object" || value === null) return value as InSnakeCase<T>;
  if (Array.isArray(value)) return value.map(inSnakeCase) as InSnakeCase<T>;
  return Object.fromEntries(
    Object.entries(value).map(([key, own]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      inSnakeCase(own),
    ]),
  ) as InSnakeCase<T>;
}

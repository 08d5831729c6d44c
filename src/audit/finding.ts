/**
 * What an audit finds: a code with typed facts and the cells it is about. Sentences are made of the facts in `rules/messages` in either
 * language. A finding says what printed numbers are inconsistent with, never that anything is wrong.
 */

import type { CellRef } from "./paper.js";
import type { Range } from "./printed.js";

/**
 * How much is said. `inconsistent`: no data could give these numbers, rounding granted, under what the table itself states; `conditional`: they
 * fit only under what the table does not state, such as classical errors; `unusual`: possible, but seldom; `unreported`: something a reader
 * needs is not there, or not defined.
 */
export const SEVERITIES = ["inconsistent", "conditional", "unusual", "unreported"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Facts of each code; every rule's file of messages adds its own (`declare module`). */
// biome-ignore lint/suspicious/noEmptyInterface: open, for the rules to add to
export interface FindingFacts {}
export type FindingCode = keyof FindingFacts;

/** A finding; `where[0]` is the cell it is shown beside. */
export interface Finding<C extends FindingCode = FindingCode> {
  readonly code: C;
  readonly severity: Severity;
  readonly where: readonly CellRef[];
  readonly facts: FindingFacts[C];
}

/** A finding whose facts are those of its code. */
export const finding = <C extends FindingCode>(
  code: C,
  severity: Severity,
  where: readonly CellRef[],
  facts: FindingFacts[C],
): Finding<C> => ({ code, severity, where, facts });

/** What is said of a finding, in one language. */
export interface FindingText {
  /** One line: "R² is what pooled least squares with classical errors would give". */
  readonly title: string;
  readonly expected: string;
  readonly found: string;
  /** The reckoning with its numbers, and the range that rounding allows. */
  readonly arithmetic: string;
  /** What else could explain it; empty only where nothing could. */
  readonly otherwise: readonly string[];
}

/** A range as facts have it: JSON has no infinity. */
export const rangeFacts = ({ low, high }: Range): readonly [number | null, number | null] => [
  Number.isFinite(low) ? low : null,
  Number.isFinite(high) ? high : null,
];

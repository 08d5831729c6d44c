/**
 * What a rule gives: a fact about the data as a code with typed numbers, how grave it is and where it lies. Its sentences, what was
 * found and what to do, are in `messages`. Knows no rule.
 */
import type { FactsOf, Note, NoteDetail } from "../base/messages.js";
import { FINDINGS, type RuleName } from "./messages.js";

/**
 * `serious`: an estimate would not be what it is taken for. `look`: it may be right, and someone who knows the data must say so.
 * `note`: good to know before a regression is written.
 */
export const SEVERITIES = ["serious", "look", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where a finding lies: names of columns and units, periods, rows numbered from 1; the first of many. */
export interface Where {
  readonly columns?: readonly string[];
  readonly units?: readonly string[];
  readonly periods?: readonly number[];
  readonly rows?: readonly number[];
}

type Facts = FactsOf<typeof FINDINGS>;
export type FindingCode = keyof Facts;

/** `message` says what was found, in English; `detail` has its facts. */
export interface Finding extends Note {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly rule: RuleName;
  readonly where: Where;
}

/** Names and rows that a finding lists. */
export const MOST_NAMED = 10;

/** A finding of `rule`. */
export function finding<C extends FindingCode>(
  rule: RuleName,
  severity: Severity,
  code: C,
  facts: Facts[C],
  where: Where = {},
): Finding {
  const { en } = FINDINGS[code];
  const message = typeof en === "string" ? en : en(facts);
  return { code, message, detail: facts as NoteDetail, rule, severity, where: cut(where) };
}

function cut({ columns, units, periods, rows }: Where): Where {
  return {
    ...(columns === undefined ? {} : { columns }),
    ...(units === undefined ? {} : { units: units.slice(0, MOST_NAMED) }),
    ...(periods === undefined ? {} : { periods }),
    ...(rows === undefined ? {} : { rows: rows.slice(0, MOST_NAMED) }),
  };
}

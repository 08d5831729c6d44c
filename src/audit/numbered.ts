/**
 * Findings in the order they are shown in, each with the mark that stands beside its cells: a letter for its severity, A the gravest, and a
 * number. Computes nothing and has no words.
 */
import type { MarkGrade } from "../report/table-model.js";
import type { RuleVerdict } from "./audit-paper.js";
import { type Finding, SEVERITIES, type Severity } from "./finding.js";
import type { PrintedPaper } from "./paper.js";

/** A finding with its mark, "A1". */
export interface NumberedFinding {
  readonly mark: string;
  readonly grade: MarkGrade;
  readonly rule: string;
  readonly finding: Finding;
}

const LETTERS = "ABCD";

export const gradeOf = (severity: Severity): MarkGrade => (SEVERITIES.indexOf(severity) + 1) as MarkGrade;

/** The letter of a severity. */
export const letterOf = (severity: Severity): string => LETTERS[SEVERITIES.indexOf(severity)]!;

/** Tables of regressions, then tables of means: names in the order of the paper. */
export const tableNames = ({ tables, descriptives }: PrintedPaper): string[] =>
  [...tables, ...descriptives].map(({ name }) => name);

/** All findings by severity; those of one severity by table, then in the order of the rules. */
export function numberedFindings(paper: PrintedPaper, verdicts: readonly RuleVerdict[]): NumberedFinding[] {
  const names = tableNames(paper);
  const all = verdicts.flatMap(({ rule, findings }) => findings.map((finding) => ({ rule, finding })));
  return SEVERITIES.flatMap((severity) => {
    const own = all.filter(({ finding }) => finding.severity === severity);
    const tableOf = ({ finding }: { readonly finding: Finding }): number =>
      names.indexOf(finding.where[0]?.table ?? "");
    return own
      .toSorted((a, b) => tableOf(a) - tableOf(b))
      .map((found, i) => ({ ...found, mark: `${letterOf(severity)}${i + 1}`, grade: gradeOf(severity) }));
  });
}

export const countOf = (findings: readonly NumberedFinding[], severity: Severity): number =>
  findings.filter(({ finding }) => finding.severity === severity).length;

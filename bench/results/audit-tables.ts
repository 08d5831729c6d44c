/**
 * The study of the audit in Markdown. Numbers in, lines out; computes nothing but shares.
 */
import type { CleanResult, PlantedCount, PlantedResult } from "../audit/study.js";

export interface AuditStudy {
  readonly machine: string;
  readonly date: string;
  readonly seconds: number;
  /** How tables went from print to the audit: the formats they were written in and read from. */
  readonly formats: readonly string[];
  readonly clean: CleanResult;
  readonly planted: PlantedResult;
  /** Tables audited in a second of one thread, reading not counted, and reading counted. */
  readonly perSecond: { readonly audited: number; readonly read: number };
}

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
const percent = (part: number, whole: number): string => (whole === 0 ? "" : `${((100 * part) / whole).toFixed(1)}%`);

/** What honest papers are told, and what becomes of planted errors. */
export function auditTables({ clean, planted, formats, perSecond, seconds }: AuditStudy): string[] {
  const total = sumOf(planted.kinds);
  const accused = clean.byRule.filter(({ severity }) => severity === "inconsistent");
  return [
    `${clean.papers} papers without an error, their tables rounded as journals do and read back from ${formats.join(", ")}:`,
    `${accused.reduce((sum, { findings }) => sum + findings, 0)} findings of severity "inconsistent". Others:`,
    "",
    line(["rule", "finding", "severity", "papers", "findings"]),
    line(["---", "---", "---", "---:", "---:"]),
    ...clean.byRule.map(({ rule, code, severity, papers, findings }) => line([rule, code, severity, papers, findings])),
    "",
    `${total.planted} papers with one planted error each. Detectable: brute force over the printed digits finds that no data could give them under`,
    "what is stated, or that a reader would ask (severities below inconsistent). Elsewhere: papers in which the error brings up findings about",
    "other columns alone. Beyond: found though brute force has nothing against them, as under conditions the table does not state.",
    "",
    line([
      "error",
      "planted",
      "detectable",
      "undetectable",
      "found",
      "of detectable",
      "as inconsistent",
      "beyond",
      "elsewhere",
    ]),
    line(["---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:"]),
    ...[...planted.kinds, total].map((one) => {
      const { kind, planted: all, detectable, found, inconsistent, beyond, elsewhere } = one;
      const cells = [all, detectable, percent(all - detectable, all), found, percent(found, detectable), inconsistent];
      return line([kind, ...cells, beyond, elsewhere]);
    }),
    "",
    `Called inconsistent though brute force can't show it: ${planted.unproven.length} papers.`,
    `Tables audited a second on one thread: ${Math.round(perSecond.audited)}, ${Math.round(perSecond.read)} with reading. The whole study took ${seconds} s.`,
  ];
}

/** All kinds together. */
export function sumOf(kinds: readonly PlantedCount[]): PlantedCount {
  const sum = (of: (one: PlantedCount) => number) => kinds.reduce((total, one) => total + of(one), 0);
  return {
    kind: "all",
    planted: sum(({ planted }) => planted),
    detectable: sum(({ detectable }) => detectable),
    hard: sum(({ hard }) => hard),
    found: sum(({ found }) => found),
    inconsistent: sum(({ inconsistent }) => inconsistent),
    beyond: sum(({ beyond }) => beyond),
    elsewhere: sum(({ elsewhere }) => elsewhere),
  };
}

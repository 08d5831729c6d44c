/**
 * Rows of tables whose variable the text does not define. Constants need no definition; lags, differences, powers, logarithms and products
 * are defined by what they are made of.
 */
import { nearest } from "../../../../base/did-you-mean.js";
import { columnsOf, estimateRef } from "../../../cells.js";
import { finding } from "../../../finding.js";
import type { CellRef, PrintedPaper } from "../../../paper.js";
import type { Judgement, Rule } from "../../rule.js";

export const undefinedVariables: Rule = {
  name: "undefined_variables",
  judge(paper: PrintedPaper): Judgement {
    const { defined } = paper.facts;
    if (defined === null) return { judged: 0, findings: [], notApplied: [{ where: null, lacks: "defined" }] };
    const known = new Set(defined.map(plain));
    const cells = new Map<string, [CellRef, ...CellRef[]]>();
    for (const { table, column } of columnsOf(paper)) {
      for (const estimate of column.estimates) {
        const ref = estimateRef(table, column, estimate);
        const those = cells.get(estimate.term);
        if (those === undefined) cells.set(estimate.term, [ref]);
        else those.push(ref);
      }
    }
    const findings = [...cells]
      .filter(([term]) => !isDefined(term, known))
      .map(([variable, where]) =>
        finding("undefined_variable", "unreported", where, {
          variable,
          cells: where.length,
          near: nearest(variable, defined) ?? null,
        }),
      );
    return { judged: cells.size, findings, notApplied: [] };
  },
};

const CONSTANT = /^\(?_?(?:cons|const|constant|intercept|常数项?|截距项?)\.?\)?$/i;

const plain = (name: string): string => name.toLowerCase().replace(/[\s_\-{}$\\.]/g, "");

/** Signs between factors of a product. */
const TIMES = /\s*(?:##?|×|✕|\*|·|:|\s[xX]\s)\s*/u;

/** What a transformed variable is written with, around the variable itself. */
const AROUND: readonly RegExp[] = [
  /^(?:[lfds]\d*|ld\d*|dl\d*)\.(.+)$/i,
  /^(?:i|c|o|b|ib?\d+|\d+b?|\d+\.?o?)\.(.+)$/i,
  /^(?:ln|log|log10|log2|lg|sqrt|exp|asinh|ihs|abs|std|z|d|dlog|dln|Δ|∆|delta|diff|lag(?:ged)?\d?|lead\d?|l\d?)[\s_.]*\(?(.+?)\)?$/iu,
  /^(.+?)\s*(?:\^\s*\{?\d\}?|[²³]|_?sq(?:r|uared?)?|\s+squared?|_?2)$/iu,
  /^(.+?)[\s_]*[({[]?\s*(?:t\s*)?[-−+]\s*\d+\s*[)}\]]?$/iu,
  /^(.+?)[\s_]*(?:lag(?:ged)?\s*\d?|[_{(]+t[)}]?)$/iu,
  /^(.+?)\s*\(.*\)$/u,
  /^(.+?)\s*[=≥>≤<].*$/u,
];

function isDefined(term: string, known: ReadonlySet<string>): boolean {
  const name = term.trim();
  if (CONSTANT.test(name) || known.has(plain(name))) return true;
  const factors = name.split(TIMES).filter((factor) => factor !== "");
  if (factors.length > 1) return factors.every((factor) => isDefined(factor, known));
  return AROUND.some((pattern) => {
    const inner = pattern.exec(name)?.[1];
    return inner !== undefined && inner.length < name.length && isDefined(inner, known);
  });
}

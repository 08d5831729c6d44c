/** R2 of least squares on one sample: it cannot fall when regressors are added. */
import { columnAt, statisticOf, statisticRef } from "../../../cells.js";
import { type Finding, finding, type Severity } from "../../../finding.js";
import type { PrintedColumn, PrintedPaper } from "../../../paper.js";
import type { Judgement, Rule } from "../../rule.js";
import { constantOf, effectsOf, mentionsEffects, slopesOf } from "../reading/columns.js";
import { asCut } from "../reading/evidence.js";

export const NESTED_R2: Rule = {
  name: "nested_r2",
  judge(paper: PrintedPaper): Judgement {
    const findings: Finding[] = [];
    let judged = 0;
    for (const { columns, says } of paper.facts.sameSample) {
      const all = columns.flatMap((at) => columnAt(paper, at) ?? []);
      for (const small of all) {
        for (const large of all) {
          if (small === large || !isNested(small.column, large.column)) continue;
          const [a, b] = [statisticOf(small.column, "r2"), statisticOf(large.column, "r2")];
          if (a === undefined || b === undefined) continue;
          judged++;
          if (a.value.low <= b.value.high) continue;
          const fitsCut = asCut(a.value).low <= asCut(b.value).high;
          // with effects one may be the within R2 and the other not; without a constant R2 is of another sum of squares
          const hasEffects = effectsOf(small.column).length > 0 || effectsOf(large.column).length > 0;
          const isOther = [small.table, large.table].some(mentionsEffects);
          const isPlain = [small.column, large.column].every(({ estimator }) => estimator === "ols");
          const constants = [small.column, large.column].map((column) => constantOf(column) !== undefined);
          const isSure = isPlain && !hasEffects && !isOther && !fitsCut && constants[0] === constants[1];
          const severity: Severity = isSure ? "inconsistent" : "conditional";
          findings.push(
            finding(
              "r2_falls",
              severity,
              [statisticRef(large.table, large.column, b), statisticRef(small.table, small.column, a)],
              {
                small: { table: small.table.name, column: small.column.name, r2: a.value.text },
                large: { table: large.table.name, column: large.column.name, r2: b.value.text },
                added: without(termsOf(large.column), termsOf(small.column)),
                says,
                hasEffects: hasEffects || isOther,
                fitsCut,
              },
            ),
          );
        }
      }
    }
    return { judged, findings, notApplied: [] };
  },
};

const termsOf = (column: PrintedColumn): readonly string[] => slopesOf(column).map(({ term }) => term);
const without = (a: readonly string[], b: readonly string[]): readonly string[] => a.filter((one) => !b.includes(one));

/** Whether `large` has all that `small` has, of the same outcome, rows and weights, and more. */
function isNested(small: PrintedColumn, large: PrintedColumn): boolean {
  const isLeastSquares = [small, large].every(({ estimator }) => estimator === "ols" || estimator === null);
  const rows = [small, large].map((column) => statisticOf(column, "nobs")?.value.value);
  return (
    isLeastSquares &&
    small.hiddenRegressors === false &&
    small.outcome === large.outcome &&
    small.weighted === large.weighted &&
    rows[0] !== undefined &&
    rows[0] === rows[1] &&
    without(termsOf(small), termsOf(large)).length === 0 &&
    without(effectsOf(small), effectsOf(large)).length === 0 &&
    termsOf(large).length > termsOf(small).length
  );
}

/**
 * Few clusters. With G of them t has G - 1 degrees of freedom at most (Bester, Conley & Hansen 2011; Cameron & Miller 2015), whose critical
 * values lie above the normal's: stars that only the normal gives, and columns with so few that no critical value is sure.
 */

import { FEW_CLUSTERS } from "../../../../regression/few-clusters.js";
import { columnRef, estimateRef } from "../../../cells.js";
import { type Finding, finding, rangeFacts } from "../../../finding.js";
import type { PrintedColumn, PrintedEstimate, PrintedPaper, PrintedTable } from "../../../paper.js";
import type { Distributions, Judgement, NotApplied, Rule } from "../../rule.js";
import { clustersOf, hasOtherTests } from "../reading/columns.js";
import { evidenceOf, sizeOfStatistic } from "../reading/evidence.js";
import { claimed, type Levels, levelsOf } from "../reading/levels.js";
import { type Reading, readingOf } from "../reading/reading.js";
import { critical, pOf } from "../reading/tails.js";

const LEVELS = [0.1, 0.05, 0.01] as const;

export const CLUSTERS: Rule = {
  name: "few_clusters",
  judge(paper: PrintedPaper, d: Distributions): Judgement {
    const findings: Finding[] = [];
    const notApplied: NotApplied[] = [];
    let judged = 0;
    for (const table of paper.tables) {
      const reading = readingOf(table, paper, d);
      const levels = levelsOf(table, paper);
      for (const column of table.columns) {
        if (column.errors !== "cluster" && column.errors !== null) continue;
        const clusters = clustersOf(column);
        if (clusters === null) {
          if (column.errors === "cluster") notApplied.push({ where: columnRef(table, column), lacks: "clusters" });
          continue;
        }
        judged++;
        for (const estimate of column.estimates) {
          findings.push(...lostStars(table, column, estimate, clusters, reading, levels, d));
        }
        if (clusters < FEW_CLUSTERS.effective && !hasOtherTests(table, column)) {
          findings.push(
            finding("few_clusters", "unusual", [columnRef(table, column)], {
              column: column.name,
              clusters,
              bound: FEW_CLUSTERS.effective,
              criticals: LEVELS.map((level) => ({
                level,
                t: critical(level, clusters - 1, d),
                normal: critical(level, Number.POSITIVE_INFINITY, d),
              })),
            }),
          );
        }
      }
    }
    return { judged, findings, notApplied };
  },
};

/** Stars that the normal gives and t with G - 1 degrees of freedom doesn't. */
function lostStars(
  table: PrintedTable,
  column: PrintedColumn,
  estimate: PrintedEstimate,
  clusters: number,
  reading: Reading,
  levels: Levels,
  d: Distributions,
): readonly Finding[] {
  const claim = claimed(levels, estimate.stars);
  if (estimate.stars === "" || claim === undefined) return [];
  const evidence = evidenceOf(estimate, table, reading);
  const size = sizeOfStatistic(estimate.estimate, evidence);
  // stars by a printed p are that p's, whatever its degrees of freedom
  if (size === null || evidence.p !== null || hasOtherTests(table, column)) return [];
  const [p, normal] = [pOf(size, clusters - 1, d), pOf(size, Number.POSITIVE_INFINITY, d)];
  if (p.low <= claim || normal.low > claim) return [];
  return [
    finding("stars_of_few_clusters", "conditional", [estimateRef(table, column, estimate)], {
      term: estimate.term,
      estimate: estimate.estimate.text,
      stars: estimate.stars,
      parenthesis: estimate.parenthesis?.text ?? "",
      claimed: claim,
      levelBasis: levels.basis,
      clusters,
      size: rangeFacts(size),
      p: rangeFacts(p),
      normal: rangeFacts(normal),
      critical: critical(claim, clusters - 1, d),
    }),
  ];
}

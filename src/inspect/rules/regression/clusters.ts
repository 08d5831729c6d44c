/** Few clusters, and few that are treated or untreated: errors by cluster are then too small, and tests reject too often. */

import { type Category, MISSING_CODE } from "../../../base/columns.js";
import { categoryOf } from "../../../data/panel/codes.js";
import { combine } from "../../../data/panel/order.js";
import { FEW_CLUSTERS } from "../../../regression/few-clusters.js";
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import type { Inspected } from "../../inspected.js";
import { everTreated } from "../../measure/units.js";
import type { InspectRule } from "../rule.js";

/** Below the first, errors by cluster need a second look; below the second, another method. */
const { inspected: FEW, suggested: VERY_FEW, treatedUnits: FEW_TREATED } = FEW_CLUSTERS;

export const clusters: InspectRule = {
  name: "clusters",
  needs: ["cluster"],
  limits: { few: FEW, veryFew: VERY_FEW, treated: FEW_TREATED },
  find(data) {
    const { table, cluster } = data;
    const by = combine(cluster!.map((name) => categoryOf(table.column(name))));
    const used = data.completeRows();
    const seen = new Uint8Array(by.nLevels);
    by.codes.forEach((code, row) => {
      if (code !== MISSING_CODE && used[row] === 1) seen[code] = 1;
    });
    const count = seen.reduce((sum, one) => sum + one, 0);
    if (count === 0) return [];
    const where = { columns: cluster! };
    return [
      ...(count >= FEW
        ? []
        : [
            finding(
              "clusters",
              count < VERY_FEW ? "serious" : "look",
              "few_clusters",
              { by: by.name, count, limit: FEW },
              where,
            ),
          ]),
      ...byTreatment(data, by, used, count),
    ];
  },
};

/** Clusters with a unit that is treated at some time, and with one that never is. */
function byTreatment({ design, panel, cluster }: Inspected, by: Category, used: Uint8Array, count: number): Finding[] {
  if (design === undefined || panel === undefined) return [];
  const ever = everTreated(design);
  const [treated, untreated] = [new Uint8Array(by.nLevels), new Uint8Array(by.nLevels)];
  by.codes.forEach((code, row) => {
    if (code === MISSING_CODE || used[row] === 0) return;
    const group = ever[panel.unit.codes[row]!]!;
    if (group === 1) treated[code] = 1;
    if (group === 0) untreated[code] = 1;
  });
  const [nTreated, nUntreated] = [treated, untreated].map((own) => own.reduce((sum, one) => sum + one, 0)) as [
    number,
    number,
  ];
  const say = (code: "few_treated_clusters" | "few_untreated_clusters", n: number): Finding[] =>
    n === 0 || n >= FEW_TREATED
      ? []
      : [
          finding(
            "clusters",
            n < FEW_TREATED / 2 ? "serious" : "look",
            code,
            { by: by.name, count: n, of: count, limit: FEW_TREATED },
            { columns: cluster! },
          ),
        ];
  return [...say("few_treated_clusters", nTreated), ...say("few_untreated_clusters", nUntreated)];
}

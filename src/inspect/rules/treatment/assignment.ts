/** Columns coarser than the clusters within which treatment does not differ: it may have been assigned at their level, where errors would lie. */
import { panelLevels } from "../../../verbs/assignment/of-panel.js";
import { finding } from "../../finding.js";
import type { InspectRule } from "../rule.js";

export const assignment: InspectRule = {
  name: "assignment",
  needs: ["panel", "treatment", "cluster"],
  limits: {},
  find({ panel, design, cluster, outcomes }) {
    const { clusters, levels } = panelLevels(panel!, design!, cluster!, outcomes);
    if (levels.length === 0) return [];
    const facts = { by: clusters.name, clusters: clusters.nLevels, levels };
    return [finding("assignment", "look", "assignment_open", facts, { columns: levels.map(({ column }) => column) })];
  },
};

/**
 * Few clusters where a panel says who is treated when: the treatment net of the effects and covariates of the formula, as it would be a regressor.
 */
import type { Category } from "../../base/columns.js";
import { WasmetricsError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import { withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { makeSpec } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { leastSquares } from "../../regression/least-squares/least-squares.js";
import { type PanelTreatment, treatedRows } from "../assignment/of-panel.js";
import { fewClustersNote, fewestOf, sharesOf, treatmentFacts } from "./notes.js";

/** A design: rows of the panel in an order, and clusters of these. */
interface Design {
  readonly panel: Panel;
  readonly spec: ModelSpec;
  readonly rows: Uint32Array;
  readonly treatment: PanelTreatment;
  readonly weights?: string | undefined;
  /** The type of the variance. */
  readonly vcov: string;
  readonly clusterings: readonly Pick<Category, "name" | "codes" | "nLevels">[];
}

/** The note; none with many clusters. */
export function fewClustersOf(engine: Engine, design: Design): Note[] {
  const clusters = fewestOf(design.vcov, design.clusterings);
  if (clusters === undefined) return [];
  const { panel, rows, treatment } = design;
  const treated = Float64Array.from(treatedRows(panel, treatment, rows), (kind) => (kind === 2 ? Number.NaN : kind));
  const facts =
    netFacts(engine, design, treated, clusters.name.split("^")) ??
    (treated.some(Number.isNaN) ? null : treatmentFacts(treatment.column, treated, clusters, null));
  return [fewClustersNote(design.vcov, clusters, facts === null ? [] : [facts])];
}

/** By a regression of the treatment on all else; null where there is none, as of a treatment that the effects absorb. */
function netFacts(
  engine: Engine,
  { panel, spec, rows, treatment, weights }: Design,
  treated: Float64Array,
  by: readonly string[],
) {
  const values = new Float64Array(panel.table.nRows).fill(Number.NaN);
  rows.forEach((row, i) => {
    values[row] = treated[i]!;
  });
  let name = "treated";
  while (panel.table.has(name)) name += "_";
  const table = withColumns(panel.table, [{ kind: "numeric", name, values }]);
  const model = makeSpec({ ...spec, lhs: { kind: "name", name } });
  const variance = { type: "cluster", by: [by] } as const;
  const options = { fixefRm: "none", ...(weights === undefined ? {} : { weights }) } as const;
  try {
    return engine.scope((scope) => {
      const made = leastSquares(engine, scope, { ...panel, table }, model, variance, options);
      const { clusterings, clusterTerms } = made.clusters(variance);
      const shares = () => sharesOf(engine, scope, made.result.fit.uHat, clusterTerms[0]!);
      return treatmentFacts(treatment.column, made.y.numbers(), clusterings[0]!, shares);
    });
  } catch (error) {
    if (error instanceof WasmetricsError) return null;
    throw error;
  }
}

/**
 * What stages on customs rows need of the study: the block `quality`.
 */
import { UsageError } from "../../base/errors.js";
import type { KeyPath, StudyFile } from "../file/study-file.js";
import type { QualityMade } from "../inputs/quality.js";
import type { QualitySpec } from "../inputs/quality-block.js";
import type { StageNode } from "../run/stage-node.js";

/** The block and its node. Throws UsageError `stage_needs_quality`, at `path`, in a study without one. */
export function neededQuality(
  file: StudyFile,
  path: KeyPath,
  kind: string,
  quality: StageNode<QualityMade> | null,
): { readonly spec: QualitySpec; readonly node: StageNode<QualityMade> } {
  const { spec } = file;
  if (quality !== null && spec.quality !== undefined) return { spec: spec.quality, node: quality };
  throw new UsageError(
    "stage_needs_quality",
    `${file.at(path)}: a stage ${kind} is about the rows the block quality makes, and this study has no such block; add quality: {data: DATA SOURCE, ...}, or leave the stage out.`,
    { got: null, expected: "a study with quality" },
  );
}

/** The column that plays `role`: as the block says, else of the role's own name. */
export const roleColumn = ({ columns }: QualitySpec, role: "firm" | "year" | "value"): string =>
  columns?.[role] ?? role;

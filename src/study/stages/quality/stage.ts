/**
 * Stage `quality`: how the quality of customs rows is distributed, and what other sources of sigma would make of
 * the ranks of cities or firms. What is shown of it is made elsewhere.
 */

import { categoryOf } from "../../../data/panel/codes.js";
import { binsOf, distributionOf, distributionsBy } from "../../../trade/quality/summary.js";
import { qualitySensitivity } from "../../../trade/sensitivity/fit.js";
import { planSensitivity } from "../../../trade/sensitivity/plan.js";
import type { QualitySensitivityOptions, SigmaChoice } from "../../../trade/sensitivity/verb.js";
import { locating, requireColumn, type StudyFile } from "../../file/study-file.js";
import type { QualityMade } from "../../inputs/quality.js";
import type { SigmaSource } from "../../inputs/quality-block.js";
import { type FindSource, qualityOptions, sigmaOf } from "../../inputs/quality-block.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { neededQuality, roleColumn } from "../model-choice.js";
import { ownNotes } from "../own-notes.js";
import type { Stage, StagePlace } from "../stage.js";
import { presentQuality, type QualityStageResult } from "./present.js";
import type { QualityStageSpec } from "./schema.js";

/**
 * The stage `place.name`, as `spec` says; `find` gives the table of a data source. Throws UsageError in a study without
 * quality and for a source that is none, DataError for a column that is not there.
 */
export function qualityShownStage(
  file: StudyFile,
  place: StagePlace,
  spec: QualityStageSpec,
  quality: StageNode<QualityMade> | null,
  find: FindSource,
): Stage<QualityStageResult> {
  const path = ["stages", place.name];
  const { spec: block, node } = neededQuality(file, path, "quality", quality);
  const hashes = new Set<string>();
  const read: FindSource = (at, name) => {
    const table = find(at, name);
    hashes.add(`${name} ${table.source.sha256}`);
    return table;
  };
  const rows = read(["quality", "data"], block.data);
  const by = spec.by ?? roleColumn(block, "year");
  requireColumn(file, spec.by === undefined ? path : [...path, "by"], by, rows);
  const sources = spec.sensitivity ?? [];
  const sigmas = [block.sigma, ...sources].map(
    (source, i): SigmaChoice => ({
      label: labelOf(source),
      sigma: sigmaOf(source, i === 0 ? ["quality", "sigma"] : [...path, "sensitivity", i - 1], read),
    }),
  );
  const { by: _by, sigma: _sigma, quantiles: _q, literal: _l, ...shared } = qualityOptions(block, read);
  const { normalise = "product^year", normaliseRule, ...options } = shared;
  const roles = Object.entries(block.columns ?? {}).filter(([, column]) => column !== undefined);

  const compared: QualitySensitivityOptions = {
    ...Object.fromEntries(roles),
    ...options,
    sigmas,
    normalisations: [
      { label: normalise, options: { normalise, ...(normaliseRule === undefined ? {} : { normaliseRule }) } },
    ],
    ...(spec.cells === undefined ? {} : { by: spec.cells }),
    base: 0,
  };
  if (sources.length > 0) locating(file, [...path, "sensitivity"], () => planSensitivity(rows, compared));

  const run = ([made]: readonly [QualityMade], { engine, progress }: StageTools): QualityStageResult =>
    locating(file, path, () => {
      const values = { quality: made.rows.numeric("quality"), r_quality: made.rows.numeric("r_quality") };
      const groups = categoryOf(made.rows.column(by));
      const [raw, unit] = [values.quality, values.r_quality].map((x) => distributionsBy(engine, x, groups));
      const levels = Array.from({ length: groups.nLevels }, (_, g) => ({
        level: groups.label(g),
        quality: raw![g]!,
        r_quality: unit![g]!,
      }));
      return {
        data: made.data,
        record: made.record,
        truth: made.truth,
        by,
        groups: levels.filter((group) => group.quality.n > 0),
        all: { quality: distributionOf(engine, values.quality), r_quality: distributionOf(engine, values.r_quality) },
        bins: { quality: binsOf(engine, values.quality), r_quality: binsOf(engine, values.r_quality) },
        sensitivity:
          sources.length === 0
            ? null
            : qualitySensitivity(engine, rows, { ...compared, onProgress: ({ fraction }) => progress(fraction) }),
      };
    });
  const reads = { ...computedPart(spec), block, hashes: [...hashes].sort() };
  return {
    node: stageNode({ name: place.name, share: 1 + 4 * sources.length, reads, needs: [node], run }),
    present: (made, { panel }) =>
      presentQuality(file, place, spec, made, (notes) =>
        ownNotes(notes, { notes: [...panel.table.notes, ...rows.notes] }),
      ),
  };
}

/** A number or a word is its own name, a table has that of its data source. */
const labelOf = (source: SigmaSource): string =>
  typeof source === "object" ? `table:${source.table}` : String(source);

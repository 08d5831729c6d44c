/**
 * Stage `decomposition`: the change of the weighted mean of quality, on the rows of the block `quality`, as a
 * table and a figure.
 */

import { ownOf } from "../../../base/objects.js";
import { selectRows, type Table } from "../../../data/table/table.js";
import { formatCount } from "../../../report/format-number.js";
import { figureOfDecomposition } from "../../../trade/decompose/figure.js";
import { decompose } from "../../../trade/decompose/fit.js";
import { decompositionWords as words } from "../../../trade/decompose/messages.js";
import type { DecompositionRecord } from "../../../trade/decompose/record.js";
import { decompositionTable } from "../../../trade/decompose/table.js";
import { locating, requireColumn, type StudyFile } from "../../file/study-file.js";
import type { QualityMade } from "../../inputs/quality.js";
import type { FindSource } from "../../inputs/quality-block.js";
import { qualityWords } from "../../messages/quality-stage.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { neededQuality, roleColumn } from "../model-choice.js";
import { ownNotes } from "../own-notes.js";
import type { About, Stage, StagePlace, StageShown } from "../stage.js";
import { figureId, figureTitle, tableId, tableTitle } from "../stage.js";
import type { DecompositionSpec } from "./schema.js";

/**
 * The stage `place.name`, as `spec` says; `find` gives the table of a data source. Throws UsageError in a study without
 * quality, DataError for a column that is not there.
 */
export function decompositionStageOf(
  file: StudyFile,
  place: StagePlace,
  spec: DecompositionSpec,
  quality: StageNode<QualityMade> | null,
  find: FindSource,
): Stage<DecompositionRecord> {
  const path = ["stages", place.name];
  const { spec: block, node } = neededQuality(file, path, "decomposition", quality);
  const { outcome, by, pairs, method, from, to } = spec;
  const rows = find(["quality", "data"], block.data);
  const columns = { unit: spec.unit ?? roleColumn(block, "firm"), weight: spec.weight ?? roleColumn(block, "value") };
  for (const role of ["unit", "weight"] as const) {
    requireColumn(file, spec[role] === undefined ? path : [...path, role], columns[role], rows);
  }
  const run = ([made]: readonly [QualityMade], { engine }: StageTools): DecompositionRecord =>
    locating(file, path, () =>
      decompose(engine, measuredRows(made), {
        ...{ outcome, by, pairs, method },
        ...columns,
        time: roleColumn(block, "year"),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      }),
    );
  const reads = { ...computedPart(spec), columns: block.columns };
  return {
    node: stageNode({ name: place.name, share: 1, reads, needs: [node], run }),
    present: (record, made) =>
      present(file, place, spec, { ...record, notes: ownNotes(record.notes, made.panel.table) }, record),
  };
}

/** The rows of the quality run: those without a quality may have no weight either. */
function measuredRows({ rows }: QualityMade): Table {
  const quality = rows.numeric("quality");
  return selectRows(
    rows,
    Uint32Array.from(quality.keys()).filter((row) => !Number.isNaN(quality[row]!)),
  );
}

function present(
  file: StudyFile,
  place: StagePlace,
  spec: DecompositionSpec,
  decomposed: DecompositionRecord,
  record: DecompositionRecord,
): StageShown {
  const { language } = place;
  const labels = { ...file.spec.labels, ...spec.labels };
  const named: DecompositionRecord = {
    ...decomposed,
    unit: ownOf(labels, record.unit) ?? record.unit,
    weight: ownOf(labels, record.weight) ?? record.weight,
    outcome: ownOf(labels, record.outcome) ?? record.outcome,
    by: record.by === null ? null : (ownOf(labels, record.by) ?? record.by),
  };
  const caption = spec.caption ?? words.caption[language](named.outcome);
  const about: About = {
    sample: qualityWords.sample[language](formatCount(record.nobs), record.provenance.data),
    variance: null,
    seed: null,
  };
  const table = decompositionTable(named, { title: tableTitle(place, caption), language });
  return {
    name: place.name,
    exhibits: [
      {
        kind: "table",
        id: tableId(place),
        stage: place.name,
        table: { ...table, notes: [...table.notes, ...spec.notes] },
        about,
      },
      {
        kind: "figure",
        id: figureId(place),
        stage: place.name,
        caption: figureTitle(place, caption),
        notes: [],
        about,
        spec: (look) => figureOfDecomposition(named, { ...look, language, title: caption }),
      },
    ],
    data: {},
    record: { stage: "decomposition", ...record },
    cautions: [],
    findings: [],
  };
}

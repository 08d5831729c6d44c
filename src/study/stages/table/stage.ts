/**
 * Stage `table`: columns of earlier stages side by side. Estimates nothing.
 */

import { USUAL_STARS } from "../../../report/regression/regression-table.js";
import { modelTable } from "../../../verbs/table/model-table.js";
import { located, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { stageNode } from "../../run/stage-node.js";
import { aboutStudy, termWords, truthFacts } from "../beneath.js";
import { ownNotes } from "../own-notes.js";
import type { Stage, StagePlace, StageResult, StageShown } from "../stage.js";
import { tableId, tableTitle } from "../stage.js";
import { calledBy, type TakenColumn, takenColumns, takenEstimates, treatmentTerm } from "../taken-columns.js";
import type { TableSpec } from "./schema.js";

/**
 * The stage `place.name`, as `spec` says, with the stages `earlier` than it in the file. Throws UsageError for a stage that
 * is none of them or has no columns of estimates.
 */
export function tableStage(
  file: StudyFile,
  place: StagePlace,
  spec: TableSpec,
  earlier: ReadonlyMap<string, Stage>,
): Stage<readonly TakenColumn[]> {
  const path = ["stages", place.name, "columns"];
  const { needs, take } = takenColumns(file, path, spec.columns, earlier);
  const reads = { stage: spec.stage, columns: spec.columns.map(({ from, column }) => ({ from, column })) };
  return {
    node: stageNode({ name: place.name, share: 0.1, reads, needs, run: take }),
    present: (taken, made) => {
      const headings = taken.map((column, c) => spec.columns[c]!.label ?? calledBy(earlier, column) ?? column.from);
      return present(file, place, spec, made, taken, headings);
    },
    results: (taken) => taken,
  };
}

function present(
  file: StudyFile,
  place: StagePlace,
  spec: TableSpec,
  made: TreatmentMade,
  taken: readonly TakenColumn[],
  headings: readonly string[],
): StageShown {
  const { treatment } = file.spec;
  const { keep, drop, order, statistics } = spec;
  const results = taken.map(({ record }, c) => ({
    label: headings[c]!,
    record: { ...record, notes: ownNotes(record.notes, made.panel.table) },
  }));
  try {
    const table = modelTable(results, {
      title: tableTitle(place, spec.caption ?? headings.join(", ")),
      labels: termWords(file.spec, spec),
      ...(keep === undefined ? {} : { keep }),
      ...(drop === undefined ? {} : { drop }),
      ...(statistics === undefined ? {} : { statistics }),
      order: order ?? Object.keys(treatment.codings).filter((name) => isIn(taken, name)),
      rename: spec.rename,
      headings: spec.headings,
      groups: spec.groups,
      spans: spec.spans,
      beneath: spec.beneath,
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      extraRows: truthFacts(undefined, taken.map(withTruth), undefined, place.language),
      notes: spec.notes,
      language: place.language,
    });
    return {
      name: place.name,
      exhibits: [
        {
          ...{ kind: "table", id: tableId(place), stage: place.name, table, about: aboutStudy(file, place, made) },
          estimates: takenEstimates(
            file,
            taken,
            taken.map((_, c) => `(${c + 1})`),
          ),
        },
      ],
      data: {},
      record: {
        stage: "table",
        columns: taken.map(({ from, column }, c) => ({ from, column, label: headings[c]! })),
      },
      cautions: [],
      findings: [],
    };
  } catch (error) {
    throw located(error, file, ["stages", place.name]);
  }
}

/** A first stage estimates no effect of the treatment, and has no truth. */
const withTruth = (column: TakenColumn): Pick<StageResult, "true_effect"> =>
  treatmentTerm(column) === undefined ? {} : column;

/** Whether a column has the coefficient `name`; combinations and effects on the treated have names of their own. */
const isIn = (taken: readonly TakenColumn[], name: string): boolean =>
  taken.some(({ record }) => "coefficients" in record && Object.hasOwn(record.coefficients, name));

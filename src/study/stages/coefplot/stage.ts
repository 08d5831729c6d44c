/**
 * Stage `coefplot`: coefficients of earlier stages as a figure, the treatment's unless given. Estimates nothing.
 */

import { UsageError } from "../../../base/errors.js";
import { listed } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { type CoefplotOptions, coefplot, coefplotNumbers } from "../../../verbs/table/coefplot.js";
import { locating, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { coefplotWords as words } from "../../messages/study.js";
import { stageNode } from "../../run/stage-node.js";
import { aboutStudy, termWords } from "../beneath.js";
import type { Stage, StagePlace, StageShown } from "../stage.js";
import { figureId, figureTitle } from "../stage.js";
import {
  allColumns,
  calledBy,
  type TakenColumn,
  takenColumns,
  takenEstimates,
  treatmentTerm,
} from "../taken-columns.js";
import type { CoefplotSpec } from "./schema.js";

/**
 * The stage `place.name`, as `spec` says, with the stages `earlier` than it in the file. Throws UsageError `coefplot_columns`
 * unless one of `from` and `columns` is given, and as `takenColumns`.
 */
export function coefplotStage(
  file: StudyFile,
  place: StagePlace,
  spec: CoefplotSpec,
  earlier: ReadonlyMap<string, Stage>,
): Stage<readonly TakenColumn[]> {
  const path = ["stages", place.name];
  const { from, columns } = spec;
  if ((from === undefined) === (columns === undefined)) {
    throw new UsageError(
      "coefplot_columns",
      `${file.at(path)}: give 'from', stages of which all columns are shown, or 'columns', and not both.`,
      { got: { from, columns }, expected: "from or columns" },
    );
  }
  const { needs, take } =
    columns === undefined
      ? allColumns(file, [...path, "from"], from!, earlier)
      : takenColumns(file, [...path, "columns"], columns, earlier);
  const reads = { stage: spec.stage, from, columns: columns?.map(({ from: name, column }) => ({ name, column })) };
  return {
    node: stageNode({ name: place.name, share: 0.1, reads, needs, run: take }),
    present: (taken, made) =>
      locating(file, path, () => present(file, place, spec, made, taken, (column) => calledBy(earlier, column))),
  };
}

function present(
  file: StudyFile,
  place: StagePlace,
  spec: CoefplotSpec,
  made: TreatmentMade,
  taken: readonly TakenColumn[],
  called: (column: TakenColumn) => string | null,
): StageShown {
  const { language } = place;
  const labels = termWords(file.spec, spec);
  const isDrawn = (column: TakenColumn): boolean =>
    spec.columns !== undefined || spec.keep !== undefined || treatmentTerm(column) !== undefined;
  const drawn = taken.filter(isDrawn);
  const left = taken.filter((column) => !isDrawn(column));
  const isShared = (one: TakenColumn): boolean =>
    taken.filter((column) => column.from === one.from && called(column) === called(one)).length > 1;
  const named = (column: TakenColumn): string => {
    const number = words.column[language](column.column);
    const name = called(column);
    if (name === null) return number;
    return isShared(column) ? `${number} ${name}` : name;
  };
  const alone = ({ from }: TakenColumn): boolean => taken.filter((column) => column.from === from).length === 1;
  const results = drawn.map((column, c) => ({
    label: spec.columns?.[c]?.label ?? labelOf(column, spec, named, alone(column), labels),
    record: column.record,
  }));
  const terms = drawn.map(treatmentTerm);
  const own = Object.fromEntries(
    terms.flatMap((term, c) =>
      term === undefined || term === drawn[c]!.treatment ? [] : [[term, drawn[c]!.treatment!]],
    ),
  );
  const treatments = [...new Set(drawn.flatMap(({ treatment: name }, c) => (terms[c] === undefined ? [] : [name!])))];
  const { drop, order, rows, mark, headings } = spec;
  const keep = spec.keep ?? (treatments.length === 0 ? undefined : treatments);
  const caption =
    spec.caption ?? words.caption[language](listed[language]((keep ?? []).map((term) => ownOf(labels, term) ?? term)));
  const options: CoefplotOptions = {
    title: caption,
    language,
    labels,
    mark,
    headings,
    rename: { ...own, ...spec.rename },
    ...(keep === undefined ? {} : { keep }),
    ...(drop === undefined ? {} : { drop }),
    ...(order === undefined ? {} : { order }),
    ...(rows !== undefined
      ? { rows }
      : spec.keep === undefined && drawn.length > 1
        ? { rows: "results" as const }
        : {}),
    spans: spec.columns === undefined ? spansOf(drawn, labels, alone) : [],
    truth: drawn.map(({ treatment: name, true_effect }) =>
      name === undefined || true_effect === undefined ? undefined : { [name]: true_effect },
    ),
  };
  const hasTruth = drawn.some(({ true_effect }) => true_effect !== undefined);
  const leftOut = left.map((column) => `${ownOf(labels, column.from) ?? column.from} ${named(column)}`);
  return {
    name: place.name,
    exhibits: [
      {
        kind: "figure",
        id: figureId(place),
        stage: place.name,
        caption: figureTitle(place, caption),
        notes: [
          ...(hasTruth ? [words.truthNote[language]] : []),
          ...(leftOut.length === 0 ? [] : [words.leftOut[language](listed[language](leftOut))]),
          ...spec.notes,
        ],
        about: aboutStudy(file, place, made),
        estimates: takenEstimates(
          file,
          drawn,
          results.map(({ label }) => label),
        ),
        spec: (look) => coefplot(results, { ...options, ...look }),
      },
    ],
    data: {},
    record: {
      stage: "coefplot",
      columns: drawn.map(({ from, column }, c) => ({ from, column, label: results[c]!.label })),
      left_out: left.map(({ from, column }) => ({ from, column })),
      coefficients: coefplotNumbers(results, options),
    },
    cautions: [],
    findings: [],
  };
}

/** A column by what distinguishes it, beneath the heading of its stage; one that stands alone by its stage. */
function labelOf(
  column: TakenColumn,
  spec: CoefplotSpec,
  named: (column: TakenColumn) => string,
  isAlone: boolean,
  labels: Readonly<Record<string, string>>,
): string {
  const stage = ownOf(labels, column.from) ?? column.from;
  if (isAlone) return stage;
  return spec.columns === undefined ? named(column) : `${stage} ${named(column)}`;
}

/** The name of each stage over its columns, where it has several. */
function spansOf(
  drawn: readonly TakenColumn[],
  labels: Readonly<Record<string, string>>,
  isAlone: (column: TakenColumn) => boolean,
) {
  const stages = [...new Set(drawn.filter((column) => !isAlone(column)).map(({ from }) => from))];
  return stages.map((from) => {
    const first = drawn.findIndex((column) => column.from === from);
    const count = drawn.filter((column) => column.from === from).length;
    return { label: ownOf(labels, from) ?? from, from: first + 1, to: first + count };
  });
}

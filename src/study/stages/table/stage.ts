/**
 * Layer study. Stage `table`: columns of earlier stages side by side. Estimates nothing.
 */
import { UsageError } from "../../../base/errors.js";
import { didYouMean } from "../../../base/nearest.js";
import { modelTable } from "../../../report/model-table/model-table.js";
import { USUAL_STARS } from "../../../report/regression/regression-table.js";
import { type KeyPath, located, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../foundation/treatment.js";
import { type StageNode, stageNode } from "../../run/stage-node.js";
import { aboutStudy } from "../about.js";
import { tableId, tableTitle } from "../numbering.js";
import { ownNotes } from "../own-notes.js";
import type { StagePlace, StageShown } from "../shown.js";
import type { Stage, StageResult } from "../stage.js";
import type { TableSpec } from "./schema.js";

/** A column as the other stage has it. */
interface TakenColumn extends StageResult {
  readonly from: string;
  readonly column: number;
}

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
  const sources = spec.columns.map(({ from }, c) => sourceOf(file, [...path, c, "from"], from, earlier));
  const stages = [...new Set(sources)];
  const run = (values: readonly unknown[]): readonly TakenColumn[] =>
    spec.columns.map(({ from, column }, c) => {
      const stage = sources[c]!;
      const results = stage.results!(values[stages.indexOf(stage)]);
      const result = results[column - 1];
      if (result !== undefined) return { from, column, ...result };
      throw new UsageError(
        "unknown_column",
        `${file.at([...path, c, "column"])}: ${from} has ${results.length} column${results.length === 1 ? "" : "s"}, and no column ${column}.`,
        { got: column, expected: results.length },
      );
    });
  const reads = { stage: spec.stage, columns: spec.columns.map(({ from, column }) => ({ from, column })) };
  const needs: readonly StageNode<unknown>[] = stages.map(({ node }) => node);
  return {
    node: stageNode({ name: place.name, share: 0.1, reads, needs, run }),
    show: (taken, made) => show(file, place, spec, made, taken),
    results: (taken) => taken,
  };
}

function sourceOf(file: StudyFile, path: KeyPath, name: string, earlier: ReadonlyMap<string, Stage>): Stage {
  const stage = earlier.get(name);
  if (stage?.results !== undefined) return stage;
  const known = [...earlier].flatMap(([key, { results }]) => (results === undefined ? [] : [key]));
  const because = Object.hasOwn(file.spec.stages, name)
    ? stage === undefined
      ? `'${name}' does not stand before this stage`
      : `'${name}' has no columns of estimates`
    : `there is no stage '${name}'`;
  const have = known.length === 0 ? "none before it has" : `those before it that have: ${known.join(", ")}`;
  throw new UsageError("unknown_stage", `${file.at(path)}: ${because}; ${have}${didYouMean(name, known)}`, {
    got: name,
    expected: known,
  });
}

function show(
  file: StudyFile,
  place: StagePlace,
  spec: TableSpec,
  made: TreatmentMade,
  taken: readonly TakenColumn[],
): StageShown {
  const { labels, treatment } = file.spec;
  const codings = Object.entries(treatment.codings).flatMap(([name, { label }]) =>
    label === undefined ? [] : [[name, label] as const],
  );
  const headings = taken.map(({ from, name }, c) => spec.columns[c]!.label ?? name ?? from);
  const { keep, drop, order, statistics } = spec;
  const results = taken.map(({ record }, c) => ({
    label: headings[c]!,
    record: { ...record, notes: ownNotes(record.notes, made.panel.table) },
  }));
  try {
    const table = modelTable(results, {
      title: tableTitle(place, spec.caption ?? headings.join(", ")),
      labels: { ...labels, ...Object.fromEntries(codings), ...spec.labels },
      ...(keep === undefined ? {} : { keep }),
      ...(drop === undefined ? {} : { drop }),
      ...(statistics === undefined ? {} : { statistics }),
      order: order ?? Object.keys(treatment.codings).filter((name) => isIn(taken, name)),
      rename: spec.rename,
      groups: spec.groups,
      beneath: spec.beneath,
      ...(spec.stars ? { stars: USUAL_STARS } : {}),
      notes: spec.notes,
      language: place.language,
    });
    return {
      name: place.name,
      exhibits: [{ kind: "table", id: tableId(place), stage: place.name, table, about: aboutStudy(file, place, made) }],
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

/** Whether a column has the coefficient `name`; combinations and effects on the treated have names of their own. */
const isIn = (taken: readonly TakenColumn[], name: string): boolean =>
  taken.some(({ record }) => "coefficients" in record && name in record.coefficients);

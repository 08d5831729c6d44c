/**
 * Stage `treatment`: events, cohorts or a dummy to the treatment columns asked for; units never observed
 * before their cohort left out, kept or refused as the study says; the path every column takes.
 */

import { DataError } from "../../base/errors.js";
import { type Rule, ruleOf } from "../../base/messages.js";
import type { Balance, Panel } from "../../data/panel/panel.js";
import {
  type CohortRow,
  type CohortStatus,
  cohortTable,
  type UnitCohort,
  unitCohorts,
} from "../../data/panel/treatment.js";
import { type TreatmentPath, treatmentPath } from "../../data/panel/treatment-path.js";
import type { Table } from "../../data/table/table.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import { type KeyPath, locating, locatingAwaited, requireColumn, type StudyFile } from "../file/study-file.js";
import { type StageNode, type StageTools, stageNode, withoutLabel } from "../run/stage-node.js";
import { type EventFacts, eventFacts } from "./event-facts.js";
import { addColumns, keepRows, type PanelMade, type SampleStep } from "./panel.js";
import type { StayedRows, StayedSample } from "./stayed-rows.js";
import { type Cohorts, cohortColumnOf, columnsOf, readCohorts, spanOf } from "./treatment-columns.js";
import type { Coding, TreatmentSpec } from "./treatment-schema.js";

/** A treatment column: how it is coded, and its path over the sample. `span` are the first and last cohort. */
export interface CodedTreatment {
  readonly name: string;
  readonly coding: Coding;
  readonly path: TreatmentPath;
}

/** A unit with a cohort; `cohort` is null where only the first row's treatment is known. */
export interface CohortUnit {
  readonly unit: string;
  readonly cohort: number | null;
  readonly status: CohortStatus;
}

/** The treatment as facts about the sample. */
export interface TreatmentFacts {
  readonly source: Cohorts["source"];
  readonly never: Rule & { readonly units: number };
  readonly codings: readonly CodedTreatment[];
  readonly cohorts: readonly CohortRow[];
  readonly units: readonly CohortUnit[];
  /** First and last cohort within the sample; null without one. */
  readonly span: readonly [number, number] | null;
  readonly from_start: "exclude" | "keep" | "refuse";
  readonly excluded: readonly string[];
  readonly events: EventFacts | null;
  /** Below this many treated units, the report warns. */
  readonly few: number;
}

/** The sample every stage estimates on. */
export interface TreatmentMade {
  readonly panel: Panel;
  /** Column with the first treated period, missing for never treated. */
  readonly cohortColumn: string;
  /** Columns with the true effect on each row, by outcome; none where the data are not simulated. */
  readonly truth: TruthColumns;
  readonly facts: TreatmentFacts;
  readonly steps: readonly SampleStep[];
  /** Where the numbers of the rows stay with an engine: `panel` has their keys and treatment alone. Such a value is never kept. */
  readonly stayed?: StayedSample;
  readonly balance: Balance & { readonly units: number; readonly periods: readonly [number, number] };
}

/** The stage; `events` is the source of the events, where there is one. */
export function treatmentStage(
  file: StudyFile,
  panelNode: StageNode<PanelMade>,
  events: Table | null,
): StageNode<TreatmentMade> {
  const spec = file.spec.treatment;
  const code = (made: PanelMade): TreatmentMade =>
    locating(file, ["treatment"], () => {
      const { panel } = made;
      const cohorts = locating(file, sourcePath(spec), () => readCohorts(file, spec, panel, events));
      const units = unitCohorts(panel, cohorts.of);
      const excluded = locating(file, sourcePath(spec), () => fromStart(file, spec, panel, units));
      const coded = addColumns(panel, columnsOf(file, spec, panel, cohorts, units));
      const rows = Uint32Array.from(coded.unit.codes.keys()).filter(
        (row) => !excluded.includes(coded.unit.label(coded.unit.codes[row]!)),
      );
      const sample = keepRows(coded, rows);
      const codings = Object.entries(spec.codings).map(([name, { coding }]) => ({
        name,
        coding,
        path: treatmentPath(sample, sample.table.numeric(name)),
      }));
      return {
        panel: sample,
        cohortColumn: cohortColumnOf(spec),
        truth: truthColumns(file, sample),
        facts: {
          source: cohorts.source,
          never: { ...ruleOf(cohorts.neverRule), units: countNever(sample, cohorts.of, codings) },
          codings,
          cohorts: cohortTable(units.filter(({ cohort }) => Number.isFinite(cohort))),
          units: units.map(({ unit, cohort, status }) => ({
            unit,
            status,
            cohort: Number.isFinite(cohort) ? cohort : null,
          })),
          span: spanOf(units),
          from_start: spec.treated_from_start,
          excluded,
          events:
            cohorts.events === null
              ? null
              : eventFacts(panel, events!, spec.events!, cohorts.events, units, spec.min_days),
          few: FEW_CLUSTERS.treatedUnits,
        },
        steps: [
          ...made.steps,
          ...(spec.treated_from_start === "exclude"
            ? [
                {
                  step: { kind: "seen_before" } as const,
                  rows: rows.length,
                  dropped: coded.table.nRows - rows.length,
                },
              ]
            : []),
        ],
        balance: { ...sample.balance, units: sample.nUnits, periods: periodsOf(sample) },
      };
    });
  const run = ([made]: readonly [PanelMade], { signal }: StageTools): TreatmentMade | Promise<TreatmentMade> => {
    const coded = code(made);
    return made.stayed === undefined ? coded : codedElsewhere(file, made, made.stayed, coded, signal);
  };
  const codings = Object.fromEntries(
    Object.entries(spec.codings).map(([name, coding]) => [name, withoutLabel(coding)]),
  );
  const reads = { spec: { ...spec, codings }, truth: file.spec.truth };
  const node = { name: "coding treatment", kind: "treatment", alone: true, share: 1 };
  const data = events === null ? [] : [events.source];
  return stageNode({ ...node, reads, data, needs: [panelNode], run });
}

/** The sample with its treatment coded where its rows are, too. */
async function codedElsewhere(
  file: StudyFile,
  { panel }: PanelMade,
  rows: StayedRows,
  made: TreatmentMade,
  signal: AbortSignal | undefined,
): Promise<TreatmentMade> {
  const { facts, cohortColumn } = made;
  const codings = Object.fromEntries(facts.codings.map(({ name, coding }) => [name, coding]));
  const { span, excluded } = facts;
  const [, last] = periodsOf(panel);
  const coding = { cohortColumn, codings, span, last, leavesOut: excluded.length > 0 };
  return locatingAwaited(file, ["treatment", "codings"], async () => ({
    ...made,
    stayed: await rows.sample(coding, signal),
  }));
}

const sourcePath = (spec: TreatmentSpec): KeyPath => [
  "treatment",
  spec.events !== undefined ? "events" : spec.cohort !== undefined ? "cohort" : "dummy",
];

/** Units to leave out because they are treated in every row they have. Throws DataError `cohort_before_sample`, `no_treated_left`. */
function fromStart(file: StudyFile, spec: TreatmentSpec, panel: Panel, units: readonly UnitCohort[]): string[] {
  const found = units.filter(({ status }) => status === "never before");
  if (spec.treated_from_start === "keep" || found.length === 0) return [];
  const names = found.map(({ unit }) => unit);
  if (spec.treated_from_start === "exclude") {
    if (units.some(({ status }) => status === "identified")) return names;
    throw new DataError(
      "no_treated_left",
      `${file.at(["treatment", "treated_from_start"])}: exclude leaves out every treated unit, ${found.length} of ${panel.nUnits} units (first: ${panel.unit.name} '${names[0]}'), because none is observed before its treatment: no treated row is left. In a cross-section, or wherever treated and untreated units are compared in levels, set treated_from_start to keep; else give rows from before treatment.`,
      { got: names, expected: "a unit observed before and after its treatment begins" },
    );
  }
  const { unit, cohort } = found[0]!;
  const named = Number.isFinite(cohort) ? `'${unit}', cohort ${cohort}` : `'${unit}'`;
  throw new DataError(
    "cohort_before_sample",
    `${file.at(sourcePath(spec))}: ${found.length} of ${panel.nUnits} units are never observed before their cohort (first: ${panel.unit.name} ${named}; its rows begin in ${firstPeriod(panel, unit)}). They say nothing of what treatment changes: set treated_from_start to exclude or keep.`,
    { got: names, expected: "units observed before treatment" },
  );
}

function firstPeriod(panel: Panel, unit: string): number {
  let first = Infinity;
  panel.timeValues.forEach((time, row) => {
    if (time < first && panel.unit.label(panel.unit.codes[row]!) === unit) first = time;
  });
  return first;
}

/** Units without a cohort that no coding ever treats: one that is in force has no cohorts. */
function countNever(panel: Panel, cohorts: ReadonlyMap<string, number>, codings: readonly CodedTreatment[]): number {
  const treated = new Set(codings.flatMap(({ path: { units, varying } }) => [...units.always, ...varying]));
  return Array.from({ length: panel.nUnits }, (_, u) => panel.unit.label(u)).filter(
    (label) => !cohorts.has(label) && !treated.has(label),
  ).length;
}

function periodsOf({ timeValues }: Panel): readonly [number, number] {
  return [
    timeValues.reduce((a, b) => Math.min(a, b), Infinity),
    timeValues.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
}

// The block `truth` of a study of simulated data.

/** Columns with the true effect on each row, by outcome. */
export type TruthColumns = Readonly<Record<string, string>>;

/** The study's columns of truth. Throws DataError for one that is not in the panel, or lacks a value (`truth_missing`). */
export function truthColumns(file: StudyFile, { table, unit, timeValues }: Panel): TruthColumns {
  for (const [outcome, column] of Object.entries(file.spec.truth)) {
    const path = ["truth", outcome];
    requireColumn(file, path, column, table);
    const row = table.numeric(column).findIndex(Number.isNaN);
    if (row < 0) continue;
    const where = `${unit.name} '${unit.label(unit.codes[row]!)}' in ${timeValues[row]}`;
    throw new DataError(
      "truth_missing",
      `${file.at(path)}: '${column}' has no value for ${where}; the true effect must be given on every row, 0 where there is none.`,
      { got: null, expected: "a number on every row", column, row: row + 1 },
    );
  }
  return file.spec.truth;
}

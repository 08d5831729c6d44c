/**
 * Layer study. Stage `treatment`: events, cohorts or a dummy to the treatment columns asked for; units never observed
 * before their cohort left out, kept or refused as the study says; the path every column takes.
 */
import { DataError, UsageError } from "../../base/errors.js";
import { didYouMean } from "../../base/nearest.js";
import { FEW_TREATED } from "../../panel/event-time.js";
import { firstTreatedByCohort, firstTreatedByDummy } from "../../panel/first-treated.js";
import type { Balance, Panel } from "../../panel/panel.js";
import {
  type CohortRow,
  type CohortStatus,
  cohortsOf,
  cohortTable,
  treatAbsorbing,
  treatInForce,
  type UnitCohort,
  unitCohorts,
} from "../../panel/treatment.js";
import { type TreatmentPath, treatmentPath } from "../../panel/treatment-path.js";
import type { Table } from "../../table/table.js";
import { type EventFacts, eventFacts, type ReadEvents, readEvents } from "../event-facts.js";
import type { Coding, TreatmentSpec } from "../schema.js";
import { type StageNode, stageNode } from "../stage-node.js";
import { type KeyPath, locating, requireColumn, type StudyFile } from "../study-file.js";
import { addColumns, keepRows, type PanelMade, type SampleStep, taken } from "./panel.js";

/** A treatment column: how it is coded, and its path over the sample. `span` are the first and last cohort. */
export interface CodedTreatment {
  readonly name: string;
  readonly label: string;
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
  readonly source: "events" | "cohort" | "dummy";
  readonly never: { readonly rule: string; readonly units: number };
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
  readonly facts: TreatmentFacts;
  readonly steps: readonly SampleStep[];
  readonly balance: Balance & { readonly units: number; readonly periods: readonly [number, number] };
}

/** Cohorts by unit, and how never-treated units were told. */
interface Cohorts {
  readonly source: TreatmentFacts["source"];
  readonly of: ReadonlyMap<string, number>;
  readonly neverRule: string;
  readonly events: ReadEvents | null;
}

/** The stage; `events` is the source of the events, where there is one. */
export function treatmentStage(
  file: StudyFile,
  panelNode: StageNode<PanelMade>,
  events: Table | null,
): StageNode<TreatmentMade> {
  const spec = file.spec.treatment;
  return stageNode("coding treatment", 1, [panelNode], ([made]) =>
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
      return {
        panel: sample,
        cohortColumn: cohortColumnOf(spec),
        facts: {
          source: cohorts.source,
          never: { rule: cohorts.neverRule, units: countNever(sample, cohorts.of) },
          codings: Object.entries(spec.codings).map(([name, { coding, label }]) => ({
            name,
            coding,
            label: label ?? name,
            path: treatmentPath(sample, sample.table.numeric(name)),
          })),
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
          few: FEW_TREATED,
        },
        steps: [
          ...made.steps,
          ...(spec.treated_from_start === "exclude"
            ? [
                {
                  step: `without ${file.spec.words.units} never observed before their cohort`,
                  rows: rows.length,
                  dropped: coded.table.nRows - rows.length,
                },
              ]
            : []),
        ],
        balance: { ...sample.balance, units: sample.nUnits, periods: periodsOf(sample) },
      };
    }),
  );
}

/** Throws UsageError unless the treatment has one source, and only codings that source can serve. */
export function checkTreatment(file: StudyFile): void {
  const { treatment } = file.spec;
  const sources = (["events", "cohort", "dummy"] as const).filter((key) => treatment[key] !== undefined);
  if (sources.length !== 1) {
    throw new UsageError(
      "treatment_source",
      `${file.at(["treatment"])}: a treatment comes from exactly one of events, cohort and dummy; got ${sources.length === 0 ? "none" : sources.join(" and ")}.`,
      { got: sources, expected: "one of events, cohort, dummy" },
    );
  }
  if (treatment.never !== undefined && treatment.cohort === undefined) {
    throw new UsageError(
      "treatment_never",
      `${file.at(["treatment", "never"])}: never names a value of cohort; without cohort it means nothing.`,
      { got: treatment.never },
    );
  }
  for (const [name, { coding }] of Object.entries(treatment.codings)) {
    if (coding !== "in-force" || treatment.cohort === undefined) continue;
    throw new UsageError(
      "treatment_coding",
      `${file.at(["treatment", "codings", name])}: '${name}' is coded in-force, which needs events or a dummy; a cohort says when treatment begins, not when it ends. Use absorbing, common or as-written.`,
      { got: coding, expected: ["absorbing", "common", "as-written"] },
    );
  }
  if (Object.keys(treatment.codings).length > 0) return;
  throw new UsageError(
    "treatment_codings",
    `${file.at(["treatment", "codings"])}: no treatment column is asked for; name at least one, such as did: {coding: absorbing}.`,
    { got: 0, expected: ">= 1" },
  );
}

/** The coding called `name`. Throws UsageError `unknown_treatment` at `path`. */
export function requireCoding(file: StudyFile, path: KeyPath, name: string): void {
  const known = Object.keys(file.spec.treatment.codings);
  if (known.includes(name)) return;
  throw new UsageError(
    "unknown_treatment",
    `${file.at(path)}: '${name}' is none of the treatment codings ${known.join(", ")}${didYouMean(name, known)}`,
    { got: name, expected: known },
  );
}

const sourcePath = (spec: TreatmentSpec): KeyPath => [
  "treatment",
  spec.events !== undefined ? "events" : spec.cohort !== undefined ? "cohort" : "dummy",
];

const cohortColumnOf = ({ cohort }: TreatmentSpec): string => cohort ?? "cohort";

function readCohorts(file: StudyFile, spec: TreatmentSpec, panel: Panel, table: Table | null): Cohorts {
  if (spec.events !== undefined) {
    for (const key of ["unit", "event", "date", "confirmed", "source"] as const) {
      const column = spec.events[key];
      if (column !== undefined) requireColumn(file, ["treatment", "events", key], column, table!);
    }
    const events = readEvents(table!, spec.events);
    return { source: "events", of: cohortsOf(events.spells), neverRule: "no event puts it in force", events };
  }
  if (spec.cohort !== undefined) {
    requireColumn(file, ["treatment", "cohort"], spec.cohort, panel.table);
    const never = spec.never === undefined ? undefined : String(spec.never);
    const { periods, neverRule } = firstTreatedByCohort(panel, spec.cohort, never);
    return { source: "cohort", of: byLabel(panel, periods), neverRule, events: null };
  }
  const dummy = spec.dummy!;
  requireColumn(file, ["treatment", "dummy"], dummy, panel.table);
  const onlyInForce = Object.values(spec.codings).every(({ coding }) => coding === "in-force");
  if (onlyInForce) {
    return { source: "dummy", of: new Map(), neverRule: `${dummy} is 0 in every period observed`, events: null };
  }
  const { periods, neverRule } = firstTreatedByDummy(panel, dummy, panel.table.numeric(dummy));
  return { source: "dummy", of: byLabel(panel, periods), neverRule, events: null };
}

function byLabel(panel: Panel, periods: Float64Array): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  periods.forEach((period, u) => {
    if (period < Infinity) found.set(panel.unit.label(u), period);
  });
  return found;
}

/** Units to leave out because they are treated in every row they have. */
function fromStart(file: StudyFile, spec: TreatmentSpec, panel: Panel, units: readonly UnitCohort[]): string[] {
  const found = units.filter(({ status }) => status === "never before");
  if (spec.treated_from_start === "exclude") return found.map(({ unit }) => unit);
  if (spec.treated_from_start === "keep" || found.length === 0) return [];
  const { unit, cohort } = found[0]!;
  const named = Number.isFinite(cohort) ? `'${unit}', cohort ${cohort}` : `'${unit}'`;
  throw new DataError(
    "cohort_before_sample",
    `${file.at(sourcePath(spec))}: ${found.length} of ${panel.nUnits} units are never observed before their cohort (first: ${panel.unit.name} ${named}; its rows begin in ${firstPeriod(panel, unit)}). They say nothing of what treatment changes: set treated_from_start to exclude or keep.`,
    { got: found.map((unit) => unit.unit), expected: "units observed before treatment" },
  );
}

function firstPeriod(panel: Panel, unit: string): number {
  let first = Infinity;
  panel.timeValues.forEach((time, row) => {
    if (time < first && panel.unit.label(panel.unit.codes[row]!) === unit) first = time;
  });
  return first;
}

/** Every treatment column, and the cohort column. */
function columnsOf(
  file: StudyFile,
  spec: TreatmentSpec,
  panel: Panel,
  cohorts: Cohorts,
  units: readonly UnitCohort[],
): Record<string, Float64Array> {
  const cohortColumn = cohortColumnOf(spec);
  if (spec.cohort === undefined && panel.table.has(cohortColumn)) {
    throw taken(file, ["treatment"], cohortColumn, panel.table);
  }
  const columns: Record<string, Float64Array> = {
    [cohortColumn]: Float64Array.from(panel.unit.codes, (code) => {
      const cohort = cohorts.of.get(panel.unit.label(code)) ?? Number.NaN;
      return Number.isFinite(cohort) ? cohort : Number.NaN;
    }),
  };
  const span = spanOf(units);
  const inSample = new Set(units.filter(({ status }) => status !== "after the sample").map(({ unit }) => unit));
  for (const [name, { coding }] of Object.entries(spec.codings)) {
    columns[name] = column(coding);
    requireSame(file, name, coding, panel, columns[name]);
  }
  return columns;

  function column(coding: Coding): Float64Array {
    if (coding === "absorbing") return treatAbsorbing(panel, cohorts.of);
    if (coding === "in-force") {
      return cohorts.events === null
        ? panel.table.numeric(spec.dummy!)
        : treatInForce(panel, cohorts.events.spells, spec.min_days);
    }
    return panel.timeValues.map((time, row) => {
      const isTreated = span !== null && inSample.has(panel.unit.label(panel.unit.codes[row]!));
      return isTreated && time >= span[0] && (coding === "common" || time <= span[1]) ? 1 : 0;
    });
  }
}

/** A column of the data that bears the name of a coding must be what the coding gives. */
function requireSame(file: StudyFile, name: string, coding: Coding, panel: Panel, coded: Float64Array): void {
  if (!panel.table.has(name)) return;
  const given = panel.table.numeric(name);
  const row = given.findIndex((value, r) => value !== coded[r]);
  if (row < 0) return;
  const unit = panel.unit.label(panel.unit.codes[row]!);
  const time = panel.timeValues[row]!;
  throw new DataError(
    "coding_differs",
    `${file.at(["treatment", "codings", name])}: ${panel.table.source.name} has a column '${name}', which is ${given[row]} for ${panel.unit.name} '${unit}' in ${time}, where the coding ${coding} gives ${coded[row]}. Choose another name for the coding, or correct the data.`,
    { got: given[row], expected: coded[row], column: name, unit, time },
  );
}

function spanOf(units: readonly UnitCohort[]): readonly [number, number] | null {
  const cohorts = units
    .filter(({ cohort, status }) => status === "identified" && Number.isFinite(cohort))
    .map(({ cohort }) => cohort);
  return cohorts.length === 0 ? null : [Math.min(...cohorts), Math.max(...cohorts)];
}

const countNever = (panel: Panel, cohorts: ReadonlyMap<string, number>): number =>
  Array.from({ length: panel.nUnits }, (_, u) => panel.unit.label(u)).filter((label) => !cohorts.has(label)).length;

function periodsOf({ timeValues }: Panel): readonly [number, number] {
  return [
    timeValues.reduce((a, b) => Math.min(a, b), Infinity),
    timeValues.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
}

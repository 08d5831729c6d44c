/**
 * Stage `panel`: a data source, with quality where it was estimated, to units observed in periods: finer
 * rows aggregated, the outcome extrapolated, lags taken, rows without an outcome left out and counted. Knows nothing of
 * treatment.
 */

import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { lag, type Panel, panel } from "../../data/panel/panel.js";
import { selectRows, type Table, withColumns } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { extrapolate } from "../../trade/extrapolate/fit.js";
import type { ExtrapolationRecord } from "../../trade/extrapolate/record.js";
import { locating, locatingAwaited, requireColumn, type StudyFile } from "../file/study-file.js";
import { type StageNode, stageNode } from "../run/stage-node.js";
import { ownNotes } from "../stages/own-notes.js";
import { aggregateRows } from "./aggregate-rows.js";
import type { Aggregation, PanelSpec } from "./panel-schema.js";
import type { QualityMade } from "./quality.js";
import type { PanelElsewhere, StayedRows } from "./stayed-rows.js";

/** What a step did. */
export type StepKind =
  | { readonly kind: "rows"; readonly of: string }
  | { readonly kind: "aggregated"; readonly unit: string; readonly time: string }
  | { readonly kind: "with"; readonly column: string; readonly imputed: boolean }
  | { readonly kind: "seen_before" };

/** A step on the way to the sample: rows after it, and those it left out. */
export interface SampleStep {
  readonly step: StepKind;
  readonly rows: number;
  readonly dropped: number;
}

export interface PanelMade {
  /** Rows sorted by unit and period, so that no result depends on their order in the file. */
  readonly panel: Panel;
  readonly steps: readonly SampleStep[];
  readonly notes: readonly Note[];
  /** The outcome's extrapolation, where the study asks for one. */
  readonly extrapolation: ExtrapolationRecord | null;
  /** Where the numbers of the rows stay with an engine: `panel` has their keys and treatment alone. */
  readonly stayed?: StayedRows;
}

/** What the stage needs: the rows, with quality where they are those it was estimated on. */
export function panelStage(
  file: StudyFile,
  spec: PanelSpec,
  source: Table,
  quality: StageNode<QualityMade> | null,
  elsewhere?: PanelElsewhere,
): StageNode<PanelMade> {
  const nSource = (rows: Table): number => (elsewhere?.kind === "cells" ? elsewhere.nRows : rows.nRows);
  const make = (rows: Table, engine: Engine): PanelMade =>
    locating(file, ["panel"], () => {
      for (const role of ["unit", "time"] as const) requireColumn(file, ["panel", role], spec[role], rows);
      const { aggregate } = spec;
      const isMade = aggregate === undefined || elsewhere?.kind === "cells";
      if (!isMade) checkAggregates(file, aggregate, rows);
      const cells = isMade ? rows : aggregateRows(engine, rows, spec.unit, spec.time, aggregate);
      const extrapolated = extrapolatedCells(engine, file, spec, cells);
      const every = withLags(file, spec, sorted(panel(extrapolated.table, spec)));
      requireColumn(file, ["panel", "outcome"], spec.outcome, every.table);
      checkControls(file, spec, every.table);
      const outcome = every.table.numeric(spec.outcome);
      const present = Uint32Array.from(outcome.keys()).filter((row) => !Number.isNaN(outcome[row]!));
      const observed = keepRows(every, present);
      return {
        panel: observed,
        notes: rows.notes,
        extrapolation: extrapolated.record,
        steps: [
          { step: { kind: "rows", of: rows.source.name }, rows: nSource(rows), dropped: 0 },
          ...(aggregate === undefined
            ? []
            : [
                {
                  step: { kind: "aggregated", unit: spec.unit, time: spec.time } as const,
                  rows: every.table.nRows,
                  dropped: 0,
                },
              ]),
          {
            step: { kind: "with", column: spec.outcome, imputed: extrapolated.record !== null },
            rows: observed.table.nRows,
            dropped: every.table.nRows - observed.table.nRows,
          },
        ],
      };
    });
  const own = {
    ...{ name: "building the panel", kind: "panel", alone: true, share: 1 },
    ...{ reads: spec, data: [source.source] },
  };
  if (elsewhere?.kind === "stayed") {
    const { rows } = elsewhere;
    return stageNode({ ...own, needs: [], run: (_, { signal }) => designMade(file, spec, rows, signal) });
  }
  if (quality === null) return stageNode({ ...own, needs: [], run: (_, { engine }) => make(source, engine) });
  return stageNode({ ...own, needs: [quality], run: ([{ rows }], { engine }) => make(rows, engine) });
}

/** The panel of rows that stay: their keys and treatment. */
async function designMade(
  file: StudyFile,
  spec: PanelSpec,
  stayed: StayedRows,
  signal?: AbortSignal,
): Promise<PanelMade> {
  return locatingAwaited(file, ["panel"], async () => {
    const { table, nRows } = await stayed.design(signal);
    return {
      ...{ panel: sorted(panel(table, spec)), notes: table.notes, extrapolation: null, stayed },
      steps: [
        { step: { kind: "rows", of: table.source.name }, rows: nRows, dropped: 0 },
        {
          step: { kind: "with", column: spec.outcome, imputed: false },
          rows: table.nRows,
          dropped: nRows - table.nRows,
        },
      ],
    };
  });
}

/** The rows with their outcome continued, where the study asks for it. */
function extrapolatedCells(
  engine: Engine,
  file: StudyFile,
  { outcome, unit, time, extrapolate: spec }: PanelSpec,
  cells: Table,
): { readonly table: Table; readonly record: ExtrapolationRecord | null } {
  if (spec === undefined) return { table: cells, record: null };
  requireColumn(file, ["panel", "outcome"], outcome, cells);
  const { last, province, weight, ...choices } = spec;
  return locating(file, ["panel", "extrapolate"], () => {
    const { table, record } = extrapolate(engine, cells, {
      ...{ outcome, unit, time, ...choices },
      ...(last === undefined ? {} : { last }),
      ...(province === undefined ? {} : { province }),
      ...(weight === undefined ? {} : { weight }),
    });
    return { table, record: { ...record, notes: ownNotes(record.notes, cells) } };
  });
}

/** The panel of `rows` (0-based) of `data`. */
export function keepRows(data: Panel, rows: Uint32Array): Panel {
  return panel(selectRows(data.table, rows), { unit: data.unit.name, time: data.time.name });
}

/** The panel with numeric columns added, or put in the place of those of the same name. */
export function addColumns(data: Panel, columns: Readonly<Record<string, Float64Array>>): Panel {
  const added = Object.entries(columns).map(([name, values]) => ({ kind: "numeric" as const, name, values }));
  return panel(withColumns(data.table, added), { unit: data.unit.name, time: data.time.name });
}

const sorted = (data: Panel): Panel => keepRows(data, data.order.rows);

function withLags(file: StudyFile, spec: PanelSpec, data: Panel): Panel {
  const lags = Object.entries(spec.lags).map(([name, column]) => {
    requireColumn(file, ["panel", "lags", name], column, data.table);
    if (data.table.has(name)) throw taken(file, ["panel", "lags", name], name, data.table);
    return [name, lag(data, data.table.numeric(column), 1)] as const;
  });
  return lags.length === 0 ? data : addColumns(data, Object.fromEntries(lags));
}

/** Throws DataError `unknown_column`, at its place. */
export function checkAggregates(
  file: StudyFile,
  aggregate: Readonly<Record<string, Aggregation>>,
  rows: Pick<Table, "source" | "names">,
): void {
  for (const [name, rule] of Object.entries(aggregate)) {
    for (const [key, column] of Object.entries(rule)) {
      if (column !== undefined) requireColumn(file, ["panel", "aggregate", name, key], column, rows);
    }
  }
}

/** Controls that are plain names must be columns; expressions are read where they are used. */
export function checkControls(file: StudyFile, spec: PanelSpec, table: Table): void {
  spec.controls.forEach((control, i) => {
    if (/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(control)) requireColumn(file, ["panel", "controls", i], control, table);
  });
}

/** The error of a new column whose name is taken. */
export function taken(file: StudyFile, path: readonly (string | number)[], name: string, table: Table): DataError {
  return new DataError(
    "column_taken",
    `${file.at(path)}: the study adds a column '${name}', but ${table.source.name} has one of that name; choose another.`,
    { got: name, expected: "a new name", path, file: file.name },
  );
}

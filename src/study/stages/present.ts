/**
 * What a stage hands to the report: tables, figures, files of numbers, and a record for results.json.
 * Values only; nothing here draws or writes.
 */

import type { Language } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import type { FigureSpec, FigureTheme } from "../../report/figures/figure-spec.js";
import type { TableModel } from "../../report/table-model.js";

/** What an exhibit rests on: rows, variance as written in the study (null where there is none), seed of what is random. */
export interface About {
  readonly sample: string;
  readonly variance: string | null;
  readonly seed: number | null;
}

/** A table with its number, the file name it is saved under, and the stage that makes it. */
export interface ShownTable {
  readonly kind: "table";
  readonly id: string;
  readonly stage: string;
  readonly table: TableModel;
  readonly about: About;
}

/** A figure; `spec` gives it in the colours of a theme and of a width in pixels. `caption` begins with its number. */
export interface ShownFigure {
  readonly kind: "figure";
  readonly id: string;
  readonly stage: string;
  readonly caption: string;
  readonly notes: readonly string[];
  readonly about: About;
  readonly spec: (look: { readonly theme: FigureTheme; readonly width?: number }) => FigureSpec;
}

export type Exhibit = ShownTable | ShownFigure;

/** The estimate a report leads with. */
export interface Finding {
  readonly treatment: string;
  readonly outcome: string;
  readonly estimate: number;
  readonly std_error: number;
  readonly p_value: number;
  readonly conf_low: number;
  readonly conf_high: number;
  readonly level: number;
  readonly treated: readonly string[];
}

/** What a stage shows. `record` is JSON-serialisable; `data` are tables of numbers by file name without its ending. */
export interface StageShown {
  readonly name: string;
  readonly exhibits: readonly Exhibit[];
  readonly data: Readonly<Record<string, Table>>;
  readonly record: object;
  readonly cautions: readonly string[];
  readonly findings: readonly Finding[];
}

/** Where a stage stands: its name, the numbers its tables and figures get, the language they are in. */
export interface StagePlace {
  readonly name: string;
  readonly tables: readonly string[];
  readonly figures: readonly string[];
  readonly language: Language;
}

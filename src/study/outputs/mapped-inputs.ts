/** What the blocks of a study file say of its rows, so that a column can be followed to the file it comes from. Reads no data. */
import type { StudyFile } from "../file/study-file.js";
import type { Aggregation, PanelSpec } from "../inputs/panel-schema.js";
import type { Coding } from "../inputs/treatment-schema.js";

/** First and last line of the study file. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

export interface MappedInputs {
  readonly panel: {
    /** Name of the data source. */
    readonly data: string;
    readonly lines: Lines;
    readonly unit: string;
    readonly time: string;
    readonly outcome: string;
    /** Columns made from finer rows; null where the panel is the rows themselves. */
    readonly aggregate: Readonly<Record<string, Aggregation>> | null;
    /** Columns of the period before, by the column they are of. */
    readonly lags: Readonly<Record<string, string>>;
    readonly extrapolate: NonNullable<PanelSpec["extrapolate"]> | null;
  };
  readonly quality: { readonly data: string; readonly lines: Lines } | null;
  readonly treatment: {
    readonly data: string;
    readonly lines: Lines;
    readonly source: "events" | "cohort" | "dummy";
    /** Column of the cohort or the dummy. */
    readonly column: string | null;
    readonly codings: Readonly<Record<string, Coding>>;
  };
}

export const linesAt = (file: StudyFile, path: readonly (string | number)[]): Lines => {
  const [first, last] = file.lines(path);
  return { first, last };
};

export function mappedInputs(file: StudyFile): MappedInputs {
  const { panel, quality, treatment } = file.spec;
  const { data, unit, time, outcome, aggregate = null, lags, extrapolate = null } = panel;
  const { events, cohort, dummy } = treatment;
  return {
    panel: { data, lines: linesAt(file, ["panel"]), unit, time, outcome, aggregate, lags, extrapolate },
    quality: quality === undefined ? null : { data: quality.data, lines: linesAt(file, ["quality"]) },
    treatment: {
      data: events?.data ?? data,
      lines: linesAt(file, ["treatment"]),
      source: events !== undefined ? "events" : cohort !== undefined ? "cohort" : "dummy",
      column: cohort ?? dummy ?? null,
      codings: Object.fromEntries(Object.entries(treatment.codings).map(([name, { coding }]) => [name, coding])),
    },
  };
}

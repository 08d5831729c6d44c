/**
 * Tables and figures of what single estimators have beside effects, by kind of details: each is made in the folder of its estimator and
 * has a line here. The command, and the stage of a study, show all of them after the table and figure of effects.
 */
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import type { TableModel } from "../../report/table-model.js";
import type { Look } from "../verb.js";
import type { Details, DetailsOf } from "./details.js";
import type { DidEstimate, DidRecord } from "./record.js";

/** A table as exhibits have it; `name` is its own among those of the estimate, in every language. */
export interface DetailTable {
  readonly name: string;
  readonly table: TableModel;
}

export interface DetailFigure {
  readonly name: string;
  readonly title: string;
  readonly spec: (options: FigureOptions) => FigureSpec;
}

/** How details of a kind are shown: nothing is computed here, all is in the record. */
export interface DetailExhibits<D> {
  tables(details: D, estimate: DidEstimate, record: DidRecord, look: Look): readonly DetailTable[];
  figures(details: D, estimate: DidEstimate, record: DidRecord, look: Look): readonly DetailFigure[];
}

const exhibitsOf: { readonly [K in keyof DetailsOf]: DetailExhibits<DetailsOf[K]> } = {};

const shownOf = ({ kind }: Details): DetailExhibits<Details> =>
  (exhibitsOf as Readonly<Record<string, DetailExhibits<Details>>>)[kind]!;

/** Tables of the details of all estimates, in their order. */
export const detailTables = (record: DidRecord, look: Look): DetailTable[] =>
  record.estimates.flatMap((estimate) =>
    estimate.details === undefined ? [] : shownOf(estimate.details).tables(estimate.details, estimate, record, look),
  );

/** Figures of the details of all estimates, in their order; names are unique: `dose-cdid`. */
export const detailFigures = (record: DidRecord, look: Look): DetailFigure[] =>
  record.estimates.flatMap((estimate) =>
    estimate.details === undefined
      ? []
      : shownOf(estimate.details)
          .figures(estimate.details, estimate, record, look)
          .map((figure) => ({ ...figure, name: `${figure.name}-${estimate.estimator}` })),
  );

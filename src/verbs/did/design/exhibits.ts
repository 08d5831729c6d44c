/**
 * How what single estimators have beside effects is shown: tables and figures of a kind of details, made in the folder of its estimator.
 */
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import type { TableModel } from "../../../report/table-model.js";
import type { Look } from "../../verb.js";
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

/**
 * Tables and figures of what single estimators have beside effects, by kind of details: each is made in the folder of its estimator and
 * has a line here. The command, and the stage of a study, show all of them after the table and figure of effects.
 */
import type { Look } from "../../verb.js";
import type { Details, DetailsOf } from "../design/details.js";
import type { DetailExhibits, DetailFigure, DetailTable } from "../design/exhibits.js";
import type { DidRecord } from "../design/record.js";
import { doseExhibits } from "../estimators/cdid/exhibits.js";
import { counterfactualExhibits } from "../estimators/counterfactual/exhibits.js";
import { switchingExhibits } from "../estimators/dcdh/exhibits.js";
import { tripleExhibits } from "../estimators/ddd/exhibits.js";
import { efficientExhibits } from "../estimators/edid/exhibits.js";
import { randomisationExhibits } from "../estimators/rs/exhibits.js";
import { scFigures } from "../estimators/sc/figures.js";
import { scTables } from "../estimators/sc/tables.js";
import { sdidExhibits } from "../estimators/sdid/exhibits.js";

const exhibitsOf: { readonly [K in keyof DetailsOf]: DetailExhibits<DetailsOf[K]> } = {
  dose: doseExhibits,
  triple: tripleExhibits,
  "synthetic did": sdidExhibits,
  "synthetic control": { tables: scTables, figures: scFigures },
  randomisation: randomisationExhibits,
  switching: switchingExhibits,
  counterfactual: counterfactualExhibits,
  efficient: efficientExhibits,
};

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

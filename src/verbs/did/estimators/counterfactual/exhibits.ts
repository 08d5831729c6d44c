/**
 * How counterfactual estimators are shown beside their effects.
 */
import type { DetailExhibits } from "../../design/exhibits.js";
import { counterfactualFigures } from "./figures.js";
import type { CounterfactualDetails } from "./record.js";
import { counterfactualTables } from "./tables.js";

export const counterfactualExhibits: DetailExhibits<CounterfactualDetails> = {
  tables: counterfactualTables,
  figures: counterfactualFigures,
};

/** placeholder */
import type { DetailExhibits } from "../../exhibits.js";
import type { CounterfactualDetails } from "./record.js";

export const counterfactualExhibits: DetailExhibits<CounterfactualDetails> = { tables: () => [], figures: () => [] };

/**
 * How synthetic controls are shown beside their effects.
 */
import type { DetailExhibits } from "../../exhibits.js";
import { syntheticFigures } from "./figures.js";
import type { SyntheticRecord } from "./record.js";
import { syntheticTables } from "./tables.js";

export const syntheticExhibits: DetailExhibits<SyntheticRecord> = {
  tables: syntheticTables,
  figures: syntheticFigures,
};

/**
 * How synthetic differences-in-differences are shown beside their effects.
 */
import type { DetailExhibits } from "../../design/exhibits.js";
import { sdidFigures } from "./figures.js";
import type { SdidRecord } from "./record.js";
import { sdidTables } from "./tables.js";

export const sdidExhibits: DetailExhibits<SdidRecord> = {
  tables: sdidTables,
  figures: sdidFigures,
};

/**
 * Tables and figures of DID_l: who switches and by how much, which lags effects are of, and paths of doses.
 */
import type { DetailExhibits } from "../../exhibits.js";
import type { SwitchingDetails } from "./record.js";

export const switchingExhibits: DetailExhibits<SwitchingDetails> = {
  tables: () => [],
  figures: () => [],
};

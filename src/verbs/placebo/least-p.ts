/** The smallest p that the draws of a placebo could have given: theirs alone where every assignment was drawn, with the actual one beside them else. */
import type { PlaceboRecord } from "./record.js";

export const leastP = ({ enumeration, counts }: Pick<PlaceboRecord, "enumeration" | "counts">): number =>
  1 / (enumeration ? counts.used : 1 + counts.used);

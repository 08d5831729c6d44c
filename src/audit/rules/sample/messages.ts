/** What rules on samples say, by code: the catalogues of each family. */
import type { FindingFactsOf } from "../messages.js";
import { cellTexts } from "./messages/cells.js";
import { countTexts } from "./messages/counts.js";
import { dynamicTexts } from "./messages/dynamic.js";

export const sampleTexts = { ...countTexts, ...dynamicTexts, ...cellTexts };

declare module "../../finding.js" {
  interface FindingFacts
    extends FindingFactsOf<typeof countTexts>,
      FindingFactsOf<typeof dynamicTexts>,
      FindingFactsOf<typeof cellTexts> {}
}

/** What rules on samples say, by code: the catalogues of each family. */
import type { FindingFactsOf } from "../messages.js";
import { cellTexts } from "./cells/messages.js";
import { countTexts } from "./counts/messages.js";
import { dynamicTexts } from "./dynamic/messages.js";
import { meanTexts } from "./means/messages.js";

export const sampleTexts = { ...countTexts, ...dynamicTexts, ...cellTexts, ...meanTexts };

declare module "../../finding.js" {
  interface FindingFacts
    extends FindingFactsOf<typeof countTexts>,
      FindingFactsOf<typeof dynamicTexts>,
      FindingFactsOf<typeof cellTexts>,
      FindingFactsOf<typeof meanTexts> {}
}

/** What rules on samples say, by code: the catalogues of each family. */
import type { FindingCatalogue, FindingFactsOf } from "../messages.js";
import { cellTexts } from "./cells/messages.js";
import { countTexts } from "./counts/messages.js";
import { dynamicTexts } from "./dynamic/messages.js";
import { meanTexts } from "./means/messages.js";

/** Facts of their findings, by code. */
export interface SampleFacts
  extends FindingFactsOf<typeof countTexts>,
    FindingFactsOf<typeof dynamicTexts>,
    FindingFactsOf<typeof cellTexts>,
    FindingFactsOf<typeof meanTexts> {}

export const sampleTexts: FindingCatalogue<SampleFacts> = {
  ...countTexts,
  ...dynamicTexts,
  ...cellTexts,
  ...meanTexts,
};

declare module "../../finding.js" {
  interface FindingFacts extends SampleFacts {}
}

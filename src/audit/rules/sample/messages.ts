/** What rules on samples say, by code: the catalogues of each family. */
import type { FindingFactsOf } from "../messages.js";
import { countTexts } from "./messages/counts.js";

export const sampleTexts = { ...countTexts };

declare module "../../finding.js" {
  interface FindingFacts extends FindingFactsOf<typeof countTexts> {}
}

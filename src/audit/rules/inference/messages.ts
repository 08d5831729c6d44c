/** What rules on inference say, by code: the catalogues of each subject. */
import type { FindingCatalogue, FindingFactsOf } from "../messages.js";
import { claimTexts } from "./claims/messages.js";
import { fitTexts } from "./fit/messages.js";
import { instrumentTexts } from "./instruments/messages.js";
import { starTexts } from "./stars/messages.js";
import { statisticTexts } from "./statistics/messages.js";

/** Facts of their findings, by code. */
export interface InferenceFacts
  extends FindingFactsOf<typeof statisticTexts>,
    FindingFactsOf<typeof starTexts>,
    FindingFactsOf<typeof fitTexts>,
    FindingFactsOf<typeof instrumentTexts>,
    FindingFactsOf<typeof claimTexts> {}

export const inferenceTexts: FindingCatalogue<InferenceFacts> = {
  ...statisticTexts,
  ...starTexts,
  ...fitTexts,
  ...instrumentTexts,
  ...claimTexts,
};

declare module "../../finding.js" {
  interface FindingFacts extends InferenceFacts {}
}

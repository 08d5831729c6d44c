/** What rules on inference say, by code: the catalogues of each subject. */
import type { FindingFactsOf } from "../messages.js";
import { claimTexts } from "./claims/messages.js";
import { fitTexts } from "./fit/messages.js";
import { instrumentTexts } from "./instruments/messages.js";
import { starTexts } from "./stars/messages.js";
import { statisticTexts } from "./statistics/messages.js";

export const inferenceTexts = { ...statisticTexts, ...starTexts, ...fitTexts, ...instrumentTexts, ...claimTexts };

declare module "../../finding.js" {
  interface FindingFacts
    extends FindingFactsOf<typeof statisticTexts>,
      FindingFactsOf<typeof starTexts>,
      FindingFactsOf<typeof fitTexts>,
      FindingFactsOf<typeof instrumentTexts>,
      FindingFactsOf<typeof claimTexts> {}
}

/** What rules on samples say, by code. */
import { findingTexts } from "../messages.js";

export const sampleTexts = findingTexts({});

/** What rules on inference say, by code. */
import { findingTexts } from "../messages.js";

export const inferenceTexts = findingTexts({});

import { inferenceTexts } from "../../src/audit/rules/inference/messages.js";
import { sampleTexts } from "../../src/audit/rules/sample/messages.js";

/** Every code of the audit that has texts. */
export const findingCodes = Object.keys({ ...inferenceTexts, ...sampleTexts });

/** From a printout to what the audit sees: by the formats the library writes and reads, with what the paper says told beside. */
import type { PrintedPaper } from "../../src/audit/paper.js";
import { type Printout, paperOf } from "./printout.js";

/** Formats tables are written in by turns. */
export const FORMATS = ["memory"] as const;

export function throughFormats(printout: Printout, _number: number): PrintedPaper {
  return paperOf(printout);
}

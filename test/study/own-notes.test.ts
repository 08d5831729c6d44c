/** Notes on reading a file stand once in a study's report, not beneath every table. */
import { expect, it } from "vitest";
import { ownNotes } from "../../src/study/stages/own-notes.js";

it("keeps what a fit noted, in order, and leaves what its table had", () => {
  const read = [{ code: "trimmed", message: "Column 'j': white space removed." }] as const;
  const fit = [
    { ...read[0]! },
    { code: "missing", message: "3 rows left out." },
    { code: "trimmed", message: "Else." },
  ] as const;
  expect(ownNotes(fit, { notes: read })).toEqual([fit[1], fit[2]]);
});

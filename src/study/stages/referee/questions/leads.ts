/**
 * Were trends parallel before treatment? The joint test that effects before treatment are 0.
 */
import { note } from "../../../../base/messages.js";
import { readByT } from "../../../../regression/record/fit-record.js";
import type { WaldTest } from "../../../../regression/tests/joint-test.js";
import type { EstimatorName } from "../../../../verbs/did/shared/names.js";
import { USUAL_LEVEL } from "../../../usual-level.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";

interface Leads {
  readonly estimator: EstimatorName;
  readonly test: WaldTest | null;
  readonly leads: number;
  /** Of these, with a standard error. */
  readonly having: number;
}

export const leads = question<Leads>({
  name: "leads",
  ask: async ({ dynamic }) => {
    const { record } = await dynamic();
    const { estimator, effects, tests } = record.estimates[0]!;
    const ahead = effects.filter(({ event, reference }) => event !== undefined && event < 0 && !reference);
    const having = ahead.filter(({ std_error }) => std_error !== null).length;
    return {
      record: { estimator, leads: ahead.length, having, test: tests.leads ?? null },
    };
  },
  answer: ({ estimator, test, leads: count, having }) => {
    if (test === null || Number.isNaN(test.p_value)) {
      const why =
        count === 0
          ? note(REFEREE_NOTES, "referee_no_leads")
          : note(REFEREE_NOTES, "referee_leads_untested", { leads: count, estimator, having });
      return { verdict: "open", measure: null, value: null, note: why };
    }
    const { p_value: p } = readByT(test);
    const isRejected = p < USUAL_LEVEL;
    return {
      verdict: isRejected ? "weakens" : "open",
      measure: "p_leads",
      value: p,
      note: note(REFEREE_NOTES, isRejected ? "referee_leads_reject" : "referee_leads_pass", {
        p,
        leads: count,
        estimator,
      }),
    };
  },
});

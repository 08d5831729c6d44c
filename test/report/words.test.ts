/** Every entry of the catalogue is in both languages, and a study in Chinese is Chinese. */
import { describe, expect, it } from "vitest";
import { balanceWords } from "../../src/report/messages/balance.js";
import { coefficientWords, coefplotWords } from "../../src/report/messages/coefficients.js";
import { noteText } from "../../src/report/messages/notes.js";
import { provenanceWords } from "../../src/report/messages/provenance.js";
import { codingWords, regressionWords } from "../../src/report/messages/regression.js";
import { reportWords } from "../../src/report/messages/report.js";
import { neverRuleText } from "../../src/report/messages/rules.js";
import { sampleWords } from "../../src/report/messages/sample.js";
import { exhibitWords } from "../../src/study/messages/exhibits.js";
import { qualityWords } from "../../src/study/messages/quality-stage.js";
import { pathWords, studyWords } from "../../src/study/messages/study.js";
import { descriptivesWords } from "../../src/study/stages/descriptives/messages.js";
import { heterogeneityWords } from "../../src/study/stages/heterogeneity/messages.js";
import { mechanismsWords } from "../../src/study/stages/mediation/messages.js";
import { robustnessWords } from "../../src/study/stages/robustness/messages.js";
import { decompositionWords, termWords } from "../../src/trade/decompose/messages.js";
import { rankWords } from "../../src/trade/sensitivity/messages.js";
import { eventWords, figureWords, placeboWords } from "../../src/verbs/event-study/messages.js";
import { ivWords } from "../../src/verbs/iv/messages.js";
import { mediationWords } from "../../src/verbs/mediation/messages.js";
import { gmmWords, matchingWords } from "../../src/verbs/psmatch/messages.js";
import { modelTableWords } from "../../src/verbs/table/messages.js";

const CATALOGUES = {
  ...{ eventWords, figureWords, placeboWords, ivWords, gmmWords, matchingWords, provenanceWords },
  ...{
    balanceWords,
    coefficientWords,
    coefplotWords,
    decompositionWords,
    termWords,
    descriptivesWords,
    exhibitWords,
    heterogeneityWords,
    mechanismsWords,
    mediationWords,
    modelTableWords,
    qualityWords,
    rankWords,
    reportWords,
    robustnessWords,
  },
  ...{ codingWords, regressionWords, sampleWords, pathWords, studyWords },
};
/** Symbols and forms that are the same in both languages. */
const SAME = ["r2", "ols", "pathCount", "ar1", "ar2", "decile1", "decile9", "above", "upTo", "column"];

describe("the catalogue", () => {
  it.each(Object.entries(CATALOGUES))("%s has different texts in English and Chinese", (_, words) => {
    const same = Object.entries(words).filter(([, { en, zh }]) => String(en) === String(zh));
    expect(same.map(([name]) => name).filter((name) => !SAME.includes(name))).toEqual([]);
  });

  it("tells notes by their code, with their numbers, and leaves others in English", () => {
    const message = "The coefficients of the lagged outcome sum to 1.020, not below one: the model has no long run.";
    expect(noteText({ code: "unit_root", message }, "zh")).toMatch(/^滞后被解释变量的系数之和为 1\.020，/);
    expect(noteText({ code: "unit_root", message }, "en")).toBe(message);
    const lost = "In 3 of 99 permutations the coefficient is not identified in both groups: they are left out.";
    expect(noteText({ code: "difference_undefined", message: lost }, "zh")).toMatch(/^99 次置换中有 3 次/);
    expect(noteText({ code: "unheard_of", message }, "zh")).toBe(message);
  });

  it("tells who is never treated", () => {
    expect(neverRuleText("g is empty, 0, Inf or after the last period (2019)", "zh")).toBe(
      "g 为空、0、Inf或晚于末期（2019）",
    );
  });
});

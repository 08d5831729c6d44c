/** Every entry of the catalogue is in both languages, and a study in Chinese is Chinese. */
import { describe, expect, it } from "vitest";
import { eventWords, figureWords, placeboWords } from "../../src/report/words/event-study.js";
import { ivWords } from "../../src/report/words/iv.js";
import { gmmWords, matchingWords } from "../../src/report/words/matching.js";
import { noteText } from "../../src/report/words/notes.js";
import { provenanceWords } from "../../src/report/words/provenance.js";
import { codingWords, regressionWords } from "../../src/report/words/regression.js";
import { neverRuleText } from "../../src/report/words/rules.js";
import { sampleWords } from "../../src/report/words/sample.js";
import { pathWords, studyWords } from "../../src/report/words/study.js";

const CATALOGUES = {
  ...{ eventWords, figureWords, placeboWords, ivWords, gmmWords, matchingWords, provenanceWords },
  ...{ codingWords, regressionWords, sampleWords, pathWords, studyWords },
};
/** Symbols and forms that are the same in both languages. */
const SAME = ["r2", "ols", "pathCount"];

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

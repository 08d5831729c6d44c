/** Every entry of the catalogue is in both languages, and a study in Chinese is Chinese. */
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/base/errors.js";
import { catalogue, note, noteOn, noteText, ruleOf, ruleText } from "../../src/base/messages.js";
import { NEVER_TREATED } from "../../src/data/messages.js";
import { coefficientWords } from "../../src/report/figures/words.js";
import { balanceWords } from "../../src/report/messages/balance.js";
import { codingWords, regressionWords } from "../../src/report/messages/regression.js";
import { refusalText, reportWords } from "../../src/report/messages.js";
import { qualityWords } from "../../src/study/messages/quality-stage.js";
import { coefplotWords, exhibitWords, pathWords, sampleWords, studyWords } from "../../src/study/messages/study.js";
import { descriptivesWords } from "../../src/study/stages/descriptives/messages.js";
import { heterogeneityWords } from "../../src/study/stages/group-difference/messages.js";
import { mechanismsWords } from "../../src/study/stages/mediation/messages.js";
import { robustnessWords } from "../../src/study/stages/robustness/messages.js";
import { decompositionWords, termWords } from "../../src/trade/decompose/messages.js";
import { provenanceWords } from "../../src/trade/extrapolate/messages.js";
import { rankWords } from "../../src/trade/sensitivity/messages.js";
import { eventWords, figureWords } from "../../src/verbs/event-study/messages.js";
import { ivWords } from "../../src/verbs/iv/messages.js";
import { mediationWords } from "../../src/verbs/mediation/messages.js";
import { gmmWords, PGMM_NOTES } from "../../src/verbs/pgmm/messages.js";
import { placeboFigureWords, placeboWords } from "../../src/verbs/placebo/messages.js";
import { matchingWords } from "../../src/verbs/psmatch/messages.js";
import { modelTableWords } from "../../src/verbs/table/messages.js";

const CATALOGUES = {
  ...{ eventWords, figureWords, placeboWords, placeboFigureWords, ivWords, gmmWords, matchingWords, provenanceWords },
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

  it("has notes by their code and facts, and leaves those that lack facts in English", () => {
    const stated = note(PGMM_NOTES, "unit_root", { sum: 1.02 });
    expect(noteText(stated, "zh")).toMatch(/^滞后被解释变量的系数之和为 1\.020，/);
    expect(noteText(stated, "en")).toBe(stated.message);
    const { message } = stated;
    expect(noteText({ code: "unit_root", message }, "zh")).toBe(message);
    expect(noteText({ code: "unit_root", message, detail: { total: 1.5 } }, "zh")).toBe(message);
    const reworded = { code: "unit_root", message: "As an older version said it.", detail: { sum: 1.02 } } as const;
    expect(noteText(reworded, "zh")).toBe(noteText(stated, "zh"));
    expect(noteText({ code: "unheard_of" as "unit_root", message }, "zh")).toBe(message);
    const onPart = noteOn("year 2013", stated);
    expect(onPart.message).toBe(`year 2013: ${message}`);
    expect(noteText(onPart, "zh")).toMatch(/^year 2013：滞后被解释变量/);
    expect(noteText(JSON.parse(JSON.stringify(onPart)), "zh")).toBe(noteText(onPart, "zh"));
  });

  it("takes no text beside a sentence made of facts, and no other facts", () => {
    const wrong = [
      // @ts-expect-error a number in Chinese where English has a text
      catalogue({ range: { en: (low: string) => low, zh: (low: number) => `${low}` } }),
      // @ts-expect-error a fact the English lacks
      catalogue({ range: { en: (low: string) => low, zh: (low: string, high: string) => low + high } }),
      // @ts-expect-error a text that says nothing of the facts
      catalogue({ range: { en: (low: string) => low, zh: "区间" } }),
      // @ts-expect-error no Chinese
      catalogue({ range: { en: (low: string) => low } }),
    ];
    expect(wrong).toHaveLength(4);
  });

  it("has common errors in Chinese, made of facts each throw must give, and quotes others", () => {
    const error = new DataError("unknown_column", "cities.csv has no column 'ecco'.", { got: "ecco" });
    expect(refusalText.zh(error)).toBe("数据中没有列“ecco”。");
    expect(refusalText.en(error)).toBe(error.message);
    const { code, message } = error;
    expect(refusalText.zh({ code, message })).toBe(`英文原文：“${message}”`);
    expect(refusalText.zh(new DataError("unheard_of", "No such thing."))).toBe("英文原文：“No such thing.”");
    // @ts-expect-error without the column that has no numbers
    expect(new DataError("not_numeric", "It is text.", { got: "a" }).code).toBe("not_numeric");
  });

  it("says who is never treated", () => {
    const rule = ruleOf(note(NEVER_TREATED, "never_by_cohort", { column: "g", last: 2019 }));
    expect(ruleText(rule, "en")).toBe("g is empty, 0, Inf or after the last period (2019)");
    expect(ruleText(rule, "zh")).toBe("g 为空、0、Inf 或晚于末期（2019）");
  });
});

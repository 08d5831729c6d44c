/** Every finding reads as sentences in either language. */
import { describe, expect, test } from "vitest";
import { findingText } from "../../../src/audit/finding-text.js";
import { inferenceTexts } from "../../../src/audit/rules/inference/messages.js";
import { INFERENCE_RULES } from "../../../src/audit/rules/inference/rules.js";
import { judge } from "../sample/judging.js";
import { everyFinding } from "./every-finding.js";

const findings = everyFinding.flatMap((one) => INFERENCE_RULES.flatMap((rule) => judge(rule, one).findings));

describe("texts", () => {
  test("of every code are tried", () => {
    expect([...new Set(findings.map(({ code }) => code))].sort()).toEqual(Object.keys(inferenceTexts).sort());
  });
  test.each(["en", "zh"] as const)("in %s are made of facts alone", (language) => {
    for (const one of findings) {
      const { title, expected, found, arithmetic, otherwise } = findingText(one, language);
      for (const text of [title, expected, found, arithmetic, ...otherwise]) {
        expect(text).not.toMatch(/undefined|null|NaN|Infinity|\[object|\s{2}|\.\.|。。/);
        expect(text.trim()).toBe(text);
        expect(text).not.toBe("");
        if (language === "en") expect(text).not.toMatch(/\p{Script=Han}/u);
        expect(text).not.toMatch(/wrong|错误的/);
      }
      expect(otherwise.length).toBeGreaterThan(0);
    }
  });
});

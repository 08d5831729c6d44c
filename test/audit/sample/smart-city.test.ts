/** The paper on smart cities by every rule on samples: what must be found, and nothing else. */
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/audit/finding.js";
import { findingText } from "../../../src/audit/finding-text.js";
import { SAMPLE_RULES } from "../../../src/audit/rules/sample/rules.js";
import { judge } from "./judging.js";
import { smartCity } from "./smart-city.js";

const found: readonly Finding[] = SAMPLE_RULES.flatMap((rule) => judge(rule, smartCity).findings);

const where = ({ where: cells }: Finding) =>
  cells.map(({ table, column, row }) => [table, column, row].filter((x) => x !== null).join(" "));

test("what is found, and where", () => {
  expect(found.map((finding) => [finding.code, finding.severity, ...where(finding)])).toEqual([
    ["n_over_panel", "inconsistent", "Table 1 (1) nobs", "Table 1 (2) nobs"],
    ["n_over_panel", "conditional", "Table 2 PSM-DID (1) nobs"],
    ["n_over_panel", "conditional", "Table 2 PSM-DID (2) nobs"],
    ["n_over_panel", "inconsistent", "Table 2 IV (1) nobs", "Table 2 IV (2) nobs"],
    ["parts_short", "conditional", "Table 3 (3) nobs", "Table 3 (4) nobs", "Table 1 (2) nobs"],
    ["n_differs", "unreported", "Table 2 PSM-DID (2) nobs", "Table 2 PSM-DID (1) nobs"],
    ["n_differs", "unreported", "Table 2 GMM (2) nobs", "Table 2 GMM (1) nobs"],
    ["dynamic_n_over_panel", "conditional", "Table 2 GMM (1) nobs"],
    ["ar1_positive", "unusual", "Table 2 GMM (2) ar1"],
    ["dynamic_n_over_panel", "conditional", "Table 2 GMM (2) nobs"],
    ["ar_tests_missing", "unreported", "Table 2 GMM (1)"],
    ["overid_missing", "unreported", "Table 2 GMM (1)", "Table 2 GMM (2)"],
    ["instruments_missing", "unreported", "Table 2 GMM (1)", "Table 2 GMM (2)"],
    ["difference_unsupported", "conditional", "Table 3 (1) did", "Table 3 (2) did"],
    ["difference_unsupported", "conditional", "Table 3 (3) did", "Table 3 (4) did"],
    ["identical_cells", "unusual", "Table 2 GMM (2) fdi", "Table 2 GMM (1) fdi"],
    [
      "undefined_variable",
      "unreported",
      "Table 1 (2) market",
      "Table 2 PSM-DID (2) market",
      "Table 2 GMM (1) market",
      "Table 2 GMM (2) market",
      "Table 2 IV (1) market",
      "Table 2 IV (2) market",
    ],
    ["printed_zero", "unreported", "Table 1 (2) infra"],
    ["printed_zero", "unreported", "Table 1 (2) market"],
    [
      "printed_zero",
      "unreported",
      "Table 2 PSM-DID (2) infra",
      "Table 2 GMM (1) infra",
      "Table 2 GMM (2) infra",
      "Table 2 IV (2) infra",
    ],
    ["printed_zero", "unreported", "Table 2 PSM-DID (2) market"],
  ]);
});

test.each([
  ["n_over_panel", "2640"],
  ["parts_short", "1624 + 1616 = 3240, 27 fewer than 3267"],
  ["n_differs", "2937 − 2928 = 9"],
  ["ar1_positive", "2γ₁ − γ₀ − γ₂"],
  ["difference_unsupported", "1.03"],
  ["identical_cells", "once in 1900"],
])("the reckoning of %s shows %s", (code, text) => {
  const finding = found.find((one) => one.code === code)!;
  expect(findingText(finding, "en").arithmetic).toContain(text);
});

describe("every finding has its sentences", () => {
  test.each(["en", "zh"] as const)("in %s", (language) => {
    for (const finding of found) {
      const { title, expected, found: printed, arithmetic, otherwise } = findingText(finding, language);
      expect(otherwise.length).toBeGreaterThan(0);
      expect(/[\u4e00-\u9fff]/.test(title)).toBe(language === "zh");
      for (const text of [expected, printed, arithmetic]) expect(text).toMatch(language === "en" ? /[.]$/ : /。$/);
      for (const text of [title, expected, printed, arithmetic, ...otherwise]) {
        expect(text).not.toMatch(/undefined|NaN|\[object|Infinity|null/);
        expect(text.length).toBeGreaterThan(5);
      }
    }
  });
});

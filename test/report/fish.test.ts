import { describe, expect, test } from "vitest";
import { fishPage, fishSummary } from "../../src/report/fish-page.js";
import { fishCohortTable, fishEventTable, fishTable } from "../../src/report/fish-tables.js";
import { fishCards, fishCautions, fishCodings, fishLead, fishSample } from "../../src/report/fish-text.js";
import { renderPage } from "../../src/report/page.js";
import { renderText } from "../../src/report/render-text.js";
import { sampleStudy } from "./sample-fish.js";

const many = Array.from({ length: 20 }, (_, c) => `C${c}`);

describe("the finding", () => {
  test("of a null with few treated countries says both", () => {
    expect(fishLead(sampleStudy())).toBe(
      "After a yellow card, the quality of a country's fish exports, on a scale from 0 to 1, changes by -0.028 " +
        "(standard error 0.027, p = 0.300): no effect is found (95% interval -0.081 to 0.026). " +
        "The estimate rests on 1 treated country: with so few treated clusters the t statistic is not to be trusted.",
    );
  });

  test("follows the p-value and the number of treated countries", () => {
    const lead = fishLead(sampleStudy(0.0004, many));
    expect(lead).toContain("p <0.001): the usual test tells it from zero");
    expect(lead).toMatch(/rests on 20 treated countries\.$/);
  });
});

test("columns with a small p-value are named, others are not", () => {
  const named = (study: ReturnType<typeof sampleStudy>): string[] =>
    fishCautions(study).filter((text) => text.startsWith("Column ("));
  expect(named(sampleStudy())).toEqual([
    "Column (4) has p = 0.005. It is one of 4 columns, rests on 1 treated country, and is no evidence by itself.",
  ]);
  expect(named(sampleStudy(0.01))).toHaveLength(2);
});

test("codings say how many cards were lifted", () => {
  const [absorbing, inForce] = fishCodings(sampleStudy());
  expect(absorbing).toContain(
    "2 of the 4 cards given to 4 countries were lifted again, among them cards of AAA within the sample",
  );
  expect(inForce).toContain("switches off again (AAA)");
});

test("countries are sorted by what they can tell, dates by what confirms them", () => {
  expect(Object.fromEntries(fishCards(sampleStudy()))).toEqual({
    "Identified, with cohort": "AAA 2014",
    "Left out: never observed before their cohort": "BBB 2013",
    "Not treated in any row: not observed after": "none",
    "Not treated in the sample: cohort after 2020": "CCC 2022",
    "With a card, without rows": "ZZZ",
    "Dates of events": "2 confirmed to the day, 2 to the month, 2 not confirmed",
    "Days of events known to the month":
      "do not matter: whichever day of its month an event fell on, every country-year is coded the same",
    "Unconfirmed dates of countries in the rows": "none",
  });
});

test("every row that was lost is counted", () => {
  const facts = Object.fromEntries(fishSample(sampleStudy()));
  expect(facts["Rows without a quality"]).toBe("10 singletons (1.5 million USD)");
  expect(facts["Country-years of countries left out"]).toBe("6");
});

test("Table 1 has the treated countries and no stars", () => {
  const text = renderText(fishTable(sampleStudy()));
  expect(text).toMatch(/^Treated countries +1 +1 +1 +1$/m);
  expect(text).toMatch(/^Card, from first full year on +-0\.028 +-0\.028$/m);
  expect(text).toMatch(/^Card in force, 183 days or more +-0\.028 +-0\.028$/m);
  expect(text).not.toContain("*");
});

test("cohorts and events are listed", () => {
  expect(renderText(fishCohortTable(sampleStudy()))).toMatch(/^2014 +1 +1 +AAA$/m);
  expect(fishEventTable(sampleStudy()).rows.map(({ label, quantity }) => [label, quantity])).toEqual([
    ["AAA", "yellow"],
    ["AAA", "lifted"],
  ]);
});

test("the page holds what is needed to judge the number and to make it again", () => {
  const html = renderPage(fishPage(sampleStudy(), "wasmetrics example fish --out x"));
  for (const part of [
    "wasmetrics example fish --out x",
    "wasmetrics 0.1.0",
    "ef".repeat(32),
    "598 cells",
    "BBB 2013",
    "UN Comtrade",
    "Table 1.",
    "Table 4.",
  ]) {
    expect(html).toContain(part);
  }
});

test("without notes the page has no empty section", () => {
  const { sections } = fishPage({ ...sampleStudy(), notes: [] }, "x");
  expect(sections.map(({ heading }) => heading)).not.toContain("Notes on reading the files");
  expect(sections.every(({ blocks }) => blocks.length > 0)).toBe(true);
});

test("lines of the summary fit the terminal", () => {
  expect(
    Math.max(
      ...fishSummary(sampleStudy())
        .split("\n")
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(96);
});

/**
 * The shipped examples against fixest (`make-expected.R`), and against what their papers print: every estimate that a README names. Each runs whole, in
 * both languages, and the files of `examples/` are those the command knows.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { EXAMPLES } from "../../../src/cli/commands/study.js";
import { type Engine, feols, loadEngine, panel, pgmm } from "../../../src/index.js";
import { parseStudy } from "../../../src/study/file/study-file.js";
import type { StudyResult } from "../../../src/study/run-study.js";
import { readExample } from "../../study/read-example.js";
import { runWholeStudy } from "../../support/run-whole-study.js";

const folder = new URL("../../../examples/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", import.meta.url), "utf8"));
const NEW = ["castle", "minimum-wage", "employment", "training", "schooling", "tobacco"] as const;

interface Estimate {
  readonly estimate: number;
  readonly std_error: number;
  readonly nobs: number;
}

let engine: Engine;
const results = new Map<string, StudyResult>();
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  for (const name of NEW) {
    const { file, tables } = await readExample(name);
    results.set(name, await runWholeStudy(engine, file, tables));
  }
}, 120_000);

interface Fit {
  readonly nobs: number;
  readonly coefficients: Readonly<Record<string, Omit<Estimate, "nobs">>>;
}

const estimateIn = ({ nobs, coefficients }: Fit, term: string): Estimate => ({ ...coefficients[term]!, nobs });

const stage = <T>(example: string, name: string): T => results.get(example)!.record.stages[name] as T;

/** What column `c` of the stage says of `term`. */
const shown = (example: string, name: string, c: number, term: string): Estimate =>
  estimateIn(stage<{ readonly models: readonly { readonly fit: Fit }[] }>(example, name).models[c]!.fit, term);

function same(ours: Estimate, theirs: Estimate): void {
  expect(Math.abs(ours.estimate / theirs.estimate - 1)).toBeLessThan(1e-9);
  expect(Math.abs(ours.std_error / theirs.std_error - 1)).toBeLessThan(1e-9);
  expect(ours.nobs).toBe(theirs.nobs);
}

describe("examples", () => {
  test("are the folders of `examples` but that of printed tables, each with its study, a page of words, and where its data are from", () => {
    const folders = readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
      one.isDirectory() ? [one.name] : [],
    );
    expect(folders.sort()).toEqual(["audit", ...Object.keys(EXAMPLES)].sort());
    for (const name of NEW) {
      for (const file of ["README.md", "NOTICE.md"]) expect(existsSync(new URL(`${name}/${file}`, folder))).toBe(true);
      expect(readFileSync(new URL(`${name}/NOTICE.md`, folder), "utf8")).toMatch(/MIT licence[\s\S]*Copyright \(c\)/);
    }
  });

  test.each(NEW)("%s has all its words in both languages", (name) => {
    const text = readFileSync(new URL(`${name}/study.yaml`, folder), "utf8");
    for (const language of ["en", "zh"] as const) {
      const { notes, spec } = parseStudy(text, "study.yaml", { language });
      expect(notes).toEqual([]);
      expect(spec.summary.length).toBeGreaterThan(2);
    }
  });
});

test("castle doctrine: as fixest", () => {
  same(shown("castle", "table1", 0, "did"), expected.castle.plain);
  same(shown("castle", "table1", 1, "did"), expected.castle.controls);
  same(shown("castle", "crimes", 0, "did"), expected.castle.burglary);
  const { variants } = stage<{ readonly variants: readonly { readonly fit: Fit }[] }>("castle", "robust");
  same(estimateIn(variants[0]!.fit, "did"), expected.castle.weighted);
});

test("Proposition 99: as fixest, every state in turn; difference-in-differences as Arkhangelsky and others (2021) print it", () => {
  same(shown("tobacco", "table1", 0, "did"), expected.tobacco.plain);
  same(shown("tobacco", "table1", 1, "did"), expected.tobacco.late);
  same(shown("tobacco", "prices", 0, "did"), expected.tobacco.price);
  expect(shown("tobacco", "table1", 0, "did").estimate).toBeCloseTo(-27.3, 1); // doi:10.1257/aer.20190159, Table 1
  const events = Object.values(stage<Fit>("tobacco", "figure1").coefficients).map(({ estimate }) => estimate);
  expected.tobacco.events.forEach((theirs: number, e: number) => {
    expect(events[e]).toBeCloseTo(theirs, 8);
  });
  const { p_value } = stage<{ readonly p_value: { readonly estimate: number } }>("tobacco", "figure2");
  expect(p_value.estimate).toBe(expected.tobacco.as_far / expected.tobacco.states);
});

test("minimum wage: as fixest; the balanced sample of Card and Krueger (1994), Table 3, row 4: 2.75 (1.34)", () => {
  same(shown("minimum-wage", "table1", 1, "did"), expected.minimum_wage.jobs);
  same(shown("minimum-wage", "table1", 0, "did"), expected.minimum_wage.wage);
  const { findings } = results.get("minimum-wage")!.shown.find(({ name }) => name === "table1")!;
  expect(findings.map(({ outcome }) => outcome)).toEqual(["Starting wage", "Full-time equivalent jobs", "log(wage)"]);
  const { estimate, std_error } = shown("minimum-wage", "table1", 1, "did");
  expect([estimate.toFixed(2), std_error.toFixed(2)]).toEqual(["2.75", "1.34"]);
});

test("training: as fixest; Dehejia and Wahba (1999): 1,794 in the experiment, -8,498 and 699 against the survey", () => {
  const found = [
    shown("training", "table1", 0, "trained"),
    shown("training", "table1", 1, "trained"),
    shown("training", "survey", 0, "trained"),
    shown("training", "survey", 1, "trained"),
  ];
  const { trial, trial_controls, survey, survey_controls } = expected.training;
  for (const [i, theirs] of [trial, trial_controls, survey, survey_controls].entries()) same(found[i]!, theirs);
  expect(found.map(({ estimate }) => Math.round(estimate))).toEqual([1794, 1676, -8498, 699]);
  // each man is seen once: treated are those who were trained
  const { models } = stage<{ readonly models: readonly { readonly treated: readonly string[] }[] }>(
    "training",
    "table1",
  );
  expect(models[0]!.treated).toHaveLength(185);
});

test("schooling: as fixest; years of schooling as Cunningham (2021) prints them: 0.124 (0.050)", async () => {
  same(shown("schooling", "table1", 1, "went"), expected.schooling.ols);
  same(shown("schooling", "returns", 0, "fit_went"), expected.schooling.iv);
  const { tables } = await readExample("schooling");
  const formula = "lwage ~ exper + black + south + married + smsa | 0 | educ ~ nearc4";
  const fit = feols(engine, tables.get("men")!, formula, { vcov: "iid" });
  const years = estimateIn(fit, "fit_educ");
  same(years, expected.schooling.years);
  expect([years.estimate.toFixed(3), years.std_error.toFixed(3)]).toEqual(["0.124", "0.050"]);
});

test("employment: as fixest; the data are those of Arellano and Bond (1991), Table 4: 0.686 (0.145), -0.085 (0.056)", async () => {
  same(shown("employment", "table1", 0, "slump_now"), expected.employment.pooled);
  same(shown("employment", "table1", 1, "slump_now"), expected.employment.within);
  const { tables } = await readExample("employment");
  const firms = panel(tables.get("firms")!, { unit: "firm", time: "year" });
  const printed =
    "n ~ lag(n, 1:2) + lag(w, 0:1) + lag(k, 0:2) + lag(ys, 0:2) | gmm(n, 2:99) + iv(w, lag(w, 1), k, lag(k, 1:2), ys, lag(ys, 1:2))";
  const { coefficients } = pgmm(engine, firms, printed, { timeDummies: true });
  const lags = ["lag(n, 1)", "lag(n, 2)"].map((term) => [coefficients[term]!.estimate, coefficients[term]!.std_error]);
  expect(lags.map((pair) => pair.map((one) => one.toFixed(3)))).toEqual([
    ["0.686", "0.145"],
    ["-0.085", "0.056"],
  ]);
});

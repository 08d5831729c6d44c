/**
 * The code shown of a study gives its numbers: commands are run to the last bit, lines of R in R where it is there, lines of Stata are read
 * back by the library's own reader of Stata to the model they were written from.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Table, withColumns } from "../../src/data/table/table.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseFormula } from "../../src/formula/parser.js";
import { parseStata } from "../../src/formula/stata/parse-stata.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { type CodeLanguage, stageCode, studyCommand } from "../../src/study/code/code.js";
import { rLines } from "../../src/study/code/r-lines.js";
import { stataLines } from "../../src/study/code/stata-lines.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import type { StudyResult } from "../../src/study/run-study.js";
import type { StageCall } from "../../src/study/stages/stage.js";
import { run } from "../support/run-cli.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, smallRows } from "./small-study.js";

const plain = parseCsv(csvOf(smallRows()));
const city = plain.numeric("city");
const cities: Table = withColumns(plain, [
  {
    kind: "numeric",
    name: "price",
    values: city.map(
      (c, i) => ((c * plain.numeric("year")[i]! * 13) % 29) / 10 + (plain.numeric("did")[i]! > 0 ? 1 : 0),
    ),
  },
  {
    kind: "text",
    name: "region",
    codes: Uint32Array.from(city, (c) => c % 12),
    levels: [..."abcdefghijkl"].map((l) => `r ${l}`),
  },
  { kind: "numeric", name: "goods", values: city.map((c, i) => (c * 7 + i * 3) % 11) },
]);

const study = (variance: string, ssc: string) => `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco, log(price)] }
treatment: { cohort: g, codings: { did: { coding: absorbing } } }
variance: ${variance}
ssc: ${ssc}
seed: 7
output: out
stages:
  table1:
    stage: regressions
    columns:
      - { treatment: did }
      - { treatment: did, controls: true, subset: "year >= 2011 & eco > 0.2", fe: city + region^year }
      - { treatment: did, controls: [l(eco), factor(region), "eco:price"], fe: year }
    bootstrap: { draws: 99 }
  dynamics: { stage: event-study, window: [-2, 2], bin: true }
  instrumented:
    stage: iv
    columns: [{ treatment: did, instruments: [price], controls: [eco] }]
  counted: { stage: fepois, formula: "goods ~ did + eco | city + year" }
  lagged:
    stage: pgmm
    columns:
      - { treatment: did, controls: [eco], instrument_lags: [2, 4], collapse: true }
      - { treatment: did, controls: [eco], model: system, predetermined: [eco], instrument_lags: [2, 3], collapse: true, steps: 1 }
      - { treatment: did, controls: false, transform: fod, time_dummies: false, small: true }
  others:
    stage: robustness
    base: { treatment: did }
    variants:
      - { label: weighted, weights: price }
      - { label: winsorised, winsorise: 0.05 }
      - { label: robust, variance: hetero }
  shuffled: { stage: placebo, draws: 20 }
  beside: { stage: table, columns: [{ from: table1, column: 1 }] }
${variance.includes("+") ? "" : "  staggered: { stage: did, treatment: did, estimators: [twfe, cs, sunab], window: [-2, 2] }\n"}`;

let engine: Engine;
let folder: string;
const results = new Map<string, StudyResult>();
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-code-"));
  for (const [variance, ssc] of CASES) {
    const file = parseStudy(study(variance, ssc), "study.yaml");
    const result = await runWholeStudy(engine, file, new Map([["cities", cities]]));
    results.set(variance, result);
    mkdirSync(join(folder, variance, "out"), { recursive: true });
    writeFileSync(join(folder, variance, "out/panel.csv"), formatCsv(result.panel.columns));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CASES = [
  ["cluster:city", "fixest"],
  ["cluster:city+year", "reghdfe"],
] as const;

const codeOf = (variance: string, stage: string, to: CodeLanguage) =>
  stageCode(results.get(variance)!, stage, to, studyCommand(results.get(variance)!.file));

/** Fits of a stage by its record. */
function fitsOf(variance: string, stage: string): FitRecord[] {
  const record = results.get(variance)!.record.stages[stage] as Record<string, never>;
  const { models, base, variants, result } = record as {
    readonly models?: readonly { readonly fit: FitRecord }[];
    readonly base?: { readonly fit: FitRecord };
    readonly variants?: readonly { readonly fit: FitRecord }[];
    readonly result?: FitRecord;
  };
  if (result !== undefined) return [result];
  return [...(base === undefined ? [] : [base]), ...(models ?? variants ?? [])].map(({ fit }) => fit);
}

const estimates = (fit: FitRecord) => fit.coefficients;

interface Stage {
  readonly result: { readonly estimates: unknown };
  readonly effects: unknown;
  readonly p_value: unknown;
}

/** A line of a shell in its words. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].reduce<string[]>(
    (words, { 0: whole, 1: a, 2: b, 3: c, index }) => {
      const word = a ?? b ?? c!;
      const isJoined = index > 0 && !/\s/.test(line[index - 1]!);
      if (isJoined) words[words.length - 1] += word;
      else words.push(word);
      return whole === undefined ? words : words;
    },
    [],
  );

/** Runs the commands of the code, on the sample where it lies. */
async function runCommands(variance: string, lines: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (const line of lines.split("\n").filter((one) => /^wasmetrics (?!study)/.test(one))) {
    const words = wordsOf(line).slice(1);
    words[1] = join(folder, variance, words[1]!);
    const { status, stdout, stderr } = await run(...words, "--json");
    expect(stderr + status).toBe(`${stderr}0`);
    found.push(JSON.parse(stdout));
  }
  return found;
}

describe.each(CASES)("commands, %s, rule %s", (variance) => {
  test.each(["table1", "instrumented", "counted"])("%s: the numbers of the study, to the last bit", async (stage) => {
    const made = await runCommands(variance, codeOf(variance, stage, "command").lines);
    const fits = made.filter(({ kind }) => kind !== "bootstrap") as unknown as FitRecord[];
    expect(fits.map(estimates)).toEqual(fitsOf(variance, stage).map(estimates));
  });

  test("the wild bootstrap, draw by draw", async () => {
    const made = await runCommands(variance, codeOf(variance, "table1", "command").lines);
    const drawn = made.filter(({ kind }) => kind === "bootstrap").map(({ p_value }) => p_value);
    const models = (results.get(variance)!.record.stages.table1 as { models: { bootstrap?: { p_value: unknown } }[] })
      .models;
    // a bootstrap of lags has no command, and it is said
    expect(drawn).toEqual(models.slice(0, 2).flatMap(({ bootstrap }) => bootstrap?.p_value ?? []));
    expect(drawn.length).toBeGreaterThan(0);
    expect(codeOf(variance, "table1", "command").notes.join(" ")).toContain("bootstrap, quality ~ did + l(eco");
  });

  test("event study, group-time effects, placebo", async () => {
    const { stages } = results.get(variance)!.record as unknown as { stages: Record<string, Stage> };
    if (variance === "cluster:city") {
      const [did] = await runCommands(variance, codeOf(variance, "staggered", "command").lines);
      expect(did!.estimates).toEqual(stages.staggered!.result.estimates);
    }
    const [events] = await runCommands(variance, codeOf(variance, "dynamics", "command").lines);
    expect(events!.effects).toEqual(stages.dynamics!.effects);
    const [placebo] = await runCommands(variance, codeOf(variance, "shuffled", "command").lines);
    expect(placebo!.p_value).toEqual(stages.shuffled!.p_value);
  });
});

// Lines of Stata.

/** What was made before a command, by name: the expression it stands for, or the column of text. */
function madeBy(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const generated = /^generate double (\w+) = (.+)$/.exec(line);
      if (generated !== null) return [[generated[1]!, generated[2]!]];
      const encoded = /^egen long (\w+) = group\((\w+)\)$/.exec(line);
      return encoded === null ? [] : [[encoded[1]!, encoded[2]!]];
    }),
  );
}

const ESTIMATES = /^(?:reghdfe|regress|ivreghdfe|ivreg2|ppmlhdfe|xtset)\b/;

/** The commands of lines of Stata that are read back, each with the xtset before it. */
function commandsOf(lines: readonly string[]): string[] {
  const found = lines.filter((line) => ESTIMATES.test(line));
  return found.flatMap((line, i) => {
    if (line.startsWith("xtset")) return [];
    return [found[i - 1]?.startsWith("xtset") ? `${found[i - 1]}\n${line}` : line];
  });
}

/** A formula with names that stand for others put back. */
const put = (formula: string, made: ReadonlyMap<string, string>): string =>
  parseFormula(formula.replaceAll(/[\p{L}_][\p{L}\p{N}_]*/gu, (name) => made.get(name) ?? name)).call;

describe.each(CASES)("lines of Stata, %s, rule %s", (variance) => {
  test.each([
    ["table1", [0, 1, 2]],
    ["instrumented", [0]],
    ["counted", [0]],
    ["others", [0, 1, 3]],
  ] as const)("%s: read back, they are the models of the study", (stage, parts) => {
    const result = results.get(variance)!;
    const calls = result.calls[result.shown.findIndex(({ name }) => name === stage)]!.filter(
      ({ verb }) => verb !== "bootstrap",
    );
    expect(calls.map(({ part }) => part ?? 0)).toEqual(parts);
    const lines = codeOf(variance, stage, "stata").lines.split("\n");
    const made = madeBy(lines);
    const read = commandsOf(lines).map((line) => parseStata(line));
    expect(read.map(({ formula }) => put(formula, made))).toEqual(
      calls.map(({ formula }) => parseFormula(formula).call),
    );
    for (const [i, { options }] of read.entries()) {
      const asked = calls[i]!.options as { vcov: string; subset?: string; weights?: string };
      expect(put(`y ~ ${options.vcov!.replace(":", " + ")}`, made)).toBe(
        put(`y ~ ${asked.vcov.replace(":", " + ")}`, made),
      );
      expect(options.weights).toBe(asked.weights);
      expect(options.subset?.replaceAll(/ ?& ?!is\.na\(\w+\)|[()]/g, "")).toBe(asked.subset);
    }
  });

  test("an event study counts event times from 100", () => {
    const { lines, notes } = codeOf(variance, "dynamics", "stata");
    expect(lines).toContain('import delimited using "out/panel.csv", clear case(preserve) asdouble encoding("utf-8")');
    expect(lines).toContain("generate event_time = max(min(year - g, 2), -2) + 100");
    expect(lines).toMatch(/^reghdfe quality ib99\.event_time eco log_price, absorb\(city year\) vce\(cluster city/m);
    expect(notes.join(" ")).toContain("Units without a cohort are never treated.");
  });

  test("xtabond2, read back and run: the estimates of the study", async () => {
    const lines = codeOf(variance, "lagged", "stata").lines.split("\n");
    const made = lines.filter((line) => line.startsWith("xtabond2"));
    const fits = fitsOf(variance, "lagged");
    expect(made).toHaveLength(fits.length);
    for (const [i, line] of made.entries()) {
      const data = join(folder, variance, "out/panel.csv");
      const { stdout, stderr } = await run("pgmm", data, line, "--panel", "city,year", "--json");
      expect(stderr).not.toContain("error");
      const { coefficients } = JSON.parse(stdout) as FitRecord;
      for (const term of ["lag(quality, 1)", "did"]) {
        const [got, expected] = [coefficients[term]!, fits[i]!.coefficients[term]!];
        expect(Math.abs(got.estimate - expected.estimate), `${line} ${term}`).toBeLessThan(1e-8);
        expect(Math.abs(got.std_error - expected.std_error), `${line} ${term}`).toBeLessThan(1e-8);
      }
    }
  });

  test("the wild bootstrap, and what the rule changes", () => {
    const { lines, notes } = codeOf(variance, "table1", "stata");
    expect(lines).toContain("areg quality did i.year, absorb(city) vce(cluster city)");
    expect(lines).toMatch(/^boottest did, cluster\(city.*\) reps\(99\) weighttype\(rademacher\)$/m);
    expect(notes.some((note) => note.includes("small-sample rule is fixest"))).toBe(variance === "cluster:city");
  });
});

// Lines of R.

const hasR = (() => {
  try {
    execFileSync("Rscript", ["-e", 'stopifnot(requireNamespace("fixest"), requireNamespace("jsonlite"))'], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
})();

/** What R gives for the regressions of the code: coefficients and errors of each. */
function runR(
  variance: string,
  lines: string,
): { readonly estimate: Record<string, number>; readonly error: Record<string, number> }[] {
  const script = [
    "library(jsonlite); found <- list()",
    "setFixest_notes(FALSE); keep <- function(m) { t <- coeftable(m); found[[length(found) + 1]] <<- list(estimate = as.list(setNames(t[, 1], rownames(t))), error = as.list(setNames(t[, 2], rownames(t)))) }",
    ...lines.split("\n").map((line) => (/^(feols|fepois|feglm)\(/.test(line) ? `keep(${line})` : line)),
    "cat(toJSON(found, digits = I(17), auto_unbox = TRUE))",
  ];
  script.splice(1, 0, "library(fixest)");
  const kept = script.filter((line) => !/fwildclusterboot|boottest|^model <-/.test(line));
  return JSON.parse(
    execFileSync("Rscript", ["-e", kept.join("\n")], { cwd: join(folder, variance), encoding: "utf8" }),
  );
}

/** fixest takes the errors of a Poisson regression from the weights of the step before its last. */
const toleranceOf = (stage: string): number => (stage === "counted" ? 1e-7 : 1e-8);

describe.skipIf(!hasR).each(CASES)("lines of R, run in R, %s, rule %s", (variance) => {
  test.each(["table1", "instrumented", "counted", "dynamics"])(
    "%s: equal to 1e-8",
    (stage) => {
      const found = runR(variance, codeOf(variance, stage, "r").lines);
      const fits = stage === "dynamics" ? [{ coefficients: eventsOf(variance) }] : fitsOf(variance, stage);
      expect(found).toHaveLength(fits.length);
      for (const [i, { coefficients }] of fits.entries()) {
        for (const [term, { estimate, std_error }] of Object.entries(coefficients)) {
          expect(Math.abs(found[i]!.estimate[term]! - estimate), term).toBeLessThan(
            1e-8 * Math.max(1, Math.abs(estimate)),
          );
          expect(Math.abs(found[i]!.error[term]! - std_error!), term).toBeLessThan(
            toleranceOf(stage) * Math.max(1, std_error!),
          );
        }
      }
    },
    60_000,
  );
});

test.skipIf(!hasR)("lines of R that need packages beside fixest are R all the same", () => {
  const lines = ["table1", "staggered"].map((stage) => codeOf("cluster:city", stage, "r").lines).join("\n");
  expect(lines).toContain("boottest(model");
  writeFileSync(join(folder, "lines.R"), lines);
  expect(() => execFileSync("Rscript", ["-e", 'invisible(parse("lines.R"))'], { cwd: folder })).not.toThrow();
});

test.skipIf(!hasR)(
  "effects of staggered adoption, run in R: the same estimates and errors",
  () => {
    const variance = "cluster:city";
    const { lines } = codeOf(variance, "staggered", "r");
    const fixestOnly = lines.split("\n").filter((line) => !/library\(did\)|att_gt|aggte/.test(line));
    const [twfe, sunab] = runR(variance, fixestOnly.join("\n"));
    const { estimates: all } = (
      results.get(variance)!.record.stages.staggered as { result: { estimates: DidEstimate[] } }
    ).result;
    for (const [found, name, prefix] of [
      [twfe!, "twfe", "event"],
      [sunab!, "sunab", "year"],
    ] as const) {
      const { effects } = all.find(({ estimator }) => estimator === name)!;
      for (const { event, estimate, std_error } of effects.filter((one) => one.std_error !== null)) {
        const term = `${prefix}::${event}`;
        expect(Math.abs(found.estimate[term]! - estimate), term).toBeLessThan(1e-8);
        expect(Math.abs(found.error[term]! - std_error!), term).toBeLessThan(1e-8);
      }
    }
  },
  60_000,
);

interface DidEstimate {
  readonly estimator: string;
  readonly effects: readonly { readonly event: number; readonly estimate: number; readonly std_error: number | null }[];
}

/** Effects by event time, named as fixest names them. */
function eventsOf(variance: string): Record<string, { readonly estimate: number; readonly std_error: number }> {
  const { effects } = results.get(variance)!.record.stages.dynamics as unknown as {
    readonly effects: readonly { event: number; estimate: number; std_error: number | null }[];
  };
  return Object.fromEntries(
    effects.flatMap(({ event, estimate, std_error }) =>
      std_error === null ? [] : [[`event::${event}`, { estimate, std_error }]],
    ),
  );
}

test("errors and draws that another program would make otherwise are not passed off as the study's", () => {
  const context = {
    file: results.get("cluster:city")!.file,
    data: "panel.csv",
    sample: cities,
    language: "en",
    isOfRows: false,
  } as const;
  const poisson = { verb: "fepois", formula: "goods ~ did | city + year", part: 0 } as const;
  expect(stataLines(context)({ ...poisson, options: { vcov: "iid" } }).notes.join(" ")).toContain("fepois, iid has no");
  const weighted = stataLines(context)({ ...poisson, options: { vcov: "hetero", weights: "price" } });
  expect(weighted.lines.join(" ")).toContain("[pw=price], absorb(city year) vce(robust)");
  expect(weighted.notes.join(" ")).toContain("ppmlhdfe has a small-sample rule of its own");
  const wild = (type: string): StageCall => ({
    verb: "bootstrap",
    formula: "quality ~ did | city",
    options: { term: "did", cluster: ["city"], draws: 99, multipliers: "webb", type },
    part: 0,
  });
  for (const writer of [rLines(context), stataLines(context)]) {
    expect(writer(wild("11")).lines.join(" ")).toContain("webb");
    expect(writer(wild("33")).notes.join(" ")).toContain("type 33");
  }
});

test("triple differences are triplediff's in R, with what it weighs by", () => {
  const context = {
    file: results.get("cluster:city")!.file,
    data: "panel.csv",
    sample: cities,
    language: "en",
    isOfRows: false,
  } as const;
  const options = { estimator: ["ddd"], treat: "did", eligible: "rich", control: "notyet", aggregate: "dynamic" };
  const { lines, notes } = rLines(context)({ verb: "did", formula: "quality ~ eco | city + year", part: 0, options });
  expect(lines.join("\n")).toContain('pname = "rich", xformla = ~ eco, data = panel');
  expect(lines.join("\n")).toContain('control_group = "notyettreated", est_method = "dr"');
  expect(notes.join(" ")).toContain("triplediff averages cohorts by all their units");
});

test("efficient averages under random dates are staggered's in R, with whom it compares", () => {
  const context = {
    file: results.get("cluster:city")!.file,
    data: "panel.csv",
    sample: cities,
    language: "en",
    isOfRows: false,
  } as const;
  const options = { estimator: ["rs"], treat: "did", control: "never", beta: 1 };
  const { lines, notes } = rLines(context)({ verb: "did", formula: "quality ~ 1 | city + year", part: 0, options });
  const text = lines.join("\n");
  expect(text).toContain('y = "y_", estimand = "eventstudy", eventTime = 0:(max(panel$year) - min(panel$first_))');
  expect(text).toContain("beta = 1, use_last_treated_only = TRUE)");
  expect(notes.join(" ")).toContain("se_neyman");
});

test("what has no line is said in words", () => {
  expect(codeOf("cluster:city", "beside", "r")).toEqual({
    lines: "",
    notes: ["Stage beside is made of the study as a whole: no single line does the same. The command makes it."],
  });
  expect(codeOf("cluster:city", "shuffled", "stata").notes.join(" ")).toContain("placebo has no line of Stata here");
  expect(codeOf("cluster:city", "staggered", "r").lines).toContain("att_gt(");
  expect(codeOf("cluster:city", "staggered", "stata").lines).toMatch(
    /^csdid quality, ivar\(city\) time\(year\) gvar\(first_treated\) method\(dripw\) agg\(event\)$/m,
  );
  expect(codeOf("cluster:city", "others", "r").notes.join(" ")).toContain("winsorised");
});

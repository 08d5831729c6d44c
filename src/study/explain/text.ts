/** An explanation in words: sections of facts, as text for a terminal or as Markdown. Computes nothing. */
import { clauses, type Language, labelled, listed, noteText, stepText } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { visible, withoutControls } from "../../base/text.js";
import { formatCount } from "../../report/format-number.js";
import { droppedText, methodText, termText } from "../../report/messages.js";
import { varianceWords } from "../../report/regression/variance-words.js";
import { displayWidth, padEnd, wrap } from "../../report/render/display-width.js";
import type { ExtrapolationRecord } from "../../trade/extrapolate/record.js";
import { extrapolationFacts } from "../../trade/extrapolate/table.js";
import type { QualityRecord } from "../../trade/quality/record.js";
import { studyWords } from "../messages/study.js";
import { qualitySentences } from "../page/text.js";
import type { Step } from "./arithmetic.js";
import type { Explanation, FileCheck } from "./explanation.js";
import { numberWords, explainWords as words } from "./messages.js";
import type { Origin } from "./origin.js";

type Fact = readonly [name: string, text: string];

export interface ExplainedSection {
  readonly heading: string;
  readonly facts: readonly Fact[];
}

/** Seven digits say what a step is made of; all of them are in JSON. */
const short = (value: number | string | null | undefined): string =>
  typeof value === "number" ? String(Number(value.toPrecision(7))) : String(value ?? "");

const percent = (level: number | null): string => (level === null ? "" : `${Number((100 * level).toPrecision(6))}%`);

/** The heading of an explanation. */
export function explainedTitle({ exhibit, number, from, language }: Explanation): string {
  if (exhibit === null) return words.ofRecord[language](from, number.term ?? number.is);
  const { name, row, row_label, column, column_label } = exhibit;
  const called = row_label === "" || row_label === row ? row : words.labelled[language](row, row_label);
  const head = column_label === "" ? `(${column})` : `(${column}) ${column_label}`;
  return words.title[language](name, called, head);
}

/** All that is said of a number, by section. */
export function explainedSections(it: Explanation, name: (term: string) => string): ExplainedSection[] {
  const { language } = it;
  const section = (heading: keyof typeof words, facts: readonly Fact[]): ExplainedSection[] =>
    facts.length === 0 ? [] : [{ heading: (words[heading] as Record<Language, string>)[language], facts }];
  return [
    ...section("number", numberFacts(it, name)),
    ...section("asked", studyFacts(it)),
    ...section("data", dataFacts(it)),
    ...section("rows", rowFacts(it)),
    ...section("equation", equationFacts(it, name)),
    ...section("variance", varianceFacts(it, name)),
    ...section(
      "arithmetic",
      it.arithmetic.map((step) => stepFact(step, language)),
    ),
    ...section("quality", qualityFacts(it)),
    ...section(
      "extrapolation",
      it.extrapolation === null
        ? []
        : guarded(() => extrapolationFacts(it.extrapolation as ExtrapolationRecord, language)),
    ),
    ...section("solver", solverFacts(it)),
    ...section("random", randomFacts(it)),
    ...section("notes", noteFacts(it)),
    ...section("again", commandFacts(it)),
    ...section("software", softwareFacts(it)),
    ...section(
      "files",
      it.files.map((file) => fileFact(file, language)),
    ),
  ];
}

/** Facts of a record that another version may have written otherwise: none then. */
function guarded<T>(make: () => readonly T[]): readonly T[] {
  try {
    return make();
  } catch {
    return [];
  }
}

function numberFacts({ number, exhibit, from, language }: Explanation, name: (term: string) => string): Fact[] {
  const { printed, value, ends, is, term, held, place, others, also, instead, agrees } = number;
  const what = ownOf(numberWords, is)?.[language] ?? is;
  const of = term === null ? what : words.of[language](what, name(term.replace(/^fit_/, "")));
  const at = `${exhibit === null ? from : "results.json"} ${place ?? ""}`;
  const where = {
    number: at,
    count: words.count[language](at),
    share: words.share[language](at),
    several: words.several[language](formatCount(others)),
    made: words.made[language],
  }[held];
  return [
    [words.printed[language], printed ?? words.notPrinted[language]],
    [
      words.unrounded[language],
      value === null ? (ends ?? []).map((end) => String(end)).join(", ") || "-" : String(value),
    ],
    [words.is[language], of],
    [words.place[language], where],
    ...(held === "several" || others === 0
      ? []
      : [["", words.also[language](formatCount(others), also.join(", "))] as const]),
    ...(instead === null ? [] : [["", words.instead[language](String(instead))] as const]),
    ...(agrees || instead !== null ? [] : [["", words.misprinted[language]] as const]),
  ];
}

function studyFacts({ study, language }: Explanation): Fact[] {
  if (study === null) return [];
  const { file, stage, does, lines, column_lines, taken_from } = study;
  const inFile = ({ first, last }: typeof lines): string => words.lines[language](file, first, last);
  return [
    [words.stage[language], stage === null ? words.added[language] : words.doesStage[language](stage, does ?? "")],
    [words.file[language], inFile(lines)],
    ...(column_lines === null ? [] : [[words.column[language], inFile(column_lines)] as const]),
    ...(taken_from === null
      ? []
      : [
          [
            "",
            taken_from.lines === null
              ? words.takenFrom[language](taken_from.stage, taken_from.column)
              : labelled[language](
                  words.takenFrom[language](taken_from.stage, taken_from.column),
                  inFile(taken_from.lines),
                ),
          ] as const,
        ]),
  ];
}

function dataFacts({ data, language }: Explanation): Fact[] {
  const roleWords = { panel: words.rolePanel, quality: words.roleQuality, treatment: words.roleTreatment };
  return data.map(({ source, name, sha256, data_format = "", roles, engine }): Fact => {
    const hash =
      engine !== undefined
        ? studyWords.heldBy[language](engine)
        : sha256 === null
          ? words.noHash[language]
          : words.sha[language](sha256);
    const said = roles.map((role) => roleWords[role as keyof typeof roleWords][language]).join(words.and[language]);
    return [source, words.source[language](name, data_format, hash, said)];
  });
}

function rowFacts({ rows, language }: Explanation): Fact[] {
  const { steps, not_given, dropped, used } = rows;
  const inRows = (n: number): string => words.inRows[language](formatCount(n));
  const lost = Object.entries(dropped).filter(([, n]) => n !== 0);
  return [
    ...steps.map(
      ({ step, rows: left, dropped: less }): Fact => [
        step,
        less === 0 ? inRows(left) : words.lessRows[language](formatCount(left), formatCount(less)),
      ],
    ),
    ...(not_given === null || not_given === 0
      ? []
      : [[words.notGiven[language], `-${formatCount(not_given)}`] as const]),
    ...lost.map(
      ([reason, n]): Fact => [words.droppedFor[language](droppedText(reason, language)), `-${formatCount(n)}`],
    ),
    ...(used === null ? [] : [[words.used[language], inRows(used)] as const]),
  ];
}

/** Regressors named at most. */
const MOST_NAMED = 20;

function equationFacts({ equation, variables, language }: Explanation, name: (term: string) => string): Fact[] {
  const { call, model, outcome, regressors, instrumented, effects, weights } = equation;
  const called = (term: string): string => name(term.replace(/^fit_/, ""));
  const levels = effects.map((one) =>
    one.levels === null ? called(one.name) : words.levels[language](called(one.name), formatCount(one.levels)),
  );
  return [
    ...(call === null ? [] : [[words.call[language], call] as const]),
    ...(outcome === null || regressors.length === 0
      ? []
      : [
          [
            words.inWords[language],
            words.regressedOn[language](
              called(outcome),
              listed[language](regressors.map(called), MOST_NAMED),
              listed[language](levels),
              weights === null ? "" : called(weights),
            ),
          ] as const,
        ]),
    ...(instrumented.length === 0
      ? []
      : [["", words.instrumented[language](listed[language](instrumented.map(called)))] as const]),
    ...(model === null ? [] : [[words.estimator[language], model[language]] as const]),
    ...variables.flatMap(({ term, origins }) =>
      origins.map((one, i): Fact => [i === 0 ? term : "", originText(one, language)]),
    ),
  ];
}

function originText(one: Origin, language: Language): string {
  switch (one.from) {
    case "treatment": {
      const how = one.of === null ? words.byEvents[language](one.data) : words.byColumn[language](one.of, one.data);
      return words.fromTreatment[language](one.column, one.coding, how);
    }
    case "fitted":
      return words.fromFitted[language](one.column);
    case "lag":
      return words.fromLag[language](one.column, one.of);
    case "aggregate": {
      const { column, of, unit, time, data, weight } = one;
      const how = { sum: words.sum, distinct: words.distinct, count: words.rowCount, mean: words.mean };
      const called = ownOf(how, one.function)?.[language] ?? one.function;
      return words.fromAggregate[language]({ column, function: called, of, weight: weight ?? "", unit, time, data });
    }
    case "extrapolation":
      return words.fromExtrapolation[language](one.column, one.formula, one.last === null ? "" : String(one.last));
    case "quality":
      return words.fromQuality[language](one.column, one.data);
    default:
      return words.fromColumn[language](one.column, one.data);
  }
}

function varianceFacts({ variance, random, language }: Explanation, name: (term: string) => string): Fact[] {
  if (variance === null) return [];
  const { type, clusters, about, ssc, K, not_counted, df, level, factors } = variance;
  const described = { type, clusters, ...(about === null ? {} : { about }) };
  const text = guarded(() => [varianceWords(described, language, name)])[0] ?? type;
  const parts =
    factors === null
      ? []
      : [
          ...(factors.K === null
            ? []
            : [
                words.factorK[language](
                  formatCount(factors.n - 1),
                  formatCount(factors.n - (K ?? 0)),
                  short(factors.K),
                ),
              ]),
          ...(factors.G === null
            ? []
            : [
                words.factorG[language](
                  formatCount(factors.clusters),
                  formatCount(factors.clusters - 1),
                  short(factors.G),
                ),
              ]),
        ];
  return [
    [words.errors[language], text],
    ...(ssc === null
      ? []
      : [
          [
            words.rule[language],
            words.ruleIs[language](String(ssc.preset), K === null ? "" : formatCount(K), listed[language](not_counted)),
          ] as const,
        ]),
    ...parts.map((part, i): Fact => [i === 0 ? words.factor[language] : "", part]),
    // what rests on draws is read by these
    ...(random?.draws == null
      ? [
          [
            words.readBy[language],
            df === null ? words.byNormal[language](percent(level)) : words.byT[language](short(df), percent(level)),
          ] as const,
        ]
      : []),
  ];
}

function stepFact({ step, of, made, recorded, agrees }: Step, language: Language): Fact {
  const value = short(made);
  const [b, se, quantile, statistic, df] = [of.estimate, of.std_error, of.quantile, of.statistic, of.df].map(short);
  const text = (): string => {
    switch (step) {
      case "std_error":
        return words.rootOfVariance[language](value);
      case "statistic":
        return words.ratio[language](b!, se!, value);
      case "p_value": {
        const t = short(Math.abs(Number(of.statistic)));
        return of.df === null ? words.pOfZ[language](t, value) : words.pOfT[language](t, df!, value);
      }
      case "conf_low":
      case "conf_high":
        return words.end[language](b!, step === "conf_low" ? "-" : "+", quantile!, se!, value);
      default: {
        const degrees = of.distribution === "F" ? `(${short(of.df1)}, ${short(of.df2)})` : `(${short(of.df1)})`;
        return words.pOfTest[language](`${of.distribution}${degrees}`, statistic!, value);
      }
    }
  };
  const verdict = agrees ? words.agrees[language] : words.differs[language](String(recorded));
  return [words[step][language], clauses[language]([text(), verdict])];
}

function qualityFacts({ quality, language }: Explanation): Fact[] {
  if (quality === null) return [];
  const run = quality as QualityRecord;
  return guarded(() => [
    ...qualitySentences(run, language).map((text): Fact => ["", text]),
    ...run.waterfall
      .filter(({ dropped_rows }) => dropped_rows > 0)
      .map((step): Fact => [stepText(step, language), `-${formatCount(step.dropped_rows)}`]),
    [words.used[language], words.inRows[language](formatCount(run.nobs))],
  ]) as Fact[];
}

function solverFacts({ solver, language }: Explanation): Fact[] {
  if (solver === null || solver.method === "none") return [];
  const { method, because, iterations, certificate, error_estimate, least_squares } = solver;
  const small = (value: number): string => value.toExponential(1);
  return [
    [words.method[language], words.methodIs[language](methodText(method, language), String(iterations ?? 0))],
    ...(because === null || language !== "en" ? [] : [[words.because[language], because] as const]),
    ...(certificate === null
      ? []
      : [
          [
            words.certificate[language],
            words.certificateIs[language](
              small(certificate),
              error_estimate === null || error_estimate === 0 ? "" : small(error_estimate),
            ),
          ] as const,
        ]),
    ...(least_squares === null ? [] : [[words.leastSquares[language], least_squares] as const]),
  ];
}

function randomFacts({ random, language }: Explanation): Fact[] {
  if (random === null) return [["", words.noDraws[language]]];
  const { seed, draws, generator, kind } = random;
  const text = words.drawsAre[language](
    draws === null ? "" : formatCount(draws),
    generator ?? "",
    seed === null ? "" : String(seed),
  );
  return [[kind ?? "", text]];
}

function noteFacts({ notes, table_notes, language }: Explanation): Fact[] {
  const own = notes.map((note) => noteText(note, language));
  return [...new Set([...own, ...table_notes])].map((text) => ["", text]);
}

const commandFacts = ({ commands, language }: Explanation): Fact[] => [
  ...(commands.study === null ? [] : [[words.ofStudy[language], commands.study] as const]),
  ...commands.verbs.map((text, i): Fact => [i === 0 ? words.ofVerb[language] : "", text]),
];

function softwareFacts({ software, language }: Explanation): Fact[] {
  const { version, kernels_sha256, seed } = software;
  return [
    ["", words.version[language](version ?? "?", kernels_sha256 ?? "?")],
    ...(seed === null ? [] : [["", words.studySeed[language](String(seed))] as const]),
  ];
}

function fileFact({ file, recorded, found, agrees }: FileCheck, language: Language): Fact {
  if (agrees === null) return [file, words[found === null ? "fileAbsent" : "fileNoHash"][language]];
  return [file, agrees ? words.fileSame[language](found!) : words.fileDiffers[language](found!, recorded!)];
}

/** What does not agree, in a sentence; or that all does. */
export function verdictOf(it: Explanation): string {
  const { language, number, arithmetic, files } = it;
  if (it.agrees) return words.verdictGood[language];
  const what = [
    ...(number.agrees ? [] : [words.number[language]]),
    ...arithmetic.filter(({ agrees }) => !agrees).map(({ step }) => words[step][language]),
    ...files.filter(({ agrees }) => agrees === false).map(({ file }) => file),
  ];
  return words.verdictBad[language](listed[language](what));
}

const TEXT_WIDTH = 100;
const WIDEST_NAME = 34;

/** For a terminal. */
export function explainedText(it: Explanation, name: (term: string) => string): string {
  const sections = explainedSections(it, named(name, it.language)).map(({ heading, facts }) => {
    const width = Math.min(WIDEST_NAME, Math.max(...facts.map(([label]) => displayWidth(label))));
    const lines = facts.flatMap(([label, text]) => {
      const indent = " ".repeat(width === 0 ? 2 : width + 4);
      const wrapped = wrap(text, Math.max(40, TEXT_WIDTH - indent.length));
      const isLong = displayWidth(label) > width;
      const first = isLong
        ? [`  ${label}`, `${indent}${wrapped[0]}`]
        : [`  ${padEnd(label, width)}${width === 0 ? "" : "  "}${wrapped[0]}`];
      return [...first, ...wrapped.slice(1).map((line) => indent + line)];
    });
    return [heading, ...lines].join("\n");
  });
  return visible([explainedTitle(it), ...sections, verdictOf(it)].join("\n\n"));
}

/** For an appendix. */
export function explainedMarkdown(it: Explanation, name: (term: string) => string): string {
  const escaped = (text: string): string => text.replace(/[\\`*_[\]<|]/g, "\\$&").replaceAll(/\s+/g, " ");
  const sections = explainedSections(it, named(name, it.language)).map(
    ({ heading, facts }) =>
      `### ${escaped(heading)}\n\n${facts
        .map(([label, text]) => `- ${label === "" ? "" : `**${escaped(label)}**: `}${escaped(text)}`)
        .join("\n")}`,
  );
  return withoutControls([`## ${escaped(explainedTitle(it))}`, ...sections, escaped(verdictOf(it))].join("\n\n"));
}

const named =
  (name: (term: string) => string, language: Language) =>
  (term: string): string =>
    termText(name(term), language);

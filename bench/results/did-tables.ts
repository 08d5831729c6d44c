/**
 * The study of estimators of treatment effects in Markdown, by chapter. Numbers in, lines out.
 */
import type { Which } from "../staggered/design.js";
import type { Chapter } from "../staggered/designs/catalogue.js";
import type { Against, EffectSummary, MethodSummary, StudyResult } from "../staggered/study.js";
import type { Share } from "../weak-iv/share.js";
import { binomialBand } from "./binomial-band.js";

/** A design as the file of its chapter has it. */
export interface StudiedDesign extends StudyResult {
  readonly machine: string;
  readonly date: string;
  readonly replications: number;
  /** Of one thread. */
  readonly seconds: number;
}

export interface DidStudy {
  readonly results: readonly StudiedDesign[];
}

const NOMINAL = 0.95;
/** Monte Carlo errors that a bias may be, and how far the share of intervals may be from what they say. */
const MOST_ERRORS = 3;
const MOST_SHARE = 0.015;

/** A section of the page, its file of results, and its figures. */
export interface ChapterOfStudy {
  readonly name: Chapter;
  readonly title: string;
  /** What is studied, before what the columns mean, and what is particular to it, after. */
  readonly first: readonly string[];
  readonly last: readonly string[];
  /** The effect that is wanted: the head of its columns, in the key of figures, and within their descriptions. */
  readonly wanted: { readonly head: string; readonly key: string; readonly words: string };
  readonly figures: { readonly bias: string; readonly coverage: string };
}

export const CHAPTERS: readonly ChapterOfStudy[] = [
  {
    name: "did",
    title: "staggered adoption",
    first: [
      "Estimators of staggered adoption on panels whose effects grow and differ by cohort, each against what it estimates by its definition",
      "(`own`, in closed form from the effects by cohort and period and the weights of the estimator) and against the average effect on",
      "treated rows (`treated`):",
    ],
    last: [
      "Errors are clustered by the unit. Averages of stacked and lpdid are over event times 0 and 1 and are held to the effect on treated",
      "rows of these.",
    ],
    wanted: { head: "treated", key: "against the average effect on treated rows", words: "on the treated" },
    figures: { bias: "did-bias.svg", coverage: "did-coverage.svg" },
  },
  {
    name: "designs",
    title: "beyond absorbing and binary",
    first: [
      "Estimators for treatments that switch, have doses, reach some units of a place, start at random dates, and for comparisons by weights",
      "and factors, each on panels it is for and on panels it is not for; against what it estimates by its definition (`own`) and against",
      "the effect that is wanted (`wanted`):",
    ],
    last: ["Errors are those of each estimator by default: of influences clustered by the unit, or drawn."],
    wanted: { head: "wanted", key: "against the effect that is wanted", words: "wanted" },
    figures: { bias: "designs-bias.svg", coverage: "designs-coverage.svg" },
  },
];

/** What is measured, the figures, then a table a design. */
export function didTables({ first, last, wanted, figures }: ChapterOfStudy, { results }: DidStudy): string[] {
  const seconds = results.reduce((sum, one) => sum + one.seconds, 0);
  return [
    ...first,
    "bias with its Monte Carlo error in brackets, the standard deviation of estimates, their mean standard",
    "error over it (1 when errors are right), and the share of 95% intervals that hold either, in percent, in brackets the 95% interval",
    `of the probability behind it (Wilson). ${replicationsText(results)}`,
    "Methods in italics are shown for what the design does to them.",
    ...last,
    "",
    ...verdict(results),
    "",
    `![Bias of the average effect, by estimator](${figures.bias})`,
    "",
    `![Coverage of the average effect, by estimator](${figures.coverage})`,
    "",
    ...results.flatMap((result) => [
      `### ${result.design.title}`,
      "",
      result.design.about,
      "",
      ...table(result, wanted.head),
      "",
    ]),
    `The replications took ${seconds} s of one thread.`,
  ];
}

/** How many replications, and what chance alone does to shares of so many. */
function replicationsText(results: readonly StudiedDesign[]): string {
  const usual = usualOf(results.map(({ replications }) => replications));
  const [low, high] = binomialBand(usual, NOMINAL);
  const others = results
    .filter(({ replications }) => replications !== usual)
    .map(({ design, replications }) => `${replications} of '${design.title}'`);
  return [
    `${usual} replications${others.length === 0 ? "" : ` (${others.join(", ")})`}, the same at every run; by chance alone 95% of the shares of`,
    `intervals that hold the truth as often as they say fall between ${percent(low)} and ${percent(high)}${others.length === 0 ? "" : ` in ${usual}`}.`,
  ].join("\n");
}

/** The number that is there most often. */
export function usualOf(values: readonly number[]): number {
  const times = (value: number) => values.filter((one) => one === value).length;
  return values.reduce((best, value) => (times(value) > times(best) ? value : best));
}

/** An effect that a method is held to. */
interface Claim {
  readonly method: string;
  readonly text: string;
  readonly effect: EffectSummary;
  readonly isConservative: boolean;
}

/** How many claims hold, and those that do not, by name. */
function verdict(results: readonly StudyResult[]): string[] {
  const claims = results.flatMap(({ design, methods }) =>
    methods.filter((method) => !method.is_off).flatMap((method) => claimsOf(design, method)),
  );
  const biased = claims.filter(({ effect: { own } }) => Math.abs(own.bias) > MOST_ERRORS * own.mc_error);
  const withIntervals = claims.filter(({ effect: { own } }) => own.covered !== null);
  const uncovered = withIntervals.filter(({ effect: { own }, isConservative }) => {
    const over = own.covered!.share - NOMINAL;
    return over < -MOST_SHARE || (over > MOST_SHARE && !isConservative);
  });
  const conservative = [...new Set(claims.filter((claim) => claim.isConservative).map(({ method }) => method))];
  return [
    `Of ${claims.length} effects ${claims.length - biased.length} are within ${MOST_ERRORS} Monte Carlo errors of what is estimated${named(biased, ({ own }) => `${(own.bias / own.mc_error).toFixed(1)} errors off`)}, and intervals of`,
    `${withIntervals.length - uncovered.length}${withIntervals.length < claims.length ? ` of ${withIntervals.length}` : ""} hold it in 95% of replications within 1.5 points${named(uncovered, ({ own }) => percent(own.covered!.share))}.`,
    ...(conservative.length === 0
      ? []
      : [
          `Errors count the drawing of cohorts, though none are drawn, so that intervals may hold it more often: ${conservative.join("; ")}.`,
        ]),
  ];
}

function claimsOf({ title }: StudyResult["design"], { name, is_conservative, effects }: MethodSummary): Claim[] {
  return effects.map((effect) => ({
    ...{ method: `${name} (${title})`, text: `${name}, ${effectName(effect.which)} (${title})` },
    ...{ effect, isConservative: is_conservative },
  }));
}

const named = (claims: readonly Claim[], how: (effect: EffectSummary) => string): string =>
  claims.length === 0 ? "" : ` (not: ${claims.map(({ text, effect }) => `${text}, ${how(effect)}`).join("; ")})`;

const effectName = (which: Which): string => (typeof which === "number" ? `event ${which}` : which);

function table({ methods }: StudyResult, wanted: string): string[] {
  const line = (entries: readonly string[]) => `| ${entries.join(" | ")} |`;
  const row = ({ name, is_off }: MethodSummary, { which, own, treated, sd, mean_error }: EffectSummary) =>
    line([
      ...[is_off ? `*${name}*` : name, effectName(which), is_off ? "" : own.value.toFixed(3), treated.value.toFixed(3)],
      ...[
        is_off ? "" : biasText(own),
        biasText(treated),
        sd.toFixed(3),
        mean_error === null ? "" : (mean_error / sd).toFixed(2),
      ],
      ...[is_off ? "" : shareText(own.covered), shareText(treated.covered)],
    ]);
  return [
    line([
      "method",
      "effect",
      "own",
      wanted,
      "bias, own",
      `bias, ${wanted}`,
      "sd",
      "error / sd",
      "own held",
      `${wanted} held`,
    ]),
    line(["---", "---", ...Array.from({ length: 8 }, () => "---:")]),
    ...methods.flatMap((method) => method.effects.map((effect) => row(method, effect))),
  ];
}

const biasText = ({ bias, mc_error }: Against): string => `${bias.toFixed(4)} (${mc_error.toFixed(4)})`;
const digits = (share: number): string => (100 * share).toFixed(1);
const percent = (share: number): string => `${digits(share)}%`;
const shareText = (found: Share | null): string =>
  found === null ? "" : `${digits(found.share)} (${digits(found.low)}, ${digits(found.high)})`;

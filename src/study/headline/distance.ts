/**
 * What an exhibit estimates and how far it is from the headline, as lines beneath it.
 */
import type { Language } from "../../base/messages.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import type { Fact } from "../../report/page/page.js";
import { ESTIMATOR_NAMES } from "../../verbs/did/shared/names.js";
import { type EstimateFacts, type Estimator, isSameEstimate } from "../stages/effect-column.js";
import type { ShownEstimate } from "../stages/stage.js";
import { choiceWords, MOST_NAMED, estimateWords as words } from "./messages.js";
import type { HeadlineColumn, HeadlineRecord } from "./result.js";

type Called = (name: string) => string;

/** What the `shown` estimates are: what all share, and where they differ in number of rows, from fewest to most. */
export function estimateLine(
  shown: readonly ShownEstimate[],
  headline: HeadlineRecord | null,
  called: Called,
  language: Language,
): Fact[] {
  const [first, ...others] = shown.map(({ facts }) => partsOf(facts, headline, called, language));
  if (first === undefined) return [];
  const shared = first.filter((part, i) => part !== null && others.every((parts) => parts[i] === part));
  const counts = shown.map(({ nobs }) => nobs);
  const [least, most] = [Math.min(...counts), Math.max(...counts)].map(formatCount) as [string, string];
  const rows = words.rows[language](least === most ? least : words.fromTo[language](least, most));
  return [[words.estimate[language], [...shared, rows].join(words.comma[language])]];
}

/** How far each is from the one headline of a study, in its own unit and, where that says something, in its standard errors. */
export function distanceLine(
  shown: readonly ShownEstimate[],
  headline: HeadlineRecord | null,
  language: Language,
): Fact[] {
  if (shown.length === 0 || headline?.columns.length !== 1) return [];
  const said = new Map<string, string[]>();
  for (const one of shown) {
    const text = distanceText(one, headline, language);
    said.set(text, [...(said.get(text) ?? []), one.name ?? ""]);
  }
  const texts = [...said].map(([text, names]) =>
    shown.length === 1 ? text : words.named[language](names.join(", "), text),
  );
  return [[words.distance[language], texts.join(words.list[language])]];
}

/** A text a choice, in an order that is the same for all; null for one that has nothing to say. */
function partsOf(
  facts: EstimateFacts,
  headline: HeadlineRecord | null,
  called: Called,
  language: Language,
): readonly (string | null)[] {
  const { estimator, treatment, outcome, controls, fe, subset, rows, matched, weights, average } = facts;
  const main = headline?.columns[0]?.facts;
  const isOfHeadline = main?.treatment === treatment && main.outcome === outcome;
  const effects = fe.split(/(\s*[+^]\s*)/).map((part, i) => (i % 2 === 0 ? called(part) : part));
  return [
    isOfHeadline ? null : words.of[language](called(treatment), called(outcome)),
    estimatorText(estimator, language),
    controls.length === 0
      ? words.noControls[language]
      : controls.length > MOST_NAMED
        ? words.manyControls[language](formatCount(controls.length))
        : words.controls[language](controls.map(called)),
    hasOwnEffects(estimator)
      ? null
      : fe === "none"
        ? words.noEffects[language]
        : words.effects[language](effects.join("")),
    matched === null
      ? weights === null
        ? words.unweighted[language]
        : words.weighted[language](called(weights))
      : (weights === null ? words.unweighted : words.matchingWeights)[language],
    words[average][language],
    matched === null ? null : words[matched][language],
    rows === null ? null : words[rows][language],
    subset === null ? null : words.where[language](subset),
  ];
}

/** Whether which effects there are follows from its name, as of estimators of `did`: a synthetic control has none, cs has differences. */
const hasOwnEffects = (estimator: Estimator): boolean =>
  estimator !== "twfe" && ESTIMATOR_NAMES.some((name) => name === estimator);

/** In words; of those of staggered adoption the name that `did` knows them by. */
function estimatorText(estimator: Estimator, language: Language): string {
  switch (estimator) {
    case "least_squares":
    case "event_path":
    case "instruments":
    case "difference":
    case "system":
      return words[estimator][language];
    default:
      return estimator;
  }
}

/** Choices that two estimates of one effect can share. */
const CHOICES = ["treatment", "outcome", "controls", "fe", "subset", "rows", "matched", "weights"] as const;
/** Share of an error up to which two estimates differ by rounding. */
const ROUNDING = 1e-6;

function distanceText(
  { facts, estimate }: ShownEstimate,
  { columns, inference, assigned }: HeadlineRecord,
  language: Language,
): string {
  const main = columns[0]!;
  if (facts.outcome !== main.facts.outcome) return words.another[language];
  if (estimate === null) return pathText(facts, main, language);
  const by = estimate - main.estimate;
  const { std_error: error } = main;
  if (isSameEstimate(facts, main.facts) && Math.abs(by) <= ROUNDING * Math.abs(error ?? main.estimate)) {
    return words.same[language];
  }
  // an error that is not to be believed measures nothing
  const isBelieved = inference?.basis !== "randomisation" && inference?.basis !== "none" && assigned?.stated !== true;
  const isUnit = error !== null && error > 0 && isBelieved;
  const errors = isUnit ? (Math.round((10 * by) / error) / 10 + 0).toFixed(1) : null;
  return words.apart[language](formatFixed(by, 3), errors);
}

function pathText(facts: EstimateFacts, main: HeadlineColumn, language: Language): string {
  const others = CHOICES.filter((choice) => String(facts[choice]) !== String(main.facts[choice]));
  const named = [...new Set(others.map((choice) => choiceWords[choice][language]))];
  return named.length === 0 ? words.sameChoices[language] : words.others[language](named);
}

/**
 * What an exhibit estimates and how far it is from the headline, as lines beneath it.
 */
import type { Language } from "../../base/messages.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import type { Fact } from "../../report/page/page.js";
import { type EstimateFacts, type Estimator, isSameEstimate } from "../stages/effect-column.js";
import type { ShownEstimate } from "../stages/stage.js";
import { choiceWords, estimateWords as words } from "./messages.js";
import type { HeadlineColumn, HeadlineRecord } from "./result.js";

/** Of `shown`; the distance where the study has one headline. `called` has words for columns and terms. */
export function estimateLines(
  shown: readonly ShownEstimate[],
  headline: HeadlineRecord | null,
  called: (name: string) => string,
  language: Language,
): Fact[] {
  if (shown.length === 0) return [];
  const main = headline?.columns.length === 1 ? headline.columns[0]! : null;
  const each = (text: (one: ShownEstimate) => string): string =>
    [...grouped(shown, text)]
      .map(([said, names]) => (names === null ? said : words.named[language](names, said)))
      .join(words.list[language]);
  return [
    [words.estimate[language], each(({ facts, nobs }) => factsText(facts, nobs, called, language))],
    ...(main === null ? [] : [[words.distance[language], each((one) => distanceText(one, main, language))] as const]),
  ];
}

/** What is said of each, with the names of those that it is said of; null where it is said of all. */
function grouped(shown: readonly ShownEstimate[], text: (one: ShownEstimate) => string): Map<string, string | null> {
  const names = new Map<string, string[]>();
  for (const one of shown) {
    const said = text(one);
    names.set(said, [...(names.get(said) ?? []), one.name ?? ""]);
  }
  return new Map([...names].map(([said, own]) => [said, names.size === 1 ? null : own.join(", ")]));
}

function factsText(facts: EstimateFacts, nobs: number, called: (name: string) => string, language: Language): string {
  const { estimator, treatment, outcome, controls, fe, subset, rows, matched, weights, average } = facts;
  const count = formatCount(nobs);
  const effects = fe.split(/(\s*[+^]\s*)/).map((part, i) => (i % 2 === 0 ? called(part) : part));
  const parts = [
    words.of[language](called(treatment), called(outcome)),
    estimatorText(estimator, language),
    controls.length === 0 ? words.noControls[language] : words.controls[language](controls.map(called)),
    fe === "none" ? words.noEffects[language] : words.effects[language](effects.join("")),
    subset === null ? words.rows[language](count) : words.rowsWhere[language](count, subset),
    ...(matched === null ? [] : [words[matched][language]]),
    ...(rows === null ? [] : [words[rows][language]]),
    weights === null
      ? words.unweighted[language]
      : matched === null
        ? words.weighted[language](called(weights))
        : words.matchingWeights[language],
    words[average][language],
  ];
  return parts.join(language === "en" ? ", " : "，");
}

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

function distanceText({ facts, estimate }: ShownEstimate, main: HeadlineColumn, language: Language): string {
  if (isSameEstimate(facts, main.facts)) return words.same[language];
  if (facts.outcome !== main.facts.outcome) return words.another[language];
  if (estimate === null) {
    const others = CHOICES.filter((choice) => String(facts[choice]) !== String(main.facts[choice]));
    const named = [...new Set(others.map((choice) => choiceWords[choice][language]))];
    return named.length === 0 ? words.sameChoices[language] : words.others[language](named);
  }
  const by = estimate - main.estimate;
  const errors = main.std_error === null || main.std_error === 0 ? null : formatFixed(by / main.std_error, 1);
  return words.apart[language](formatFixed(by, 3), errors);
}

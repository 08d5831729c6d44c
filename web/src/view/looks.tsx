/** The looks: every estimate of the treatment that was shown, a line each; covering them; locking the study. */
import type { Language } from "../../../src/base/messages.js";
import { lock } from "../state/lock.js";
import { keyOf, type Look } from "../state/looks.js";
import { counts, isBlind, looks, reported, setBlind } from "../state/looks-kept.js";
import { language } from "../state/session.js";
import { choiceWords as words } from "../words/choices.js";
import { exhibitName } from "../words/exhibits.js";
import { Interval, scaleOf } from "./interval.js";

/** Lines shown at most; all are counted. */
const MOST_LINES = 60;

function wordsOf({ what, place }: Look, spoken: Language): string {
  if (what !== "") return what;
  return place === undefined ? words.first[spoken] : words.nth[spoken](exhibitName(place[0], spoken), place[1]);
}

export function Looks() {
  const spoken = language.value;
  const { looked, reported: inStudy } = counts.value;
  const lines = looks.value
    .map((look, i) => ({ ...look, what: wordsOf(look, spoken), number: i + 1 }))
    .slice(-MOST_LINES)
    .reverse();
  const scale = scaleOf(lines.flatMap(({ finding }) => finding ?? []));
  return (
    <>
      <h2>{words.looks[spoken](looked, inStudy)}</h2>
      <p class="actions">
        <button
          type="button"
          aria-pressed={isBlind.value}
          onClick={() => setBlind(!isBlind.value, words.uncovered[spoken])}
        >
          {isBlind.value ? words.unblind[spoken] : words.blind[spoken]}
        </button>
        <button type="button" title={words.lockWhy[spoken]} onClick={() => void lock()}>
          {words.lock[spoken]}
        </button>
      </p>
      {isBlind.value ? (
        <p class="hint">{words.blindWhy[spoken]}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <ol aria-label={words.looksIn[spoken]} tabIndex={0}>
          {lines.map(({ number, what, finding }) => (
            <li key={number}>
              <span class="nth">{number}</span>
              <span class="what" title={what}>
                {what}
              </span>
              {finding !== null && <Interval finding={finding} scale={scale} />}
              <span
                class="in"
                title={finding !== null && reported.value.has(keyOf(finding)) ? words.isReported[spoken] : ""}
              >
                {finding !== null && reported.value.has(keyOf(finding)) ? "\u2713" : ""}
              </span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

/** An estimate with its interval: a dot on a line, on the scale of its list, zero a tick. */
import type { Shown } from "../state/looks.js";
import { language } from "../state/session.js";
import { choiceWords as words } from "../words/choices.js";

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly digits: number;
}

/** The scale that holds all of `findings`, and zero. */
export function scaleOf(findings: readonly Shown[]): Scale {
  const ends = findings.flatMap(({ conf_low, conf_high }) => [conf_low, conf_high]).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const narrow = Math.min(
    ...findings.map(({ conf_low, conf_high }) => conf_high - conf_low).filter((width) => width > 0),
  );
  const digits = Number.isFinite(narrow) ? Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(narrow)))) : 3;
  return { low, high: high > low ? high : low + 1, digits };
}

const number = (value: number, digits: number): string =>
  value
    .toFixed(digits)
    .replace(/^-(0(\.0*)?)$/, "$1")
    .replace("-", "\u2212");

const WIDTH = 72;

export function Interval({ finding, scale }: { readonly finding: Shown; readonly scale: Scale }) {
  const { estimate, conf_low, conf_high } = finding;
  const at = (value: number): number =>
    3 + ((Math.min(Math.max(value, scale.low), scale.high) - scale.low) / (scale.high - scale.low)) * (WIDTH - 6);
  const [b, low, high] = [estimate, conf_low, conf_high].map((value) => number(value, scale.digits)) as [
    string,
    string,
    string,
  ];
  return (
    <span class="look" title={words.interval[language.value](low, high)}>
      <svg width={WIDTH} height="12" viewBox={`0 0 ${WIDTH} 12`} aria-hidden="true">
        <line class="zero" x1={at(0)} x2={at(0)} y1="1" y2="11" />
        <line x1={at(conf_low)} x2={at(conf_high)} y1="6" y2="6" />
        <circle cx={at(estimate)} cy="6" r="2.6" />
      </svg>
      <span class="number">{b}</span>
      <span class="spoken"> {words.interval[language.value](low, high)}</span>
    </span>
  );
}

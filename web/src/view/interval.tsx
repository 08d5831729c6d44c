/** An estimate with its interval: a dot on a line, on the scale of its list, zero a tick; the dot alone where it has no interval. */
import type { Shown } from "../state/looks.js";
import { language } from "../state/session.js";
import { choiceWords as words } from "../words/choices.js";

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly digits: number;
}

type Ends = readonly [low: number, high: number];

const intervalOf = ({ conf_low, conf_high }: Shown): Ends | null =>
  conf_low === null || conf_high === null ? null : [conf_low, conf_high];

/** The scale that holds all of `findings`, and zero. */
export function scaleOf(findings: readonly Shown[]): Scale {
  const intervals = findings.map(intervalOf).filter((ends) => ends !== null);
  const ends = [...intervals.flat(), ...findings.map(({ estimate }) => estimate)].filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const narrow = Math.min(...intervals.map(([from, to]) => to - from).filter((width) => width > 0));
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
  const { estimate } = finding;
  const ends = intervalOf(finding);
  const at = (value: number): number =>
    3 + ((Math.min(Math.max(value, scale.low), scale.high) - scale.low) / (scale.high - scale.low)) * (WIDTH - 6);
  const told =
    ends === null
      ? undefined
      : words.interval[language.value](number(ends[0], scale.digits), number(ends[1], scale.digits));
  return (
    <span class="look" title={told}>
      <svg width={WIDTH} height="12" viewBox={`0 0 ${WIDTH} 12`} aria-hidden="true">
        <line class="zero" x1={at(0)} x2={at(0)} y1="1" y2="11" />
        {ends && <line x1={at(ends[0])} x2={at(ends[1])} y1="6" y2="6" />}
        <circle cx={at(estimate)} cy="6" r="2.6" />
      </svg>
      <span class="number">{number(estimate, scale.digits)}</span>
      {told && <span class="spoken"> {told}</span>}
    </span>
  );
}

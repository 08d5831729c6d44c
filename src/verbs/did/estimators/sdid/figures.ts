/**
 * Figures of synthetic differences-in-differences: the paths of treated and synthetic with the weights of periods beneath, and the weights
 * of donors. Everything shown comes from the record.
 */
import { clauses, labelled } from "../../../../base/messages.js";
import { ticksOfPeriods, widen } from "../../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../../report/figures/layout.js";
import { bar, curve, cutLine, dot, hasValues, mark, stroke } from "../../../../report/figures/marks.js";
import { QUIET } from "../../../../report/figures/theme.js";
import { signed } from "../../../../report/figures/words.js";
import { decimalsFor } from "../../../../report/format-number.js";
import type { Look } from "../../../verb.js";
import type { DetailFigure } from "../../design/exhibits.js";
import { periodOf } from "../../design/period-of.js";
import type { DidEstimate, DidRecord } from "../../design/record.js";
import type { SdidGroup, SdidRecord } from "./record.js";
import { sdidWords as words } from "./words.js";

const HEIGHT = 300;
/** Share of the plot that the largest weight of a period takes, and half the width of its bar in periods. */
const WEIGHTS = { share: 0.2, half: 0.35 } as const;
/** Donors a figure shows. */
const MOST_DONORS = 40;
const LEAST_PRINTED = 5e-4;

type PeriodText = (at: number) => string;

export function sdidFigures(
  { groups }: SdidRecord,
  _: DidEstimate,
  { design }: DidRecord,
  { language = "en" }: Look,
): DetailFigure[] {
  const period = periodOf(design);
  return groups.flatMap((group) => {
    const at = period(group.cohort);
    const own = groups.length === 1 ? "" : `-${group.cohort}`;
    return [
      {
        name: `paths${own}`,
        title: words.trajectories[language](at),
        spec: (options: FigureOptions) => pathsFigure(group, period, options),
      },
      {
        name: `donors${own}`,
        title: words.weightsFigure[language](at),
        spec: (options: FigureOptions) => donorsFigure(group, period, options),
      },
    ];
  });
}

const acrossPeriods = (periods: readonly number[], title: string, period: PeriodText) => ({
  ...{ low: periods[0]! - 0.5, high: periods.at(-1)! + 0.5, title },
  ticks: (pixels: number) => ticksOfPeriods(periods, pixels, period),
});

function pathsFigure(group: SdidGroup, period: PeriodText, options: FigureOptions): FigureSpec {
  const { language = "en" } = options;
  const { time: periods, observed, synthetic, time_weights, cohort } = group;
  const { ink, ground, first, second } = paletteFor(options);
  const all = [...observed, ...synthetic];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const [low, high] = widen(least - WEIGHTS.share * (most - least), most, 0.06);
  const decimals = decimalsFor([high - low]) + 1;
  const points = periods.map((time, t) => ({ time, treated: observed[t]!, synthetic: synthetic[t]! }));
  const largest = Math.max(...time_weights.map(({ weight }) => weight));
  const bars = time_weights
    .filter(({ weight }) => weight > 0)
    .map(({ time, weight }) => ({
      ...{ from: time - WEIGHTS.half, to: time + WEIGHTS.half, low },
      high: low + (weight / largest) * WEIGHTS.share * (high - low),
    }));
  const parts = points.map((point) =>
    labelled[language](
      period(point.time),
      words.pair[language](signed(point.treated, decimals), signed(point.synthetic, decimals)),
    ),
  );
  return figure(
    {
      title: words.trajectories[language](period(cohort)),
      description: words.trajectoriesDescription[language](clauses[language](parts)),
      x: acrossPeriods(periods, words.period[language], period),
      y: { low, high, grid: true, height: HEIGHT, title: words.outcome[language] },
      key: [
        { name: "treated", text: words.treated[language], look: curve(ink) },
        { name: "synthetic", text: words.synthetic[language], look: curve(first, 2, [6, 3]) },
        ...(bars.length === 0
          ? []
          : [{ name: "time-weights", text: words.timeWeight[language], look: bar(second, 0.5, ground) }]),
      ],
      lines: [{ name: "start", x: cohort - 0.5, look: cutLine(ink), label: words.starts[language] }],
      marks: () =>
        [
          mark("time-weights", bars, { x: "from", x2: "to", y: "low", y2: "high" }, bar(second, 0.5, ground)),
          mark("synthetic", points, { x: "time", y: "synthetic" }, curve(first, 2, [6, 3])),
          mark("treated", points, { x: "time", y: "treated" }, curve(ink)),
        ].filter(hasValues),
    },
    options,
  );
}

function donorsFigure({ weights, cohort }: SdidGroup, period: PeriodText, options: FigureOptions): FigureSpec {
  const { language = "en" } = options;
  const { first } = paletteFor(options);
  const shown = weights.slice(0, MOST_DONORS);
  const numbers = shown.map(({ weight }) => (weight < LEAST_PRINTED ? "<0.001" : signed(weight, 3)));
  const parts = shown.map(({ unit }, i) => labelled[language](unit, numbers[i]!));
  return figure(
    {
      title: words.weightsFigure[language](period(cohort)),
      description: words.weightsDescription[language](clauses[language](parts)),
      x: { low: 0, high: shown[0]!.weight * 1.08, title: words.weight[language], grid: true },
      y: { rows: shown.map(({ unit }, i) => ({ label: unit, numbers: [[numbers[i]!]] })) },
      marks: ({ rows }) => {
        const placed = shown.map(({ weight }, i) => ({ weight, from: 0, y: rows[i]!.y }));
        return [
          mark("stems", placed, { x: "from", x2: "weight", y: "y" }, stroke(first, 1.5, QUIET.line)),
          mark("weights", placed, { x: "weight", y: "y" }, dot(first)),
        ];
      },
    },
    options,
  );
}

/**
 * Figures of counterfactual estimators: what was observed beside what is predicted, and common factors. Everything shown comes from the
 * record.
 */
import { clauses, labelled } from "../../../../base/messages.js";
import { ticksAt, ticksOfPeriods, widen } from "../../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../../report/figures/layout.js";
import { curve, cutLine, mark, zeroLine } from "../../../../report/figures/marks.js";
import { signed } from "../../../../report/figures/words.js";
import { decimalsFor } from "../../../../report/format-number.js";
import type { Look } from "../../../verb.js";
import type { DetailFigure } from "../../design/exhibits.js";
import { periodOf } from "../../design/period-of.js";
import type { DidEstimate, DidRecord } from "../../design/record.js";
import type { CounterfactualDetails } from "./record.js";
import { counterfactualWords as words } from "./words.js";

const HEIGHT = 300;
const DASHES = [undefined, [6, 3], [2, 2], [8, 3, 2, 3]] as const;
/** Factors a figure can tell apart. */
const MOST_FACTORS = DASHES.length;

export function counterfactualFigures(
  details: CounterfactualDetails,
  estimate: DidEstimate,
  { design }: DidRecord,
  { language = "en" }: Look,
): DetailFigure[] {
  const { paths, factors } = details;
  return [
    ...(paths.length < 2
      ? []
      : [
          {
            name: "counterfactual",
            title: words.pathsFigure[language](estimate.estimator),
            spec: (options: FigureOptions) => pathsFigure(paths, estimate.estimator, options),
          },
        ]),
    ...(factors === null
      ? []
      : [
          {
            name: "factors",
            title: words.factorsFigure[language](estimate.estimator),
            spec: (options: FigureOptions) => factorsFigure(factors, estimate.estimator, periodOf(design), options),
          },
        ]),
  ];
}

/** Event times with a minus sign, as many as there is room for. */
function eventAxis(events: readonly number[], title: string) {
  const text = (at: number): string => String(at).replace("-", "\u2212");
  return {
    ...{ low: events[0]! - 0.5, high: events.at(-1)! + 0.5, title },
    ticks: (pixels: number) => {
      const stride = [1, 2, 5, 10, 20, 50].find((step) => (pixels * step) / events.length >= 28) ?? 100;
      const shown = events.filter((at) => at % stride === 0);
      return ticksAt(shown, shown.map(text));
    },
  };
}

function pathsFigure(paths: CounterfactualDetails["paths"], name: string, options: FigureOptions): FigureSpec {
  const { language = "en" } = options;
  const { ink, first } = paletteFor(options);
  const all = paths.flatMap(({ observed, counterfactual }) => [observed, counterfactual]);
  const [low, high] = widen(Math.min(...all), Math.max(...all), 0.06);
  const decimals = decimalsFor([high - low]) + 1;
  const events = paths.map(({ event }) => event);
  const parts = paths.map(({ event, observed, counterfactual }) =>
    labelled[language](
      String(event),
      words.pair[language](signed(observed, decimals), signed(counterfactual, decimals)),
    ),
  );
  return figure(
    {
      title: words.pathsFigure[language](name),
      description: words.pathsDescription[language](clauses[language](parts)),
      x: eventAxis(events, words.event[language]),
      y: { low, high, grid: true, height: HEIGHT, title: words.outcome[language] },
      key: [
        { name: "observed", text: words.observed[language], look: curve(ink) },
        { name: "predicted", text: words.predicted[language], look: curve(first, 2, [6, 3]) },
      ],
      lines: events[0]! < 0 ? [{ name: "onset", x: -0.5, look: cutLine(ink) }] : [],
      marks: () => [
        mark("predicted", paths, { x: "event", y: "counterfactual" }, curve(first, 2, [6, 3])),
        mark("observed", paths, { x: "event", y: "observed" }, curve(ink)),
      ],
    },
    options,
  );
}

function factorsFigure(
  { times, values }: NonNullable<CounterfactualDetails["factors"]>,
  name: string,
  period: (at: number) => string,
  options: FigureOptions,
): FigureSpec {
  const { language = "en" } = options;
  const { ink, series: colors } = paletteFor(options);
  const drawn = values.slice(0, MOST_FACTORS);
  const [low, high] = widen(Math.min(0, ...drawn.flat()), Math.max(0, ...drawn.flat()), 0.06);
  const lookOf = (j: number) => curve(colors[j]!, 2, DASHES[j]);
  const parts = drawn.map((factor, j) =>
    labelled[language](
      words.factor[language](j + 1),
      clauses[language](factor.map((value, t) => labelled[language](period(times[t]!), signed(value, 2)))),
    ),
  );
  return figure(
    {
      title: words.factorsFigure[language](name),
      description: words.factorsDescription[language](drawn.length, parts.join(language === "zh" ? "。" : ". ")),
      x: {
        ...{ low: times[0]! - 0.5, high: times.at(-1)! + 0.5, title: words.period[language] },
        ticks: (pixels) => ticksOfPeriods(times, pixels, period),
      },
      y: { low, high, grid: true, height: HEIGHT, title: words.factorAxis[language] },
      key: drawn.map((_, j) => ({ name: `factor-${j + 1}`, text: words.factor[language](j + 1), look: lookOf(j) })),
      lines: [{ name: "zero", y: 0, look: zeroLine(ink) }],
      marks: () =>
        drawn.map((factor, j) =>
          mark(
            `factor-${j + 1}`,
            factor.map((value, t) => ({ time: times[t]!, value })),
            { x: "time", y: "value" },
            lookOf(j),
          ),
        ),
    },
    options,
  );
}

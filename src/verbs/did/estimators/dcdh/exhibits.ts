/**
 * What DID_l has beside effects, as a table and figures: who switches and by how much, paths of doses, lags that normalised effects are
 * of. Everything shown comes from the record.
 */
import { clauses, type Language, labelled } from "../../../../base/messages.js";
import { ticksAt, ticksOfPeriods } from "../../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../../report/figures/layout.js";
import { hasValues, mark, ring } from "../../../../report/figures/marks.js";
import { requireRows } from "../../../../report/figures/words.js";
import { decimalsFor, formatCount, formatFixed, formatPEquals } from "../../../../report/format-number.js";
import { jointTestText } from "../../../../report/joint-test-text.js";
import { type Cell, numberCell, scaledCell, type TableModel } from "../../../../report/table-model.js";
import type { DetailExhibits } from "../../design/exhibits.js";
import { didFigureWords, didWords } from "../../design/messages.js";
import { periodOf } from "../../design/period-of.js";
import { dcdhWords as words } from "./messages.js";
import type { SwitchingDetails } from "./record.js";

const HEIGHT = 300;
/** Paths and shares named in a description. */
const MOST_NAMED = 12;

export const switchingExhibits: DetailExhibits<SwitchingDetails> = {
  tables: (details, { estimator }, _record, { language = "en" }) => [
    { name: "switchers", table: switchersTable(details, estimator, language) },
  ],
  figures: (details, _estimate, { design }, { language = "en" }) => [
    {
      name: "doses",
      title: words.paths[language],
      spec: (options) => pathsFigure(details, periodOf(design), options),
    },
    ...(details.normalized
      ? [{ name: "lags", title: words.lags[language], spec: (options: FigureOptions) => lagsFigure(details, options) }]
      : []),
  ],
};

const count = (n: number): Cell => numberCell(n, formatCount(n));

function switchersTable(details: SwitchingDetails, estimator: string, language: Language): TableModel {
  const { horizons, tests, errors, normalized, average_lags: lags, paths, paths_left_out: leftOut } = details;
  const decimals = decimalsFor(horizons.map(({ mean_dose }) => mean_dose)) + 1;
  const dose = (value: number): Cell => scaledCell(value, formatFixed(value, decimals));
  const p = { number: (value: number) => formatFixed(value, 4), equals: formatPEquals };
  return {
    title: words.table[language](estimator),
    stub: didWords.stub.dynamic[language],
    heads: [words.switchers, words.up, words.down, words.rows, words.meanDose, words.totalDose].map((head) => [
      head[language],
    ]),
    rows: horizons.map(({ event, switchers, up, n_obs, mean_dose, total_dose }) => ({
      label: String(event).replace("-", "\u2212"),
      ...{ quantity: "", ruleAbove: false },
      cells: [count(switchers), count(up), count(switchers - up), count(n_obs), dose(mean_dose), dose(total_dose)],
    })),
    notes: [
      words.overall[language](formatFixed(lags, 2)),
      ...(normalized ? [words.normalized[language]] : []),
      ...(tests.effects === undefined ? [] : [words.allZero[language](jointTestText(tests.effects, language, p))]),
      ...(tests.equal === undefined ? [] : [words.allEqual[language](jointTestText(tests.equal, language, p))]),
      ...(leftOut === 0 ? [] : [words.pathsCut[language](formatCount(paths.length), formatCount(leftOut))]),
      ...(errors.draws === null
        ? []
        : [words.drawn[language](formatCount(errors.used!), formatCount(errors.draws), errors.seed!)]),
    ],
  };
}

const block = (color: string, opacity: number) => ({ type: "rect", color, opacity, strokeWidth: 0 }) as const;
/** Opacity of the lowest and of the highest dose. */
const [FAINT, FULL] = [0.12, 0.95];

/** Throws DataError `figure_empty` without a path. */
function pathsFigure(
  { paths, times, paths_left_out: leftOut }: SwitchingDetails,
  period: (at: number) => string,
  options: FigureOptions,
): FigureSpec {
  const { language = "en" } = options;
  requireRows("figure of doses", paths);
  const { ink, first } = paletteFor(options);
  const doses = [...new Set(paths.flatMap((path) => path.doses.flatMap((dose) => dose ?? [])))].sort((a, b) => a - b);
  const [least, most] = [doses[0]!, doses.at(-1)!];
  const opacityOf = (dose: number): number => FAINT + (FULL - FAINT) * ((dose - least) / (most - least || 1));
  const total = paths.reduce((sum, { units }) => sum + units, 0);
  const ordered = [...paths].sort(
    (a, b) => (a.first ?? Number.POSITIVE_INFINITY) - (b.first ?? Number.POSITIVE_INFINITY),
  );
  const places = ordered.map(({ units }, i) => {
    const above = ordered.slice(0, i).reduce((sum, path) => sum + path.units, 0);
    return { low: total - above - units, high: total - above };
  });
  const [low, high] = [edge(times, 0), edge(times, times.length)];
  const cells = ordered.flatMap((path, i) =>
    path.doses.map((dose, t) => ({ dose, ...places[i]!, from: edge(times, t), to: edge(times, t + 1) })),
  );
  const named = doses.length <= 6 ? doses : [least, most];
  const looks = doses.map((dose) => ({ dose, look: block(first, opacityOf(dose)) }));
  const gaps = cells.filter(({ dose }) => dose === null);
  return figure(
    {
      title: words.paths[language],
      description: words.pathsDescription[language](
        clauses[language](
          paths
            .slice(0, MOST_NAMED)
            .map((path) =>
              words.path[language](path.doses.map((dose) => dose ?? "\u2013").join(" "), formatCount(path.units)),
            ),
        ),
        leftOut > 0 || paths.length > MOST_NAMED,
      ),
      x: {
        ...{ low, high, title: words.time[language] },
        ticks: (pixels) => ticksOfPeriods(times, pixels, period),
      },
      y: {
        ...{ low: 0, high: total, height: HEIGHT, title: words.unitsAxis[language] },
        ticks: () => ticksAt([0, total], [formatCount(total), "0"]),
      },
      key: [
        ...looks
          .filter(({ dose }) => named.includes(dose))
          .map(({ dose, look }) => ({ name: `dose-${dose}`, text: words.dose[language](String(dose)), look })),
        ...(gaps.length === 0
          ? []
          : [{ name: "missing", text: words.missing[language], look: ring(ink, "square", 64, 1) }]),
      ],
      marks: () =>
        looks
          .map(({ dose, look }) =>
            mark(
              `dose-${dose}`,
              cells.filter((cell) => cell.dose === dose),
              { x: "from", x2: "to", y: "low", y2: "high" },
              look,
            ),
          )
          .filter(hasValues),
    },
    options,
  );
}

/** Between period t - 1 and period t; half a step outside. */
function edge(times: readonly number[], t: number): number {
  const [before, after] = [times[t - 1], times[t]];
  if (before !== undefined && after !== undefined) return (before + after) / 2;
  const [first = 0, second = first + 1] = t === 0 ? times : [...times].reverse();
  return first - (second - first) / 2;
}

const BAR = 0.4;

/** Throws DataError `figure_empty` without an effect. */
function lagsFigure({ lag_weights: effects }: SwitchingDetails, options: FigureOptions): FigureSpec {
  const { language = "en" } = options;
  requireRows("figure of lags", effects);
  const { first } = paletteFor(options);
  const most = Math.max(...effects.map(({ weights }) => weights.length));
  const opacityOf = (lag: number): number => FULL - ((FULL - FAINT) * lag) / Math.max(1, most - 1);
  const bars = effects.flatMap(({ event, weights }) =>
    weights.map((share, lag) => {
      const low = weights.slice(0, lag).reduce((sum, value) => sum + value, 0);
      return { lag, from: event - BAR, to: event + BAR, low, high: low + share };
    }),
  );
  const lags = Array.from({ length: most }, (_, lag) => ({ lag, look: block(first, opacityOf(lag)) }));
  const events = effects.map(({ event }) => event);
  return figure(
    {
      title: words.lags[language],
      description: words.lagsDescription[language](
        clauses[language](
          effects
            .slice(0, MOST_NAMED)
            .map(({ event, weights }) =>
              labelled[language](String(event), weights.map((share) => formatFixed(share, 2)).join(" ")),
            ),
        ),
      ),
      x: {
        low: Math.min(...events) - 0.6,
        high: Math.max(...events) + 0.6,
        title: didFigureWords.axis.dynamic[language],
        ticks: () => ticksAt(events, events.map(String)),
      },
      y: { low: 0, high: 1, grid: true, height: HEIGHT, title: words.share[language] },
      key: lags
        .filter(({ lag }) => most <= 6 || lag === 0 || lag === most - 1)
        .map(({ lag, look }) => ({ name: `lag-${lag}`, text: words.lag[language](String(lag)), look })),
      marks: () =>
        lags
          .map(({ lag, look }) =>
            mark(
              `lag-${lag}`,
              bars.filter((bar) => bar.lag === lag),
              { x: "from", x2: "to", y: "low", y2: "high" },
              look,
            ),
          )
          .filter(hasValues),
    },
    options,
  );
}

/**
 * Figures of synthetic controls, of each treated unit: its path beside the synthetic one, gaps among those of placebos, the order of ratios, gaps
 * without one donor.
 */
import { clauses, type Language, labelled } from "../../../../base/messages.js";
import { type Ticks, ticksOfPeriods, widen } from "../../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../../report/figures/figure-spec.js";
import { figure, type Plot, paletteFor } from "../../../../report/figures/layout.js";
import {
  area,
  curve,
  cutLine,
  dot,
  type FigureLayer,
  hasValues,
  mark,
  ring,
  stroke,
  zeroLine,
} from "../../../../report/figures/marks.js";
import { DASH } from "../../../../report/figures/theme.js";
import { signed } from "../../../../report/figures/words.js";
import { decimalsFor, formatCount } from "../../../../report/format-number.js";
import { naming } from "../../../../report/naming.js";
import type { Look } from "../../../verb.js";
import type { DetailFigure } from "../../exhibits.js";
import { periodOf } from "../../period-of.js";
import type { DidEstimate, DidRecord } from "../../record.js";
import type { GapPath, ScDetails, ScUnit } from "./record.js";
import { MOST_SHOWN } from "./tables.js";
import { scWords as words } from "./words.js";

const HEIGHT = 320;
/** Placebos whose mean square before treatment is more than so many times that of the treated unit are not drawn: Abadie, Diamond & Hainmueller (2010). */
const BADLY_FITTED = 20;
/** Placebos drawn at most. */
const MOST_PLACEBOS = 200;
const FAINT = 0.28;

interface Shared {
  readonly language: Language;
  readonly period: (at: number) => string;
  readonly outcome: string;
  readonly options: FigureOptions;
}

export function scFigures(
  details: ScDetails,
  _: DidEstimate,
  record: DidRecord,
  { language = "en", labels }: Look,
): DetailFigure[] {
  const period = periodOf(record.design);
  const outcome = naming([record], labels, language)(record.outcome);
  return details.units.slice(0, MOST_SHOWN).flatMap((unit, i) => {
    const name = (kind: string): string => (details.units.length === 1 ? kind : `${kind}-${i + 1}`);
    const made = (kind: string, title: string, spec: (unit: ScUnit, shared: Shared) => FigureSpec): DetailFigure => ({
      ...{ name: name(kind), title },
      spec: (options) => spec(unit, { language: options.language ?? language, period, outcome, options }),
    });
    return [
      made("paths", words.pathsTitle[language](unit.unit), pathsFigure),
      made("gaps", words.gapsTitle[language](unit.unit), gapsFigure),
      ...(unit.permutation === null || unit.ratio === null
        ? []
        : [made("ratios", words.ratiosTitle[language](unit.unit), ratiosFigure)]),
      ...(unit.left_out.length === 0 ? [] : [made("left-out", words.leftOutTitle[language](unit.unit), leftOutFigure)]),
    ];
  });
}

/** Periods across, with a line where treatment begins. */
function across(
  { time, cohort }: ScUnit,
  period: (at: number) => string,
  language: Language,
): Pick<Plot, "x"> & { readonly start: number } {
  const last = time.filter((at) => at < cohort).at(-1) ?? cohort;
  return {
    x: {
      ...{ low: time[0]! - 0.5, high: time.at(-1)! + 0.5, title: words.period[language] },
      ticks: (pixels: number): Ticks => ticksOfPeriods(time, pixels, period),
    },
    start: (last + cohort) / 2,
  };
}

const pointsOf = ({ time, gap }: GapPath) => time.map((at, i) => ({ time: at, value: gap[i]! }));

/** Paths as pieces from period to period, so that many of them are one layer. */
const piecesOf = (paths: readonly GapPath[]) =>
  paths.flatMap(({ time, gap }) =>
    time.slice(1).map((at, i) => ({ from: time[i]!, to: at, low: gap[i]!, high: gap[i + 1]! })),
  );
const pieces = (name: string, paths: readonly GapPath[], color: string, opacity: number): FigureLayer =>
  mark(name, piecesOf(paths), { x: "from", x2: "to", y: "low", y2: "high" }, stroke(color, 1, opacity));

function pathsFigure(unit: ScUnit, { language, period, outcome, options }: Shared): FigureSpec {
  const { ink, first, second } = paletteFor(options);
  const { x, start } = across(unit, period, language);
  const all = [...unit.observed, ...unit.synthetic];
  const [low, high] = widen(Math.min(...all), Math.max(...all), 0.06);
  const decimals = decimalsFor([unit.rmspe_pre || unit.rmspe_post || 1]);
  const along = (values: readonly number[]) => unit.time.map((time, i) => ({ time, value: values[i]! }));
  return figure(
    {
      title: words.pathsTitle[language](unit.unit),
      description: `${words.pathsDescription[language](unit.unit, signed(unit.rmspe_pre, decimals), signed(unit.att, decimals))}${language === "zh" ? "。" : "."}`,
      x,
      y: { low, high, grid: true, height: HEIGHT, title: outcome },
      key: [
        { name: "observed", text: words.treatedNamed[language](unit.unit), look: stroke(first, 2) },
        { name: "synthetic", text: words.synthetic[language], look: stroke(second, 2, 1, DASH.estimate) },
      ],
      lines: [{ name: "start", x: start, look: cutLine(ink) }],
      marks: () => [
        mark("synthetic", along(unit.synthetic), { x: "time", y: "value" }, curve(second, 2, DASH.estimate)),
        mark("observed", along(unit.observed), { x: "time", y: "value" }, curve(first, 2)),
      ],
    },
    options,
  );
}

function gapsFigure(unit: ScUnit, { language, period, options }: Shared): FigureSpec {
  const { ink, first } = paletteFor(options);
  const { x, start } = across(unit, period, language);
  const all = unit.permutation?.placebos ?? [];
  const fitted = all.filter(({ rmspe_pre }) => rmspe_pre ** 2 <= BADLY_FITTED * unit.rmspe_pre ** 2);
  const stride = Math.max(1, Math.ceil(fitted.length / MOST_PLACEBOS));
  const shown = fitted.filter((_, i) => i % stride === 0);
  const own = unit.intervals[0];
  const band = (own?.effects ?? []).flatMap(({ time, low, high }) =>
    low === null || high === null ? [] : [{ time, low, high }],
  );
  const values = [0, ...unit.gap, ...shown.flatMap(({ gap }) => gap), ...band.flatMap(({ low, high }) => [low, high])];
  const [low, high] = widen(Math.min(...values), Math.max(...values), 0.05);
  const counts = [formatCount(shown.length), formatCount(all.length)] as const;
  return figure(
    {
      title: words.gapsTitle[language](unit.unit),
      description: `${words.gapsDescription[language](unit.unit, ...counts)}${language === "zh" ? "。" : "."}`,
      x,
      y: { low, high, grid: true, height: HEIGHT, title: words.gap[language] },
      key: [
        { name: "gap", text: words.treatedNamed[language](unit.unit), look: stroke(first, 2) },
        ...(all.length === 0
          ? []
          : [{ name: "placebos", text: words.placebos[language](...counts), look: stroke(ink, 1, FAINT) }]),
        ...(band.length === 0
          ? []
          : [
              {
                name: "interval",
                text: words.interval[language](words.kinds[own!.kind][language]),
                look: { ...area(first, FAINT), type: "square" } as ReturnType<typeof area>,
              },
            ]),
      ],
      lines: [
        { name: "zero", y: 0, look: zeroLine(ink) },
        { name: "start", x: start, look: cutLine(ink) },
      ],
      marks: () =>
        [
          pieces("placebos", shown, ink, FAINT),
          mark("interval", band, { x: "time", y: "low", y2: "high" }, area(first, FAINT)),
          mark("gap", pointsOf(unit), { x: "time", y: "value" }, curve(first, 2)),
        ].filter(hasValues),
    },
    options,
  );
}

function ratiosFigure(unit: ScUnit, { language, options }: Shared): FigureSpec {
  const { ink, first } = paletteFor(options);
  const others = unit.permutation!.placebos.flatMap(({ ratio }) => (ratio === null ? [] : [{ ratio, own: false }]));
  const exact = unit.permutation!.placebos.length - others.length;
  const ordered = [...others, { ratio: unit.ratio!, own: true }]
    .sort((a, b) => b.ratio - a.ratio || Number(a.own) - Number(b.own))
    .map((each, i) => ({ ...each, rank: exact + i + 1 }));
  const rank = ordered.find(({ own }) => own)!.rank;
  const n = unit.permutation!.units;
  return figure(
    {
      title: words.ratiosTitle[language](unit.unit),
      description: `${words.ratiosDescription[language](unit.unit, formatCount(rank), formatCount(n))}${language === "zh" ? "。" : "."}`,
      x: { low: 0.2, high: n + 0.8, title: words.rank[language] },
      y: { low: 0, high: ordered[0]!.ratio * 1.06, grid: true, height: HEIGHT, title: words.ratioAxis[language] },
      key: [
        { name: "own", text: words.treatedNamed[language](unit.unit), look: dot(first) },
        {
          name: "others",
          text: words.placebos[language](formatCount(others.length), formatCount(n - 1)),
          look: ring(ink, "circle", 36, 1),
        },
      ],
      marks: () =>
        [
          mark(
            "others",
            ordered.filter(({ own }) => !own),
            { x: "rank", y: "ratio" },
            ring(ink, "circle", 36, 1),
          ),
          mark(
            "own",
            ordered.filter(({ own }) => own),
            { x: "rank", y: "ratio" },
            dot(first),
          ),
        ].filter(hasValues),
    },
    options,
  );
}

function leftOutFigure(unit: ScUnit, { language, period, options }: Shared): FigureSpec {
  const { ink, first } = paletteFor(options);
  const { x, start } = across(unit, period, language);
  const values = [0, ...unit.gap, ...unit.left_out.flatMap(({ gap }) => gap)];
  const [low, high] = widen(Math.min(...values), Math.max(...values), 0.05);
  const decimals = decimalsFor([unit.rmspe_pre || 1]);
  const parts = unit.left_out.map(({ unit: donor, att }) => labelled[language](donor, signed(att, decimals)));
  return figure(
    {
      title: words.leftOutTitle[language](unit.unit),
      description: `${words.leftOutDescription[language](unit.unit, clauses[language](parts))}${language === "zh" ? "。" : "."}`,
      x,
      y: { low, high, grid: true, height: HEIGHT, title: words.gap[language] },
      key: [
        { name: "all", text: words.allDonors[language], look: stroke(first, 2) },
        { name: "less", text: words.without[language](formatCount(unit.left_out.length)), look: stroke(ink, 1.2, 0.5) },
      ],
      lines: [
        { name: "zero", y: 0, look: zeroLine(ink) },
        { name: "start", x: start, look: cutLine(ink) },
      ],
      marks: () => [
        pieces("less", unit.left_out, ink, 0.5),
        mark("all", pointsOf(unit), { x: "time", y: "value" }, curve(first, 2)),
      ],
    },
    options,
  );
}

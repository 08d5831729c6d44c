/**
 * Figures of synthetic controls, of each treated unit: its path beside the synthetic one, gaps among those of placebos, the order of ratios, gaps
 * without one donor.
 */
import { clauses, type Language, labelled } from "../../../../base/messages.js";
import { type Ticks, ticksAt, ticksOfPeriods, widen } from "../../../../report/figures/axis.js";
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
import { formatCount } from "../../../../report/format-number.js";
import { naming } from "../../../../report/naming.js";
import type { Look } from "../../../verb.js";
import type { DetailFigure } from "../../design/exhibits.js";
import { periodOf } from "../../design/period-of.js";
import type { DidEstimate, DidRecord } from "../../design/record.js";
import type { GapPath, ScDetails, ScPlacebos, ScUnit } from "./record.js";
import { decimalsOf, MOST_SHOWN } from "./tables.js";
import { scWords as words } from "./words.js";

const HEIGHT = 320;
/** Placebos whose mean square before treatment is more than so many times that of the treated unit are not drawn: Abadie, Diamond & Hainmueller (2010). */
const BADLY_FITTED = 20;
/** Ratios whose largest is more than so many times the least are drawn on a log scale. */
const WIDE = 100;
const FAINT = 0.28;

interface Shared {
  readonly language: Language;
  readonly period: (at: number) => string;
  readonly outcome: string;
  readonly options: FigureOptions;
  /** Of the unit's donors; null without any. */
  readonly placebos: ScPlacebos | null;
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
    const placebos = unit.permutation === null ? null : details.placebos[unit.permutation.placebos]!;
    const name = (kind: string): string => (details.units.length === 1 ? kind : `${kind}-${i + 1}`);
    const made = (kind: string, title: string, spec: (unit: ScUnit, shared: Shared) => FigureSpec): DetailFigure => ({
      ...{ name: name(kind), title },
      spec: (options) => spec(unit, { language: options.language ?? language, period, outcome, options, placebos }),
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
  const decimals = decimalsOf([unit.rmspe_pre, unit.rmspe_post]);
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

function gapsFigure(unit: ScUnit, { language, period, options, placebos }: Shared): FigureSpec {
  const { ink, first } = paletteFor(options);
  const { x, start } = across(unit, period, language);
  const all = (placebos?.units ?? []).flatMap(({ gap, rmspe_pre }) =>
    gap === null ? [] : [{ time: placebos!.time, gap, rmspe_pre }],
  );
  const shown = all.filter(({ rmspe_pre }) => rmspe_pre ** 2 <= BADLY_FITTED * unit.rmspe_pre ** 2);
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
      description: `${all.length === 0 ? words.gapsAlone[language](unit.unit) : words.gapsDescription[language](unit.unit, ...counts)}${language === "zh" ? "。" : "."}`,
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

function ratiosFigure(unit: ScUnit, { language, options, placebos }: Shared): FigureSpec {
  const { ink, first } = paletteFor(options);
  const others = placebos!.units.flatMap(({ ratio }) => (ratio === null ? [] : [{ ratio, own: false }]));
  const { exact } = unit.permutation!;
  const ordered = [...others, { ratio: unit.ratio!, own: true }]
    .sort((a, b) => b.ratio - a.ratio || Number(a.own) - Number(b.own))
    .map((each, i) => ({ ...each, rank: exact + i + 1 }));
  const rank = ordered.find(({ own }) => own)!.rank;
  const n = unit.permutation!.units;
  const up = ratioAxis(
    ordered.map(({ ratio }) => ratio),
    words.ratioAxis[language],
    words.logScale[language],
  );
  const drawn = ordered.flatMap((each) => (up.has(each.ratio) ? [{ ...each, ratio: up.at(each.ratio) }] : []));
  return figure(
    {
      title: words.ratiosTitle[language](unit.unit),
      description: `${words.ratiosDescription[language](unit.unit, formatCount(rank), formatCount(n))}${language === "zh" ? "。" : "."}`,
      x: { low: 0.2, high: n + 0.8, title: words.rank[language] },
      y: { ...up.axis, grid: true, height: HEIGHT },
      key: [
        { name: "own", text: words.treatedNamed[language](unit.unit), look: dot(first) },
        {
          name: "others",
          text: words.placebos[language](formatCount(drawn.filter(({ own }) => !own).length), formatCount(n - 1)),
          look: ring(ink, "circle", 36, 1),
        },
      ],
      marks: () =>
        [
          mark(
            "others",
            drawn.filter(({ own }) => !own),
            { x: "rank", y: "ratio" },
            ring(ink, "circle", 36, 1),
          ),
          mark(
            "own",
            drawn.filter(({ own }) => own),
            { x: "rank", y: "ratio" },
            dot(first),
          ),
        ].filter(hasValues),
    },
    options,
  );
}

/** From zero up, or by powers of ten where ratios are far apart: a ratio of zero is then not drawn. */
function ratioAxis(ratios: readonly number[], title: string, logged: (title: string) => string) {
  const above = ratios.filter((ratio) => ratio > 0);
  const [least, most] = [Math.min(...above), Math.max(...above)];
  if (!(most > WIDE * least)) {
    return {
      axis: { low: 0, high: (above.length === 0 ? 1 : most) * 1.06, title },
      has: () => true,
      at: (ratio: number) => ratio,
    };
  }
  const [low, high] = widen(position(least), position(most), 0.04);
  const powers = Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i);
  const stride = Math.ceil(powers.length / MOST_POWERS);
  const shown = powers.filter((power) => power % stride === 0);
  return {
    axis: { low, high, title: logged(title), ticks: (): Ticks => ticksAt(shown, shown.map(powerLabel)) },
    has: (ratio: number) => ratio > 0,
    at: position,
  };
}

/** Rounded to where hosts agree. */
const position = (ratio: number): number => Number(Math.log10(ratio).toFixed(6));

/** Powers of ten labelled at most; those from so many digits on by their exponent. */
const MOST_POWERS = 8;
const LONG = 6;
const powerLabel = (power: number): string =>
  power < 0 && power > -LONG
    ? (10 ** power).toFixed(-power)
    : Math.abs(power) < LONG
      ? formatCount(10 ** power)
      : `1e${power < 0 ? "\u2212" : ""}${Math.abs(power)}`;

function leftOutFigure(unit: ScUnit, { language, period, options }: Shared): FigureSpec {
  const { ink, first } = paletteFor(options);
  const { x, start } = across(unit, period, language);
  const values = [0, ...unit.gap, ...unit.left_out.flatMap(({ gap }) => gap)];
  const [low, high] = widen(Math.min(...values), Math.max(...values), 0.05);
  const decimals = decimalsOf([unit.rmspe_pre, unit.rmspe_post]);
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

/** The pictures of data: which there are, what each shows, and how it is drawn. Nothing is drawn here. */
import type { Language } from "../base/messages.js";
import { significant } from "../base/messages.js";
import type { Panel } from "../data/panel/panel.js";
import type { TreatmentDesign } from "../data/panel/treatment-design.js";
import type { FigureSpec, FigureTheme } from "../report/figures/figure-spec.js";
import { formatCount } from "../report/format-number.js";
import type { DesignRecord } from "../verbs/did/design/record.js";
import { designFigure } from "../verbs/did/figures/design.js";
import { barsFigure } from "./figures/bars.js";
import { binned, type Group, histogram } from "./figures/histogram.js";
import { pictureWords as words } from "./figures/messages.js";
import { columnsText, missingMap, missingness } from "./figures/missing-map.js";
import { type Trend, trendsFigure, trendsOf } from "./figures/trends.js";
import { type Inspected, inspected, numbersOf, regressorColumns, type Told } from "./inspected.js";
import { everTreated } from "./measure/units.js";

/** A picture with its words; `spec` draws it in a theme and width. */
export interface Picture {
  readonly id: string;
  readonly caption: string;
  readonly notes: readonly string[];
  readonly spec: (look: { readonly theme: FigureTheme; readonly width?: number }) => FigureSpec;
}

/** Columns whose distributions are drawn, and cohorts whose means are. */
const MOST_COLUMNS = 12;
const MOST_COHORTS = 6;

export function pictures(told: Told, design: DesignRecord | undefined, language: Language): Picture[] {
  const data = inspected(told);
  return [
    ...missingPictures(data, language),
    ...(told.panel === undefined || told.panel.balance.balanced ? [] : balancePictures(data, told.panel, language)),
    ...(design === undefined ? [] : [treatmentPicture(design, data, language)]),
    ...meansPictures(data, language),
    ...distributions(data, language),
  ];
}

/** The columns a reader asks about: outcome and regressors of a formula; without one the outcome and all other measures. */
function columnsOf(data: Inspected): string[] {
  const { spec, outcomes, measures, treatment } = data;
  const others = spec === undefined ? measures.map(({ name }) => name) : regressorColumns(data);
  const asked = [...outcomes, ...others].filter(
    (name) => numbersOf(data, name) !== null && !data.keys.has(name) && name !== treatment,
  );
  return [...new Set(asked)];
}

/** The map of the outcome where it is known, and of all columns that are asked about where these miss more; none where nothing is missing. */
function missingPictures(data: Inspected, language: Language): Picture[] {
  const { panel, times, outcomes, periodText } = data;
  if (panel === undefined || panel.nPeriods < 2) return [];
  const ofOutcome = outcomes.filter((name) => numbersOf(data, name) !== null);
  const maps = [ofOutcome, columnsOf(data)]
    .filter((columns) => columns.length > 0)
    .map((columns) => missingness(panel, new Map(columns.map((name) => [name, numbersOf(data, name)!]))));
  const shown = maps.filter(({ cells }, i) => cells[1] + cells[2] > 0 && (i === 0 || cells[0] < maps[0]!.cells[0]));
  return shown.map(
    (made, i): Picture => ({
      id: i === 0 ? "missing" : "missing-all",
      caption: words.missingCaption[language](columnsText(made.columns, language)),
      notes: [words.missingNote[language](made.isThinned ? made.histories.length : 0, formatCount(panel.nUnits))],
      spec: (look) => missingMap(made, { ...look, language, times, period: periodText }),
    }),
  );
}

function balancePictures({ times, periodText }: Inspected, panel: Panel, language: Language): Picture[] {
  const { time, order, nUnits, nPeriods } = panel;
  const [rows, lengths] = [new Uint32Array(nPeriods), new Uint32Array(nPeriods + 1)];
  for (const code of time.codes) rows[code]!++;
  for (let u = 0; u < nUnits; u++) lengths[order.starts[u + 1]! - order.starts[u]!]!++;
  return [
    {
      id: "rows-by-period",
      caption: words.byPeriodCaption[language],
      notes: [],
      spec: (look) =>
        barsFigure(
          times.map((at, t) => ({ at, count: rows[t]! })),
          {
            ...{ ...look, language, name: words.byPeriodCaption[language] },
            ...{ x: words.period[language], y: words.rows[language], label: periodText },
          },
        ),
    },
    {
      id: "unit-lengths",
      caption: words.lengthsCaption[language],
      notes: [],
      spec: (look) =>
        barsFigure(
          Array.from({ length: nPeriods }, (_, i) => ({ at: i + 1, count: lengths[i + 1]! })),
          {
            ...{ ...look, language, name: words.lengthsCaption[language] },
            ...{ x: words.lengths[language], y: words.unitsCount[language], label: String },
          },
        ),
    },
  ];
}

const treatmentPicture = (design: DesignRecord, { periodText }: Inspected, language: Language): Picture => ({
  id: "treatment",
  caption: words.treatmentCaption[language],
  notes: design.histories_thinned ? [words.thinned[language]] : [],
  spec: (look) => designFigure(design, { ...look, language, period: periodText }),
});

/** Means of the outcome by cohort, the largest cohorts where there are many. */
function meansPictures(data: Inspected, language: Language): Picture[] {
  const { panel, design, outcomes, periodText } = data;
  const outcome = outcomes.find((name) => numbersOf(data, name) !== null);
  if (panel === undefined || design === undefined || outcome === undefined || panel.nPeriods < 2) return [];
  const cohorts = cohortByRow(panel, design);
  const all = trendsOf(panel, finite(data.uncoded(outcome).values), cohorts, "cohort");
  const own = all.filter(({ kind }) => kind === "cohort");
  const kept = new Set<Trend>([...own].sort((a, b) => b.units - a.units).slice(0, MOST_COHORTS));
  const shown = all.filter((line) => line.kind !== "cohort" || kept.has(line));
  if (shown.length === 0) return [];
  const nameOf = ({ kind, cohort, units }: Trend) =>
    kind === "never"
      ? words.group[language](words.never[language], formatCount(units))
      : cohort === null
        ? words.group[language](words.always[language], formatCount(units))
        : words.cohort[language](periodText(cohort), formatCount(units));
  const lines = shown.map((line) => ({ ...line, label: nameOf(line) }));
  return [
    {
      id: "means",
      caption: words.meansCaption[language](outcome),
      notes: [words.meansNote[language](kept.size, own.length)],
      spec: (look) =>
        trendsFigure(lines, {
          ...{ ...look, language, title: words.meansCaption[language](outcome), period: panel.period },
          starts: [...kept].flatMap(({ cohort }) => (cohort === null ? [] : [cohort])).sort((a, b) => a - b),
          labels: { x: words.period[language], y: words.meanOf[language](outcome) },
        }),
    },
  ];
}

/** Infinite numbers have no mean to be drawn. */
const finite = (values: Float64Array): Float64Array =>
  values.map((value) => (Number.isFinite(value) ? value : Number.NaN));

/** First treated period of each row's unit; NaN for never, -Infinity where the start is not seen. */
const cohortByRow = ({ unit }: Panel, { firstTreated }: TreatmentDesign): Float64Array =>
  Float64Array.from(unit.codes, (u) => (firstTreated[u] === Number.POSITIVE_INFINITY ? Number.NaN : firstTreated[u]!));

function distributions(data: Inspected, language: Language): Picture[] {
  const { panel, design, outcomes, uncoded: profile } = data;
  const columns = columnsOf(data).filter((name) => profile(name).distinct > 2);
  return columns.slice(0, MOST_COLUMNS).map((name): Picture => {
    const isByTreatment = outcomes.includes(name) && panel !== undefined && design !== undefined;
    const groups = isByTreatment ? byTreatment(data, name) : [{ name: "all" as const, sorted: profile(name).sorted }];
    const made = binned(groups.length === 2 ? groups : [{ name: "all", sorted: profile(name).sorted }]);
    const { outside } = made;
    const number = (value: number) => significant(value, 4);
    return {
      id: `distribution-${columns.indexOf(name) + 1}`,
      caption: words[groups.length === 2 ? "distributionByTreatment" : "distribution"][language](name),
      notes:
        outside === null
          ? []
          : [words.outside[language](formatCount(outside.count), number(outside.low), number(outside.high))],
      spec: (look) => histogram(name, made, { ...look, language }),
    };
  });
}

/** Values of never and of ever treated units; fewer than two groups where one has no value. */
function byTreatment({ panel, design, uncoded: profile }: Inspected, name: string): Group[] {
  const { values } = profile(name);
  const ever = everTreated(design!);
  const of = (group: number) =>
    values.filter((value, row) => Number.isFinite(value) && ever[panel!.unit.codes[row]!] === group).sort();
  return [
    { name: "never" as const, sorted: of(0) },
    { name: "ever" as const, sorted: of(1) },
  ].filter(({ sorted }) => sorted.length > 0);
}

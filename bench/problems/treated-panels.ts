/**
 * Panels of treated units for the suite of treatment effects, by what their estimators need: a treatment that switches, doses, who is
 * eligible, factors that go with treatment. Columns by name, rows by unit, then time. Knows nothing of who estimates.
 */
import { draws } from "./random.js";

const SEED = 20_261_129;

export type Columns = Readonly<Record<string, Float64Array>>;

interface At {
  /** From 0 on: of the unit, and of the row. */
  readonly u: number;
  readonly i: number;
  /** From 1 on. */
  readonly t: number;
}

/** unit, time and the columns that `rowOf` gives of each row. */
function panelOf<const N extends string>(
  units: number,
  periods: number,
  names: readonly N[],
  rowOf: (at: At) => Readonly<Record<N, number>>,
): Columns {
  const columns = Object.fromEntries(
    ["unit", "time", ...names].map((name) => [name, new Float64Array(units * periods)]),
  );
  for (let u = 0; u < units; u++) {
    for (let t = 1; t <= periods; t++) {
      const i = u * periods + t - 1;
      const row = rowOf({ u, i, t });
      columns.unit![i] = u + 1;
      columns.time![i] = t;
      for (const name of names) columns[name]![i] = row[name];
    }
  }
  return columns;
}

const streams = (count: number) => Array.from({ length: count }, (_, stream) => draws(SEED, stream));

/** Cohorts of like sizes that start at even distances, the last of them never (0). */
const cohortAt = (share: number, count: number, periods: number): number => {
  const place = Math.floor(share * (count + 1));
  return place < count ? Math.floor(((place + 1) * periods) / (count + 1)) + 1 : 0;
};

/** d: a fifth treated from the start on, of whom half leave; the others start in one of three periods or never, and a third of them stop again. */
export function switchingPanel(units: number, periods: number): Columns {
  const [levels, chances, noises] = streams(3) as [...[Draws, Draws, Draws]];
  return panelOf(units, periods, ["d", "y"], ({ u, i, t }) => {
    const first = cohortAt(chances.uniform(3 * u), 3, periods);
    const isIn = chances.uniform(3 * u + 1) < 0.2;
    const lasts = chances.uniform(3 * u + 2) < 1 / 3 ? 2 : periods;
    const at = (period: number): number => {
      const hasSwitched = first > 0 && period >= first && period < first + (isIn ? periods : lasts);
      return Number(hasSwitched !== isIn);
    };
    const y = levels.normal(u) + 0.1 * t + 0.5 * at(t) + 0.3 * at(t - 1) + noises.normal(i);
    return { d: at(t), y };
  });
}

/** g and dose, uniform on 0.1 to 1.1 of units treated at all: effects are of its square. */
export function dosePanel(units: number, periods: number): Columns {
  const [levels, chances, noises] = streams(3) as [...[Draws, Draws, Draws]];
  return panelOf(units, periods, ["g", "dose", "y"], ({ u, i, t }) => {
    const g = cohortAt(chances.uniform(2 * u), 2, periods);
    const dose = g > 0 ? 0.1 + chances.uniform(2 * u + 1) : 0;
    const effect = g > 0 && t >= g ? dose + dose ** 2 : 0;
    return { g, dose, y: levels.normal(u) + 0.1 * t + effect + noises.normal(i) };
  });
}

/** g and eligible: half of each cohort are treated, and trends differ by cohort and by eligibility. */
export function eligiblePanel(units: number, periods: number): Columns {
  const [levels, chances, noises] = streams(3) as [...[Draws, Draws, Draws]];
  return panelOf(units, periods, ["g", "eligible", "y"], ({ u, i, t }) => {
    const g = cohortAt(chances.uniform(2 * u), 3, periods);
    const eligible = Number(chances.uniform(2 * u + 1) < 0.5);
    const effect = g > 0 && t >= g && eligible === 1 ? 0.2 * (t - g + 1) : 0;
    const trend = 0.1 * t * (1 + eligible + (g > 0 ? 1 : 0));
    return { g, eligible, y: levels.normal(u) + trend + effect + noises.normal(i) };
  });
}

/** g in one of three periods or never. */
export function cohortPanel(units: number, periods: number): Columns {
  const [levels, chances, noises] = streams(3) as [...[Draws, Draws, Draws]];
  return panelOf(units, periods, ["g", "y"], ({ u, i, t }) => {
    const g = cohortAt(chances.uniform(u), 3, periods);
    const effect = g > 0 && t >= g ? 0.2 * (t - g + 1) : 0;
    return { g, y: levels.normal(u) + 0.1 * t + effect + noises.normal(i) };
  });
}

/** g of the first `treated` units, which all start in one period or in three, and two factors that these load on more. */
export function factorPanel(units: number, periods: number, treated: number, starts: 1 | 3): Columns {
  const [loadings, factors, noises] = streams(3) as [...[Draws, Draws, Draws]];
  const last = Math.floor((3 * periods) / 4) + 1;
  return panelOf(units, periods, ["g", "y"], ({ u, i, t }) => {
    const g = u < treated ? last - (starts === 1 ? 0 : 2 * (u % starts)) : 0;
    const [first, second] = [loadings.normal(2 * u), loadings.normal(2 * u + 1)];
    const shift = u < treated ? 0.5 : 0;
    const common =
      (first + shift) * factors.normal(2 * t) + (second + shift) * (t / periods + 0.3 * factors.normal(2 * t + 1));
    return { g, y: 5 + first + common + (g > 0 && t >= g ? 1 : 0) + 0.5 * noises.normal(i) };
  });
}

type Draws = ReturnType<typeof draws>;

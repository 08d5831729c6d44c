/**
 * Panels whose units load on two factors, treated ones more: paths of the factors are the same in every replication, loadings and errors
 * drawn anew. With a long time before treatment, with a short one, and with trends that are parallel.
 */
import { withColumns } from "../../../src/data/table/table.js";
import { philoxNormal } from "../../../src/engine/kernels/cluster-draws.js";
import { balancedPanel, numeric, SEED, type StudyDesign, type StudyMethod, type Which } from "../design.js";
import { type Asking, methodBy } from "../measure.js";

const EFFECTS: readonly Which[] = ["average", 0, 1];
/** In each of which errors of five estimators are drawn. */
const REPLICATIONS = 300;

interface Factors {
  readonly units: number;
  readonly periods: number;
  /** First treated period of each treated unit, in turn. */
  readonly starts: readonly number[];
  readonly treated: number;
  /** By how much treated units load more on each factor; 0 for both: trends are parallel on average. */
  readonly shift: number;
  /** Deviation of loadings, and of errors. */
  readonly loading: number;
  readonly noise: number;
  readonly purpose: number;
}

/** A trend that bends, and a cycle. */
const factorsAt = (t: number, periods: number): readonly [number, number] => [
  2 * (t / periods) ** 1.5,
  Math.sin((2 * Math.PI * t) / 9),
];
const [AT_ONCE, GROWS] = [1, 0.2] as const;

const asked = (estimator: Asking["estimator"], options: Asking["options"] = {}): Asking => ({
  ...{ estimator, formula: "y ~ 1 | unit + time", ownAverage: false },
  options: { cohort: "cohort", ...options },
});

export const factorMethod = (
  name: string,
  estimator: Asking["estimator"],
  options: Asking["options"],
  isOff = false,
): StudyMethod => methodBy(name, asked(estimator, options), EFFECTS, { isOff });

export function factorDesign(
  words: Pick<StudyDesign, "name" | "title" | "about">,
  factors: Factors,
  methods: readonly StudyMethod[],
): StudyDesign {
  const { units, periods, starts, treated, shift, loading, noise, purpose } = factors;
  const empty = balancedPanel(units, periods);
  const startOf = (u: number): number => (u < treated ? starts[u % starts.length]! : 0);
  const effects = Array.from({ length: treated }, (_, u) =>
    Array.from({ length: periods - startOf(u) + 1 }, (_, event) => AT_ONCE + GROWS * event),
  );
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const all = EFFECTS.map((which) =>
    meanOf(which === "average" ? effects.flat() : effects.flatMap((own) => own[which as number] ?? [])),
  );
  return {
    ...{ ...words, effects: EFFECTS, methods, replications: REPLICATIONS },
    draw: (engine, replication) => {
      const normals = philoxNormal(engine, units * (periods + 3), { seed: SEED, replication, purpose });
      const [y, cohort] = [new Float64Array(units * periods), new Float64Array(units * periods)];
      for (let u = 0; u < units; u++) {
        const at = u * (periods + 3);
        const more = u < treated ? shift : 0;
        const first = startOf(u);
        for (let t = 1; t <= periods; t++) {
          const row = u * periods + t - 1;
          const [trend, cycle] = factorsAt(t, periods);
          const common = (loading * normals[at + 1]! + more) * trend + (loading * normals[at + 2]! + more) * cycle;
          const gain = first > 0 && t >= first ? AT_ONCE + GROWS * (t - first) : 0;
          y[row] = normals[at]! + 0.1 * t + common + gain + noise * normals[at + 2 + t]!;
          cohort[row] = first;
        }
      }
      const table = withColumns(empty.table, [numeric("y", y), numeric("cohort", cohort)]);
      return { panel: { ...empty, table }, targets: methods.map(() => ({ own: all, treated: all })) };
    },
  };
}

const DRAWS = 200;
const few = { draws: DRAWS, seed: 1 } as const;
const sdid = (isOff = false) => factorMethod("sdid", "sdid", few, isOff);
const gsynth = (isOff = false) => factorMethod("gsynth, two factors", "gsynth", { ...few, factors: 2 }, isOff);
const ife = (isOff = false) => factorMethod("ife, two factors", "ife", { ...few, factors: 2 }, isOff);
const mc = (isOff = false) => factorMethod("mc", "mc", { ...few, penalty: 0.001 }, isOff);
const fect = (isOff = false) => factorMethod("fect", "fect", few, isOff);

const long: Factors = {
  ...{ units: 60, treated: 10, periods: 30, starts: [25], shift: 0.5, loading: 1, noise: 0.3 },
  purpose: 4200,
};

export const factorsNone = factorDesign(
  {
    name: "factors-alike",
    title: "factors that treated and others load on alike",
    about:
      "60 units, 10 of them treated from period 25 of 30 on, load on two factors, as much whether treated or not: trends are parallel on average. All are for it; ten treated units are few for a bootstrap of units, whose errors are up to 9% too small.",
  },
  { ...long, shift: 0, purpose: 4210 },
  [fect(), ife(), mc(), gsynth(), sdid()],
);

export const factorsLong = factorDesign(
  {
    name: "factors-long",
    title: "factors that treated units load on more, 24 periods before treatment",
    about:
      "The same, and treated units load on both factors by 0.5 more: trends are not parallel. For ife and gsynth; weights and a small nuclear norm come close; not for fect.",
  },
  long,
  [fect(true), ife(), mc(true), gsynth(), sdid(true)],
);

export const factorsShort = factorDesign(
  {
    name: "factors-short",
    title: "factors that treated units load on more, four periods before treatment",
    about: "The same with four periods before treatment and three under it: too few for any.",
  },
  { ...long, periods: 7, starts: [5], purpose: 4220 },
  [fect(true), ife(true), mc(true), gsynth(true), sdid(true)],
);

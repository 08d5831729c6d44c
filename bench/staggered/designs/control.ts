/**
 * One treated unit that is an average of donors in what moves outcomes, and one that is outside of what they span. Intervals are
 * of predictions: of the effect in a period.
 */
import { withColumns } from "../../../src/data/table/table.js";
import { philoxNormal, philoxUniform } from "../../../src/engine/kernels/cluster-draws.js";
import { balancedPanel, type Measured, numeric, SEED, type StudyDesign, type StudyMethod } from "../design.js";
import { fitOf } from "../measure.js";

const [DONORS, PERIODS, FIRST] = [15, 35, 31] as const;
/** Donors that the treated unit is an average of, and deviation of errors. */
const [OF, NOISE] = [4, 0.3] as const;
const EFFECT = 1;
const PERIODS_SHOWN = [FIRST, FIRST + 4] as const;
const EFFECTS = ["average", ...PERIODS_SHOWN.map((period) => `period ${period}`)];

const factorsAt = (t: number): readonly [number, number] => [2 * (t / PERIODS), Math.sin((2 * Math.PI * t) / 9)];

function methodOf(name: string, isOff: boolean): StudyMethod {
  const options = { cohort: "cohort", permute: false, intervals: ["jackknife"], seed: 1 } as const;
  return {
    ...{ name, isOff, isConservative: true },
    measure: (engine, panel): Measured => {
      const { details } = fitOf(engine, panel, { estimator: "sc", formula: "y ~ 1 | unit + time", options });
      if (details?.kind !== "synthetic control") throw new TypeError("sc has no details");
      const [unit] = details.units;
      const effects = unit!.intervals[0]!.effects;
      const none = Number.NaN;
      return [
        { estimate: unit!.att, error: none, low: none, high: none },
        ...PERIODS_SHOWN.map((period) => {
          const at = effects.find(({ time }) => time === period)!;
          return { estimate: at.estimate, error: none, low: at.low ?? none, high: at.high ?? none };
        }),
      ];
    },
  };
}

function designOf(words: Pick<StudyDesign, "name" | "title" | "about">, outside: number, purpose: number): StudyDesign {
  const units = DONORS + 1;
  const empty = balancedPanel(units, PERIODS);
  const cohort = Float64Array.from({ length: units * PERIODS }, (_, row) => (row < PERIODS ? FIRST : 0));
  const targets = EFFECTS.map(() => EFFECT);
  return {
    ...{ ...words, effects: EFFECTS, methods: [methodOf("sc", outside !== 0)] },
    draw: (engine, replication) => {
      const stream = { seed: SEED, replication, purpose };
      const normals = philoxNormal(engine, units * (PERIODS + 3), stream);
      const shares = philoxUniform(engine, OF, { ...stream, purpose: purpose + 1 });
      const total = shares.reduce((sum, share) => sum + share, 0);
      const traits = Array.from({ length: units }, (_, u) =>
        normals.subarray(u * (PERIODS + 3), u * (PERIODS + 3) + 3),
      );
      // the first unit is an average of the next ones, moved outside by as much in all that moves outcomes
      const own = [0, 1, 2].map((k) =>
        shares.reduce((sum, share, j) => sum + (share / total) * traits[j + 1]![k]!, outside),
      );
      const y = new Float64Array(units * PERIODS);
      for (let u = 0; u < units; u++) {
        const [level, first, second] = (u === 0 ? own : traits[u]!) as [number, number, number];
        for (let t = 1; t <= PERIODS; t++) {
          const row = u * PERIODS + t - 1;
          const [trend, cycle] = factorsAt(t);
          const error = NOISE * normals[u * (PERIODS + 3) + 2 + t]!;
          y[row] = level + first * trend + second * cycle + error + (cohort[row]! > 0 && t >= FIRST ? EFFECT : 0);
        }
      }
      const table = withColumns(empty.table, [numeric("y", y), numeric("cohort", cohort)]);
      return { panel: { ...empty, table }, targets: [{ own: targets, treated: targets }] };
    },
  };
}

export const control = designOf(
  {
    name: "control-inside",
    title: "one treated unit among its donors",
    about:
      "One unit treated from period 31 of 35 on, an average of four of its 15 donors in all that moves outcomes. For synthetic controls, whose prediction intervals hold the effect at least as often as they say.",
  },
  0,
  4230,
);

export const controlOutside = designOf(
  {
    name: "control-outside",
    title: "one treated unit outside of what its donors span",
    about:
      "The same, and the treated unit is moved by 1 in level and in what it loads on both factors. Not for synthetic controls.",
  },
  1,
  4240,
);

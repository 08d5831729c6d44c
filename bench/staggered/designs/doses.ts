/**
 * Doses of a treatment: given whatever the gains, so that effects at different doses compare, and chosen by the gains, so that they do not.
 */
import { withColumns } from "../../../src/data/table/table.js";
import { philoxNormal, philoxUniform } from "../../../src/engine/kernels/cluster-draws.js";
import { balancedPanel, type Measured, numeric, SEED, type StudyDesign } from "../design.js";
import { estimatedBy, fitOf } from "../measure.js";

const [UNITS, PERIODS] = [600, 5] as const;
const COHORTS = [
  { first: 3, share: 0.4 },
  { first: 4, share: 0.3 },
] as const;
/** Doses of the treated are uniform between these. */
const [LEAST, MOST] = [0.2, 1.2] as const;
const SHOWN = [0.5, 0.9] as const;
const EFFECTS = ["average", "slope", ...SHOWN.flatMap((dose) => [`effect of ${dose}`, `slope at ${dose}`])];

/** The mean of a dose to a power. */
const moment = (k: number): number => (MOST ** (k + 1) - LEAST ** (k + 1)) / ((k + 1) * (MOST - LEAST));

/** A unit gains g(d) d from dose d; g is of the dose that it has. `given`: the derivative that a little more dose would cause. */
interface Gains {
  readonly gain: (dose: number) => number;
  /** Effects of a dose on those who have it, and how these differ between doses. */
  readonly effect: (dose: number) => number;
  readonly slope: (dose: number) => number;
  readonly caused: (dose: number) => number;
  readonly averages: { readonly effect: number; readonly slope: number; readonly caused: number };
}

/** All gain d + d^2, whatever they are given. */
const alike: Gains = {
  gain: (d) => d + d ** 2,
  effect: (d) => d + d ** 2,
  slope: (d) => 1 + 2 * d,
  caused: (d) => 1 + 2 * d,
  averages: { effect: moment(1) + moment(2), slope: 1 + 2 * moment(1), caused: 1 + 2 * moment(1) },
};

/** A unit gains 0.5 + d for each unit of any dose, d the one it chose. */
const chosen: Gains = {
  gain: (d) => (0.5 + d) * d,
  effect: (d) => (0.5 + d) * d,
  slope: (d) => 0.5 + 2 * d,
  caused: (d) => 0.5 + d,
  averages: { effect: 0.5 * moment(1) + moment(2), slope: 0.5 + 2 * moment(1), caused: 0.5 + moment(1) },
};

function designOf(
  words: Pick<StudyDesign, "name" | "title" | "about">,
  { gain, effect, slope, caused, averages }: Gains,
  purpose: number,
): StudyDesign {
  const empty = balancedPanel(UNITS, PERIODS);
  const targets = {
    own: [averages.effect, averages.slope, ...SHOWN.flatMap((dose) => [effect(dose), slope(dose)])],
    treated: [averages.effect, averages.caused, ...SHOWN.flatMap((dose) => [effect(dose), caused(dose)])],
  };
  return {
    ...{ ...words, effects: EFFECTS },
    methods: [
      {
        ...{ name: "cdid", isOff: false, isConservative: false },
        measure: (engine, panel): Measured => {
          const options = { cohort: "cohort", dose: "dose", doses: [...SHOWN], draws: 20, seed: 1 };
          const { details, df } = fitOf(engine, panel, { estimator: "cdid", formula: "y ~ 1 | unit + time", options });
          if (details?.kind !== "dose") throw new TypeError("cdid has no curve");
          const { overall, curve } = details;
          const number = (estimate: number, error: number | null) => estimatedBy(engine, estimate, error!, df);
          return [
            ...[overall.att, overall.acrt].map((found) => number(found.estimate, found.std_error)),
            ...curve.flatMap((at) => [number(at.att, at.att_std_error), number(at.acrt, at.acrt_std_error)]),
          ];
        },
      },
    ],
    draw: (engine, replication) => {
      const stream = { seed: SEED, replication, purpose };
      const normals = philoxNormal(engine, UNITS * (PERIODS + 2), stream);
      const uniforms = philoxUniform(engine, 2 * UNITS, { ...stream, purpose: purpose + 1 });
      const column = () => new Float64Array(UNITS * PERIODS);
      const [y, cohort, doses] = [column(), column(), column()];
      for (let u = 0; u < UNITS; u++) {
        let place = uniforms[u]!;
        const found = COHORTS.find(({ share }) => {
          place -= share;
          return place < 0;
        });
        const dose = found === undefined ? 0 : LEAST + (MOST - LEAST) * uniforms[UNITS + u]!;
        const at = u * (PERIODS + 2);
        const multiple = 1 + 0.5 * normals[at + 1]!;
        for (let t = 1; t <= PERIODS; t++) {
          const row = u * PERIODS + t - 1;
          const isOn = found !== undefined && t >= found.first;
          y[row] = normals[at]! + 0.3 * t + (isOn ? multiple * gain(dose) : 0) + 0.5 * normals[at + 1 + t]!;
          cohort[row] = found?.first ?? 0;
          doses[row] = dose;
        }
      }
      const table = withColumns(empty.table, [numeric("y", y), numeric("cohort", cohort), numeric("dose", doses)]);
      return { panel: { ...empty, table }, targets: [targets] };
    },
  };
}

export const dosesGiven = designOf(
  {
    name: "doses-given",
    title: "doses given whatever the gains",
    about:
      "600 units, cohorts drawn anew, doses uniform on 0.2 to 1.2, effects d + d^2. For cdid: effects of a dose, and what a little more of it does.",
  },
  alike,
  4260,
);

export const dosesChosen = designOf(
  {
    name: "doses-chosen",
    title: "doses chosen by the gains",
    about:
      "The same, and a unit gains 0.5 + d from each unit of dose, d the dose that it chose: effects of a dose on those who have it are right, the slope is not what a little more dose does to them.",
  },
  chosen,
  4270,
);

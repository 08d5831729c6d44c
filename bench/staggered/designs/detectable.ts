/**
 * What `power` says beforehand beside how often the test rejects: by its formula from how outcomes vary, and by draws on the panel itself.
 */
import type { Panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { philoxNormal } from "../../../src/engine/kernels/cluster-draws.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import { qt } from "../../../src/engine/kernels/math.js";
import { power } from "../../../src/verbs/power/fit.js";
import { balancedPanel, type Estimated, numeric, SEED, type StudyDesign, type StudyMethod } from "../design.js";
import { fitOf } from "../measure.js";

const [UNITS, BEFORE, AFTER, LASTS] = [60, 3, 3, 0.5] as const;
const PERIODS = BEFORE + AFTER;
const DELTAS = [0.25, 0.5, 0.75] as const;
const EFFECTS = DELTAS.map((delta) => `power at ${delta}`);
const DRAWS = 200;

const share = (estimate: number): Estimated => {
  const none = Number.NaN;
  return { estimate, error: none, low: none, high: none };
};

/** 1 where the two-way regression rejects, 0 where it does not, in the panel with the effect added to treated rows. */
const rejections: StudyMethod = {
  ...{ name: "rejections of two-way effects", isOff: false, isConservative: false },
  measure: (engine, panel) => {
    const options = { cohort: "cohort" } as const;
    const { aggregate, df } = fitOf(
      engine,
      panel,
      { estimator: "twfe", formula: "y ~ 1 | unit + time", options },
      "simple",
    );
    const { values, covariance } = aggregate("simple").estimates;
    const critical = qt(engine, 0.025, df, true) * Math.sqrt(covariance[0]!);
    return DELTAS.map((delta) => share(Number(Math.abs(values[0]! + delta) > critical)));
  },
};

const simulated: StudyMethod = {
  ...{ name: "power, by draws on the panel", isOff: true, isConservative: false },
  measure: async (engine, panel) => {
    const found = await power(engine, panel, "y ~ 1 | unit + time", {
      ...{ effects: [...DELTAS], by: "simulation", starts: [BEFORE + 1], draws: DRAWS, seed: 1 },
    });
    const { points } = found.simulation!;
    return DELTAS.map((delta) => share(points.find(({ effect }) => effect === delta)!.power));
  },
};

const calculated: StudyMethod = {
  ...{ name: "power, by formula from the panel", isOff: true, isConservative: false },
  measure: async (engine, panel) => {
    const found = await power(engine, panel, "y ~ 1 | unit + time", {
      ...{ effects: [...DELTAS], by: "formula", pre: BEFORE, post: AFTER },
    });
    return found.formula!.effects.map((effect) => share(effect.power!));
  },
};

/** By formula from the variation that the panels have. */
async function expectedBy(engine: Engine): Promise<number[]> {
  const found = await power(engine, null, null, {
    ...{ sd: 1, ar1: LASTS, pre: BEFORE, post: AFTER, units: UNITS, effects: [...DELTAS] },
  });
  return found.formula!.effects.map((effect) => effect.power!);
}

const empty = balancedPanel(UNITS, PERIODS);
/** Every other unit, from the middle on: a panel without an effect, to which effects are added. */
const cohort = Float64Array.from({ length: UNITS * PERIODS }, (_, row) =>
  Math.floor(row / PERIODS) % 2 === 0 ? BEFORE + 1 : 0,
);

function panelOf(engine: Engine, replication: number): Panel {
  const normals = philoxNormal(engine, UNITS * (PERIODS + 1), { seed: SEED, replication, purpose: 4250 });
  const y = new Float64Array(UNITS * PERIODS);
  for (let u = 0; u < UNITS; u++) {
    const own = normals.subarray(u * (PERIODS + 1), (u + 1) * (PERIODS + 1));
    let error = 0;
    for (let t = 0; t < PERIODS; t++) {
      error = t === 0 ? own[1]! : LASTS * error + Math.sqrt(1 - LASTS * LASTS) * own[1 + t]!;
      y[u * PERIODS + t] = own[0]! + 0.3 * t + error;
    }
  }
  return { ...empty, table: withColumns(empty.table, [numeric("y", y), numeric("cohort", cohort)]) };
}

const methods = [rejections, calculated, simulated];

export const detectable: StudyDesign = {
  name: "detectable",
  title: "how often an effect is found",
  about:
    "60 units, half of them treated in the last three of six periods, errors that last (autocorrelation 0.5). `own` is the power by formula from the variation that panels are drawn with, to which rejections are held; that of each panel's own variation, by formula and by draws, is no mean of what varies with it and held to nothing.",
  effects: EFFECTS,
  methods,
  draw: async (engine, replication) => {
    const expected = await expectedBy(engine);
    const targets = { own: expected, treated: expected };
    return { panel: panelOf(engine, replication), targets: methods.map(() => targets) };
  },
};

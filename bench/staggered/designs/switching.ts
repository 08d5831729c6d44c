/**
 * Treatments that switch on and off, and doses that change: effects last a period, and trends are parallel among units of one first dose;
 * and the same where units that change their dose have trends of their own.
 */
import { withColumns } from "../../../src/data/table/table.js";
import { philoxNormal, philoxUniform } from "../../../src/engine/kernels/cluster-draws.js";
import { balancedPanel, numeric, SEED, type StudyDesign, type StudyMethod, type Which } from "../design.js";
import { type Asking, methodBy } from "../measure.js";

const PERIODS = 8;
const WINDOW = [-2, 2] as const;
const EFFECTS: readonly Which[] = ["average", -2, 0, 1, 2];
/** Effect of a unit of this period's dose and of the last one's, and how much it differs between units, relative. */
const [NOW, LAST, SPREAD] = [1, 0.5, 0.5] as const;

/** Units with the same doses by period, and how many are expected. */
interface Path {
  readonly doses: readonly number[];
  readonly size: number;
}

/** Doses `from` until period `first`, then `to`, and `after` from `until` on. */
function path(size: number, from: number, first = PERIODS + 1, to = from, until = PERIODS + 1, after = from): Path {
  const doses = Array.from({ length: PERIODS }, (_, t) => (t + 1 < first ? from : t + 1 < until ? to : after));
  return { doses, size };
}

const onAndOff: readonly Path[] = [
  ...[path(60, 0), path(40, 1)],
  ...[3, 4, 5].flatMap((first) => [path(24, 0, first, 1), path(12, 0, first, 1, first + 2, 0)]),
  ...[4, 5].map((first) => path(16, 1, first, 0)),
];

const changing: readonly Path[] = [
  ...[path(50, 0), path(50, 1), path(40, 2)],
  ...[3, 5].flatMap((first) => [path(20, 0, first, 2), path(15, 1, first, 2), path(15, 2, first, 1)]),
];

/** Doses are kept until this period, counted from 1; Infinity: to the end. */
const firstChange = ({ doses }: Path): number => {
  const at = doses.findIndex((dose) => dose !== doses[0]);
  return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
};

/** What dose beside that of the start does to the mean outcome in a period, counted from 1. */
const effectAt = ({ doses }: Path, period: number): number =>
  NOW * (doses[period - 1]! - doses[0]!) + LAST * ((doses[period - 2] ?? doses[0]!) - doses[0]!);

/** Of paths that change, by how many units have them: the mean effect of the change at an event time, by its sign; or a unit of dose of all. */
function effectOf(paths: readonly Path[], sizes: ArrayLike<number>, which: Which, isNormalized: boolean): number {
  const events = which === "average" ? [0, 1, WINDOW[1]] : [which as number];
  if (events[0]! < 0) return 0;
  let [sum, over] = [0, 0];
  paths.forEach((one, p) => {
    const first = firstChange(one);
    if (first > PERIODS) return;
    const moved = (period: number) => one.doses[period - 1]! - one.doses[0]!;
    for (const event of events) {
      sum += sizes[p]! * Math.sign(moved(first)) * effectAt(one, first + event);
      const doses =
        which === "average" ? [moved(first + event)] : Array.from({ length: event + 1 }, (_, k) => moved(first + k));
      const dose = doses.reduce((total, value) => total + Math.abs(value), 0);
      over += sizes[p]! * (which === "average" || isNormalized ? dose : 1);
    }
  });
  return sum / over;
}

interface Switching {
  readonly paths: readonly Path[];
  /** What a period adds to the outcome of units that change their dose. */
  readonly apart: number;
  readonly purpose: number;
}

interface Method {
  readonly study: StudyMethod;
  readonly isNormalized: boolean;
}

const methodOf = (
  name: string,
  estimator: Asking["estimator"],
  options: Asking["options"],
  { isOff = false, isNormalized = false, hasEvents = true } = {},
): Method => ({
  study: methodBy(
    name,
    { estimator, formula: "y ~ 1 | unit + time", ownAverage: false, hasEvents, options: { treat: "d", ...options } },
    EFFECTS,
    { isOff },
  ),
  isNormalized,
});

function designOf(
  words: Pick<StudyDesign, "name" | "title" | "about">,
  { paths, apart, purpose }: Switching,
  methods: readonly Method[],
): StudyDesign {
  const expected = paths.map(({ size }) => size);
  const units = expected.reduce((sum, size) => sum + size, 0);
  const empty = balancedPanel(units, PERIODS);
  const all = (sizes: ArrayLike<number>, isNormalized: boolean) =>
    EFFECTS.map((which) => effectOf(paths, sizes, which, isNormalized));
  return {
    ...{ ...words, effects: EFFECTS, methods: methods.map(({ study }) => study) },
    draw: (engine, replication) => {
      const stream = { seed: SEED, replication, purpose };
      const normals = philoxNormal(engine, units * (PERIODS + 2), stream);
      const uniforms = philoxUniform(engine, units, { ...stream, purpose: purpose + 1 });
      const [y, d] = [new Float64Array(units * PERIODS), new Float64Array(units * PERIODS)];
      const sizes = new Float64Array(paths.length);
      for (let u = 0; u < units; u++) {
        let place = uniforms[u]! * units;
        const p = paths.findIndex(({ size }) => {
          place -= size;
          return place < 0;
        });
        const own = paths[p]!;
        sizes[p]!++;
        const at = u * (PERIODS + 2);
        const multiple = 1 + SPREAD * normals[at + 1]!;
        for (let t = 1; t <= PERIODS; t++) {
          const row = u * PERIODS + t - 1;
          const trend = 0.3 * t + 0.2 * t * own.doses[0]! + (firstChange(own) <= PERIODS ? apart * t : 0);
          const level = normals[at]! + (NOW + LAST) * own.doses[0]!;
          d[row] = own.doses[t - 1]!;
          y[row] = level + trend + multiple * effectAt(own, t) + normals[at + 1 + t]!;
        }
      }
      const table = withColumns(empty.table, [numeric("y", y), numeric("d", d)]);
      const targets = methods.map(({ isNormalized }) => ({
        own: all(sizes, isNormalized),
        treated: all(expected, isNormalized),
      }));
      return { panel: { ...empty, table }, targets };
    },
  };
}

const inWindow = { window: WINDOW, control: "notyet" } as const;
const dcdh = methodOf("dcdh", "dcdh", inWindow);
const twfe = methodOf("twfe", "twfe", {}, { isOff: true, hasEvents: false });

export const switching = designOf(
  {
    name: "switching",
    title: "a treatment that switches on and off",
    about:
      "240 units; some switch on, some off, some on for two periods; effects last a period, and trends are parallel among units of one first dose. For dcdh, not for two-way effects.",
  },
  { paths: onAndOff, apart: 0, purpose: 4140 },
  [dcdh, methodOf("dcdh, less conservative", "dcdh", { ...inWindow, lessConservative: true }), twfe],
);

export const changingDoses = designOf(
  {
    name: "changing-doses",
    title: "doses that change",
    about: "240 units with doses 0, 1 and 2 of which some change once, up or down; the rest as above.",
  },
  { paths: changing, apart: 0, purpose: 4150 },
  [dcdh, methodOf("dcdh, normalized", "dcdh", { ...inWindow, normalized: true }, { isNormalized: true }), twfe],
);

export const switchersApart = designOf(
  {
    name: "switchers-apart",
    title: "switchers with trends of their own",
    about: "As the first, and outcomes of units that change their treatment grow by 0.1 more a period. For neither.",
  },
  { paths: onAndOff, apart: 0.1, purpose: 4160 },
  [{ ...dcdh, study: { ...dcdh.study, isOff: true } }, twfe],
);

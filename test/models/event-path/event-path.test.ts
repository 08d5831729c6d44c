/** Event paths: what of a record is read, that its covariance is that of its effects, and which records have no shared reference. */
import { beforeAll, describe, expect, it } from "vitest";
import { noteText } from "../../../src/base/messages.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import type { EventPath, GivenPath } from "../../../src/verbs/event-path/event-path.js";
import { eventPath, findEventPath } from "../../../src/verbs/event-path/read.js";
import { eventStudy } from "../../../src/verbs/event-study/fit.js";
import type { EventStudyOptions } from "../../../src/verbs/event-study/verb.js";
import { refused } from "../../support/refused.js";
import { staggeredPanel } from "../../support/staggered-panel.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const FORMULA = "y ~ 1 | unit + time";
const panel = staggeredPanel(2, { units: 60, periods: 7, cohorts: 2 });
const didOf = (options: Partial<DidOptions>) => did(engine, panel, FORMULA, { cohort: "cohort", ...options });
const eventOf = (options: Partial<EventStudyOptions> = {}) =>
  eventStudy(engine, panel, FORMULA, { cohort: "cohort", vcov: "cluster:unit", ...options });
const pathOf = (options: Partial<DidOptions>) => eventPath(didOf(options));

const errors = ({ covariance }: EventPath) => covariance.map((row, i) => Math.sqrt(row[i]!));

describe("a path", () => {
  it.each([["sunab"], ["twfe"], ["etwfe"], ["stacked"], ["lpdid"], ["cs"]] as const)(
    "of %s has effects and errors of the record, and one reference",
    (estimator) => {
      const window = estimator === "stacked" ? { window: [-2, 2] as const } : {};
      const record = didOf({ estimator: [estimator], ...(estimator === "cs" ? { base: "universal" } : {}), ...window });
      const path = eventPath(record);
      const shown = record.estimates[0]!.effects.filter(({ reference }) => !reference);
      expect(path).toMatchObject({ estimator, outcome: "y", reference: -1, step: 1, binned: [], left_out: [] });
      expect(path.events).toEqual(shown.map(({ event }) => event));
      expect(path.estimates).toEqual(shown.map(({ estimate }) => estimate));
      expect(path.n_pre).toBe(shown.filter(({ event }) => event! < -1).length);
      expect(path.n_pre + path.n_post).toBe(shown.length);
      errors(path).forEach((error, i) => {
        expect(error).toBeCloseTo(shown[i]!.std_error!, 12);
      });
    },
  );

  it("of two-way effects is the same from did and from event-study, covariances too", () => {
    const [one, other] = [pathOf({ estimator: ["twfe"] }), eventPath(eventOf())];
    expect(other.events).toEqual(one.events);
    one.covariance.flat().forEach((value, i) => {
      expect(other.covariance.flat()[i]).toBeCloseTo(value, 12);
    });
    expect(other.df).toBe(59);
  });

  it("has a variance of the average that the record of did has", () => {
    const record = didOf({ estimator: ["lpdid"] });
    const { covariance, effects, overall } = record.estimates[0]!;
    const post = covariance!.event.map((event) => (event >= 0 ? 1 / effects.filter((e) => e.event! >= 0).length : 0));
    const variance = covariance!.matrix.reduce(
      (sum, row, i) => sum + row.reduce((total, value, j) => total + post[i]! * post[j]! * value, 0),
      0,
    );
    expect(Math.sqrt(variance)).toBeCloseTo(overall.std_error!, 12);
  });

  it("takes anticipation's reference, names binned ends, and is cut to a window", () => {
    const early = pathOf({ base: "universal", anticipation: 1 });
    expect(early).toMatchObject({ reference: -2 });
    expect(early.events[early.n_pre]).toBe(-1);
    const binned = eventPath(eventOf({ window: [-3, 2], bin: true }));
    expect(binned.binned).toEqual([
      { event: -3, label: "<= -3" },
      { event: 2, label: ">= 2" },
    ]);
    const cut = eventPath(eventOf(), { window: [-3, 1] });
    expect(cut.events).toEqual([-3, -2, 0, 1]);
    expect(cut.left_out).toEqual(expect.arrayContaining([2]));
    expect(cut.binned).toEqual([]);
  });

  it("is made of numbers in any order of events", () => {
    const given: GivenPath = {
      event: [0, -2],
      estimate: [5, 1],
      covariance: [
        [4, 1],
        [1, 9],
      ],
    };
    const { from, ...path } = eventPath(given);
    expect(from).toEqual({ kind: "given", call: null });
    expect(path).toMatchObject({
      events: [-2, 0],
      estimates: [1, 5],
      covariance: [
        [9, 1],
        [1, 4],
      ],
      reference: -1,
    });
    expect(path).toMatchObject({ step: 1, n_pre: 1, n_post: 1, df: null });
    expect(eventPath({ ...given, event: [0, -4] }).step).toBeNull();
  });
});

describe("a path of numbers", () => {
  it("may be typed, singular, and in steps of a tenth", () => {
    const path = eventPath({
      event: Float64Array.of(-0.3, -0.2, 0) as never,
      estimate: Float64Array.of(1, 2, 3) as never,
      covariance: [1, 2, 3].map((a) => Float64Array.of(a, 2 * a, 3 * a)) as never,
      reference: -0.1,
      df: Number.POSITIVE_INFINITY,
    });
    expect(path).toMatchObject({ events: [-0.3, -0.2, 0], n_pre: 2, df: null });
    expect(path.step).toBeCloseTo(0.1, 12);
    expect(path.covariance[2]).toEqual([3, 6, 9]);
  });
});

describe("no path", () => {
  it.each([
    ["path_varying_base", { estimator: ["cs"] }],
    ["path_imputed", { estimator: ["bjs"] }],
    ["path_imputed", { estimator: ["did2s"] }],
    ["path_no_leads", { estimator: ["etwfe"], control: "notyet" }],
    ["path_premean", { estimator: ["lpdid"], premean: 2 }],
    ["path_not_dynamic", { estimator: ["cs"], aggregate: "group" }],
    ["path_no_leads", { estimator: ["cs"], base: "universal", window: [-1, 3] }],
    ["path_no_lags", { estimator: ["cs"], base: "universal", window: [-4, -1] }],
    ["path_references", { estimator: ["sunab"], window: [-4, -2] }],
  ] as const)("%s: %o", (code, options) => {
    const found = findEventPath(didOf(options as Partial<DidOptions>));
    expect(found).toMatchObject({ refused: { code } });
    const { refused: why } = found as { refused: { message: string } };
    expect(noteText((found as { refused: never }).refused, "zh")).not.toBe(why.message);
    expect(() => eventPath(didOf(options as Partial<DidOptions>))).toThrow(expect.objectContaining({ code }));
  });

  it("of several references, or one in treatment", () => {
    expect(findEventPath(eventOf({ ref: [-1, -3] }))).toMatchObject({ refused: { code: "path_references" } });
    expect(findEventPath(eventOf({ ref: [0] }))).toMatchObject({ refused: { code: "path_late_reference" } });
  });

  it("where nobody is never treated and a trend is not identified", () => {
    const all = staggeredPanel(3, { units: 40, periods: 6, cohorts: 2, never: false });
    const record = did(engine, all, FORMULA, { cohort: "cohort", estimator: ["twfe"] });
    expect(findEventPath(record)).toMatchObject({ refused: { code: "path_collinear" } });
    const study = eventStudy(engine, all, FORMULA, { cohort: "cohort", vcov: "cluster:unit" });
    expect(findEventPath(study)).toMatchObject({ refused: { code: "path_collinear" } });
  });

  it("in a record of an earlier version", () => {
    const record = didOf({ base: "universal" });
    const { covariance: _, ...estimate } = record.estimates[0]!;
    const earlier = { ...record, estimates: [estimate] };
    expect(findEventPath(earlier)).toMatchObject({ refused: { code: "path_no_covariance" } });
  });

  it("where it is not said which estimate is meant", () => {
    const record = didOf({ estimator: ["cs", "sunab"], base: "universal" });
    expect(refused(() => eventPath(record))).toMatchObject({ code: "event_path_estimator" });
    expect(refused(() => eventPath(record, { estimator: "bjs" }))).toMatchObject({ code: "event_path_estimator" });
    expect(eventPath(record, { estimator: "sunab" }).estimator).toBe("sunab");
  });

  it.each([
    [
      "as many",
      {
        event: [-2, 0],
        estimate: [1],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
    [
      "symmetric",
      {
        event: [-2, 0],
        estimate: [1, 2],
        covariance: [
          [1, 0.5],
          [0, 1],
        ],
      },
    ],
    [
      "variance",
      {
        event: [-2, 0],
        estimate: [1, 2],
        covariance: [
          [1, 0],
          [0, 0],
        ],
      },
    ],
    [
      "reference",
      {
        event: [-1, 0],
        estimate: [1, 2],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
    [
      "twice",
      {
        event: [0, 0],
        estimate: [1, 2],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
    [
      "missing",
      {
        event: [-2, 0],
        estimate: [1, Number.NaN],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
  ])("of numbers that are none: %s", (word, given) => {
    const error = refused(() => eventPath(given));
    expect(error).toMatchObject({ code: "event_path_numbers" });
    expect(error.message).toContain(word);
  });

  const identity = [
    [1, 0],
    [0, 1],
  ];
  it.each([
    ["estimate[1], which is text", { event: [-2, 0], estimate: [1, "2"], covariance: identity }],
    ["no list as estimate", { event: [-2, 0], estimate: undefined, covariance: identity }],
    ["no list as event, but '-2,0'", { event: "-2,0", estimate: [1, 2], covariance: identity }],
    ["no list as covariance", { event: [-2, 0], estimate: [1, 2], covariance: null }],
    ["no list as covariance[0]", { event: [-2, 0], estimate: [1, 2], covariance: [null, null] }],
    [
      "covariance[1][0]",
      {
        event: [-2, 0],
        estimate: [1, 2],
        covariance: [
          [1, 0],
          [null, 1],
        ],
      },
    ],
    ["'-3' at reference", { event: [-2, 0], estimate: [1, 2], covariance: identity, reference: "-3" }],
    ["did you mean 'reference'", { event: [-2, 0], estimate: [1, 2], covariance: identity, referenc: -3 }],
    ["'5' as df", { event: [-2, 0], estimate: [1, 2], covariance: identity, df: "5" }],
    ["NaN as df", { event: [-2, 0], estimate: [1, 2], covariance: identity, df: Number.NaN }],
    ["-3 as df", { event: [-2, 0], estimate: [1, 2], covariance: identity, df: -3 }],
    [
      "no estimates have",
      {
        event: [-3, -2, 0],
        estimate: [1, 2, 3],
        covariance: [
          [1, 0.9, 0.9],
          [0.9, 1, -0.9],
          [0.9, -0.9, 1],
        ],
      },
    ],
  ])("of what a program or a file has wrong: %s", (word, given) => {
    const error = refused(() => eventPath(given as unknown as GivenPath));
    expect(error).toMatchObject({ code: "event_path_numbers" });
    expect(error.message).toContain(word);
  });

  it.each(["-2,1", [-2], [1, -2], [-2, Number.NaN]])("in a window that is none: %s", (window) => {
    const given = { event: [-2, 0], estimate: [1, 2], covariance: identity };
    expect(refused(() => eventPath(given, { window: window as never }))).toMatchObject({ code: "event_path_window" });
  });

  it("of anything else, records without their parts among it", () => {
    for (const source of [{ kind: "ols" }, { kind: "did" }, { kind: "event-study", effects: [] }]) {
      expect(refused(() => eventPath(source as never))).toMatchObject({ code: "event_path" });
    }
  });
});

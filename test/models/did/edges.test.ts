/**
 * What `did` says at the edges of data: nothing after treatment, effects without an error, cohorts without a reference, a sample that is
 * less than the panel, one cluster, outcomes that are no numbers.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel, parseCsv } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { withheldCell } from "../../../src/report/table-model.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { didTable } from "../../../src/verbs/did/verb/table.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Unit {
  readonly cohort: number;
  readonly times: readonly number[];
}

const years = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, t) => first + t);

/** Rows of units, with an effect of 1 from the cohort on and something that looks like noise. */
function rowsOf(units: readonly Unit[], written = (y: number): string => String(y)): string {
  const rows = units.flatMap(({ cohort, times }, u) =>
    times.map((time) => {
      const y = u + 0.3 * time + Number(cohort > 0 && time >= cohort) + Math.sin(37 * u + 11 * time);
      return `u${u},${time},${cohort},${written(y)},${u % 5},1`;
    }),
  );
  return `unit,time,g,y,region,all\n${rows.join("\n")}\n`;
}

const found = (csv: string, options: DidOptions) =>
  did(engine, panel(parseCsv(csv), { unit: "unit", time: "time" }), "y ~ 1 | unit + time", { cohort: "g", ...options });
const one = (csv: string, options: DidOptions) => found(csv, options).estimates[0]!;
const refusal = (code: string, words: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(words) });

const controls: readonly Unit[] = Array.from({ length: 6 }, () => ({ cohort: 0, times: years(1, 8) }));
const cohort5: readonly Unit[] = Array.from({ length: 4 }, () => ({ cohort: 5, times: years(1, 8) }));

describe("a cohort without a row at its reference", () => {
  const units = [...controls, ...cohort5, { cohort: 4, times: [1, 2, 4, 5, 6, 7] }];

  it.each(["sunab", "etwfe"])("has no effects by %s, by name, and does not enter averages", (estimator) => {
    const { cells, overall, notes } = one(rowsOf(units), { estimator: [estimator] });
    expect(new Set(cells!.map(({ cohort }) => cohort))).toEqual(new Set([5]));
    const { overall: alone } = one(rowsOf([...controls, ...cohort5]), { estimator: [estimator] });
    expect(overall.estimate).toBeCloseTo(alone.estimate, 10);
    const lost = notes.find(({ code }) => code === "cells_unidentified")!;
    expect(lost.message).toContain("6 effects (cohort 4 in 1, 2, 4, 5, 6, 7)");
  });

  it("where one unit is observed in a cohort's period a note says that its noise is not counted", () => {
    const { notes } = one(rowsOf([...controls, ...cohort5, { cohort: 4, times: years(1, 8) }]), {
      estimator: ["sunab"],
    });
    expect(notes.find(({ code }) => code === "cells_of_single_units")?.message).toContain("In 7 of 14");
  });
});

describe("nothing after treatment", () => {
  const late = Array.from({ length: 5 }, () => ({ cohort: 8, times: years(1, 7) }));
  const units = [...controls.map(({ cohort }) => ({ cohort, times: years(1, 7) })), ...late];
  const ends = { ...controls[0]!, times: [8] };

  it.each(["cs", "bjs", "did2s", "sunab", "etwfe", "twfe", "lpdid"])("is refused by %s in a sentence", (estimator) => {
    const csv = rowsOf([...units, ends, { cohort: 3, times: years(1, 2) }]);
    const codes = ["did_no_effect", "did_no_control", "did_imputation", "did_no_comparison"];
    for (const aggregate of ["dynamic", "group", "calendar"] as const) {
      if (aggregate !== "dynamic" && ["twfe", "lpdid"].includes(estimator)) continue;
      try {
        one(csv, { estimator: [estimator], aggregate });
        expect.unreachable();
      } catch (error) {
        expect(codes).toContain((error as { code: string }).code);
      }
    }
  });

  it("is refused where no cohort is observed as long as --balanced asks", () => {
    for (const estimator of ["cs", "sunab", "bjs", "did2s"]) {
      expect(() => one(rowsOf([...controls, ...cohort5]), { estimator: [estimator], balanced: 9 })).toThrow(
        refusal("did_no_effect", "0 to 9 (--balanced)"),
      );
    }
  });
});

describe("an effect without an error", () => {
  const pair = [controls[0]!, cohort5[0]!];

  it("has nulls and a note, where one unit is compared with one", () => {
    const record = found(rowsOf(pair), { estimator: ["cs"] });
    const { effects, overall, notes, tests } = record.estimates[0]!;
    for (const { std_error, statistic, p_value, conf_low } of [...effects, overall]) {
      expect([std_error, statistic, p_value, conf_low]).toEqual([null, null, null, null]);
    }
    expect(effects.every(({ estimate }) => estimate !== 0)).toBe(true);
    expect(tests).toEqual({});
    expect(notes.map(({ code }) => code)).toContain("did_one_unit");
    const { rows } = didTable(record);
    expect(rows[0]!.cells[0]).toEqual(expect.objectContaining({ kind: "number", value: effects[0]!.estimate }));
    expect(rows[0]!.cells[1]).toEqual(withheldCell());
  });

  it("has no uniform band", () => {
    expect(() => one(rowsOf(pair), { estimator: ["cs"], band: "uniform" })).toThrow(
      refusal("band_no_errors", "errors"),
    );
  });
});

describe("a sample that is less than the panel", () => {
  const others = [...controls, ...cohort5, ...Array.from({ length: 3 }, () => ({ cohort: 7, times: years(1, 8) }))];
  const csv = rowsOf(others);
  const within = rowsOf(others.map(({ cohort, times }) => ({ cohort, times: times.filter((t) => t <= 7) })));

  it("makes stacks that it observes, as the panel of its rows does", () => {
    const options: DidOptions = { estimator: ["stacked"], window: [-2, 1] };
    const [some, all] = [one(csv, { ...options, subset: "time <= 7" }), one(within, options)];
    expect(some.effects).toEqual(all.effects);
    expect(some.notes.find(({ code }) => code === "did_stack_trimmed")?.message).toContain("7");
  });
});

describe("a cohort that starts after the sample, within the panel", () => {
  const third = Array.from({ length: 3 }, () => ({ cohort: 8, times: years(1, 8) }));
  const units = [...controls, ...cohort5, ...third];
  const within = rowsOf(units.map(({ cohort, times }) => ({ cohort, times: times.filter((t) => t <= 6) })));
  const names = ["cs", "bjs", "did2s", "sunab", "etwfe", "twfe", "lpdid"];

  it.each(names)("is never treated in it: %s is that of the rows of the sample alone", (estimator) => {
    const some = found(rowsOf(units), { estimator: [estimator], subset: "time <= 6" });
    const all = found(within, { estimator: [estimator] });
    expect(some.design.cohorts).toEqual(all.design.cohorts);
    expect(some.design.never.units).toBe(9);
    expect(some.estimates[0]!.effects).toEqual(all.estimates[0]!.effects);
  });

  it("by a treatment of rows as by cohorts", () => {
    const csv = rowsOf(units).replace(
      /^(u\d+,(\d+),(\d+),)/gm,
      (_, head, time, g) => `${head}${Number(g > 0 && time - g >= 0)},`,
    );
    const treated = panel(parseCsv(csv.replace("g,y", "g,d,y")), { unit: "unit", time: "time" });
    const record = did(engine, treated, "y ~ 1 | unit + time", { treat: "d", subset: "time <= 6" });
    expect(record.estimates[0]!.effects).toEqual(one(within, {}).effects);
  });
});

describe("a stack with gaps", () => {
  it("compares changes: no estimate moves with the levels of units", () => {
    const units = [...controls, ...cohort5].map(({ cohort, times }, u) => ({
      ...{ cohort, times: u % 3 === 0 ? times.filter((time) => time !== 4 + (u % 2)) : times },
    }));
    const csv = rowsOf(units);
    const moved = csv.replace(/^(u(\d+),\d+,\d+),([^,]+)/gm, (_, head, u, y) => `${head},${Number(y) + 100 * u ** 2}`);
    const options: DidOptions = { estimator: ["stacked"], window: [-2, 1] };
    const [a, b] = [one(csv, options), one(moved, options)];
    a.effects.forEach(({ estimate }, j) => {
      expect(b.effects[j]!.estimate).toBeCloseTo(estimate, 9);
    });
    expect(a.notes.find(({ code }) => code === "did_stack_short")?.message).toContain("4 units of stacks");
  });
});

describe("event times of two-way effects", () => {
  it("that are collinear are named: nobody is never treated, so that a trend is not identified", () => {
    const units = [...cohort5, ...Array.from({ length: 5 }, () => ({ cohort: 3, times: years(1, 8) }))];
    const { notes } = one(rowsOf(units), { estimator: ["twfe"] });
    expect(notes.find(({ code }) => code === "did_events_collinear")?.message).toContain("Event times 4, 5");
  });

  it("that follow from periods are refused without naming columns that did has made", () => {
    expect(() => one(rowsOf(cohort5), { estimator: ["twfe"] })).toThrow(refusal("did_no_variation", "untreated while"));
  });
});

describe("lpdid", () => {
  it("with a mean of one period before treatment is lpdid from that period, also where leads are shown", () => {
    const options: DidOptions = { estimator: ["lpdid"], window: [-3, 2] };
    const csv = rowsOf([...controls, ...cohort5]);
    expect(one(csv, { ...options, premean: 1 }).effects).toEqual(one(csv, options).effects);
  });

  it("refuses a window that ends before treatment", () => {
    const csv = rowsOf([...controls, ...cohort5]);
    expect(() => one(csv, { estimator: ["lpdid"], window: [-3, -1] })).toThrow(refusal("did_window", "--window"));
  });
});

describe("cs", () => {
  it("compares with the last cohort that has units, where those of a later one lack a period", () => {
    const short = Array.from({ length: 3 }, () => ({ cohort: 7, times: [1, 2, 3, 4, 6, 7, 8] }));
    const third = Array.from({ length: 4 }, () => ({ cohort: 3, times: years(1, 8) }));
    const { notes, cells } = one(rowsOf([...third, ...cohort5, ...short]), {
      estimator: ["cs"],
      unbalanced: "balanced",
    });
    expect(notes.find(({ code }) => code === "cs_last_cohort")?.message).toContain("(5)");
    expect(new Set(cells!.map(({ cohort }) => cohort))).toEqual(new Set([3]));
  });

  it("says so where all units that start treatment lack a period", () => {
    const short = Array.from({ length: 3 }, () => ({ cohort: 5, times: [1, 2, 4, 6, 7, 8] }));
    expect(() => one(rowsOf([...controls, ...short]), { estimator: ["cs"], unbalanced: "balanced" })).toThrow(
      refusal("did_nothing_compared", "--unbalanced balanced"),
    );
  });
});

describe("a column of cohorts", () => {
  it.each(["Inf", "inf", "Infinity", ""])("has '%s' for never treated", (never) => {
    const csv = rowsOf([...controls, ...cohort5]);
    const written = csv.replace(/^(u\d+,\d+),0,/gm, `$1,${never},`);
    expect(found(written, {}).design.never.units).toBe(6);
    expect(one(written, {}).effects).toEqual(one(csv, {}).effects);
  });
});

describe("other refusals", () => {
  it("one cluster is no variance, whatever the estimator", () => {
    for (const estimator of ["cs", "bjs", "did2s", "sunab", "etwfe", "stacked", "lpdid"]) {
      const options: DidOptions = { estimator: [estimator], vcov: "cluster:all", window: [-2, 1] };
      expect(() => one(rowsOf([...controls, ...cohort5]), options)).toThrow(refusal("one_cluster", "'all'"));
    }
  });

  it("an outcome of text is named", () => {
    expect(() =>
      one(
        rowsOf([...controls, ...cohort5], (y) => `${y} kg`),
        {},
      ),
    ).toThrow(refusal("text_in_arithmetic", "'y' is text"));
  });
});

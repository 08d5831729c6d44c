import { describe, expect, test } from "vitest";
import { DataError } from "../../src/base/errors.js";
import { panel } from "../../src/data/panel/panel.js";
import {
  cohortsOf,
  cohortTable,
  datedEvents,
  dayOf,
  daysInForce,
  firstFullYear,
  isoDate,
  spellsOf,
  treatAbsorbing,
  treatInForce,
  unitCohorts,
} from "../../src/data/panel/treatment.js";

import { treatmentPath } from "../../src/data/panel/treatment-path.js";
import { parseCsv } from "../../src/data/table/csv.js";

const KEYS = { unit: "i", event: "event", date: "date" };
const RULE = { starts: ["yellow", "red"], ends: ["lifted"] };
const events = (text: string) => datedEvents(parseCsv(`i,event,date\n${text}`), KEYS);
const spells = (text: string) => spellsOf(events(text), RULE);

/** A panel of `unit: years` with rows shuffled, so that order can't matter. */
function unitYears(units: Record<string, number[]>) {
  const rows = Object.entries(units).flatMap(([unit, years]) => years.map((year) => `${unit},${year}`));
  return panel(parseCsv(`i,t\n${rows.reverse().join("\n")}\n`), { unit: "i", time: "t" });
}
const byRow = (p: ReturnType<typeof unitYears>, values: Float64Array): Record<string, number> =>
  Object.fromEntries(Array.from(values, (d, row) => [`${p.unit.label(p.unit.codes[row]!)}${p.timeValues[row]}`, d]));

describe("dated events", () => {
  test("are ordered by unit and day whatever their order in the file", () => {
    const sorted = events("B,yellow,2015-01-01\nA,lifted,2014-03-01\nA,yellow,2013-05-06\n");
    expect(sorted.map(({ unit, event, day, row }) => [unit, event, isoDate(day), row])).toEqual([
      ["A", "yellow", "2013-05-06", 2],
      ["A", "lifted", "2014-03-01", 1],
      ["B", "yellow", "2015-01-01", 0],
    ]);
  });

  test.each(["2013-02-29", "2013-13-01", "13-01-2013", "2013-1-2"])("'%s' is no date", (date) => {
    expect(() => events(`A,yellow,${date}\n`)).toThrow(expect.objectContaining({ code: "bad_date" }));
  });

  test("a row without an event is refused", () => {
    expect(() => events("A,,2013-01-02\nA,yellow,2013-01-02\n")).toThrow(
      expect.objectContaining({ code: "event_missing" }),
    );
  });

  test("make spells: a red card prolongs a yellow one, a new card opens a new spell", () => {
    expect(spells("A,yellow,2012-11-15\nA,red,2014-03-24\nA,lifted,2016-10-10\nA,yellow,2020-01-01\n")).toEqual([
      { unit: "A", start: dayOf(2012, 11, 15), end: dayOf(2016, 10, 10) },
      { unit: "A", start: dayOf(2020, 1, 1), end: null },
    ]);
  });

  test("a card without an end lasts, and does not leak into the next unit", () => {
    expect(spells("A,yellow,2012-11-15\nB,yellow,2013-01-01\nB,lifted,2014-01-01\n").map(({ end }) => end)).toEqual([
      null,
      dayOf(2014, 1, 1),
    ]);
  });

  test("an end without a start is refused, also when another unit's card is open", () => {
    expect(() => spells("A,yellow,2012-11-15\nB,lifted,2013-01-01\n")).toThrow(
      expect.objectContaining({ code: "event_order" }),
    );
  });

  test("an unknown event is refused with the nearest name", () => {
    expect(() => spells("A,yelow,2012-11-15\n")).toThrow(/did you mean 'yellow'/);
    expect(() => spells("A,yelow,2012-11-15\n")).toThrow(DataError);
  });
});

describe("codings", () => {
  test("the first full year is the next one, or the same for 1 January", () => {
    expect(firstFullYear(dayOf(2012, 11, 15))).toBe(2013);
    expect(firstFullYear(dayOf(2012, 12, 31))).toBe(2013);
    expect(firstFullYear(dayOf(2013, 1, 1))).toBe(2013);
    expect(firstFullYear(dayOf(2013, 1, 2))).toBe(2014);
  });

  test("a unit's cohort comes from its first card", () => {
    const cohorts = cohortsOf(
      spells("A,yellow,2012-11-15\nA,lifted,2014-10-14\nA,yellow,2019-12-12\nB,yellow,2021-02-17\n"),
    );
    expect([...cohorts]).toEqual([
      ["A", 2013],
      ["B", 2022],
    ]);
  });

  test("days in force count the first day and not the last, leap days included", () => {
    const [spell] = spells("A,yellow,2015-12-31\nA,lifted,2017-01-02\n");
    expect([2014, 2015, 2016, 2017, 2018].map((year) => daysInForce([spell!], year))).toEqual([0, 1, 366, 1, 0]);
  });

  test("absorbing stays on after the card is lifted", () => {
    const p = unitYears({ A: [2013, 2014, 2015, 2016], N: [2013, 2014] });
    const d = treatAbsorbing(p, cohortsOf(spells("A,yellow,2013-11-26\nA,lifted,2015-10-01\n")));
    expect(byRow(p, d)).toEqual({ A2013: 0, A2014: 1, A2015: 1, A2016: 1, N2013: 0, N2014: 0 });
  });

  test("in force is on in years with 183 days or more, and only those", () => {
    const p = unitYears({ A: [2013, 2014, 2015, 2016], B: [2015] });
    // 2015-07-02 is day 183 of the year: 182 days in force before it, 183 from it on
    const a = treatInForce(p, spells("A,yellow,2013-11-26\nA,lifted,2015-07-02\nB,yellow,2015-07-02\n"));
    expect(byRow(p, a)).toEqual({ A2013: 0, A2014: 1, A2015: 0, A2016: 0, B2015: 1 });
    const b = treatInForce(p, spells("A,yellow,2013-11-26\nA,lifted,2015-07-03\nB,yellow,2015-07-03\n"));
    expect(byRow(p, b)).toEqual({ A2013: 0, A2014: 1, A2015: 1, A2016: 0, B2015: 0 });
  });

  test("two spells in a year add up", () => {
    const p = unitYears({ A: [2015] });
    const d = treatInForce(p, spells("A,yellow,2014-05-01\nA,lifted,2015-04-01\nA,yellow,2015-09-01\n"));
    expect(d).toEqual(Float64Array.of(1)); // 90 + 122 days
  });
});

describe("cohorts", () => {
  const p = unitYears({
    A: [2012, 2013, 2014],
    B: [2013, 2014],
    C: [2012],
    D: [2012, 2014],
    E: [2012, 2013, 2014],
    N: [2012, 2013, 2014],
  });
  const cohorts = new Map([
    ["A", 2013],
    ["B", 2013],
    ["C", 2013],
    ["D", 2014],
    ["E", 2015],
    ["Z", 2013],
  ]);

  test("say what the rows of each unit can tell", () => {
    expect(unitCohorts(p, cohorts)).toEqual([
      { unit: "A", cohort: 2013, status: "identified", yearsBefore: 1, yearsAfter: 2 },
      { unit: "B", cohort: 2013, status: "never before", yearsBefore: 0, yearsAfter: 2 },
      { unit: "C", cohort: 2013, status: "never after", yearsBefore: 1, yearsAfter: 0 },
      { unit: "D", cohort: 2014, status: "identified", yearsBefore: 1, yearsAfter: 1 },
      { unit: "E", cohort: 2015, status: "after the sample", yearsBefore: 3, yearsAfter: 0 },
    ]);
  });

  test("make a table without those after the sample", () => {
    expect(cohortTable(unitCohorts(p, cohorts))).toEqual([
      { cohort: 2013, units: ["A", "B", "C"], identified: ["A"] },
      { cohort: 2014, units: ["D"], identified: ["D"] },
    ]);
  });
});

describe("treatment path", () => {
  const p = unitYears({ A: [1, 2, 3], B: [1, 2, 3], C: [1, 2], D: [1, 2, 3] });
  const column = (on: Record<string, number[]>): Float64Array =>
    p.timeValues.map((time, row) => (on[p.unit.label(p.unit.codes[row]!)]?.includes(time) ? 1 : 0));

  test("tells absorbing, switching off, always and never apart", () => {
    const found = treatmentPath(p, column({ A: [2, 3], B: [1, 3], C: [1, 2] }));
    expect(found).toEqual({
      path: "switching off",
      units: { never: ["D"], always: ["C"], absorbing: ["A"], "switching off": ["B"] },
      varying: ["A", "B"],
    });
  });

  test("as a whole is that of the least regular unit", () => {
    expect(treatmentPath(p, column({ A: [2, 3] })).path).toBe("absorbing");
    expect(treatmentPath(p, column({})).path).toBe("never");
    expect(treatmentPath(p, column({ A: [1, 2, 3], B: [1, 2, 3], C: [1, 2], D: [1, 2, 3] })).path).toBe("always");
    expect(treatmentPath(p, column({ A: [1, 2, 3] })).path).toBe("absorbing");
  });

  test("over used rows only", () => {
    const d = column({ A: [2, 3] });
    const used = Uint8Array.from(p.timeValues, (time) => (time >= 2 ? 1 : 0));
    expect(treatmentPath(p, d, used).units).toEqual({
      never: ["B", "C", "D"],
      always: ["A"],
      absorbing: [],
      "switching off": [],
    });
  });

  test("a value that is neither 0 nor 1 is refused", () => {
    const d = column({});
    d[0] = 0.5;
    expect(() => treatmentPath(p, d)).toThrow(expect.objectContaining({ code: "treatment_not_binary" }));
  });
});

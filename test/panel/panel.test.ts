import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lag, panel, withPanel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { selectRows } from "../../src/data/table/table.js";

const keys = { unit: "city", time: "year" };
const cities = parseCsv("city,year,x\nb,2001,1\na,2003,2\na,2000,3\nb,2000,4\na,2001,5\nc,2003,6\n");

describe("panel", () => {
  test("indexes units and periods", () => {
    const { nUnits, nPeriods, unit, timeValues, balance, order } = panel(cities, keys);
    expect([nUnits, nPeriods]).toEqual([3, 3]);
    expect(unit.label(0)).toBe("a");
    expect([...timeValues]).toEqual([2001, 2003, 2000, 2000, 2001, 2003]);
    expect(balance).toEqual({ balanced: false, gaps: 0, minPeriods: 1, maxPeriods: 3 });
    expect([...order.rows]).toEqual([2, 4, 1, 3, 0, 5]);
    expect([...order.starts]).toEqual([0, 3, 5, 6]);
  });

  test("a gap is a period of the panel missing inside a unit's span", () => {
    expect(panel(parseCsv("city,year\na,1\na,3\nb,1\nb,2\nb,3\n"), keys).balance).toEqual({
      balanced: false,
      gaps: 1,
      minPeriods: 2,
      maxPeriods: 3,
    });
    expect(panel(parseCsv("city,year\na,1\na,3\nb,1\nb,3\n"), keys).balance).toMatchObject({ balanced: true, gaps: 0 });
  });

  test("a table from a reader makes a panel of itself", () => {
    const table = withPanel(cities);
    expect(table.panel(keys).nUnits).toBe(3);
    expect(table.numeric("x")).toBe(cities.numeric("x"));
  });

  test.each([
    [
      "city,year\na,1\nb,1\na,1\na,1\n",
      "panel_duplicate",
      "city 'a' occurs twice at year 1: rows 1 and 3 (2 such rows in all)",
    ],
    ["city,year\na,1\nb,2.5\n", "panel_time", "Time 'year' is 2.5 in row 2, a whole number was expected"],
    ["city,year\na,1\nb,Inf\n", "panel_time", "Time 'year' is Inf in row 2"],
    ["city,year\na,1\nb,NA\n", "panel_missing", "Column 'year' is missing in 1 of 2 rows, first in row 2"],
    ["city,year\na,1\n,2\n", "panel_missing", "Column 'city' is missing in 1 of 2 rows, first in row 2"],
    ["city,year\na,1\nb,2020Q1\n", "not_numeric", "first at row 2: '2020Q1'"],
    ["city,yaer\na,1\n", "unknown_column", "did you mean 'yaer'?"],
  ])("%j is refused", (csv, code, message) => {
    expect(() => panel(parseCsv(csv), keys)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

describe("lag", () => {
  const indexed = panel(cities, keys);
  const x = cities.numeric("x");

  test("is the same unit's value k time units before; gaps and beginnings are missing", () => {
    expect(lag(indexed, x, 1)).toEqual(Float64Array.of(4, Number.NaN, Number.NaN, Number.NaN, 3, Number.NaN));
    expect(lag(indexed, x, 2)).toEqual(Float64Array.of(Number.NaN, 5, Number.NaN, Number.NaN, Number.NaN, Number.NaN));
    expect(lag(indexed, x, -1)).toEqual(Float64Array.of(Number.NaN, Number.NaN, 5, 1, Number.NaN, Number.NaN));
    expect(lag(indexed, x, 0)).toEqual(x);
  });

  test("wrong lengths and orders are refused", () => {
    expect(() => lag(indexed, new Float64Array(2), 1)).toThrow(expect.objectContaining({ code: "lag_length" }));
    expect(() => lag(indexed, x, 0.5)).toThrow(expect.objectContaining({ code: "lag_order" }));
  });

  test("law: lags equal a search, and follow the rows when these are reordered", () => {
    const cell = fc.record({ unit: fc.nat(4), time: fc.integer({ min: -3, max: 6 }), x: fc.double({ noNaN: true }) });
    const rows = fc.uniqueArray(cell, { selector: ({ unit, time }) => `${unit},${time}`, minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(rows, fc.integer({ min: -4, max: 4 }), fc.infiniteStream(fc.nat()), (cells, k, random) => {
        const table = parseCsv(
          `city,year,x\n${cells
            .map(({ unit, time, x }) => `u${unit},${time},${Object.is(x, -0) ? 0 : x}`)
            .join("\n")
            .replaceAll("Infinity", "Inf")}\n`,
        );
        const lagged = lag(panel(table, keys), table.numeric("x"), k);
        cells.forEach(({ unit, time }, i) => {
          const from = cells.findIndex((other) => other.unit === unit && other.time === time - k);
          expect(lagged[i]).toBe(from < 0 ? Number.NaN : table.numeric("x")[from]);
        });
        const shuffled = Uint32Array.from(cells.keys());
        for (let i = shuffled.length - 1; i > 0; i--) {
          const j = random.next().value % (i + 1);
          [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
        }
        const reordered = selectRows(table, shuffled);
        const again = lag(panel(reordered, keys), reordered.numeric("x"), k);
        expect(again).toEqual(Float64Array.from(shuffled, (row) => lagged[row]!));
      }),
    );
  });
});

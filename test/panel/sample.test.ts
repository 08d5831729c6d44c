import { expect, test } from "vitest";
import { describeColumn, describe as describeTable } from "../../src/data/panel/sample.js";
import { parseCsv } from "../../src/data/table/csv.js";

test("numbers and text are summarised, missing cells apart", () => {
  const table = parseCsv("x,city\n2,b\nNA,a\n4,\n4,b\n9,c\n");
  expect(describeTable(table)).toEqual([
    {
      ...{
        name: "x",
        type: "numeric",
        n: 4,
        missing: 1,
        distinct: 3,
        min: 2,
        mean: 4.75,
        sd: Math.sqrt(26.75 / 3),
        max: 9,
      },
      bins: [1, 2, 1],
    },
    {
      ...{ name: "city", type: "text", n: 4, missing: 1, distinct: 3, first: "a", last: "c" },
      most: [
        { value: "b", n: 2 },
        { value: "a", n: 1 },
        { value: "c", n: 1 },
      ],
    },
  ]);
});

test("without values there are no moments, with one no sd", () => {
  const [x, y] = describeTable(parseCsv("x,y\n,1\n,\n"));
  expect(x).toMatchObject({ n: 0, missing: 2, distinct: 0, min: null, mean: null, sd: null, max: null });
  expect(y).toMatchObject({ n: 1, mean: 1, sd: null });
});

test("moments survive a large mean and cancellation", () => {
  const shifted = Float64Array.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
  expect(describeColumn({ kind: "numeric", name: "x", values: shifted })).toMatchObject({
    mean: 1e9 + 10,
    sd: Math.sqrt(30),
  });
  const cancelling = Float64Array.of(1, 1e100, 1, -1e100);
  expect(describeColumn({ kind: "numeric", name: "x", values: cancelling })).toMatchObject({ mean: 0.5 });
});

test("above twelve distinct values are counted in twelve intervals; none where one is infinite", () => {
  const values = Float64Array.from({ length: 25 }, (_, i) => i);
  expect(describeColumn({ kind: "numeric", name: "x", values })).toMatchObject({
    bins: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3],
  });
  values[3] = Number.POSITIVE_INFINITY;
  expect(describeColumn({ kind: "numeric", name: "x", values })).toMatchObject({ bins: [] });
});

test("labels and codes of missing values are counted apart", () => {
  const facts = {
    label: "Income group",
    valueLabels: [
      { value: 1, label: "low" },
      { value: ".a", label: "refused" },
    ],
    missingCodes: { names: [".a", ".z"], rows: Uint32Array.of(1, 2, 3), codes: Uint8Array.of(0, 1, 0) },
  };
  const values = Float64Array.of(1, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
  expect(describeColumn({ kind: "numeric", name: "x", values, facts })).toMatchObject({
    ...{ label: "Income group", n: 1, missing: 4, value_labels: facts.valueLabels },
    missing_codes: [
      { code: ".a", label: "refused", n: 2 },
      { code: ".z", n: 1 },
    ],
  });
});

/** Which rows of a file changed, by sums of its rows: planted changes, each named; laws against edits made at random. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rowChanges } from "../../../src/study/replication/row-changes.js";
import {
  changedColumn,
  packedSums,
  recordCells,
  textRows,
  unpackedSums,
} from "../../../src/study/replication/row-sums.js";

const rowsOf = (text: string) => textRows("panel.csv", new TextEncoder().encode(text), ",");
const written = (rows: readonly (readonly string[])[]): string =>
  ["a,b,c", ...rows.map((row) => row.join(","))].map((line) => `${line}\n`).join("");
const ROWS = Array.from({ length: 40 }, (_, i) => [`u${i}`, String(i * i), String(0.5 * i)]);
const THEN = rowsOf(written(ROWS));

/** The rows with those of `edits` in place of the one at their number. */
const edited = (edits: Readonly<Record<number, readonly (readonly string[])[]>>) =>
  rowsOf(written(ROWS.flatMap((row, i) => edits[i] ?? [row])));

describe("rows of a text", () => {
  test("lines are those of an editor, with quotes that hold line ends and blank lines between records", () => {
    const { lines, columns, starts } = rowsOf('a,b,c\n1,2,3\n\n"x\ny",5,"6\n7"\n8,9,10\n');
    expect(columns).toEqual(["a", "b", "c"]);
    expect([...lines]).toEqual([2, 4, 7]);
    expect(starts.length).toBe(3);
  });

  test("sums are the same with other line ends and quotes, and other with other digits", () => {
    const { sums } = rowsOf("a,b\n1,x\n2,y\n");
    expect(rowsOf('a,b\r\n1,"x"\r\n"2",y\r\n').sums).toEqual(sums);
    expect(rowsOf("a,b\n1.0,x\n2,y\n").sums).not.toEqual(sums);
    expect(rowsOf("a,b\nx,1\n2,y\n").sums).not.toEqual(sums);
  });

  test("a record's cells, without quotes", () => {
    expect(recordCells(new TextEncoder().encode('1,"say ""no""",\n'), ",")).toEqual(["1", 'say "no"', ""]);
  });

  test("packed and back", () => {
    expect(unpackedSums(packedSums(THEN.sums))).toEqual(THEN.sums);
    expect(unpackedSums(packedSums(new Uint32Array([0xffffffff, 1, 0])))).toEqual(new Uint32Array([0xffffffff, 1, 0]));
  });
});

describe("changes", () => {
  test("none", () => expect(rowChanges(THEN, rowsOf(written(ROWS)))).toEqual({ kind: "same" }));

  test("one cell, in each column", () => {
    for (const column of [0, 1, 2]) {
      const row = ROWS[17]!.map((cell, j) => (j === column ? `${cell}1` : cell));
      expect(rowChanges(THEN, edited({ 17: [row] }))).toEqual({
        kind: "rows",
        changes: [{ was: 17, is: 17, column }],
      });
    }
  });

  test("two cells of a row: the row, and no column", () => {
    const changes = [{ was: 3, is: 3, column: null }];
    expect(rowChanges(THEN, edited({ 3: [["u3", "8", "9"]] }))).toEqual({ kind: "rows", changes });
    // two cells that changed places leave the plain sum as it was
    expect(rowChanges(THEN, edited({ 3: [["u3", "1.5", "9"]] }))).toEqual({ kind: "rows", changes });
  });

  test("a row gone, a row new, a row twice", () => {
    const gone = (was: number) => ({ was, is: null, column: null });
    const added = (is: number) => ({ was: null, is, column: null });
    expect(rowChanges(THEN, edited({ 5: [] }))).toEqual({ kind: "rows", changes: [gone(5)] });
    expect(rowChanges(THEN, edited({ 39: [] }))).toEqual({ kind: "rows", changes: [gone(39)] });
    expect(rowChanges(THEN, edited({ 5: [["n", "1", "2"], ROWS[5]!] }))).toEqual({ kind: "rows", changes: [added(5)] });
    expect(rowChanges(THEN, edited({ 0: [ROWS[0]!, ROWS[0]!] }))).toEqual({ kind: "rows", changes: [added(1)] });
  });

  test("one gone and one changed beside it", () => {
    expect(rowChanges(THEN, edited({ 5: [], 6: [["u6", "37", "3"]] }))).toEqual({
      kind: "rows",
      changes: [
        { was: 5, is: null, column: null },
        { was: 6, is: 5, column: 1 },
      ],
    });
  });

  test("another order, other names, other columns", () => {
    expect(rowChanges(THEN, rowsOf(written(ROWS.toSpliced(4, 2, ROWS[5]!, ROWS[4]!))))).toEqual({
      kind: "order",
      first: 4,
    });
    expect(rowChanges(THEN, rowsOf(written(ROWS).replace("a,b,c", "a,bb,c")))).toEqual({
      kind: "renamed",
      names: [["b", "bb"]],
    });
    expect(rowChanges(THEN, rowsOf("a,c\n1,2\n"))).toEqual({ kind: "columns", gone: ["b"], added: [] });
  });

  test("a column rescaled in every row: each row and that column, though the script is too long", () => {
    const many = Array.from({ length: 1500 }, (_, i) => [`u${i}`, String(i), "x"]);
    const changes = rowChanges(rowsOf(written(many)), rowsOf(written(many.map(([u, v, x]) => [u!, `${v}0`, x!]))));
    // 0 times 10 is written 00
    expect(changes).toMatchObject({ kind: "rows" });
    expect(changes.kind === "rows" && changes.changes.every(({ was, is, column }) => was === is && column === 1)).toBe(
      true,
    );
    expect(changes.kind === "rows" && changes.changes).toHaveLength(1500);
  });

  test("all other rows, and fewer", () => {
    const rows = (n: number, mark: string) => Array.from({ length: n }, (_, i) => [`${mark}${i}`, "1", "2"]);
    expect(rowChanges(rowsOf(written(rows(900, "a"))), rowsOf(written(rows(800, "b"))))).toEqual({
      kind: "many",
      gone: 900,
      added: 800,
    });
  });

  test("the same rows, which long draws meet", () => {
    const rows = [["b", "1", "x"]];
    expect(rowChanges(rowsOf(written(rows)), rowsOf(written(rows)))).toEqual({ kind: "same" });
  });

  test("law: what the changes say makes the rows of now of those of then", () => {
    const row = fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2"), fc.constantFrom("x", "y"));
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.array(row, { minLength: 1, maxLength: 12 }),
        (a, b) => {
          const found = rowChanges(rowsOf(written(a)), rowsOf(written(b)));
          const texts = (rows: readonly (readonly string[])[]) => rows.map((cells) => cells.join(","));
          if (found.kind === "same") {
            expect(texts(a)).toEqual(texts(b));
            return;
          }
          if (found.kind === "order") {
            expect(texts(a).sort()).toEqual(texts(b).sort());
            return;
          }
          if (found.kind !== "rows") throw new Error(found.kind);
          const gone = new Set(found.changes.map(({ was }) => was));
          const added = new Set(found.changes.map(({ is }) => is));
          expect(texts(a.filter((_, i) => !gone.has(i)))).toEqual(texts(b.filter((_, i) => !added.has(i))));
          for (const { was, is, column } of found.changes) {
            if (was === null || is === null || column === null) continue;
            expect(a[was]!.map((cell, j) => cell !== b[is]![j])).toEqual([0, 1, 2].map((j) => j === column));
          }
        },
      ),
    );
  });
});

test("the column of one changed cell is its number, by hand", () => {
  // cells 2, 3, 5: s = 10, w = 2 + 6 + 15 = 23; cell 2 becomes 7: s = 14, w = 2 + 14 + 15 = 31; (31 - 23) / (14 - 10) = 2
  expect(changedColumn([10, 23], [14, 31], 3)).toBe(1);
  // downwards: 5 becomes 1: s = 6, w = 11; (11 - 23) / (6 - 10) = 3
  expect(changedColumn([10, 23], [6, 11], 3)).toBe(2);
  // two cells: 2 and 3 become 3 and 4: s = 12, w = 26; 3 / 2 is no whole number below p
  expect(changedColumn([10, 23], [12, 26], 3)).toBeNull();
});

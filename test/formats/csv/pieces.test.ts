/**
 * The kernels against the definition of CSV in plain TypeScript: the same table or the same error, wherever a file is cut into pieces and
 * blocks, on any number of threads, packed or not.
 */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCsv } from "../../../src/data/formats/csv/csv.js";
import type { FormatOptions } from "../../../src/data/formats/format.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { parseColumns } from "../../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { runs } from "../../support/laws.js";

const NAME = "law.csv";
let engines: readonly Engine[];
beforeAll(async () => {
  engines = await Promise.all([1, 2, 5].map((threads) => loadEngine({ threads })));
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

interface Cut {
  readonly piece: number;
  readonly block: number;
}

async function byKernels(bytes: Uint8Array, options: FormatOptions, engine: Engine, cut: Cut) {
  const context = { engine: async () => engine };
  const instant = bytesSource(NAME, bytes);
  const { fill, ...waited } = instant;
  const source = cut.piece % 2 === 0 ? instant : waited; // had at once, or waited for as a Blob's bytes are
  return outcome(async () => readCsv(source, options, context, { ...cut, small: 0 }));
}

async function outcome(read: () => Promise<Pick<Awaited<ReturnType<typeof readCsv>>, "columns" | "notes">>) {
  try {
    const { columns, notes } = await read();
    return { columns, notes };
  } catch (error) {
    const { code, message, detail } = error as { code?: string; message: string; detail?: unknown };
    return { code, message, detail };
  }
}

const byDefinition = (text: string, options: FormatOptions) => outcome(async () => parseColumns(text, options, NAME));

const CELLS = [
  ...["1", "-2.5", "1e3", "030285", "NA", "", "", ".", "Inf", " 7 ", "x", "n.a.", "1_000", "1e999", "+.5", "4.", "-0"],
  ...[
    "12345678901234567",
    "1234567890123456",
    "\u4e0a\u6d77",
    "\u3000\u5317\u4eac ",
    "\ud83d\udc1f",
    'say "hi"',
    "a,b",
    "a;b",
  ],
  ...[
    "line\nbreak",
    "cr\r\nlf",
    "a\rb",
    "'",
    "true",
    "2020-01-01",
    "00",
    "null",
    "\\",
    "#",
    "\u00a03",
    "  ",
    '""',
    "1,5",
  ],
  ...["0.30000000000000004", "5e-324", "123456789.123456789123456789", "2.2250738585072011e-308", "-9"],
];
const cell = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...CELLS) },
  fc.double().map(String),
  fc.integer().map(String),
);
/** What most cells of a column are, so that some columns are numbers. */
const taste = fc.constantFrom("any", "numbers", "numbers", "text");
const dialect = fc.record({
  columns: fc.integer({ min: 1, max: 5 }),
  delimiter: fc.constantFrom(",", ",", ";", "\t", "|"),
  newline: fc.constantFrom("\n", "\n", "\r\n", "\r"),
  mark: fc.constantFrom("", "", "\ufeff"),
  end: fc.boolean(),
  quotes: fc.constantFrom("needed", "needed", "all", "spaced"),
  slip: fc.constantFrom("", "", "", "", "", '"', ",", "\n", "\n\n", "\r", "\0", "\u00e9"),
});
const file = fc.record({
  dialect,
  tastes: fc.array(taste, { minLength: 5, maxLength: 5 }),
  cells: fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { maxLength: 40 }),
  at: fc.nat(),
});
type File = typeof file extends fc.Arbitrary<infer T> ? T : never;

function textOf({ dialect, tastes, cells, at }: File): string {
  const { columns, delimiter, newline, mark, end, quotes, slip } = dialect;
  const quote = (text: string) => {
    if (quotes === "needed" && !/["\n\r,;\t|]/.test(text)) return text;
    const quoted = `"${text.replaceAll('"', '""')}"`;
    return quotes === "spaced" ? `  ${quoted} ` : quoted;
  };
  const tasted = (text: string, k: number) => {
    if (tastes[k] === "numbers") return Number.isFinite(Number(text)) ? text : String(text.length / 3);
    return tastes[k] === "text" ? `t${text}` : text;
  };
  const rows = [["id", "x\nx", "name", "y", "z"], ...cells.map((row) => row.map(tasted))];
  const body = rows.map((row) => row.slice(0, columns).map(quote).join(delimiter)).join(newline) + (end ? newline : "");
  const cut = at % (body.length + 1);
  return mark + body.slice(0, cut) + slip + body.slice(cut);
}

const cuts = fc.record({ piece: fc.integer({ min: 1, max: 700 }), block: fc.integer({ min: 1, max: 300 }) });
const options = fc.constantFrom<FormatOptions>(
  ...[{}, {}, {}, { missing: ["-9", "x"] }, { missing: [] }],
  ...[{ delimiter: "," as const }, { delimiter: ";" as const }],
);

/** Whether a text is one without a zero byte, as texts in memory are taken to be. */
const isText = (text: string): boolean => !text.includes("\0");

describe("kernels and definition", () => {
  it("law: agree on any file, cut anywhere, on one thread, two and five", async () => {
    await fc.assert(
      fc.asyncProperty(file, cuts, options, fc.nat(2), async (made, cut, given, which) => {
        const text = Buffer.from(textOf(made)).toString();
        if (!isText(text)) return;
        const expected = await byDefinition(text, given);
        expect(await byKernels(Buffer.from(text), given, engines[which]!, cut)).toEqual(expected);
      }),
      runs(400),
    );
  });

  it("law: agree on any characters that structure is made of", async () => {
    const characters = fc.string({
      unit: fc.constantFrom("a", "1", ",", '"', "\n", "\r", " ", "\u00e9"),
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(characters, cuts, fc.nat(2), async (tail, cut, which) => {
        const text = `a,b\n${tail}`;
        expect(await byKernels(Buffer.from(text), {}, engines[which]!, cut)).toEqual(await byDefinition(text, {}));
      }),
      runs(600),
    );
  });

  it("law: columns asked for are read alone", async () => {
    await fc.assert(
      fc.asyncProperty(file, cuts, fc.subarray(["id", "name", "y"]), async (made, cut, columns) => {
        const text = Buffer.from(textOf(made)).toString();
        if (!isText(text)) return;
        const expected = await byDefinition(text, { columns });
        expect(await byKernels(Buffer.from(text), { columns }, engines[0]!, cut)).toEqual(expected);
      }),
      runs(100),
    );
  });

  it("law: packed files and those of another encoding are read as the same text is", async () => {
    await fc.assert(
      fc.asyncProperty(file, cuts, async (made, cut) => {
        // a character that was cut in half is none in UTF-8, and still half of one in UTF-16
        const text = Buffer.from(textOf({ ...made, dialect: { ...made.dialect, mark: "" } })).toString();
        if (!isText(text)) return;
        const expected = await byDefinition(text, {});
        expect(await byKernels(gzipSync(text), {}, engines[1]!, cut)).toEqual(expected);
        const utf16 = await byKernels(Buffer.from(text, "utf16le"), { encoding: "utf-16le" }, engines[1]!, cut);
        const notes = "notes" in utf16 ? { notes: utf16.notes!.filter(({ code }) => code !== "transcoded") } : {};
        expect({ ...utf16, ...notes }).toEqual(expected);
      }),
      runs(60),
    );
  });
});

/** In the order of code units the fish would stand before the wide letter. */
const LETTERS = ["\uff21", "\ud83d\udc1f", "z", "\u00e9", ""];

describe("what only large files meet", () => {
  const CUTS = [4096, 4097].map((piece) => ({ piece, block: 512 }));
  const agree = async (text: string) => {
    const expected = await byDefinition(text, {});
    for (const engine of engines) {
      for (const cut of CUTS) expect(await byKernels(Buffer.from(text), {}, engine, cut)).toEqual(expected);
    }
  };

  it("dictionaries grow, cells of any length; levels are ordered by code points", async () => {
    const names = Array.from({ length: 6000 }, (_, i) => `${LETTERS[i % 5]}${(i * 7919) % 5003}${"x".repeat(i % 40)}`);
    await agree(`name,again\n${names.map((name) => `${name},"${"q".repeat(name.length % 9)}"`).join("\n")}\n`);
  });

  it("a column that turns into text near the end is read again, in the order of its rows", async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `${i},${i === 19_990 ? "0x" : i / 8},${i === 19_000 ? "007" : i % 7}`,
    );
    await agree(`row,late,code\n${rows.join("\n")}\n`);
  });

  it("a long quoted cell reaches over blocks and pieces, and guesses inside it are corrected", async () => {
    const inside = Array.from({ length: 900 }, (_, i) => `${i},not a record ""${i}""`).join("\n");
    const rows = Array.from({ length: 40 }, (_, i) => `${i},"${i % 3 === 0 ? inside : i}"`);
    await agree(`a,b\n${rows.join("\n")}\n`);
  });

  it("a quote that is never closed is found at the end, with its line", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},${i === 10 ? '"' : ""}x`);
    await agree(`a,b\n${rows.join("\n")}\n`);
  });

  it("a ragged row, another line end and text behind a quote have their line however far down", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},"x\n${i}"`);
    for (const row of ["1", "1,2,3", "1,2\r", '1,"2"x']) await agree(`a,b\n${[...rows, row, "5,6"].join("\n")}\n`);
  });
});

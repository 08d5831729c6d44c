/**
 * Every number is read as the nearest double: random bits, all digits and the shortest, and the cases by which readers of numbers are
 * judged. The measure is the engine's own `Number`, and whole numbers.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCsv } from "../../../src/data/formats/csv/csv.js";
import { bytesSource } from "../../../src/data/formats/source.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { runs } from "../../support/laws.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
});
afterAll(() => engine.close());

async function read(cells: readonly string[]): Promise<Float64Array> {
  const bytes = Buffer.from(`x,y\n${cells.map((cell) => `${cell},1\n`).join("")}`);
  const sizes = { piece: 1 << 20, block: 1 << 16, small: 0 };
  const { columns } = await readCsv(bytesSource("numbers.csv", bytes), {}, { engine: async () => engine }, sizes);
  const [column] = columns;
  if (column!.kind !== "numeric") throw new Error(`text: ${column!.levels.slice(0, 5)}`);
  return column!.values;
}

/** The numbers in `cells` are the doubles of `expected`, bit by bit. */
async function expectRead(cells: readonly string[], expected: ArrayLike<number>): Promise<void> {
  const values = await read(cells);
  expect(values.length).toBe(cells.length);
  const wrong = cells.findIndex((_, i) => !Object.is(values[i], expected[i]));
  expect(wrong < 0 ? "all read" : `${cells[wrong]} read as ${values[wrong]}, expected ${expected[wrong]}`).toBe(
    "all read",
  );
}

const expectAsNumber = (cells: readonly string[]) => expectRead(cells, cells.map(Number));

const words = new BigUint64Array(1);
const doubles = new Float64Array(words.buffer);
const ofBits = (bits: bigint): number => {
  words[0] = bits;
  return doubles[0]!;
};
const bitsOf = (value: number): bigint => {
  doubles[0] = value;
  return words[0]!;
};

/** The digits of num/2^power, all of them. */
function exactDecimal(num: bigint, power: number): string {
  if (power <= 0) return `${num << BigInt(-power)}.0`;
  const digits = (num * 5n ** BigInt(power)).toString().padStart(power + 1, "0");
  return `${digits.slice(0, -power)}.${digits.slice(-power)}`;
}

/** The exact decimal halfway between the double of `bits`, positive, and the next one. */
function midpoint(bits: bigint): string {
  const exponent = Number(bits >> 52n);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  return exactDecimal(2n * mantissa + 1n, 1076 - Math.max(1, exponent));
}

const randomBits = (random: () => number): bigint =>
  (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32));

/** Random finite doubles: of all sizes, and of the sizes that data have. */
function randomDouble(random: () => number): number {
  if (random() < 0.3) return (2 * random() - 1) * 10 ** Math.floor(20 * random() - 10);
  const value = ofBits(randomBits(random));
  return Number.isFinite(value) ? value : 1;
}

/** Numbers of a seed: a long run reads 2e7 of them over its three. */
const MANY = runs(1).numRuns > 1 ? 7_000_000 : 60_000;
const BATCH = 200_000;

describe("random doubles", () => {
  it("are read exactly from 17 digits and from the shortest", { timeout: 600_000 }, async () => {
    const random = seeded(Number(process.env.WASMETRICS_SEED ?? 22));
    for (let done = 0; done < MANY; done += BATCH) {
      const values = Float64Array.from({ length: Math.min(BATCH, MANY - done) }, () => randomDouble(random));
      const cells = Array.from(values, (value, i) => (i % 2 === 0 ? String(value) : value.toExponential(16)));
      await expectRead(cells, values);
    }
  });

  it("law: of any digits, as Number reads them", async () => {
    const digits = (max: number) => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: max });
    const written = fc
      .tuple(fc.constantFrom("", "-", "+"), digits(25), digits(40), fc.integer({ min: -345, max: 320 }), fc.boolean())
      .map(([sign, whole, part, exponent, plain]) => `${sign}${BigInt(whole)}.${part}${plain ? "" : `e${exponent}`}`)
      .filter((cell) => Number.isFinite(Number(cell)));
    await fc.assert(
      fc.asyncProperty(fc.array(written, { minLength: 200, maxLength: 400 }), async (cells) => {
        await expectAsNumber(cells);
      }),
      runs(40),
    );
  });
});

describe("hard cases", () => {
  it("halfway between two doubles, and beside it", async () => {
    const random = seeded(5);
    const cells: string[] = [];
    const expected: number[] = [];
    for (let i = 0; i < 1500; i++) {
      const bits = i % 3 === 0 ? randomBits(random) & 0xf_ffff_ffff_ffffn : randomBits(random) & ~(1n << 63n);
      if (!Number.isFinite(ofBits(bits + 1n))) continue;
      const even = ofBits(bits % 2n === 0n ? bits : bits + 1n);
      const half = midpoint(bits);
      cells.push(half, `${half}0000001`, `${half.slice(0, -1)}${Number(half.at(-1)!) - 1}9`);
      expected.push(even, ofBits(bits + 1n), ofBits(bits));
    }
    // the last of a half is 5, or 0 where it is whole
    await expectRead(
      cells.filter((cell) => !cell.includes("-")),
      expected.filter((_, i) => !cells[i]!.includes("-")),
    );
  });

  it("halfway in few digits, where the product is exact", async () => {
    const cells: string[] = [];
    for (let q = -4; q <= 23; q++) {
      for (let k = 0n; k < 40n; k++) {
        const odd = (1n << 53n) + 2n * k + 1n;
        const scaled = q >= 0 ? odd * 2n ** BigInt(q) : odd;
        cells.push(`${scaled}.`, `${scaled}.e-${Math.max(0, -q)}`, `${scaled + 1n}.e${q}`, `${scaled - 1n}.0e${q}`);
      }
    }
    await expectAsNumber(cells);
  });

  it("the least and the largest, normal and not, and what rounds to them", async () => {
    const edges = [
      1n,
      2n,
      3n,
      (1n << 52n) - 1n,
      1n << 52n,
      (1n << 52n) + 1n,
      0x7fe_f_ffff_ffff_ffffn,
      0x7fe_f_ffff_ffff_fffen,
    ];
    const cells = edges.flatMap((bits) => {
      const value = ofBits(bits);
      return [
        String(value),
        `-${value.toExponential(16)}`,
        value.toExponential(20),
        midpoint(bits - 1n),
        midpoint(bits),
      ];
    });
    await expectAsNumber(cells.filter((cell) => Number.isFinite(Number(cell))));
    await expectAsNumber([
      "4.9e-324",
      "2.4703282292062327e-324",
      "2.4703282292062328e-324",
      "1e-400",
      "-1e-99999",
      "0e999",
      "-0.0",
    ]);
    await expectAsNumber([
      "1.7976931348623157e308",
      "1.7976931348623158e308",
      "0.000001e314",
      `${"1".padEnd(300, "0")}.0`,
    ]);
    await expectAsNumber([
      "9007199254740993.0",
      "9007199254740992.9999999999999999999",
      "6929495644600919.5",
      "3.141592653589793238462643383279",
    ]);
    await expectAsNumber([
      "2.2250738585072011e-308",
      "2.2250738585072012e-308",
      "2.2250738585072014e-308",
      "8.442911973260991817129021e-309",
    ]);
    await expectAsNumber([
      "0.500000000000000166533453693773481063544750213623046875",
      "1090544144181609348835077142190.0",
      "7.2057594037927933e16",
    ]);
    expect(bitsOf((await read(["-0"]))[0]!)).toBe(1n << 63n);
  });

  it("powers of ten and their neighbours", async () => {
    const cells: string[] = [];
    for (let q = -330; q <= 308; q++)
      for (const digits of ["1", "1.0000000000000001", "9.999999999999999", "9007199254740993."])
        cells.push(`${digits}e${q}`);
    await expectAsNumber(cells.filter((cell) => Number.isFinite(Number(cell))));
  });
});

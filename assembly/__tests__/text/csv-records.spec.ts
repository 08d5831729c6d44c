import { codeCells } from "../../text/code-cells";
import { csvRecords } from "../../text/csv-records";
import { orderCells } from "../../text/order-cells";
import { isText } from "../../text/utf8";
import { GuardedF64, GuardedU32, GuardedU8 } from "../support/guarded";
import { powers } from "../support/powers";

function bytesOf(text: string, slack: i32 = 64): GuardedU8 {
  const bytes = new GuardedU8(text.length + slack);
  for (let i = 0; i < text.length; i++) bytes.set(i, <u8>text.charCodeAt(i));
  return bytes;
}

/** What `csvRecords` makes of a text of a column of numbers and one of texts. */
class Read {
  numbers: GuardedF64 = new GuardedF64(8);
  texts: GuardedU32 = new GuardedU32(24);
  odd: GuardedU32 = new GuardedU32(40);
  flags: GuardedU8 = new GuardedU8(4);
  report: GuardedU32 = new GuardedU32(5);
  info: i32;
  constructor(text: string, mode: u32, start: i32 = 0) {
    const bytes = bytesOf(text), plan = GuardedU32.of([1, 0, 0, 1, 3, 0, 0, 1]), markers = bytesOf("\x02NA", 0);
    const table = powers();
    this.info = csvRecords(
      start, text.length, text.length, mode, 44, 10, 2, 8, 8, bytes.at, plan.at, markers.at, table.at, this.numbers.at,
      this.texts.at, this.odd.at, this.flags.at, this.report.at,
    );
    expect(bytes.intact && plan.intact && table.intact && this.numbers.intact && this.texts.intact && this.odd.intact).toBe(true);
    expect(this.flags.intact && this.report.intact).toBe(true);
  }
}

describe("csvRecords", () => {
  it("reads numbers, markers and texts; odd cells are listed", () => {
    const read = new Read("1,a\nNA,\"b\"\"c\"\nInf,\n\n", 2);
    expect(read.info).toBe(0);
    expect(read.report.get(2)).toBe(3);
    expect(read.numbers.get(0)).toBe(1);
    expect(isNaN(read.numbers.get(1))).toBe(true);
    expect(read.texts.get(4)).toBe(4 | 0x80000000);
    expect(read.texts.get(7)).toBe(0);
    expect(read.report.get(3)).toBe(1);
    expect(read.odd.get(0)).toBe(2);
    expect(read.report.get(4)).toBe(4); // the blank line too
    expect(read.flags.get(0)).toBe(1);
    expect(read.flags.get(3)).toBe(1);
  });

  it("stops before what is not sound, and before what is cut off", () => {
    const ragged = new Read("1,a\n2\n", 0);
    expect(ragged.info).toBe(2);
    expect(ragged.report.get(1)).toBe(4);
    const cut = new Read("1,a\n2,\"b\n", 0);
    expect(cut.info).toBe(1);
    expect(cut.report.get(1)).toBe(4);
    expect(new Read("1,a\r\n", 0).info).toBe(2);
  });

  it("begins at the next line where it guesses", () => {
    const read = new Read("1,a\n2,b\n", 1, 2);
    expect(read.report.get(0)).toBe(4);
    expect(read.numbers.get(0)).toBe(2);
    expect(new Read("1,a", 1, 2).info).toBe(5);
  });

  it("refuses a zero byte, and characters that are cut or too long", () => {
    expect(new Read("1,\x00\n", 2).info).toBe(4);
    const bytes = bytesOf("ab\xc3\xa9\xe6\xad");
    expect(isText(bytes.at, bytes.at, bytes.at + 4, bytes.at + 6, true)).toBe(true);
    expect(isText(bytes.at, bytes.at + 3, bytes.at + 6, bytes.at + 6, false)).toBe(true);
    expect(isText(bytes.at, bytes.at + 3, bytes.at + 6, bytes.at + 6, true)).toBe(false);
    const long = bytesOf("\xc0\xafx");
    expect(isText(long.at, long.at, long.at + 3, long.at + 3, true)).toBe(false);
    const tail = bytesOf("a\x80");
    expect(isText(tail.at, tail.at, tail.at + 2, tail.at + 2, true)).toBe(false);
  });
});

describe("codeCells and orderCells", () => {
  it("enter each cell once, stop without room, and order by bytes", () => {
    const bytes = bytesOf("baaab"), parts = GuardedU32.of([0, 4]);
    const texts = GuardedU32.of([0, 1, 7, 1, 2, 9, 0, 0, 0, 4, 1, 7]);
    const entries = new GuardedU32(10), slots = new GuardedU32(4), pool = new GuardedU8(5), state = new GuardedU32(4);
    const codes = new GuardedU32(4);
    expect(codeCells(1, 0, 2, 4, 2, parts.at, bytes.at, texts.at, entries.at, slots.at, pool.at, state.at, codes.at)).toBe(1);
    expect(state.get(2)).toBe(1);
    expect(codeCells(1, 0, 2, 4, 5, parts.at, bytes.at, texts.at, entries.at, slots.at, pool.at, state.at, codes.at)).toBe(0);
    expect(codes.get(1)).toBe(1);
    expect(codes.get(2)).toBe(0xffffffff);
    expect(codes.get(3)).toBe(0);
    expect(entries.get(3)).toBe(2);
    const order = new GuardedU32(2), keys = new GuardedF64(2), work = new GuardedU32(2);
    orderCells(2, entries.at, pool.at, order.at, keys.at, work.at);
    expect(order.get(0)).toBe(1);
    expect(entries.intact && slots.intact && pool.intact && state.intact && codes.intact && order.intact).toBe(true);
  });
});

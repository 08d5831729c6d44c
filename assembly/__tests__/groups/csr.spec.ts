import { csrOffsets, csrOrder } from "../../groups/csr";
import { GuardedU32 } from "../support/guarded";

describe("csrOffsets", () => {
  it("recognises ordered codes, levels without rows included", () => {
    const codes = GuardedU32.of([1, 1, 3]);
    const offsets = new GuardedU32(6);
    expect(csrOffsets(3, 5, codes.at, offsets.at)).toBe(1);
    const expected: u32[] = [0, 0, 2, 2, 3, 3];
    for (let g = 0; g < 6; g++) expect(offsets.get(g)).toBe(expected[g]);
    expect(codes.intact && offsets.intact).toBe(true);
  });

  it("counts codes that descend", () => {
    const codes = GuardedU32.of([2, 0, 2, 1]);
    const offsets = new GuardedU32(4);
    expect(csrOffsets(4, 3, codes.at, offsets.at)).toBe(0);
    const expected: u32[] = [0, 1, 2, 4];
    for (let g = 0; g < 4; g++) expect(offsets.get(g)).toBe(expected[g]);
    expect(offsets.intact).toBe(true);
  });

  it("refuses a code that is no level, before and after the first descent", () => {
    const offsets = new GuardedU32(3);
    expect(csrOffsets(2, 2, GuardedU32.of([0, 2]).at, offsets.at)).toBe(-3);
    expect(csrOffsets(3, 2, GuardedU32.of([1, 0, 2]).at, offsets.at)).toBe(-3);
    expect(offsets.intact).toBe(true);
  });

  it("takes no rows", () => {
    const codes = new GuardedU32(0);
    const offsets = new GuardedU32(1);
    expect(csrOffsets(0, 0, codes.at, offsets.at)).toBe(1);
    expect(offsets.get(0)).toBe(0);
    expect(offsets.intact).toBe(true);
  });
});

describe("csrOrder", () => {
  it("is stable: rows of a level keep their order", () => {
    const codes = GuardedU32.of([2, 0, 2, 1, 0]);
    const offsets = new GuardedU32(4);
    const order = new GuardedU32(5);
    const cursor = new GuardedU32(3);
    csrOffsets(5, 3, codes.at, offsets.at);
    expect(csrOrder(5, 3, codes.at, offsets.at, order.at, cursor.at)).toBe(0);
    const expected: u32[] = [1, 4, 3, 0, 2];
    for (let i = 0; i < 5; i++) expect(order.get(i)).toBe(expected[i]);
    expect(codes.intact && offsets.intact && order.intact && cursor.intact).toBe(true);
  });
});

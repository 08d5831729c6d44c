import { gatherF64, gatherU32, scatterF64 } from "../../groups/gather";
import { GuardedF64, GuardedU32 } from "../support/guarded";

describe("gather and scatter", () => {
  it("gathers numbers and scatters them back", () => {
    const x = GuardedF64.of([10, 20, 30]);
    const order = GuardedU32.of([2, 0, 1]);
    const gathered = new GuardedF64(3);
    const back = new GuardedF64(3);
    expect(gatherF64(3, 3, x.at, order.at, gathered.at)).toBe(0);
    expect(gathered.get(0)).toBe(30);
    expect(gathered.get(1)).toBe(10);
    expect(gathered.get(2)).toBe(20);
    expect(scatterF64(3, 3, gathered.at, order.at, back.at)).toBe(0);
    for (let i = 0; i < 3; i++) expect(back.get(i)).toBe(x.get(i));
    expect(x.intact && order.intact && gathered.intact && back.intact).toBe(true);
  });

  it("relabels codes in place", () => {
    const label = GuardedU32.of([1, 2, 0]);
    const codes = GuardedU32.of([0, 2, 2, 1]);
    expect(gatherU32(4, 3, label.at, codes.at, codes.at)).toBe(0);
    const expected: u32[] = [1, 0, 0, 2];
    for (let i = 0; i < 4; i++) expect(codes.get(i)).toBe(expected[i]);
    expect(label.intact && codes.intact).toBe(true);
  });

  it("refuses an index outside", () => {
    const x = GuardedF64.of([1, 2]);
    const codes = GuardedU32.of([1, 0]);
    const order = GuardedU32.of([0, 2]);
    const out = new GuardedF64(2);
    expect(gatherF64(2, 2, x.at, order.at, out.at)).toBe(-4);
    expect(gatherU32(2, 2, codes.at, order.at, out.at)).toBe(-4);
    expect(scatterF64(2, 2, x.at, order.at, out.at)).toBe(-4);
    expect(out.intact).toBe(true);
  });
});

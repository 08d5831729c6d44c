import { moveLanes } from "../../reduced/move-lanes";
import { GuardedF64 } from "../support/guarded";

describe("moveLanes", () => {
  it("moves four columns of every level and leaves the others", () => {
    const from = new GuardedF64(8);
    for (let i = 0; i < 8; i++) from.set(i, i + 1);
    const to = new GuardedF64(16);
    for (let i = 0; i < 16; i++) to.set(i, -1);
    expect(moveLanes(2, 4, 0, 8, 4, from.at, to.at)).toBe(0);
    for (let j = 0; j < 4; j++) {
      expect(to.get(j)).toBe(-1);
      expect(to.get(4 + j)).toBe(j + 1);
      expect(to.get(8 + j)).toBe(-1);
      expect(to.get(12 + j)).toBe(j + 5);
    }
    expect(moveLanes(2, 4, 1, 8, 4, from.at, to.at)).toBe(-3);
    expect(moveLanes(2, 4, 0, 8, 5, from.at, to.at)).toBe(-5);
    expect(from.intact && to.intact).toBe(true);
  });
});

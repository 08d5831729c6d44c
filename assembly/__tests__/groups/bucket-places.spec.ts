import { bucketPlaces } from "../../groups/bucket-places";
import { GuardedU32 } from "../support/guarded";

describe("bucketPlaces", () => {
  it("fills buckets of two as rows come, and says where each row of the result is", () => {
    // the result's first two rows are 3 and 0, then 4 and 1, then 2
    const order = GuardedU32.of([3, 0, 4, 1, 2]);
    const slots = new GuardedU32(5), places = new GuardedU32(5), inverse = new GuardedU32(5), cursor = new GuardedU32(3);
    expect(bucketPlaces(5, 1, order.at, slots.at, places.at, inverse.at, cursor.at)).toBe(0);
    const expected: u32[] = [0, 2, 4, 1, 3];
    for (let i = 0; i < 5; i++) {
      expect(slots.get(i)).toBe(expected[i]);
      expect(places.get(i)).toBe(expected[order.get(i)]);
    }
    expect(order.intact && slots.intact && places.intact && inverse.intact && cursor.intact).toBe(true);
  });

  it("refuses an index outside", () => {
    const two = new GuardedU32(2), cursor = new GuardedU32(2);
    expect(bucketPlaces(2, 1, GuardedU32.of([0, 2]).at, two.at, two.at, two.at, cursor.at)).toBe(-3);
    expect(two.intact && cursor.intact).toBe(true);
  });
});

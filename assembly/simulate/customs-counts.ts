import { OutU32, setU32, u32At, WorkU32 } from "../abi";
import { philoxBlock } from "../resample/philox";
import { below, destinationsOf, FIRM, placeOf, PRODUCT, spellOf } from "./customs-structure";

/**
 * What each of the simulated firms firstFirm .. firstFirm + nFirms - 1 exports, counted: rows, products, product-years,
 * product-years with one destination, first period with rows, last period with rows.
 *
 * In    nYears <= 256; mostProducts <= 255 products a firm; mostDests destinations of a firm-product-year; entry, exit,
 *       single probabilities as in customs-structure; purpose, k0, k1 the stream
 * Work  u32[4]
 * Out   counts u32[6*nFirms], six a firm
 * Info  0
 * Cost  O(firm-product-years)
 */
export function customsCounts(
  firstFirm: u32, nFirms: usize, nYears: usize, mostProducts: usize, mostDests: usize, entry: f64, exit: f64,
  single: f64, purpose: u32, k0: u32, k1: u32, counts: OutU32, work: WorkU32,
): i32 {
  for (let f: usize = 0; f < nFirms; f++) {
    const firm = firstFirm + <u32>f;
    philoxBlock(0, firm, purpose, FIRM, k0, k1, work);
    const nSlots: usize = 1 + below(u32At(work, 3), mostProducts);
    const spell = spellOf(work, 0, nYears, entry, exit);
    let rows: usize = 0, years: usize = 0, singles: usize = 0, first = nYears, last: usize = 0;
    for (let slot: usize = 0; slot < nSlots; slot++) {
      philoxBlock(placeOf(slot, 0, 0), firm, purpose, PRODUCT, k0, k1, work);
      const own = spellOf(work, spell >> 16, spell & 0xffff, entry, exit);
      const start = own >> 16, end = own & 0xffff;
      for (let t = start; t < end; t++) {
        const n = destinationsOf(placeOf(slot, t, 0), firm, purpose, k0, k1, single, mostDests, work);
        rows += n;
        singles += n == 1 ? 1 : 0;
      }
      years += end - start;
      first = min(first, start);
      last = max(last, end - 1);
    }
    const at: usize = 6 * f;
    setU32(counts, at, rows);
    setU32(counts, at + 1, nSlots);
    setU32(counts, at + 2, years);
    setU32(counts, at + 3, singles);
    setU32(counts, at + 4, first);
    setU32(counts, at + 5, last);
  }
  return 0;
}

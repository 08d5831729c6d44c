import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkF64 } from "../abi";
import { exp64 } from "../math/exp";
import { philoxBlock } from "../resample/philox";
import { fourNormals } from "../resample/philox-normal";
import {
  below, DESTINATIONS, destinationsOf, FIRM, FIRM_NORMALS, placeOf, PRODUCT, PRODUCT_NORMALS, PRODUCT_YEAR_NORMALS, ROW,
  spellOf,
} from "./customs-structure";

/** list[i] = the first value from `candidate` on, round `size`, that is not in list[0 .. i-1]. */
// @ts-ignore: decorator
@inline function putDistinct(list: usize, i: usize, candidate: usize, size: usize): void {
  for (let j: usize = 0; j < i;) {
    if (u32At(list, j) == candidate) {
      candidate = candidate + 1 == size ? 0 : candidate + 1;
      j = 0;
    } else j++;
  }
  setU32(list, i, candidate);
}

/**
 * Rows of the simulated firms firstFirm .. firstFirm + nFirms - 1: price, true quality and demand by the equations of
 * docs/simulate.md. Rows go by firm, product slot, period, and destination in the order the firm-product takes them up.
 *
 * In    base firm that is number 0 among codes; stride rows between columns; counts and probabilities as customsCounts,
 *       mostProducts <= nProducts, mostDests <= nDests < 65536; purpose, k0, k1 the stream; firstYear of period 0; scales
 *       f64[9]: pass-through of the destination's part and of the common part of quality into price, then standard
 *       deviations of quality by firm, firm-product and row, of cost by firm-product and firm-product-year, of price and
 *       of demand by row; products f64[3*nProducts]: sigma, ln price, ln demand; productCodes u32[2*nProducts]: HS6 and
 *       unit; cities f64[nCities*(2*nYears+1)]: quality by period, treated or not by period, cohort; provinces
 *       u32[nCities]; destYears f64[nDests*nYears], by destination
 * Work  f64[6 + (mostProducts + mostDests + 1) / 2]
 * Out   numbers f64[9*rows]: firm from 1, year, value, quantity, ln quality, sigma, ln demand, did, cohort; codes
 *       u32[7*rows]: city, province, product, HS6, destination, unit, firm less base; firmYears f64[4*nFirms*nYears]: rows,
 *       sums of ln quality, value, value times ln quality; firmCities u32[nFirms]
 * Info  0
 * Cost  O(rows)
 */
export function customsRows(
  firstFirm: u32, nFirms: usize, base: u32, stride: usize, nCities: usize, nProducts: usize, nDests: usize,
  nYears: usize, mostProducts: usize, mostDests: usize, entry: f64, exit: f64, single: f64, purpose: u32, k0: u32,
  k1: u32, firstYear: f64, scales: InF64, products: InF64, productCodes: InU32, cities: InF64, provinces: InU32,
  destYears: InF64, numbers: OutF64, codes: OutU32, firmYears: OutF64, firmCities: OutU32, work: WorkF64,
): i32 {
  const normals = work + 16, ownProducts = work + 48, dests = ownProducts + (mostProducts << 2);
  const passThrough = f64At(scales, 0), commonPassThrough = f64At(scales, 1);
  const perCity: usize = 2 * nYears + 1;
  const column = stride << 3, codeColumn = stride << 2;
  memory.fill(firmYears, 0, (4 * nFirms * nYears) << 3);
  for (let f: usize = 0; f < nFirms; f++) {
    const firm = firstFirm + <u32>f;
    philoxBlock(1, firm, purpose, FIRM, k0, k1, work);
    const city = below(u32At(work, 0), nCities);
    setU32(firmCities, f, city);
    const ofCity = cities + ((city * perCity) << 3);
    philoxBlock(0, firm, purpose, FIRM, k0, k1, work);
    const nSlots: usize = 1 + below(u32At(work, 3), mostProducts);
    const spell = spellOf(work, 0, nYears, entry, exit);
    fourNormals(0, firm, purpose, FIRM_NORMALS, k0, k1, normals, work);
    const firmQuality = f64At(scales, 2) * f64At(normals, 0);
    for (let slot: usize = 0; slot < nSlots; slot++) {
      const place = placeOf(slot, 0, 0);
      philoxBlock(place, firm, purpose, PRODUCT, k0, k1, work);
      putDistinct(ownProducts, slot, below(u32At(work, 3), nProducts), nProducts);
      const own = spellOf(work, spell >> 16, spell & 0xffff, entry, exit);
      for (let i: usize = 0; i < mostDests; i++) {
        if ((i & 3) == 0) philoxBlock(place | <u32>(i >> 2), firm, purpose, DESTINATIONS, k0, k1, work);
        putDistinct(dests, i, below(u32At(work, i & 3), nDests), nDests);
      }
      const product = u32At(ownProducts, slot);
      const sigma = f64At(products, 3 * product);
      fourNormals(place, firm, purpose, PRODUCT_NORMALS, k0, k1, normals, work);
      const quality = firmQuality + f64At(scales, 3) * f64At(normals, 0);
      const price = f64At(products, 3 * product + 1) + f64At(scales, 5) * f64At(normals, 1);
      const end = own & 0xffff;
      for (let t = own >> 16; t < end; t++) {
        const count = destinationsOf(placeOf(slot, t, 0), firm, purpose, k0, k1, single, mostDests, work);
        fourNormals(placeOf(slot, t, 0), firm, purpose, PRODUCT_YEAR_NORMALS, k0, k1, normals, work);
        const common = f64At(ofCity, t) + quality;
        const cost = price + f64At(scales, 6) * f64At(normals, 0) + commonPassThrough * common;
        const sums = firmYears + ((4 * (f * nYears + t)) << 3);
        for (let i: usize = 0; i < count; i++, numbers += 8, codes += 4) {
          const dest = u32At(dests, i);
          fourNormals(placeOf(slot, t, dest), firm, purpose, ROW, k0, k1, normals, work);
          const own = f64At(scales, 4) * f64At(normals, 0);
          const lnPrice = cost + passThrough * own + f64At(scales, 7) * f64At(normals, 1);
          const lnQuality = common + own;
          const lnDemand = f64At(products, 3 * product + 2) + f64At(destYears, dest * nYears + t)
            + f64At(scales, 8) * f64At(normals, 2);
          const lnQuantity = lnDemand + (sigma - 1) * lnQuality - sigma * lnPrice;
          const value = exp64(lnPrice + lnQuantity);
          store<f64>(numbers, <f64>firm + 1);
          store<f64>(numbers + column, firstYear + <f64>t);
          store<f64>(numbers + 2 * column, value);
          store<f64>(numbers + 3 * column, exp64(lnQuantity));
          store<f64>(numbers + 4 * column, lnQuality);
          store<f64>(numbers + 5 * column, sigma);
          store<f64>(numbers + 6 * column, lnDemand);
          store<f64>(numbers + 7 * column, f64At(ofCity, nYears + t));
          store<f64>(numbers + 8 * column, f64At(ofCity, 2 * nYears));
          store<u32>(codes, <u32>city);
          store<u32>(codes + codeColumn, <u32>u32At(provinces, city));
          store<u32>(codes + 2 * codeColumn, <u32>product);
          store<u32>(codes + 3 * codeColumn, <u32>u32At(productCodes, 2 * product));
          store<u32>(codes + 4 * codeColumn, <u32>dest);
          store<u32>(codes + 5 * codeColumn, <u32>u32At(productCodes, 2 * product + 1));
          store<u32>(codes + 6 * codeColumn, firm - base);
          setF64(sums, 0, f64At(sums, 0) + 1);
          setF64(sums, 1, f64At(sums, 1) + lnQuality);
          setF64(sums, 2, f64At(sums, 2) + value);
          setF64(sums, 3, f64At(sums, 3) + value * lnQuality);
        }
      }
    }
  }
  return 0;
}

/**
 * Customs rows in the order of a file: firms one after the other, each with products over years, each
 * firm-product-year with four destinations, no row twice. The price follows the cost, which destinations share, and the
 * quality of the row, so that least squares is biased and the price elsewhere is an instrument. Knows nothing of
 * estimation.
 */
import type { Column, TextColumn } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { dense } from "./problem.js";
import { draws, normals } from "./random.js";

/** What a design of customs rows is made of. */
export interface CustomsDesign {
  readonly n: number;
  readonly nProducts: number;
  readonly nDests: number;
  readonly nYears: number;
  /** Products of a firm, each sold in `YEARS_OF_PRODUCT` consecutive years. */
  readonly productsOfFirm: number;
}

/** Rows as a user has them, and as numbers for those who check what is made of them. */
export interface CustomsRows {
  readonly table: Table;
  readonly n: number;
  /** Codes of each row, dense, in the order of the table's labels. */
  readonly codes: Readonly<Record<"firm" | "product" | "dest" | "year" | "city", Uint32Array>>;
  readonly levels: Readonly<Record<"firm" | "product" | "dest" | "year" | "city", number>>;
  readonly value: Float64Array;
  readonly quantity: Float64Array;
}

const SEED = 20_261_125;
const Stream = { product: 1, step: 2, year: 3, dest: 4, city: 5, firm: 6, cost: 7, own: 8, noise: 9 } as const;
const PriceStream = { product: 10, destYear: 11 } as const;

/** Rows of a firm-product-year, one after the other. */
export const DESTS_OF_CELL = 4;
const YEARS_OF_PRODUCT = 4;
const CITIES = 300;
const FIRST_YEAR = 2007;
/** Identifiers of ten digits, as customs has them. */
const FIRST_FIRM = 3_100_000_000;
const FIRM_STEP = 7;
/** The elasticity of every product, and what of a row's quality goes into its price. */
export const CUSTOMS_SIGMA = 5;
const PASS_THROUGH = 0.5;
const SPREAD = { firm: 0.3, own: 0.5, cost: 0.5, noise: 0.5, product: 0.8, destYear: 0.5 } as const;

/** The rows of a design; the last firm may have fewer products or years than the others. */
export function customsRows(design: CustomsDesign): CustomsRows {
  const { n, nDests, nYears } = design;
  const drawn = drawnCodes(design);
  const categories = {
    firm: drawn.firm,
    product: drawn.product,
    dest: drawn.dest,
    year: drawn.year,
    city: drawn.city,
  };
  const { value, quantity } = drawnNumbers(n, nYears, categories, nDests);
  const number = (name: string, of: Float64Array): Column => ({ kind: "numeric", name, values: of });
  const product = textColumn("product", drawn.product, design.nProducts, (g) => String(10_000_000 + 17 * g));
  const dest = textColumn("dest", drawn.dest, nDests, (g) => `d${String(g).padStart(3, "0")}`);
  const city = textColumn("city", drawn.city, CITIES, (g) => `c${String(g).padStart(3, "0")}`);
  const columns: Column[] = [
    number(
      "firm",
      Float64Array.from(drawn.firm, (f) => FIRST_FIRM + FIRM_STEP * f),
    ),
    city,
    product,
    dest,
    number(
      "year",
      Float64Array.from(drawn.year, (t) => FIRST_YEAR + t),
    ),
    number("value", value),
    number("quantity", quantity),
  ];
  return {
    table: makeTable(columns, { name: "customs rows", bytes: 0, sha256: null }),
    n,
    codes: { ...categories, product: product.codes, dest: dest.codes, city: city.codes },
    levels: {
      firm: drawn.firm[n - 1]! + 1,
      product: product.levels.length,
      dest: dest.levels.length,
      year: nYears,
      city: city.levels.length,
    },
    value,
    quantity,
  };
}

/** A text column of the codes in use, labels ascending with codes. */
function textColumn(name: string, drawn: Uint32Array, nCodes: number, label: (g: number) => string): TextColumn {
  const { codes, nLevels, label: original } = dense(name, drawn, nCodes);
  const levels = Array.from({ length: nLevels }, (_, g) => label(Number(original(g))));
  return { kind: "text", name, codes, levels };
}

/** Firm, product, destination, year and city of each row, before codes that were not drawn are taken out. */
function drawnCodes({ n, nProducts, nDests, nYears, productsOfFirm }: CustomsDesign) {
  const [product, step, firstYear, destination, cityOf] = (["product", "step", "year", "dest", "city"] as const).map(
    (name) => draws(SEED, Stream[name]),
  );
  const whole = (of: typeof product & {}, i: number, size: number) => Math.floor(of.uniform(i) * size);
  const codes = {
    firm: new Uint32Array(n),
    product: new Uint32Array(n),
    dest: new Uint32Array(n),
    year: new Uint32Array(n),
    city: new Uint32Array(n),
  };
  const cellsOfFirm = productsOfFirm * YEARS_OF_PRODUCT;
  /** Steps between destinations, and between products, short enough that none comes twice. */
  const destSteps = Math.floor((nDests - 1) / (DESTS_OF_CELL - 1));
  const productSteps = Math.max(1, Math.floor((nProducts - 1) / productsOfFirm));
  for (let i = 0; i < n; i++) {
    const cell = Math.floor(i / DESTS_OF_CELL);
    const firm = Math.floor(cell / cellsOfFirm);
    const firmProduct = Math.floor(cell / YEARS_OF_PRODUCT);
    const [slot, place] = [firmProduct % productsOfFirm, i % DESTS_OF_CELL];
    const yearOfProduct = cell % YEARS_OF_PRODUCT;
    codes.firm[i] = firm;
    codes.product[i] = (whole(product!, firm, nProducts) + slot * (1 + whole(step!, firm, productSteps))) % nProducts;
    codes.year[i] = whole(firstYear!, firmProduct, nYears - YEARS_OF_PRODUCT + 1) + yearOfProduct;
    const between = 1 + Math.floor(destination!.uniform(2 * cell + 1) * destSteps);
    codes.dest[i] = (Math.floor(destination!.uniform(2 * cell) * nDests) + place * between) % nDests;
    codes.city[i] = whole(cityOf!, firm, CITIES);
  }
  return codes;
}

/** Value and quantity of each row: ln p = a + cost + 0.5 own + u, ln q = b - sigma ln p + (sigma - 1) (firm + own) + e. */
function drawnNumbers(
  n: number,
  nYears: number,
  { firm, product, dest, year }: ReturnType<typeof drawnCodes>,
  nDests: number,
) {
  const nFirms = firm[n - 1]! + 1;
  const ofFirm = normals(nFirms, SEED, Stream.firm);
  const cost = normals(Math.ceil(n / DESTS_OF_CELL), SEED, Stream.cost);
  const own = normals(n, SEED, Stream.own);
  const noise = normals(n, SEED, Stream.noise);
  const ofProduct = normals(product.reduce((a, b) => Math.max(a, b)) + 1, SEED, PriceStream.product);
  const ofDestYear = normals(nDests * nYears, SEED, PriceStream.destYear);
  const value = new Float64Array(n);
  const quantity = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const quality = SPREAD.firm * ofFirm[firm[i]!]! + SPREAD.own * own[i]!;
    const price =
      SPREAD.product * ofProduct[product[i]!]! +
      SPREAD.cost * cost[Math.floor(i / DESTS_OF_CELL)]! +
      PASS_THROUGH * SPREAD.own * own[i]!;
    const demand =
      6 +
      CUSTOMS_SIGMA * SPREAD.product * ofProduct[product[i]!]! +
      SPREAD.destYear * ofDestYear[dest[i]! * nYears + year[i]!]!;
    const logQuantity = demand - CUSTOMS_SIGMA * price + (CUSTOMS_SIGMA - 1) * quality + SPREAD.noise * noise[i]!;
    quantity[i] = Math.exp(logQuantity);
    value[i] = Math.exp(logQuantity + price);
  }
  return { value, quantity };
}

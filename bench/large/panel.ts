/**
 * A panel of any number of rows as a file of Parquet, made by DuckDB from hashes of row, firm, year and city, so that the same
 * number of rows is the same panel wherever it is made: firms in 340 cities, 12 years of which a firm has 8 to 12 in one run
 * (10 on average), ten regressors that firms and years move, an outcome with shocks by city and year. Rows come year after year.
 */
import { DuckDBInstance } from "@duckdb/node-api";

export const REGRESSORS = Array.from({ length: 10 }, (_, j) => `x${j + 1}`);
/** Coefficient of each regressor. */
export const SLOPES = REGRESSORS.map((_, j) => (j + 1) / 10);

const YEARS = 12;
const ROWS_A_FIRM = 10;
const CITIES = 340;
/** Numbers that are drawn for each row, firm, city and year at most. */
const DRAWS = 64;

/** The j-th hash of `id`, and its halves as uniform numbers on [-1/2, 1/2). */
const hashed = (id: string, j: number) => `hash(${DRAWS} * (${id}) + ${j})`;
const high = (hash: string) => `((${hash} >> 32) / 4294967296::DOUBLE - 0.5::DOUBLE)`;
const low = (hash: string) => `((${hash} & 4294967295) / 4294967296::DOUBLE - 0.5::DOUBLE)`;
const half = (prefix: string, j: number) => (j % 2 === 0 ? high : low)(`${prefix}${j >> 1}`);
const whole = (id: string, j: number, below: string) => `(${hashed(id, j)} % (${below})::UBIGINT)::BIGINT`;

/** Writes a panel of `rows` rows, a multiple of 20, to `path`. */
export async function writePanel(path: string, rows: number, threads: number): Promise<void> {
  if (rows % (2 * ROWS_A_FIRM) !== 0)
    throw new RangeError(`rows must be a multiple of ${2 * ROWS_A_FIRM}, got ${rows}`);
  const firms = rows / ROWS_A_FIRM;
  const pairs = Array.from({ length: 6 }, (_, j) => j);
  const draws = pairs.map((j) => `${hashed("f", 10 + j)} AS f${j}, ${hashed("i", 20 + j)} AS i${j}`);
  const columns = REGRESSORS.map(
    (x, j) => `${half("f", j)} + 0.05::DOUBLE * ((t * ${j + 3}) % 12) + ${half("i", j)} AS ${x}`,
  );
  // of two neighbours one lacks as many years as the other has more than the average
  const absent = `CASE WHEN f % 2 = 0 THEN ${whole("f // 2", 1, "5")} ELSE 4 - ${whole("f // 2", 1, "5")} END`;
  const outcome = SLOPES.map((slope, j) => `${slope}::DOUBLE * x${j + 1}`).join(" + ");
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "4GB", threads: String(threads) });
  const connection = await instance.connect();
  await connection.run(`COPY (
    WITH cells AS (SELECT i, i % ${firms} AS f, i // ${firms} AS t FROM range(${YEARS * firms}) r(i)),
    lengths AS (SELECT i, f, t, ${absent} AS absent FROM cells),
    spells AS (SELECT i, f, t, absent, ${whole("f", 2, "absent + 1")} AS entry FROM lengths),
    drawn AS (SELECT i, f, t, ${whole("f", 3, String(CITIES))} AS c, ${draws.join(", ")} FROM spells
      WHERE t >= entry AND t < ${YEARS} - (absent - entry)),
    rows AS (SELECT f, t, c, f5, i5, ${hashed(`c * ${YEARS} + t`, 4)} AS shock, ${columns.join(", ")} FROM drawn)
    SELECT (f + 1)::INTEGER AS firm, (2001 + t)::SMALLINT AS year, c::SMALLINT AS city,
      ${outcome} + ${high("f5")} + 0.1::DOUBLE * ((t * 7) % 12) + ${high("shock")} + 2 * ${high("i5")} AS y,
      ${REGRESSORS.join(", ")}
    FROM rows
  ) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

/** What DuckDB may use in this process. */
export interface SessionOptions {
  /** Bytes DuckDB may hold in memory; beyond, it spills. */
  readonly memory: number;
  /** Folder for temporary files; default the system's. */
  readonly temp: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Where what stages make is kept between runs, by key. Knows nothing of disks: a page may keep it in memory.
 */

/** Plain data by key. */
export interface StageStore {
  has(key: string): boolean | Promise<boolean>;
  /** What was kept under `key`; undefined where nothing is, or what is there is damaged. */
  get(key: string): unknown;
  /**
   * Keeps what `value` gives, a structured clone. A store that can't, or for which `value` throws TypeError because there is
   * no such clone, reports it and goes on.
   */
  put(key: string, value: () => unknown): void | Promise<void>;
}

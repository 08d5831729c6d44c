/** RE2 in the place of `re2js`: its tables are a tenth of the engine, and few studies have patterns, so it is loaded with the first. */
declare function wasmetricsNow<T>(load: () => Promise<T>): T;

const itself = () => wasmetricsNow(() => import("re2js/itself" as "re2js"));

export const RE2JS = {
  get CASE_INSENSITIVE() {
    return itself().RE2JS.CASE_INSENSITIVE;
  },
  compile: (text: string, flags: number) => itself().RE2JS.compile(text, flags),
};

// biome-ignore lint/complexity/noStaticOnlyClass: `instanceof` asks a class
export class RE2JSException {
  static [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof itself().RE2JSException;
  }
}

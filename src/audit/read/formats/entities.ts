/** Character references of HTML that tables have; others stay as they are written. Source: WHATWG, HTML Living Standard, 13.5. */

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ensp: " ",
  emsp: " ",
  thinsp: " ",
  minus: "−",
  ndash: "–",
  mdash: "—",
  times: "×",
  middot: "·",
  sup2: "²",
  dagger: "†",
  Dagger: "‡",
  ast: "*",
  lowast: "∗",
  plusmn: "±",
  le: "≤",
  ge: "≥",
  check: "✓",
  cross: "✗",
  lpar: "(",
  rpar: ")",
  lsqb: "[",
  rsqb: "]",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  hellip: "…",
  Delta: "Δ",
  delta: "δ",
  beta: "β",
  alpha: "α",
  gamma: "γ",
  chi: "χ",
  shy: "",
  zwj: "",
  zwnj: "",
  colon: ":",
  comma: ",",
  period: ".",
  num: "#",
  percnt: "%",
  lowbar: "_",
};

export const decodeEntities = (text: string): string =>
  text.includes("&")
    ? text.replace(
        /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]\w{1,9}));/giu,
        (all, decimal?: string, hex?: string, name?: string) => {
          if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name]! : all;
          const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
          return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : all;
        },
      )
    : text;

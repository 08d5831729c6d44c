/**
 * Layer report. The style sheet of a report page: system fonts only, colours by `prefers-color-scheme`, one column that
 * fits 400 pixels, black on white on paper. Text and ground differ by at least 7 to 1 in both schemes (WCAG 2.2, AAA).
 */

/** CSS set into the page's head. */
export const STYLE = `
:root {
  --ground: #fdfcfa; --text: #1d1d1b; --quiet: #51504b; --line: #d8d5cd; --rule: #1d1d1b; --inset: #f3f1ec;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #171716; --text: #ecebe6; --quiet: #b4b2ab; --line: #3a3936; --rule: #c9c7c0; --inset: #222220; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.55 Georgia, "Noto Serif", "Songti SC", "Noto Serif CJK SC", serif;
}
main, footer { max-width: 46rem; margin: 0 auto; padding: 0 1rem; }
main { padding-top: 2rem; }
h1 { font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; margin: 0 0 0.75rem; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.25rem 0 0.5rem; }
h3 { font-size: 1rem; line-height: 1.35; margin: 1.25rem 0 0.4rem; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: 0.15em; }
a:hover { text-decoration-color: currentColor; }
:target { scroll-margin-top: 1rem; }
nav { margin: 1.5rem 0; padding: 0.9rem 1.1rem; background: var(--inset); border-radius: 4px; font-size: 0.92rem; }
nav h2 { font-size: 0.92rem; margin: 0 0 0.3rem; }
nav ol, nav ul { margin: 0; padding-left: 1.3rem; }
nav ul { list-style: none; padding-left: 0; color: var(--quiet); }
nav li { margin: 0.1rem 0; }
p, ul { margin: 0 0 0.75rem; }
ul { padding-left: 1.2rem; }
li { margin-bottom: 0.3rem; }
.lead { font-size: 1.1rem; }
figure { margin: 1rem 0 2rem; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--rule); outline-offset: 2px; }
table {
  border-collapse: collapse; width: 100%; border-top: 2px solid var(--rule); border-bottom: 2px solid var(--rule);
  font: 0.9rem/1.35 system-ui, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", sans-serif;
  font-variant-numeric: tabular-nums lining-nums;
}
caption { caption-side: top; text-align: left; font-weight: 600; font-size: 0.9rem; padding: 0 0 0.4rem; }
th, td { padding: 0.22rem 0.5rem; vertical-align: baseline; text-align: center; font-weight: 400; }
th:first-child, thead td:first-child { text-align: left; padding-left: 0; }
tr > :last-child { padding-right: 0; }
.dense :is(th, td):not(:first-child, :last-child) { padding-left: 0.28rem; padding-right: 0.28rem; }
thead tr:last-child > * { border-bottom: 1px solid var(--rule); padding-bottom: 0.35rem; }
thead tr:first-child > * { padding-top: 0.35rem; }
tbody tr:first-child > * { padding-top: 0.4rem; }
tr.rule > * { border-top: 1px solid var(--line); padding-top: 0.4rem; }
td { white-space: nowrap; }
th.long, td.long { white-space: normal; text-align: left; min-width: 8rem; }
th[rowspan] { vertical-align: top; }
.whole { display: inline-block; text-align: right; }
.part { display: inline-block; text-align: left; }
.caption { font: 600 0.9rem/1.35 system-ui, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", sans-serif; padding: 0 0 0.4rem; }
.drawing { text-align: center; }
.drawing svg { display: inline-block; vertical-align: top; width: 100%; max-width: 42rem; }
.narrow { display: none; }
.made code { font: 0.8rem/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
figcaption { margin-top: 0.5rem; color: var(--quiet); font-size: 0.875rem; line-height: 1.45; }
figcaption p { margin: 0 0 0.3rem; }
dl { margin: 0 0 1rem; border-top: 1px solid var(--line); }
dl > div { display: grid; grid-template-columns: 15rem 1fr; gap: 0 1rem; padding: 0.3rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
pre {
  margin: 0 0 1rem; padding: 0.75rem 1rem; background: var(--inset); border-radius: 4px;
  font: 0.875rem/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
}
footer { margin-top: 3rem; padding-bottom: 2rem; color: var(--quiet); font-size: 0.875rem; overflow-wrap: anywhere; }
@media (max-width: 34rem) {
  main { padding-top: 1.25rem; }
  table { font-size: 0.74rem; }
  th, td { padding-left: 0.14rem; padding-right: 0.14rem; }
  dl > div { grid-template-columns: 1fr; }
  .wide { display: none; }
  .narrow { display: block; }
}
@media print {
  :root { --ground: #fff; --text: #000; --quiet: #222; --line: #999; --rule: #000; --inset: #fff; }
  html { font-size: 9.5pt; }
  main, footer { max-width: none; padding: 0; }
  .scroll { overflow: visible; }
  .wide { display: block; }
  .narrow { display: none; }
  nav { background: none; border: 1px solid var(--line); }
  nav a { text-decoration: none; }
  .drawing svg { max-width: 32rem; }
  figure, dl > div, pre, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  pre { border: 1px solid var(--line); }
}
`;

/**
 * The page on paper: black on white, upright A4 with landscape pages for wide tables, nothing to click, no
 * figure or row of a table broken across pages.
 */

/** CSS set after that of the screen. */
export const PRINT_STYLE = `@page { size: A4; margin: 18mm 17mm; }
@page across { size: A4 landscape; margin: 15mm 17mm; }
@media print {
  :root { color-scheme: light; --ground: #fff; --text: #000; --quiet: #222; --line: #999; --rule: #000; --inset: #fff; --warn: #000; }
  html { font-size: 9.5pt; }
  main, footer, :is(main, section) > *, .table figcaption, main.beside > section > * { max-width: none; margin-left: 0; margin-right: 0; }
  main, footer, main.beside, main.beside + footer { padding: 0; }
  main.beside > nav { position: static; width: auto; font-size: 0.92rem; }
  .beside > nav > div { position: static; max-height: none; overflow: visible; padding: 0; }
  .beside > nav li li { white-space: normal; }
  nav { background: none; }
  nav a { text-decoration: none; }
  section > figure.table { width: 100%; min-width: 0; }
  .scroll { overflow: visible; }
  .table.broad { page: across; }
  .wide { display: block; }
  .narrow, .tools { display: none; }
  .drawing svg { max-width: 32rem; }
  table { font-size: 8pt; }
  th, td { padding-top: 0.1rem; padding-bottom: 0.1rem; }
  thead { display: table-header-group; }
  figure:not(.table), dl > div, pre, tr, .warning, figcaption p { break-inside: avoid; }
  h1, h2, h3, caption, .caption { break-after: avoid; }
  p, li { orphans: 3; widows: 3; }
  pre { border: 1px solid var(--line); }
}
`;

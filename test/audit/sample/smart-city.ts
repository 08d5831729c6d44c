/** Tables 1 to 3 of the paper on smart cities, as printed. */
import { cell, column, paper, table } from "./hand.js";

const FE = [
  { name: "Year FE", included: true },
  { name: "City FE", included: true },
];
const YEAR = [
  { name: "Year FE", included: true },
  { name: "City FE", included: false },
];
const STARS = [
  { mark: "***", level: 0.01 },
  { mark: "**", level: 0.05 },
  { mark: "*", level: 0.1 },
];
const quality = { outcome: "quality", effects: FE };

const table1 = table(
  "Table 1",
  [
    column("(1)", { did: "0.036*** (7.041)", _cons: "0.258*** (95.399)" }, { N: "3267", R2: "0.015" }, quality),
    column(
      "(2)",
      {
        did: "0.009*** (2.842)",
        eco: "-0.012** (-2.180)",
        fin: "-0.004** (-2.068)",
        fdi: "0.455*** (5.562)",
        open: "-0.008 (-0.816)",
        urban: "-0.018 (-0.978)",
        ia: "0.670*** (30.424)",
        edu: "0.478*** (4.106)",
        infra: "-0.000 (-0.536)",
        market: "-0.000 (-0.100)",
        _cons: "0.121* (1.912)",
      },
      { N: "3267", R2: "0.926" },
      quality,
    ),
  ],
  { stars: STARS, parentheses: { says: "standard deviations in parentheses", means: "std_error" } },
);

const table2 = table("Table 2", [
  column("PSM-DID (1)", { did: "0.037*** (6.962)", _cons: "0.258*** (89.002)" }, { R2: "0.016", N: "2937" }, quality),
  column(
    "PSM-DID (2)",
    {
      did: "0.010*** (3.192)",
      eco: "-0.011* (-1.863)",
      fin: "-0.003 (-1.497)",
      fdi: "0.466*** (5.510)",
      open: "-0.003 (-0.290)",
      urban: "-0.027 (-1.436)",
      ia: "0.665*** (29.205)",
      edu: "0.465*** (3.873)",
      infra: "-0.000 (-0.654)",
      market: "-0.000 (-0.275)",
      _cons: "0.109* (1.662)",
    },
    { R2: "0.932", N: "2928" },
    quality,
  ),
  column(
    "GMM (1)",
    {
      "L.quality": "0.432*** (25.869)",
      did: "0.010*** (3.859)",
      eco: "-0.003 (-0.960)",
      fin: "0.001 (0.852)",
      fdi: "-0.005 (-0.105)",
      open: "-0.009** (-2.139)",
      urban: "-0.003 (-0.334)",
      ia: "0.406*** (24.366)",
      edu: "0.082* (1.957)",
      infra: "-0.000 (-1.136)",
      market: "-0.003*** (-4.825)",
      _cons: "0.071** (2.362)",
    },
    { N: "2981" },
    { ...quality, estimator: "gmm" },
  ),
  column(
    "GMM (2)",
    {
      "L.quality": "0.592*** (24.945)",
      did: "0.009*** (3.296)",
      eco: "-0.008** (-2.481)",
      fin: "-0.002* (-1.706)",
      fdi: "-0.005 (-0.105)",
      open: "-0.003 (-0.677)",
      urban: "0.000 (0.018)",
      ia: "0.330*** (17.880)",
      edu: "0.084* (1.894)",
      infra: "-0.000 (-0.486)",
      market: "-0.002*** (-2.782)",
      _cons: "0.044 (1.409)",
    },
    { N: "2705", "AR(1)": "17.970***", "AR(2)": "-0.340" },
    { ...quality, estimator: "gmm" },
  ),
  column(
    "IV (1)",
    {
      iv: "0.042*** (3.820)",
      eco: "0.150*** (6.217)",
      fin: "0.027** (2.488)",
      fdi: "0.764 (1.519)",
      open: "-0.122*** (-3.563)",
      urban: "-0.020 (-0.223)",
      ia: "-0.215* (-1.714)",
      edu: "-0.227 (-0.514)",
      infra: "0.001*** (3.157)",
      market: "0.019** (2.172)",
      _cons: "-1.563*** (-6.840)",
    },
    { R2: "0.136", N: "3267" },
    { outcome: "did", effects: YEAR, estimator: "first-stage" },
  ),
  column(
    "IV (2)",
    {
      did: "0.248*** (3.613)",
      eco: "-0.043*** (-3.547)",
      fin: "-0.005 (-1.202)",
      fdi: "0.287** (2.259)",
      open: "0.029** (2.179)",
      urban: "0.026 (1.118)",
      ia: "0.751*** (20.549)",
      edu: "0.011 (0.096)",
      infra: "-0.000*** (-3.212)",
      market: "-0.008*** (-3.054)",
      _cons: "0.539*** (4.493)",
    },
    { R2: "0.327", N: "3267" },
    { outcome: "quality", effects: YEAR, estimator: "2sls" },
  ),
]);

const hidden = { ...quality, hiddenRegressors: true };
const table3 = table("Table 3", [
  column("(1)", { did: "0.012** (2.385)" }, { N: "1633", R2: "0.951" }, hidden),
  column("(2)", { did: "0.005 (1.086)" }, { N: "1634", R2: "0.910" }, hidden),
  column("(3)", { did: "0.013*** (2.850)" }, { N: "1624", R2: "0.938" }, hidden),
  column("(4)", { did: "0.006 (1.389)" }, { N: "1616", R2: "0.929" }, hidden),
]);

export const smartCity = paper([table1, table2, table3], {
  panel: { units: 220, periods: 12, balanced: true },
  splits: [
    {
      whole: cell("Table 1", "(2)"),
      parts: [cell("Table 3", "(1)"), cell("Table 3", "(2)")],
      says: "the sample is divided into high and low economic development level groups",
    },
    {
      whole: cell("Table 1", "(2)"),
      parts: [cell("Table 3", "(3)"), cell("Table 3", "(4)")],
      says: "cities with different degrees of openness",
    },
  ],
  sameSample: [
    { columns: [cell("Table 1", "(1)"), cell("Table 1", "(2)")], says: "model (2) adds explanatory variables" },
    { columns: [cell("Table 2", "PSM-DID (1)"), cell("Table 2", "PSM-DID (2)")], says: "the matched sample" },
    { columns: [cell("Table 2", "GMM (1)"), cell("Table 2", "GMM (2)")], says: "the GMM method for robustness" },
    { columns: [cell("Table 2", "IV (1)"), cell("Table 2", "IV (2)")], says: "both stages" },
  ],
  defined: ["quality", "did", "eco", "fin", "fdi", "open", "urban", "ia", "edu", "infra", "iv"],
  comparisons: [
    {
      a: cell("Table 3", "(1)", "did"),
      b: cell("Table 3", "(2)", "did"),
      says: "more pronounced in economically developed areas",
    },
    {
      a: cell("Table 3", "(3)", "did"),
      b: cell("Table 3", "(4)", "did"),
      says: "more pronounced in cities with a higher degree of openness",
    },
  ],
  invariant: [{ term: "iv", within: "City FE", says: "terrain ruggedness" }],
  dynamicPanels: [
    { column: cell("Table 2", "GMM (1)"), transform: null },
    { column: cell("Table 2", "GMM (2)"), transform: null },
  ],
});

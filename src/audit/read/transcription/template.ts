/** A transcription to begin with, with a comment a key: what `audit --template` prints. It is read by a test as it stands. */
export const TEMPLATE = `# Tables of a paper, transcribed for wasmetrics audit. Type the numbers as printed, zeros at the end included; leave out
# what the paper does not say: no rule guesses it. Everything but tables may be left out.
title: Training and wages

tables:
  Table 1:                               # its name, by which cells are meant beneath: Table 1 / (2) / train
    caption: Table 1. Training and log wages
    # One line a row, | between cells. What stands in parentheses is in the cell of its estimate, or in the line beneath.
    # Tabs, commas, LaTeX and HTML are read as well; or, in place of cells, file: table1.tex
    cells: |
      |              | (1)             | (2)             |
      |              | lwage           | lwage           |
      | train        | 0.084** (0.039) | 0.071* (0.037)  |
      | age          |                 | 0.012*** (0.004)|
      | Constant     | 2.310*** (0.02) | 1.905*** (0.13) |
      | Firm FE      | No              | Yes             |
      | Observations | 1,200           | 1,200           |
      | R2           | 0.004           | 0.312           |
    # The note as printed: what parentheses hold, which levels stars mean and how errors were made is read from it ...
    note: "Notes: Standard errors clustered by firm in parentheses. *** p<0.01, ** p<0.05, * p<0.1."
    # ... or is said here:
    # parentheses: t statistics          # in the table's own words; parentheses_mean: errors, t or p, where they are not plain
    # stars: { "***": 0.01, "**": 0.05, "*": 0.1 }
    estimator: ols                       # of all columns: ols, 2sls, first-stage, reduced-form, gmm, nonlinear, other
    # errors: cluster                    # classical, robust, cluster, bootstrap, other: only where the paper says so
    clusters: 48                         # number of clusters
    hidden_regressors: false             # true where the model has regressors that the table does not show
    columns:                             # the same keys for single columns, by their headings
      (2): { weighted: false }

says:                                    # what the text around the tables says
  panel: { units: 300, periods: 4, balanced: true }
  treatment:
    term: train                          # its row
    treated:                             # rows its definition makes treated, of how many
      - { says: "60 of 300 workers are trained in the last two years", rows: 120, of: 1200 }
  # Every variable the text defines; a row that is not among them is reported.
  defined: [train, age, Constant, lwage]
  # Columns that use one sample, and subsamples that make up a whole: {whole: ..., parts: [...], says: ...} under splits.
  same_sample:
    - { columns: [Table 1 / (1), Table 1 / (2)], says: "We then add controls." }
  # Sentences on one cell: a level, insignificant_at, or a value (in quotes, to keep its zeros).
  claims:
    - { cell: Table 1 / (1) / train, level: 0.05, says: "The effect is significant at the 5% level." }
    - { cell: Table 1 / (1) / train, value: "0.084", says: "Training raises wages by 0.084 log points." }
  # Sentences that one estimate is larger than another.
  comparisons: []                        # - { a: Table 2 / (1) / train, b: Table 2 / (2) / train, says: "larger for men" }
  # Instrumental variables: each first stage, and instrumented estimates beside least squares.
  first_stages: []                       # - { first: Table 3 / (1), second: Table 3 / (2), instruments: [z], endogenous: train }
  instrumented: []                       # - { iv: Table 3 / (2) / train, ols: Table 1 / (2) / train }
  invariant: []                          # - { term: z, within: Firm FE, says: "distance to the next school in 1990" }
  dynamic_panels: []                     # - { column: Table 4 / (1), transform: system }
`;

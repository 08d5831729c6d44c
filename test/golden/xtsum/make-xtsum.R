# Variation overall, between and within units by collapse's qsu, seventeen digits.
# Rscript test/golden/xtsum/make-xtsum.R > test/golden/xtsum/xtsum.json
library(collapse)
library(jsonlite)
read <- function(name) read.csv(gzfile(file.path("test/golden/data", name)))
one <- function(data, unit, column) {
  x <- data[[column]]
  s <- qsu(x, pid = data[[unit]], stable.algo = TRUE)
  row <- function(i) as.list(setNames(as.numeric(s[i, 1:5]), c("n", "mean", "sd", "min", "max")))
  list(overall = row(1), between = row(2), within = row(3))
}
nlswork <- read("nlswork.csv.gz")
castle <- read("castle.csv.gz")
empl <- read("EmplUK.csv.gz")
out <- list(
  software = paste("collapse", packageVersion("collapse"), "under R", getRversion()),
  nlswork = list(unit = "idcode", time = "year", variables = sapply(c("ln_wage", "tenure", "age", "south"), function(v) one(nlswork, "idcode", v), simplify = FALSE)),
  castle = list(unit = "state", time = "year", variables = sapply(c("l_homicide", "unemployrt", "popwt"), function(v) one(castle, "state", v), simplify = FALSE)),
  EmplUK = list(unit = "firm", time = "year", variables = sapply(c("emp", "wage", "capital"), function(v) one(empl, "firm", v), simplify = FALSE))
)
cat(toJSON(out, auto_unbox = TRUE, digits = NA, pretty = TRUE), "\n")

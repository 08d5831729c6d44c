# Coarsened exact matching of lalonde by MatchIt (bins by Sturges, given numbers of bins, given cutpoints), and the L1 imbalance
# over the same cells from their table. Run from this folder: Rscript make-coarsened-exact.R
suppressPackageStartupMessages(library(MatchIt))
d <- read.csv("../data/lalonde.csv.gz")
num <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
int <- function(x) paste0("[", paste(x, collapse = ", "), "]")
f <- treat ~ age + educ + race + married + nodegree + re74 + re75
bins <- function(x, cuts) findInterval(x, cuts)
equal <- function(x, n) { s <- seq(min(x), max(x), length.out = n + 1); s[-c(1, n + 1)] }
L1 <- function(cell, w) { t <- d$treat == 1; a <- tapply(w * t, cell, sum) / sum(w[t]); b <- tapply(w * !t, cell, sum) / sum(w[!t]); sum(abs(a - b)) / 2 }
case <- function(cuts, cutpoints) {
  m <- if (is.null(cutpoints)) matchit(f, d, method = "cem") else matchit(f, d, method = "cem", cutpoints = cutpoints)
  s <- as.integer(m$subclass); s[is.na(s)] <- 0L; w <- unname(m$weights)
  cell <- interaction(d$race, d$married, d$nodegree, bins(d$age, cuts$age), bins(d$educ, cuts$educ), bins(d$re74, cuts$re74), bins(d$re75, cuts$re75), drop = TRUE)
  # the same strata by the cuts written out here
  keep <- s > 0; stopifnot(length(unique(s[keep])) == length(unique(cell[keep])), all(tapply(s[keep], factor(cell[keep]), function(v) length(unique(v))) == 1))
  sprintf("{\"cuts\": {%s}, \"strata\": %s, \"weights\": %s, \"l1_before\": %.17g, \"l1_after\": %.17g}",
    paste0("\"", names(cuts), "\": ", sapply(cuts, num), collapse = ", "), int(s), num(w), L1(cell, rep(1, nrow(d))), L1(cell, w))
}
v <- c("age", "educ", "re74", "re75"); k <- nclass.Sturges(d$age)
sturges <- setNames(lapply(v, function(x) equal(d[[x]], k)), v)
given <- list(age = equal(d$age, 4), educ = c(6, 9, 12), re74 = c(0.01, 5000, 10000), re75 = equal(d$re75, 3))
out <- c(sturges = case(sturges, NULL), given = case(given, list(age = 4, educ = given$educ, re74 = given$re74, re75 = 3)))
cat(sprintf("{\"software\": \"MatchIt %s, R %s\", \"sturges_bins\": %d", packageVersion("MatchIt"), getRversion(), k), sprintf(",\n\"%s\": %s", names(out), out), "}\n", sep = "", file = "coarsened-exact.json")

# matchit() by its own defaults and a few options on lalonde: the effect as a difference of weighted means, counts and weights.
# Run from this folder: Rscript make-presets.R
suppressPackageStartupMessages(library(MatchIt))
d <- read.csv("../data/lalonde.csv.gz")
f <- treat ~ age + educ + race + married + nodegree + re74 + re75
num <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
cases <- list(
  default = list(), caliper = list(caliper = 0.2), linear = list(link = "linear.logit", caliper = 0.2),
  exact = list(exact = ~married), both = list(discard = "both"), treat = list(discard = "treat"),
  raw = list(caliper = 0.02, std.caliper = FALSE), cem = list(method = "cem"))
one <- function(args) {
  m <- do.call(matchit, c(list(f, data = d), args)); w <- unname(m$weights); t <- d$treat == 1
  att <- weighted.mean(d$re78[t], w[t]) - weighted.mean(d$re78[!t], w[!t])
  sprintf("{\"att\": %.17g, \"treated\": %d, \"controls\": %d, \"weights\": %s}", att, sum(w[t] > 0), sum(w[!t] > 0), num(w))
}
out <- vapply(cases, one, "")
cat(sprintf("{\"software\": \"MatchIt %s, R %s\"", packageVersion("MatchIt"), getRversion()), sprintf(",\n\"%s\": %s", names(out), out), "}\n", sep = "", file = "presets.json")

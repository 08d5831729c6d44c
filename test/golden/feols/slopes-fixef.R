# Makes slopes-fixef.json: coefficients of effects with slopes, what they add up to, and fitted values, by fixest on base_did.
# (predict() of fixest solves for them again to 1e-5.) Run in this folder: Rscript slopes-fixef.R
suppressMessages(library(fixest))
setFixest_nthreads(1)
setFixest_notes(FALSE)
setFixest_estimation(fixef.tol = 3e-12, fixef.iter = 500000)
d <- read.csv(gzfile("../data/base_did.csv.gz"))
d$city <- d$id %% 7
d$z <- round(10 * sin(seq_len(nrow(d))), 6)
calls <- c("id[period]", "id[[period]]", "id[z] + period", "id[period] + city[z] + period", "city[[z]] + id", "city[z, period] + period[z]")
number <- function(x) sprintf("%.17g", x)
list_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
one <- function(effects) {
  fit <- feols(as.formula(paste("y ~ x1 |", effects)), d)
  found <- suppressMessages(suppressWarnings(fixef(fit, sorted = FALSE, fixef.tol = 3e-12, fixef.iter = 500000)))
  levels <- sapply(names(found), function(name) {
    sprintf('"%s": {%s}', name, paste0('"', names(found[[name]]), '": ', number(found[[name]]), collapse = ", "))
  })
  sprintf('  {"effects": "%s", "fixef": {%s},\n   "sum": %s,\n   "fitted": %s}', effects,
    paste(levels, collapse = ", "), list_of(fit$sumFE[1:40]), list_of(fitted(fit)[1:40]))
}
software <- paste0("fixest ", packageVersion("fixest"), ", R ", getRversion())
writeLines(c(sprintf('{"software": "%s", "fits": [', software), paste(sapply(calls, one), collapse = ",\n"), "]}"), "slopes-fixef.json")

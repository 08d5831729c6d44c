# Makes slopes.json: fixest on base_did with slopes that vary by effects, in every combination of intercepts, several slopes and
# nesting. Run in this folder: Rscript slopes.R
suppressMessages(library(fixest))
setFixest_nthreads(1)
setFixest_notes(FALSE)
setFixest_estimation(fixef.tol = 3e-12, fixef.iter = 200000)
d <- read.csv(gzfile("../data/base_did.csv.gz"))
d$city <- d$id %% 7
d$region <- d$id %/% 20
d$z <- round(10 * sin(seq_len(nrow(d))), 6)
d$w <- 1 + d$id %% 5 / 2
calls <- c(
  "id[[period]]", "id[[period]] + city[[z]]", "id[period]", "id[period, z]", "id[[period, z]]", "id[period] + city[z] + period",
  "id + id[[period]] + period", "city[[z]] + id + period", "city[[z]] + city[[period]]", "id[period] + id[z]", "period[[z]] + id",
  "id[x1^2] + period", "region[period] + city^period + id", "period[z] + city[z, period]"
)
rules <- list(
  iid = list("iid", ssc()), iid_none = list("iid", ssc(fixef.K = "none")), iid_full = list("iid", ssc(fixef.K = "full")),
  hetero = list("hetero", ssc()), id = list(~id, ssc()), id_full = list(~id, ssc(fixef.K = "full")),
  id_none = list(~id, ssc(fixef.K = "none")), period = list(~period, ssc()), both = list(~ id + period, ssc())
)
number <- function(x) sprintf("%.17g", x)
row <- function(x) paste0("{", paste0('"', names(x), '": ', number(x), collapse = ", "), "}")
one <- function(effects, weights) {
  model <- as.formula(paste("y ~ x1 + treat:post |", effects))
  fit <- if (weights) feols(model, d, weights = ~w) else feols(model, d)
  variants <- sapply(names(rules), function(name) {
    V <- suppressMessages(vcov(fit, vcov = rules[[name]][[1]], ssc = rules[[name]][[2]], attr = TRUE))
    sprintf('"%s": {"K": %s, "se": %s}', name, number(attr(V, "dof.K")), row(setNames(sqrt(diag(V)), names(coef(fit)))))
  })
  statistics <- setNames(as.numeric(fitstat(fit, c("r2", "ar2", "wr2", "war2"), simplify = TRUE)), c("r2", "adj_r2", "within_r2", "adj_within_r2"))
  sprintf(
    '  {"effects": "%s", "weights": %s, "coef": %s, "fit": %s, "variants": {%s}}',
    effects, tolower(weights), row(coef(fit)), row(statistics), paste(variants, collapse = ", ")
  )
}
all <- c(sapply(calls, one, FALSE), one("id[period] + period", TRUE), one("id[[period]] + city[z]", TRUE))
software <- paste0("fixest ", packageVersion("fixest"), ", R ", getRversion())
writeLines(c(sprintf('{"software": "%s", "fits": [', software), paste(all, collapse = ",\n"), "]}"), "slopes.json")

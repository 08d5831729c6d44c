# Joint tests under CR2 and CR3 by clubSandwich's approximate Hotelling T-squared (HTZ): ordinary and weighted least squares, effects as dummies.
# Regressors are divided by their standard deviation and weights by their mean, which the test does not depend on: in other units
# clubSandwich 0.5.8 loses directions (with weights "hours" as they are, HTZ of expersq alone has df = Inf, its t has 16.49).
# Run in this folder: Rscript htz.R > htz.json
suppressMessages(library(clubSandwich))
of <- function(data, formula, cluster, restrictions, weights = NULL, ours = deparse(formula), type = "CR2") {
  d <- read.csv(gzfile(paste0("../data/", data, ".csv.gz")))
  d <- d[complete.cases(d[, unique(c(all.vars(formula), cluster, weights))]), ]
  if (!is.null(weights)) d$w_ <- d[[weights]] / mean(d[[weights]])
  regressors <- Filter(function(name) !grepl("factor", name), attr(terms(formula), "term.labels"))
  d[regressors] <- lapply(d[regressors], function(x) x / sd(x))
  fit <- if (is.null(weights)) lm(formula, d) else lm(formula, d, weights = w_)
  V <- vcovCR(fit, factor(d[[cluster]]), type = type)
  tests <- lapply(restrictions, function(names) {
    at <- match(names, names(coef(fit)))
    stopifnot(!anyNA(at))
    htz <- Wald_test(fit, constrain_zero(at), V, test = "HTZ")
    list(terms = as.list(names), q = length(names), F = htz$Fstat, df1 = htz$df_num, df2 = htz$df_denom, p = htz$p_val)
  })
  list(data = data, formula = ours, cluster = cluster, weights = if (is.null(weights)) "" else weights, type = type, tests = tests)
}
out <- list(
  cases = list(
    of("base_did", y ~ x1 + treat + post + period, "id", list(c("treat", "post"), c("x1", "treat", "post"))),
    of("grunfeld", inv ~ value + capital + year, "firm", list(c("value", "capital"), c("value", "capital", "year"))),
    of("grunfeld", inv ~ value + capital + year + factor(firm), "firm",
      list(c("value", "capital"), c("value", "capital", "year")), ours = "inv ~ value + capital + year | firm"),
    of("mroz", lwage ~ exper + expersq + educ + kidslt6 + kidsge6, "age",
      list(c("exper", "expersq"), c("exper", "expersq", "educ"), c("exper", "expersq", "educ", "kidslt6", "kidsge6"))),
    of("mroz", lwage ~ exper + expersq + educ + kidslt6 + kidsge6, "age",
      list(c("exper", "expersq"), c("exper", "expersq", "educ", "kidslt6", "kidsge6")), weights = "hours"),
    of("castle", l_homicide ~ post + l_police + unemployrt + factor(state) + factor(year), "state",
      list(c("l_police", "unemployrt"), c("post", "l_police", "unemployrt")), ours = "l_homicide ~ post + l_police + unemployrt | state + year"),
    of("castle", l_homicide ~ post + l_police + unemployrt + factor(state) + factor(year), "state",
      list(c("l_police", "unemployrt"), c("post", "l_police", "unemployrt")), weights = "popwt",
      ours = "l_homicide ~ post + l_police + unemployrt | state + year"),
    of("grunfeld", inv ~ value + capital + year, "firm", list(c("value", "capital"), c("value", "capital", "year")), type = "CR3"),
    of("mroz", lwage ~ exper + expersq + educ + kidslt6 + kidsge6, "age",
      list(c("exper", "expersq"), c("exper", "expersq", "educ", "kidslt6", "kidsge6")), type = "CR3")
  ),
  software = list(R = as.character(getRversion()), clubSandwich = as.character(packageVersion("clubSandwich"))))
json <- function(x) {
  if (is.list(x)) {
    items <- vapply(seq_along(x), function(i) json(x[[i]]), "")
    if (is.null(names(x))) return(paste0("[", paste(items, collapse = ", "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', items, collapse = ", "), "}"))
  }
  if (length(x) > 1) return(paste0("[", paste(vapply(x, json, ""), collapse = ", "), "]"))
  if (is.character(x)) paste0('"', x, '"') else sprintf("%.17g", x)
}
cat(json(out), "\n")

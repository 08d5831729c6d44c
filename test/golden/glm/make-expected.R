# Expected numbers of fepois and feglm(logit), fixest, iterated until they stand: glm.tol 3e-13, fixef.tol 1e-11, then started
# again from their own linear predictor, because standard errors are those of the weights one step behind the coefficients. And
# of glm with dummies (epsilon 1e-15).
# Usage: Rscript make-expected.R FOLDER_OF_DATA FOLDER_OF_EXPECTED
suppressPackageStartupMessages(library(fixest))
args <- commandArgs(TRUE)
setFixest_nthreads(1); setFixest_notes(FALSE); setFixest_estimation(fixef.tol = 1e-11, fixef.iter = 200000)
data_of <- function(name) read.csv(gzfile(file.path(args[1], paste0(name, ".csv.gz"))))
json <- function(x) {
  if (is.null(x)) return("null")
  if (!is.null(names(x))) return(paste0("{", paste0('"', gsub('"', '\\"', names(x), fixed = TRUE), '": ', vapply(x, json, ""), collapse = ", "), "}"))
  text <- if (is.character(x)) paste0('"', gsub('"', '\\"', x, fixed = TRUE), '"') else if (is.numeric(x)) sprintf("%.17g", x) else vapply(x, json, "")
  if (length(x) == 1 && !is.list(x)) text else paste0("[", paste(text, collapse = ", "), "]")
}
put <- function(id, record) writeLines(json(record), file.path(args[2], paste0(id, ".json")))
software <- c(paste("fixest", packageVersion("fixest")), R.version.string)

record <- function(id, dataset, family, formula, vcovs, sets = list(), weights = NULL, offset = NULL, derive = NULL) {
  d <- data_of(dataset)
  if (!is.null(derive)) for (name in names(derive)) d[[name]] <- eval(parse(text = derive[[name]]), d)
  call <- list(as.formula(formula), d, glm.tol = 3e-13, glm.iter = 200)
  if (!is.null(weights)) call$weights <- as.formula(paste("~", weights))
  if (!is.null(offset)) call$offset <- as.formula(paste("~", offset))
  estimator <- if (family == "poisson") fepois else function(...) feglm(..., family = "logit")
  first <- do.call(estimator, call)
  call[[2]] <- d[obs(first), ]
  fit <- do.call(estimator, c(call, list(etastart = first$linear.predictors)))
  variants <- lapply(vcovs, function(v) {
    s <- summary(fit, vcov = if (startsWith(v, "~")) as.formula(v) else v)
    list(vcov = v, se = as.list(se(s)), z = unname(coeftable(s)[, 3]), p = unname(coeftable(s)[, 4]),
      low = as.list(setNames(confint(s)[, 1], names(coef(s)))), high = as.list(setNames(confint(s)[, 2], names(coef(s)))),
      K = attr(vcov(fit, vcov = if (startsWith(v, "~")) as.formula(v) else v, attr = TRUE), "dof.K"))
  })
  put(id, list(dataset = dataset, family = family, formula = formula, weights = weights, offset = offset, derive = derive,
    software = software, nobs = fit$nobs, coef = as.list(coef(fit)), variants = variants, loglik = fit$loglik,
    deviance = fit$deviance, bic = BIC(fit), squared_cor = fit$sq.cor, null_loglik = fit$ll_null,
    pseudo_r2 = unname(r2(fit, "pr2")), adj_pseudo_r2 = unname(r2(fit, "apr2")), fixef_sizes = as.list(fit$fixef_sizes)))
}

four <- function(a, b) c("iid", "hetero", paste0("~", a), paste0("~", a, "+", b))
trade <- four("Origin", "Destination")
record("fepois_trade_tight", "trade", "poisson", "Euros ~ log(dist_km) | Origin + Destination + Product + Year", trade)
record("fepois_trade_none", "trade", "poisson", "Euros ~ log(dist_km) + age", trade, derive = list(age = "Year - 2005"))
record("fepois_trade_one", "trade", "poisson", "Euros ~ log(dist_km) + Year | Origin", trade)
record("fepois_trade_two", "trade", "poisson", "Euros ~ log(dist_km) + Year | Origin + Destination", c(trade, "~Origin+Destination+Product"))
record("fepois_trade_three", "trade", "poisson", "Euros ~ log(dist_km) | Origin^Year + Destination^Year + Product", trade)
record("fepois_trade_weights", "trade", "poisson", "Euros ~ log(dist_km) | Origin + Destination", trade, weights = "w", derive = list(w = "Year - 2005"))
record("fepois_trade_offset", "trade", "poisson", "Euros ~ Year + log(dist_km) | Origin + Product", trade, offset = "o", derive = list(o = "log(dist_km) / 3"))
empl <- four("firm", "year")
counts <- list(count = "pmax(0, round(10 * log(emp)))", high = "as.integer(wage > 23)", up = "as.integer(log(output) > 4.65)")
record("fepois_empl_zeros", "EmplUK", "poisson", "count ~ log(wage) + log(capital) + log(output) | firm + year", empl, derive = counts)
record("fepois_empl_sector", "EmplUK", "poisson", "count ~ log(wage) + log(capital) + factor(year) | sector", empl, derive = counts)
record("felogit_empl_one", "EmplUK", "logit", "up ~ log(wage) + log(capital) | sector", empl, derive = counts)
record("felogit_empl_two", "EmplUK", "logit", "high ~ log(capital) + log(emp) | sector + year", empl, derive = counts)
record("felogit_empl_firm", "EmplUK", "logit", "up ~ log(wage) + log(capital) + log(emp) | firm", empl, derive = counts)
record("felogit_trade_two", "trade", "logit", "big ~ log(dist_km) + Year | Origin + Destination + Product", trade, derive = list(big = "as.integer(Euros > 1e6)"))
record("felogit_trade_weights", "trade", "logit", "big ~ log(dist_km) | Origin + Destination", trade, weights = "w", offset = "o", derive = list(big = "as.integer(Euros > 1e6)", w = "Year - 2005", o = "Year / 100 - 20.11"))

# glm with dummies: coefficients and classical errors without small-sample factor, of the slopes
dense <- function(id, dataset, family, formula, slopes, effects, derive = NULL, weights = NULL, keep = NULL, dummies = paste0("factor(", effects, ")")) {
  d <- data_of(dataset)
  if (!is.null(derive)) for (name in names(derive)) d[[name]] <- eval(parse(text = derive[[name]]), d)
  if (!is.null(keep)) d <- d[eval(parse(text = keep), d), ]
  model <- as.formula(paste(formula, "+", paste(dummies, collapse = " + ")))
  d$weight_ <- if (is.null(weights)) 1 else d[[weights]]
  fit <- suppressWarnings(glm(model, if (family == "poisson") poisson else binomial, d, weights = weight_, control = glm.control(epsilon = 1e-15, maxit = 100)))
  s <- suppressWarnings(summary(fit, dispersion = 1)$coefficients[slopes, , drop = FALSE])
  put(id, list(dataset = dataset, family = family, formula = paste(formula, "|", paste(effects, collapse = " + ")), weights = weights, derive = derive,
    subset = keep, software = R.version.string, coef = as.list(setNames(s[, 1], slopes)), se = as.list(setNames(s[, 2], slopes)),
    deviance = fit$deviance, null_deviance = fit$null.deviance))
}
dense("glm_empl_poisson", "EmplUK", "poisson", "count ~ log(wage) + log(capital) + log(output)", c("log(wage)", "log(capital)", "log(output)"), c("firm", "year"), derive = counts, keep = "ave(count, firm, FUN = sum) > 0")
dense("glm_empl_ppml", "EmplUK", "poisson", "emp ~ log(wage) + log(capital) + log(output)", c("log(wage)", "log(capital)", "log(output)"), c("firm", "year"))
dense("glm_empl_weights", "EmplUK", "poisson", "emp ~ log(wage) + log(capital)", c("log(wage)", "log(capital)"), c("sector", "year"), weights = "output")
dense("glm_empl_logit", "EmplUK", "logit", "high ~ log(capital) + log(emp)", c("log(capital)", "log(emp)"), c("sector", "year"), derive = counts)
# slopes that vary by an effect, with its intercepts and without
dense("glm_empl_slopes", "EmplUK", "poisson", "emp ~ log(wage) + log(capital)", c("log(wage)", "log(capital)"), c("sector[output]", "year"), dummies = c("factor(sector) * output", "factor(year)"))
dense("glm_empl_slopes_alone", "EmplUK", "poisson", "emp ~ log(wage) + log(capital)", c("log(wage)", "log(capital)"), c("sector[[output]]", "year"), dummies = c("factor(sector):output", "factor(year)"))
dense("glm_empl_slopes_logit", "EmplUK", "logit", "high ~ log(capital) + log(emp)", c("log(capital)", "log(emp)"), c("sector[output]", "year"), dummies = c("factor(sector) * output", "factor(year)"), derive = counts)

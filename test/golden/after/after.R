# Tests and combinations of coefficients by car, multcomp and msm, on data/mroz.csv.gz.
# Run in this folder: Rscript after.R > after.json
suppressMessages({library(car); library(multcomp); library(msm); library(sandwich)})
mroz <- read.csv(gzfile("../data/mroz.csv.gz"))
mroz <- mroz[!is.na(mroz$lwage), ]
fit <- lm(lwage ~ educ + exper + I(exper^2) + age + kidslt6, mroz)
out <- list(formula = "lwage ~ educ + exper + I(exper^2) + age + kidslt6", cases = list())
for (type in c("iid", "hetero")) {
  V <- if (type == "iid") vcov(fit) else vcovHC(fit, type = "HC1")
  tests <- list()
  restrictions <- list(
    "educ = exper", "educ + 2*exper = 0.2", "age = 0, kidslt6 = 0", "3*educ - 7*exper = age, exper = 4 - 90*I(exper^2)",
    "(Intercept) = -0.5, educ = 0.1, exper = 0.04"
  )
  for (text in restrictions) {
    parts <- trimws(strsplit(text, ",")[[1]])
    for (test in c("F", "Chisq")) {
      found <- linearHypothesis(fit, parts, vcov. = V, test = test)
      tests[[length(tests) + 1]] <- list(restrictions = text, test = test, df1 = found$Df[2], df2 = found$Res.Df[2],
        statistic = found[[test]][2], p = found[[4]][2])
    }
  }
  lin <- lapply(list(
    list(text = "educ + 10*exper + 100*I(exper^2)", weights = c(0, 1, 10, 100, 0, 0)),
    list(text = "educ - 2*exper", weights = c(0, 1, -2, 0, 0, 0))
  ), function(one) {
    fitted <- glht(fit, linfct = matrix(one$weights, 1), vcov. = V)
    s <- summary(fitted, test = univariate())$test
    ci <- confint(fitted, level = 0.9, calpha = univariate_calpha())$confint
    list(text = one$text, estimate = s$coefficients[[1]], std_error = s$sigma[[1]], statistic = s$tstat[[1]], p = s$pvalues[[1]],
      low = ci[1, "lwr"], high = ci[1, "upr"], df = fitted$df)
  })
  b <- coef(fit)
  named <- c("b0", "educ", "exper", "exper2", "age", "kidslt6")
  delta <- lapply(list(
    c("-exper / (2 * exper2)", "-exper / (2 * I(exper^2))"), c("exp(educ) - 1", "exp(educ) - 1"),
    c("sqrt(educ) * log(exper)^2", "sqrt(educ) * log(exper)^2"), c("educ^exper", "educ^exper"),
    c("-kidslt6 / age", "abs(kidslt6) / age")
  ), function(pair) {
    found <- deltaMethod(setNames(b, named), pair[1], vcov. = V, level = 0.95)
    list(text = pair[2], estimate = found$Estimate, std_error = found$SE, low = found[[3]], high = found[[4]])
  })
  joint <- deltamethod(list(~ -x3 / (2 * x4), ~ exp(x2) - 1, ~ x2 / x3), b, V, ses = FALSE)
  out$cases[[type]] <- list(wald = tests, lincom = lin, nlcom = delta,
    joint = list(texts = c("-exper / (2 * I(exper^2))", "exp(educ) - 1", "educ / exper"), covariance = joint))
}
out$software <- c(R = as.character(getRversion()), car = as.character(packageVersion("car")),
  multcomp = as.character(packageVersion("multcomp")), msm = as.character(packageVersion("msm")))
json <- function(x) {
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, function(row) json(as.list(unname(row)))), collapse = ","), "]"))
  if (is.list(x) || length(x) > 1) {
    items <- vapply(seq_along(x), function(i) json(x[[i]]), "")
    if (is.null(names(x))) return(paste0("[", paste(items, collapse = ", "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', items, collapse = ", "), "}"))
  }
  if (is.character(x)) paste0('"', x, '"') else sprintf("%.17g", x)
}
cat(json(out), "\n")

# Joint tests under clustering by clubSandwich and car, on data/grunfeld.csv.gz and data/base_did.csv.gz.
# Run in this folder: Rscript joint.R > joint.json
suppressMessages({library(clubSandwich); library(car); library(sandwich)})
of <- function(data, formula, cluster, restrictions) {
  d <- read.csv(gzfile(paste0("../data/", data, ".csv.gz")))
  fit <- lm(formula, d)
  V <- vcovCR(fit, d[[cluster]], type = "CR1S")
  V2 <- vcovCR(fit, d[[cluster]], type = "CR2")
  t <- coef_test(fit, V, test = "naive-t")
  t2 <- coef_test(fit, V2, test = "Satterthwaite")
  tests <- lapply(restrictions, function(names) {
    naive <- Wald_test(fit, constrain_zero(match(names, names(coef(fit)))), V, test = "Naive-F")
    lm_like <- linearHypothesis(fit, paste(names, "= 0"), vcov. = vcovCL(fit, d[[cluster]], type = "HC1"), test = "F")
    out <- list(terms = names, F = naive$Fstat, df1 = naive$df_num, df2 = naive$df_denom, p = naive$p_val,
      residual_df2 = lm_like$Res.Df[2], residual_p = lm_like[["Pr(>F)"]][2])
    if (length(names) == 1) {
      htz <- Wald_test(fit, constrain_zero(match(names, names(coef(fit)))), V2, test = "HTZ")
      out <- c(out, list(htz_F = htz$Fstat, htz_df2 = htz$df_denom, htz_p = htz$p_val))
    }
    out
  })
  list(data = data, formula = deparse(formula), cluster = cluster,
    t = list(terms = rownames(t), df = t$df_t, p = t$p_t), satterthwaite = list(terms = rownames(t2), df = t2$df, p = t2$p_Satt),
    tests = tests)
}
out <- list(
  cases = list(
    of("grunfeld", inv ~ value + capital, "firm", list("value", "capital", c("value", "capital"))),
    of("base_did", y ~ x1 + treat + post, "id", list("x1", "post", c("treat", "post"), c("x1", "treat", "post")))
  ),
  software = list(R = as.character(getRversion()), clubSandwich = as.character(packageVersion("clubSandwich")),
    car = as.character(packageVersion("car")), sandwich = as.character(packageVersion("sandwich")))
)
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

# Chiang, Hansen and Sasaki's variance from plm's parts: Arellano's and Driscoll and Kraay's less Newey and West's, no factor.
# Run in this folder with plm on the library path: Rscript make-chs.R
# Reads ../data/grunfeld.csv.gz and ../data/EmplUK.csv.gz; writes chs.json.
suppressMessages(library(plm))
stopifnot(packageVersion("plm") >= "2.6.2")

json <- function(x) paste0("[", paste(formatC(x, digits = 17, format = "g"), collapse = ", "), "]")
chs <- function(fit, lag) {
  vcovHC(fit, method = "arellano", type = "HC0", cluster = "group") +
    vcovSCC(fit, type = "HC0", maxlag = lag) - vcovNW(fit, type = "HC0", maxlag = lag)
}

data <- list(
  grunfeld = list(formula = inv ~ value + capital, index = c("firm", "year")),
  EmplUK = list(formula = log(emp) ~ log(wage) + log(capital), index = c("firm", "year"))
)
effects <- c(pooling = "", individual = "unit", twoways = "unit + time")
cases <- character()
for (name in names(data)) {
  of <- data[[name]]
  panel <- pdata.frame(read.csv(gzfile(paste0("../data/", name, ".csv.gz"))), index = of$index)
  for (effect in names(effects)) {
    fit <- if (effect == "pooling") plm(of$formula, panel, model = "pooling")
           else plm(of$formula, panel, model = "within", effect = effect)
    for (lag in c(0, 1, 3)) {
      V <- chs(fit, lag)
      cases <- c(cases, sprintf(
        '  {"data": "%s", "formula": "%s", "panel": ["%s", "%s"], "effects": "%s", "lag": %d, "coef": %s, "vcov": %s}',
        name, gsub(" +", " ", paste(deparse(of$formula), collapse = "")), of$index[1], of$index[2], effects[[effect]], lag,
        json(coef(fit)), json(as.vector(V))))
    }
  }
}
writeLines(c("[", paste(cases, collapse = ",\n"), "]"), "chs.json")

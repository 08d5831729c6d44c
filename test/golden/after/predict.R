# Predictions for new rows by lm (mroz) and fixest (base_did). Run in this folder: Rscript predict.R > predict.json
suppressMessages({library(fixest); library(sandwich)})
mroz <- read.csv(gzfile("../data/mroz.csv.gz"))
mroz <- mroz[!is.na(mroz$lwage), ]
fit <- lm(lwage ~ educ + exper + I(exper^2) + factor(kidslt6) + city:log(age), mroz)
new <- data.frame(educ = c(8, 12, 17, 12), exper = c(3, 40, 11, 0), kidslt6 = c(0, 2, 1, 1), city = c(1, 0, 1, 0), age = c(30, 55, 41, 37))
confidence <- predict(fit, new, se.fit = TRUE, interval = "confidence", level = 0.9)
prediction <- predict(fit, new, interval = "prediction", level = 0.95)
did <- read.csv(gzfile("../data/base_did.csv.gz"))
effects <- feols(y ~ x1 + i(period, treat, ref = 5) | id + period, did, fixef.tol = 1e-11)
newdid <- data.frame(id = c(1, 108, 5, 999, 7), period = c(3, 10, 5, 2, 9), treat = c(1, 0, 1, 1, 1), x1 = c(0.5, -1, 0, 2, 1))
out <- list(
  formula = "lwage ~ educ + exper + I(exper^2) + factor(kidslt6) + city:log(age)", rows = as.list(new),
  fit = confidence$fit[, "fit"], se = confidence$se.fit, low90 = confidence$fit[, "lwr"], high90 = confidence$fit[, "upr"],
  low95new = prediction[, "lwr"], high95new = prediction[, "upr"],
  fixest_formula = "y ~ x1 + i(period, treat, ref = 5) | id + period", fixest_rows = as.list(newdid),
  fixest_fit = predict(effects, newdid), software = paste("R", getRversion(), "fixest", packageVersion("fixest"))
)
json <- function(x) {
  if (is.list(x) || length(x) > 1) {
    items <- vapply(seq_along(x), function(i) json(x[[i]]), "")
    if (!is.list(x)) return(paste0("[", paste(items, collapse = ", "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', items, collapse = ",\n"), "}"))
  }
  if (is.character(x)) paste0('"', x, '"') else if (is.na(x)) "null" else sprintf("%.17g", x)
}
cat(json(out), "\n")

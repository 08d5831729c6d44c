# plm 2.6-5 on a panel with gaps: EmplUK without the rows of which 7 firm + 3 year is a multiple of 11. Writes plm-gaps.json.
suppressMessages({library(plm)})
d <- read.csv("EmplUK.csv")
d <- d[(7 * d$firm + 3 * d$year) %% 11 != 0, ]
p <- pdata.frame(d, index = c("firm", "year"))
numbers <- function(x) paste0("[", paste(format(unname(x), digits = 17), collapse = ", "), "]")
case <- function(id, fit) sprintf('  {"id": "%s", "coef": %s, "se": %s, "uncorrected": %s, "rows": %d, "instruments": %d, "hansen": %s, "m1": %s, "m2": %s}',
  id, numbers(fit$coefficients[[2]]), numbers(sqrt(diag(vcovHC(fit)))), numbers(sqrt(diag(vcov(fit)))),
  sum(unlist(lapply(fit$residuals, function(e) sum(e != 0)))), ncol(fit$W[[1]]), numbers(sargan(fit, "twosteps")$statistic),
  numbers(mtest(fit, 1, vcov = vcovHC(fit))$statistic), numbers(mtest(fit, 2, vcov = vcovHC(fit))$statistic))
fit <- function(lags, transformation, collapse) do.call(pgmm, list(
  as.formula(paste("log(emp) ~ lag(log(emp), 1) + log(wage) + log(capital) | lag(log(emp),", lags, ")")),
  data = p, effect = "individual", model = "twosteps", transformation = transformation, collapse = collapse))
cat("[\n", paste(c(case("difference", fit("2:4", "d", FALSE)), case("difference_collapsed", fit("2:99", "d", TRUE)),
  case("system", fit("2:4", "ld", FALSE)), case("system_collapsed", fit("2:4", "ld", TRUE))), collapse = ",\n"), "\n]\n", sep = "", file = "plm-gaps.json")

# Numbers of the examples by fixest: Rscript make-expected.R > expected.json
suppressMessages({
  library(fixest)
  library(jsonlite)
})
setFixest_estimation(fixef.tol = 3e-12, fixef.iter = 1e5)
data <- function(path) read.csv(file.path("../../../examples", path))
of <- function(model, term) {
  row <- coeftable(model)[term, ]
  list(estimate = unname(row[1]), std_error = unname(row[2]), nobs = nobs(model))
}

castle <- data("castle/castle.csv")
castle$did <- as.integer(castle$law > 0 & castle$year >= castle$law)
states <- data("tobacco/states.csv")
states$did <- as.integer(states$program > 0 & states$year >= states$program)
states$event <- ifelse(states$program > 0, pmin(pmax(states$year - 1989, -10), 11), -1000)
stores <- data("minimum-wage/stores.csv")
stores$did <- as.integer(stores$rise > 0 & stores$wave >= 2)
men <- read.csv(gzfile("../../../examples/training/men.csv.gz"))
young <- data("schooling/men.csv")
firms <- data("employment/firms.csv")

# every state in turn as the one that is treated, as many as there are
given <- sapply(unique(states$state), function(one) {
  states$fake <- as.integer(states$state == one & states$year >= 1989)
  coef(feols(cigsale ~ fake | state + year, states))["fake"]
})
actual <- coef(feols(cigsale ~ did | state + year, states))["did"]
events <- feols(cigsale ~ i(event, ref = c(-1, -1000)) | state + year, states, vcov = ~state)

controls <- "age + educ + black + hisp + marr + nodegree + re74 + re75"
training <- function(right, rows) of(feols(as.formula(paste("re78 ~", right)), men[rows, ], vcov = "hetero"), "treat")
both <- paste("treat +", controls)

result <- list(
  software = paste("fixest", packageVersion("fixest")),
  castle = list(
    plain = of(feols(l_homicide ~ did | state + year, castle, vcov = ~state), "did"),
    controls = of(feols(l_homicide ~ did + unemployrt + poverty + l_income + l_police + l_prisoner + blackm_15_24 + whitem_15_24 | state + year, castle, vcov = ~state), "did"),
    weighted = of(feols(l_homicide ~ did | state + year, castle, weights = ~popwt, vcov = ~state), "did"),
    burglary = of(feols(log(burglary) ~ did | state + year, castle, vcov = ~state), "did")
  ),
  tobacco = list(
    plain = of(feols(cigsale ~ did | state + year, states, vcov = ~state), "did"),
    late = of(feols(cigsale ~ did | state + year, states[states$year >= 1980, ], vcov = ~state), "did"),
    price = of(feols(retprice ~ did | state + year, states, vcov = ~state), "did"),
    as_far = sum(abs(given) >= abs(actual) - 1e-9),
    states = length(given),
    events = unname(coef(events))
  ),
  minimum_wage = list(
    jobs = of(feols(employment ~ did | store + wave, stores, vcov = ~store, fixef.rm = "singleton"), "did"),
    wage = of(feols(wage ~ did | store + wave, stores[!is.na(stores$employment), ], vcov = ~store, fixef.rm = "singleton"), "did")
  ),
  training = list(
    trial = training("treat", men$cps == 0),
    trial_controls = training(both, men$cps == 0),
    survey = training("treat", men$trial_control == 0),
    survey_controls = training(both, men$trial_control == 0)
  ),
  schooling = list(
    ols = of(feols(lwage ~ college + exper + black + south + smsa, young, vcov = "hetero"), "college"),
    iv = of(feols(lwage ~ exper + black + south + smsa | college ~ nearc4, young, vcov = "hetero"), "fit_college"),
    # of Cunningham (2021), chapter 7: years of schooling
    years = of(feols(lwage ~ exper + black + south + married + smsa | educ ~ nearc4, young, vcov = "iid"), "fit_educ")
  ),
  employment = list(
    within = of(feols(n ~ slump + w + k | firm + year, firms, vcov = ~firm), "slump"),
    pooled = of(feols(n ~ slump + w + k | year, firms, vcov = ~firm), "slump")
  )
)
cat(toJSON(result, auto_unbox = TRUE, digits = 12, pretty = TRUE), "\n")

"""One module a question. Each has measure(stage, plan) -> [Part]; `plan` says how long and how often."""

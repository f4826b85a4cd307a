"""Results in, chart specs out. Colours come from `palette`, texts from the caller."""

"""Past one machine: the same scorer in the workers of a Ray cluster, a folder of Parquet out."""

"""Benchmarks: how long people wait for cpconf, compared with a floor or peer in the same run."""

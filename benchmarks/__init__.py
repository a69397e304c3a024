"""How long people wait for cpconf, beside a floor or a peer measured in the same run."""

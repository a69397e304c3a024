"""Documents: inspecting within limits, protecting with proof, cutting, merging and publishing."""

"""One PDF: inspecting and protecting it, reading its pages, and proving that a copy is the same."""

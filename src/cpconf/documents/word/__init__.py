"""Word documents: inspecting, protecting, and filling in templates."""

"""The set of reports in one PDF: its contents, page numbers, links and layers."""

"""The set of reports in one PDF: its contents and its page numbers."""

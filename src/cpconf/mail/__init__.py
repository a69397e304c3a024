"""Mail: addresses, what messages say, drafts of them, and sending them over SMTP."""

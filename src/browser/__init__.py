"""Python in the reader's page: what runs there, and what packs it."""

"""files -> articles -> passages -> index -> hits -> cited answer. Knows nothing of the screen."""

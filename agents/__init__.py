"""What thinks: profile, retrieval, ranking, explanation, and the models they ask."""

"""After submission: how a case stands, what it pays, and what the buyer may still do with it."""

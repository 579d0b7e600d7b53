"""What the bot does, one module a wish: reads the tracker, asks the buyer's door, says it."""

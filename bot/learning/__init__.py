"""What the bot did not understand, looked through by people and taught to it."""

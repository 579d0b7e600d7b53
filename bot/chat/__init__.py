"""Conversations with buyers: messages, ownership, the bot's turns. No HTTP in here."""

"""Rasa components for Chinese buyers: the only code that runs in Rasa's environment."""

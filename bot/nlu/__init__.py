"""Rasa components for Chinese buyers: the only code of the product that runs in Rasa's environment."""

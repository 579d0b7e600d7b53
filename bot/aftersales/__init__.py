"""The after-sales business: orders, cases, money, time. No web and no Rasa in it."""

"""Cards that more than one process shows: a case, and an order. No Rasa and no web in here."""

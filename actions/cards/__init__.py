"""Cards: pictures of orders, cases and amounts, with labels from the responses."""

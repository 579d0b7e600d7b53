"""What ``make eval`` writes for people to read: tables, pictures and a page that shows them."""

"""Handoff to people: the queue, who takes it, and what they may do."""

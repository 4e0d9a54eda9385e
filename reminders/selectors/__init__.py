"""Reads about reminders: who is told of what, what was chosen, what will be said."""

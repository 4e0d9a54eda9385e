"""What the officers' pages of every app have in common: reading, and acts on pages of their own."""

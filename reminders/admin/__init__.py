"""The officers' pages of reminders."""

from reminders.admin.preferences import PreferenceAdmin

__all__ = ["PreferenceAdmin"]

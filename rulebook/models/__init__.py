from rulebook.models.pin import Pin
from rulebook.models.rulebook import Rulebook, RulebookChange, RuleFigure

__all__ = ["Pin", "RuleFigure", "Rulebook", "RulebookChange"]

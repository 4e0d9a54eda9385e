"""What an officer sends: which publication, the file, and the day that it describes."""

from typing import Any

from django import forms

from organisations.models import REGISTER_LABELS, RegisterKind
from registers.actions.uploads import LARGEST

CHOICES = [("", "Choose one"), *((kind.value, REGISTER_LABELS[kind]) for kind in RegisterKind)]


class UploadForm(forms.Form):
    """The first step. The words of its errors are those of the NHS design system."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="Publication", choices=CHOICES, error_messages={"required": "Select a publication"}
    )
    file = forms.FileField(
        label="File",
        help_text="A CSV file, or GeoJSON for boundaries, smaller than 32MB.",
        widget=forms.FileInput,
        error_messages={
            "required": "Select a file",
            "empty": "The selected file is empty",
            "invalid": "The selected file could not be uploaded – try again",
            "max_length": "The selected file must have a shorter name",
        },
        max_length=255,
    )
    as_of = forms.DateField(
        label="As of (if the file’s name does not say)",
        required=False,
        help_text="The day that the file describes, such as 31/05/2018.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Date must be a real date"},
    )

    def clean_file(self) -> Any:
        """Size and kind by name; what the file truly is, the check finds out."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The selected file must be smaller than 32MB")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, kind = cleaned.get("file"), cleaned.get("kind")
        if file is None or not kind:
            return cleaned
        geographic = kind == RegisterKind.BOUNDARIES
        wanted = (".geojson", ".json") if geographic else (".csv", ".txt")
        if not file.name.lower().endswith(wanted):
            what = "GeoJSON" if geographic else "CSV"
            self.add_error("file", f"The selected file must be a {what}")
        return cleaned


class ApplyForm(forms.Form):
    """The second step: the very file that was checked, and the two explicit choices."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=500)
    good_rows_only = forms.BooleanField(required=False)
    allow_endings = forms.BooleanField(required=False)

"""The officers' page: send, see the check, apply that very file once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organisations.models import ImportRun, Practice
from registers.actions import uploads
from registers.models import Upload
from tests.registers.files import A, B, practice_row, register

pytestmark = pytest.mark.django_db

SEND = "admin:organisations_importrun_import"
CHECK = "admin:organisations_importrun_check"
APPLY = "admin:organisations_importrun_apply"
ERRORS = "admin:organisations_importrun_errors"


@pytest.fixture
def door(client, officer):
    client.force_login(officer)
    return client


def send(door, content, *, kind="ods-practices", name="epraccur_2018-05.csv", **more):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return door.post(reverse(SEND), {"kind": kind, "file": file, **more})


def page(door, response):
    assert response.status_code == 302, response.content.decode()
    return door.get(response.url)


def token_of(response):
    return response.context["token"]


def apply(door, response, **more):
    upload = Upload.objects.latest("sent_at")
    return door.post(reverse(APPLY, args=[upload.pk]), {"token": token_of(response), **more})


def test_a_file_is_checked_then_applied(door, officer):
    shown = page(door, send(door, register()))
    text = shown.content.decode()
    assert "2 read = 2 created" in text
    assert "31 May 2018 (from the name of the file)" in text
    assert not Practice.objects.exists()
    done = apply(door, shown)
    run = ImportRun.objects.get()
    assert done.url == reverse("admin:organisations_importrun_change", args=[run.pk])
    assert run.by_id == officer.pk
    assert Practice.objects.count() == 2
    upload = Upload.objects.get()
    assert (upload.run_id, upload.content) == (run.pk, None)
    assert "2 read = 2 created" in door.get(done.url).content.decode()


def test_pressing_twice_applies_once(door):
    shown = page(door, send(door, register()))
    first = apply(door, shown)
    second = apply(door, shown)
    assert (second.status_code, second.url) == (302, first.url)
    assert ImportRun.objects.count() == 1


def test_failed_rows_are_listed_and_nothing_can_be_applied_unless_they_are_left_out(door):
    shown = page(door, send(door, register(practice_row(A), practice_row("<b>BAD</b>"))))
    text = shown.content.decode()
    assert "<title>Error: Check" in text
    assert "There is a problem" in text
    assert "1 of 2 rows failed" in text
    assert "&lt;b&gt;BAD&lt;/b&gt;" in text
    assert "<b>BAD</b>" not in text
    refused = apply(door, shown)
    assert refused.status_code == 200
    assert not Practice.objects.exists()
    apply(door, shown, good_rows_only="on")
    assert list(Practice.objects.values_list("code", flat=True)) == [A]


def test_a_file_that_would_end_too_much_needs_a_tick(door, take):
    many = [practice_row(f"X9{number:04}") for number in range(150)]
    take("ods-practices", register(*many))
    shown = page(door, send(door, register(*many[:20]), name="epraccur_2018-06.csv"))
    assert "This is the whole publication" in shown.content.decode()
    apply(door, shown, allow_endings="on")
    assert Practice.objects.filter(status="closed").count() == 130


def test_every_finding_can_be_downloaded_and_no_spreadsheet_runs_it(door):
    rows = [practice_row("=1+1"), practice_row(B, setting="9")]
    page(door, send(door, register(*rows)))
    response = door.get(reverse(ERRORS, args=[Upload.objects.get().pk]))
    assert response["Content-Disposition"].startswith("attachment")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "row,column,value,verdict,reason,expected"
    assert lines[1].startswith("1,column 1 (code),'=1+1,failed")
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("", "a.csv", "The selected file is empty"),
        ("x", "a.xlsx", "The selected file must be a CSV"),
        ("x", "noextension", "The selected file must be a CSV"),
    ],
)
def test_upload_errors_have_the_words_of_the_nhs(door, content, name, sentence):
    response = send(door, content, name=name)
    assert response.status_code == 422
    text = response.content.decode()
    assert "<title>Error: " in text
    assert f'<a href="#id_file">{sentence}</a>' in text


def test_nothing_chosen_is_said_for_each_field(door):
    text = door.post(reverse(SEND), {}).content.decode()
    assert "Select a publication" in text
    assert "Select a file" in text


def test_boundaries_are_geojson_by_name(door):
    response = send(door, "{}", kind="boundaries")
    assert "The selected file must be a GeoJSON" in response.content.decode()


def test_too_large_a_file_is_refused_before_it_is_read(door, monkeypatch):
    monkeypatch.setattr("registers.forms.LARGEST", 10)
    assert "must be smaller than 32MB" in send(door, register()).content.decode()


def test_an_unreal_date_is_said(door):
    assert "Date must be a real date" in send(door, register(), as_of="30/02/2018").content.decode()


def test_a_file_that_is_not_a_register_shows_its_sentence(door):
    shown = page(door, send(door, b"PK\x03\x04" + b"x" * 100))
    assert "This is an Excel workbook or a zip file" in shown.content.decode()
    assert "Apply the file" not in shown.content.decode()


def test_another_files_token_applies_nothing(door):
    shown = page(door, send(door, register()))
    token = token_of(shown)
    page(door, send(door, register(practice_row(A, "OTHER"))))
    upload = Upload.objects.latest("created_at")
    for wrong in (token, "", "nonsense", token[:-1]):
        response = door.post(reverse(APPLY, args=[upload.pk]), {"token": wrong})
        assert response.status_code == 422
        assert "This is not the file that was checked" in response.content.decode()
    assert not Practice.objects.exists()


def test_a_changed_file_is_refused(door):
    shown = page(door, send(door, register()))
    Upload.objects.update(content=register(practice_row(A, "FORGED")).encode())
    response = apply(door, shown)
    assert "This is not the file that was checked" in response.content.decode()
    assert not Practice.objects.exists()


def test_only_the_last_file_that_was_sent_is_kept(door):
    first = page(door, send(door, register()))
    old = Upload.objects.get()
    send(door, register(practice_row(A, "NEWER")))
    old.refresh_from_db()
    assert old.content is None
    response = door.post(reverse(APPLY, args=[old.pk]), {"token": token_of(first)})
    assert "kept no longer" in response.content.decode()
    assert door.get(reverse(ERRORS, args=[old.pk])).status_code == 404


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "a\u202e.csv", "x" * 250 + ".csv"])
def test_strange_names_are_names_only(door, name):
    assert page(door, send(door, register(), name=name)).status_code == 200


def test_who_may_not_is_told_who_may(client, auditor):
    client.force_login(auditor)
    response = client.get(reverse(SEND))
    assert response.status_code == 403
    assert "programme officers and the approving officers" in response.content.decode()
    assert send(client, register()).status_code == 403
    assert not Upload.objects.exists()
    assert client.get(reverse("admin:organisations_importrun_changelist")).status_code == 200


def test_an_auditor_cannot_apply_what_an_officer_checked(door, client, auditor):
    shown = page(door, send(door, register()))
    upload = Upload.objects.get()
    client.force_login(auditor)
    for url in (reverse(CHECK, args=[upload.pk]), reverse(ERRORS, args=[upload.pk])):
        assert client.get(url).status_code in (403, 404)
    response = client.post(reverse(APPLY, args=[upload.pk]), {"token": token_of(shown)})
    assert response.status_code == 403
    assert not Practice.objects.exists()


def test_strangers_are_sent_to_the_door(client, stranger):
    client.force_login(stranger)
    assert client.get(reverse(SEND)).status_code == 302


def test_applying_is_a_post_and_unknown_files_are_unknown(door):
    page(door, send(door, register()))
    upload = Upload.objects.get()
    assert door.get(reverse(APPLY, args=[upload.pk])).status_code == 405
    missing = "00000000-0000-4000-8000-000000000000"
    assert door.get(reverse(CHECK, args=[missing])).status_code == 404


def test_the_pages_have_nothing_inline(door):
    shown = page(door, send(door, register(practice_row("BAD"))))
    for text in (door.get(reverse(SEND)).content.decode(), shown.content.decode()):
        assert "<script>" not in text
        assert " style=" not in text
        assert "onclick" not in text


def test_the_list_of_imports_asks_few_questions(door, take, django_assert_max_num_queries):
    for number in range(5):
        take("ods-practices", register(practice_row(A, f"NAME {number}")))
    with django_assert_max_num_queries(10):
        response = door.get(reverse("admin:organisations_importrun_changelist"))
    assert "Import a file" in response.content.decode()


def test_the_largest_upload_is_what_the_form_says():
    assert uploads.LARGEST == 32 * 1024 * 1024

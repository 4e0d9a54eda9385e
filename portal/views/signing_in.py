"""Signing in and out."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.forms import Form
from django.http import HttpResponse

from portal.forms.signing_in import SignInForm
from portal.presenters import answers


class SignIn(LoginView):
    """Asks who it is, and goes on to the page that was wanted; never to another site."""

    form_class = SignInForm
    template_name = "portal/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: Form) -> HttpResponse:
        """The same page again; the password is not shown."""
        problems = answers.problems_of(form)
        if form.non_field_errors():
            problems = [answers.Problem("username", str(form.non_field_errors()[0]), "#username")]
        shown = answers.page_of_bound(form, problems)
        context = self.get_context_data(form=form, shown=shown)
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("shown", answers.FormPage((), {}))
        return super().get_context_data(**kwargs)


class SignOut(LogoutView):
    """Ends the session. Only by a button: a link could be put on another site."""

"""The forms of signing in: allauth's, with our words. Settings name them; nothing else imports them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = dict[str, _StrPromise]

PASSWORD_RULE = _(
    "At least twelve characters. Several words in a row are easy to keep; common passwords and your own "
    "name or address are refused."
)
CODE_HELP = _("The six figures that your authenticator app shows, or one of your recovery codes.")
AGAIN = _("New password, once more")


def _words(form: forms.Form, labels: Words, helps: Words | None = None) -> None:
    """Give fields our labels and help; a label is always seen, so no field repeats it as a placeholder."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name) or field.label
        field.help_text = (helps or {}).get(name, "")
        if name == "code":
            field.widget.attrs.update({"inputmode": "numeric", "autofocus": True, "class": "ltr"})


class SignIn(account.LoginForm):  # type: ignore[misc]  # allauth has no type information
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"login": _("E-mail address"), "password": _("Password")})
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ForgottenPassword(account.ResetPasswordForm):  # type: ignore[misc]
    """Where the link goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"email": _("E-mail address")})


class NewPassword(account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link that was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"password1": _("New password"), "password2": AGAIN}, {"password1": PASSWORD_RULE})


class ChangedPassword(account.ChangePasswordForm):  # type: ignore[misc]
    """A new password in place of the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(
            self,
            {"oldpassword": _("Present password"), "password1": _("New password"), "password2": AGAIN},
            {"password1": PASSWORD_RULE},
        )


class PasswordAgain(account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"password": _("Password")})


class Code(second_factor.AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"code": _("Code")}, {"code": CODE_HELP})


class CodeAgain(second_factor.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"code": _("Code")}, {"code": CODE_HELP})


class FirstCode(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app that is being tied to the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, {"code": _("Code")}, {"code": _("The six figures that the app shows now.")})

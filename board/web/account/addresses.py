"""Change the e-mail address of one's own account, and sign out everywhere."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import recovering
from board.actions.links import find_link
from board.actions.recovering import ADDRESS, AddressTaken
from board.extensions import limiter
from board.models import OneTimeLink
from board.web.account.forms import NewAddressForm
from board.web.account.sessions import end, failed
from board.web.mail_words import and_mailed
from board.web.security import rate_key
from board.web.viewer import access, me, myself, now, one_or_404, settings

blueprint = Blueprint("addresses", __name__)


@blueprint.get("/profile/address")
@access("signed_in")
def address() -> str:
    """Show the form for another e-mail address."""
    return render_template("account/address.html", form=NewAddressForm(formdata=None))


@blueprint.post("/profile/address")
@limiter.limit(lambda: settings().rate_sign_in, key_func=rate_key)
@limiter.limit("10 per day", key_func=rate_key)
@access("signed_in")
def ask_for_address() -> BaseResponse | tuple[str, int]:
    """Mail a link to the new address. The answer is the same if another account has this address."""
    form = NewAddressForm()
    if not form.validate():
        return render_template("account/address.html", form=form), 422
    recovering.ask_for_address(myself(), form.email.data or "", now())
    flash(
        and_mailed(
            _("Nothing is changed until you open the link that goes to the new address."),
            _("We have sent it in an e-mail."),
        )
    )
    return redirect(url_for("accounts.profile"), 303)


@blueprint.get("/address/<token>")
@access("public")
def confirm(token: str) -> str:
    """Show a button instead of confirming at once: mail programs open links by themselves, and must not use one up."""
    return render_template("account/confirm_address.html", address=_link(token).address)


def _link(token: str) -> OneTimeLink:
    return one_or_404(find_link(ADDRESS, token, now()))


@blueprint.post("/address/<token>")
@limiter.limit(lambda: settings().rate_sign_in, deduct_when=failed)
@access("public")
def change_address(token: str) -> BaseResponse:
    """Make the confirmed address the address of the account."""
    try:
        user = recovering.confirm_address(_link(token), now())
        flash(_("Your address is changed. From now on you sign in with %(email)s.", email=user.email))
    except AddressTaken:
        flash(_("There is an account with this address by now, so nothing was changed."))
    return redirect(url_for("accounts.profile" if me() else "accounts.sign_in"), 303)


@blueprint.post("/profile/sign-out-everywhere")
@access("signed_in")
def sign_out_everywhere() -> BaseResponse:
    """End all sessions of the account, this one included."""
    recovering.sign_out_everywhere(myself())
    end()
    flash(_("You are signed out everywhere."))
    return redirect(url_for("accounts.sign_in"), 303)

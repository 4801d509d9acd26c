"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter

from accounts import session


class AccountAdapter(DefaultAccountAdapter):
    """People are added by an administrator; nobody signs up."""

    def login(self, request, user):
        super().login(request, user)
        session.begin(request.session)

    def is_open_for_signup(self, request):
        return False

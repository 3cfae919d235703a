"""Routes of accounts: our own pages under a namespace, and of allauth's views the few we want."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from ip5.accounts import forms, views
from ip5.kernel import access

own = (
    [
        path("wear/", views.wear, name="wear"),
        path("people/", views.people, name="people"),
        path("second-address/", views.second_address, name="second_address"),
        path("people/<uuid:uuid>/designate/", views.designate, name="designate"),
        path(
            "people/designations/<uuid:uuid>/withdraw/",
            views.withdraw_designation,
            name="withdraw_designation",
        ),
    ],
    "accounts",
)

# allauth's names carry no namespace: its own code looks them up. Sign-up, e-mail addresses and
# inactive accounts have no route: nobody signs up, and the answer to a closed account is that of
# a wrong password.
urlpatterns = [
    path("", include(own)),
    path("login/", access.public(views.SignIn.as_view(form_class=forms.LoginForm)), name="account_login"),
    path("logout/", access.public(allauth_views.LogoutView.as_view()), name="account_logout"),
    path(
        "reauthenticate/",
        access.person(allauth_views.ReauthenticateView.as_view(form_class=forms.ReauthenticateForm)),
        name="account_reauthenticate",
    ),
    path(
        "password/change/",
        access.person(allauth_views.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm)),
        name="account_change_password",
    ),
    path(
        "password/reset/",
        access.public(allauth_views.PasswordResetView.as_view(form_class=forms.ResetPasswordForm)),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        access.public(allauth_views.PasswordResetDoneView.as_view()),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        access.public(allauth_views.PasswordResetFromKeyView.as_view(form_class=forms.ResetPasswordKeyForm)),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        access.public(allauth_views.PasswordResetFromKeyDoneView.as_view()),
        name="account_reset_password_from_key_done",
    ),
]

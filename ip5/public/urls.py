"""Routes of the site without sign-in."""

from django.urls import path

from ip5.public import views

app_name = "public"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/verify.py", views.verifier, name="verifier"),
    path("verify/verify-format.md", views.verify_format, name="verify_format"),
]

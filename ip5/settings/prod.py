"""Behind a TLS proxy: cookies only over TLS, HSTS for a year."""

from ip5.env import env
from ip5.settings.base import *  # noqa: F403

# Without it everybody behind the proxy would share one address, and with it the sign-in limits.
ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxies

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

"""What every API shares: sign-in, errors, pages, the base of the viewsets. Knows no app above."""

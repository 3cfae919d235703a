"""What leaves the site: calendar files, bundles, the summary as documents."""

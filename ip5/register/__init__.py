"""The register of the whole body: decisions D-n and action items A-n."""

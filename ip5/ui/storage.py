"""Static files under hashed names, the imports between ES modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also rewrites `import "./x.js"`, so a module never meets an old one."""

    support_js_module_import_aggregation = True

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Static files under names that carry their hash, compressed once.

    The pages load ES modules that import each other by relative paths; those imports have to name
    the hashed files too, or a browser keeps the old module for as long as it caches.
    """

    support_js_module_import_aggregation = True

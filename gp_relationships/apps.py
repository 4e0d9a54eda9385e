from django.apps import AppConfig


class GpRelationshipsConfig(AppConfig):
    name = "gp_relationships"
    verbose_name = "GP relationships"

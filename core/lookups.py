"""A way to ask for many rows by identifier: one array, where Django's `in` sends each by itself."""

from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Lookup, UUIDField


@UUIDField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):  # type: ignore[type-arg]
    """`pk__among=[…]`: = ANY(array). The statement stays as short for ten thousand as for one."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The condition and its one array."""
        sql, parameters = self.process_lhs(compiler, connection)
        wanted = [value if isinstance(value, UUID) else UUID(str(value)) for value in self.rhs]
        return f"{sql} = ANY(%s::uuid[])", [*parameters, wanted]

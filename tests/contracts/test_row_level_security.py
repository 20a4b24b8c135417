import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_it_connects_as_a_role_that_cannot_bypass():
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls, rolname from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False, False, "plc_app")

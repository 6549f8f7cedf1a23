"""Where alembic enters: it migrates over the connection `whyrec.store` hands it.

There is no alembic.ini and no offline mode: the store migrates itself when it is opened, inside one
transaction that the caller has begun.
"""

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection)
context.run_migrations()

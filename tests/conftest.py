"""A PostgreSQL and a Redis of our own, one database for each worker; emptied after each test."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.applications import Starlette

from participe.app import create_app
from participe.core import clock, embedded, migrations
from participe.core.db import EVERYTHING, Sessions, enter_scope, make_engine, make_sessions, sql
from participe.core.rules import Viewer
from participe.core.settings import Settings
from tests import factories
from tests.factories import Actor

BASE = "http://test"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of this run; near the root, for sockets' paths are short."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]
    base = Path("/var/lib") if os.geteuid() == 0 else tmp_path_factory.getbasetemp().parent
    return base / f"participe-tests-{run}"


@pytest.fixture(scope="session")
def database(shared_home: Path, worker_id: str) -> Iterator[embedded.Database]:
    """The database of this worker, migrated; the server stops with its last user."""
    with embedded.postgres(shared_home, f"test_{worker_id}") as found:
        migrations.upgrade(found.owner_url)
        yield found


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded.redis(tmp_path_factory.mktemp("r")) as url:
        yield url


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        public_url=BASE,
        participe_home=tmp_path_factory.mktemp("home"),
        secret_key="a secret of the tests, long enough",
        demo=True,
        rate_limits=False,
    )


@pytest.fixture(scope="session")
async def engine(database: embedded.Database) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(database.url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def owner(database: embedded.Database) -> AsyncIterator[AsyncEngine]:
    """The server's superuser: for emptying tables, and for looking behind the rules."""
    url = embedded.as_role(database.url, "postgres", database.url.split("@/")[1].split("?")[0])
    engine = create_async_engine(url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def app(settings: Settings, engine: AsyncEngine, database: embedded.Database) -> Starlette:
    return create_app(settings, database_url=database.url, engine=engine)


@pytest.fixture(scope="session")
async def emptying(owner: AsyncEngine) -> str:
    """One statement that empties every table, whatever points to what."""
    async with owner.connect() as connection:
        names = await connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        tables = [name for (name,) in names if name != "alembic_version"]
    return "; ".join(
        ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {t}" for t in tables)]
    )


@pytest.fixture
async def sessions(
    engine: AsyncEngine, owner: AsyncEngine, emptying: str, app: Starlette
) -> AsyncIterator[Sessions]:
    """Sessions as the application has them: what is committed stays until the test ends."""
    sessions = make_sessions(engine)
    sessions.configure(
        info={
            "sessions": sessions,
            "settings": app.state.settings,
            "templates": app.state.templates,
        }
    )
    app.state.kept_pages.clear()
    yield sessions
    async with owner.begin() as connection:
        await connection.exec_driver_sql(emptying)


@pytest.fixture
async def db(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """A session that sees every administration, like the worker's. Commit what others must see."""
    async with sessions() as session:
        # Each commit ends the scope: begin it again. A slow test may leave it idle for long.
        commit = session.commit

        async def go_on() -> None:
            await enter_scope(session, administrations=EVERYTHING)
            await sql(session, text("SET LOCAL idle_in_transaction_session_timeout = 0"))

        async def commit_and_go_on() -> None:
            await commit()
            await go_on()

        await go_on()

        session.commit = commit_and_go_on  # type: ignore[method-assign]
        yield session
        await session.rollback()


@pytest.fixture
def stranger() -> Viewer:
    return Viewer(clock.now())


@pytest.fixture
async def place(db: AsyncSession) -> factories.Place:
    """A commune with a published project and an idea box, open since yesterday until tomorrow."""
    return await factories.make_place(db)


@pytest.fixture
async def elsewhere(db: AsyncSession, place: factories.Place) -> factories.Place:
    """A neighbour that must not be touched: another commune, project and box."""
    return await factories.make_place(db, slug="elsewhere")


@pytest.fixture
async def citizen(db: AsyncSession) -> Actor:
    return await factories.make_actor(db, "Nadia B.")


@pytest.fixture
async def other_citizen(db: AsyncSession) -> Actor:
    return await factories.make_actor(db, "Luc D.")


@pytest.fixture
async def manager(db: AsyncSession, place: factories.Place) -> Actor:
    return await factories.make_actor(db, "Claire M.", manager=place.administration.id)


@pytest.fixture
async def moderator(db: AsyncSession, place: factories.Place) -> Actor:
    return await factories.make_actor(db, "Bruno L.", moderator=place.administration.id)


@pytest.fixture
async def clients(app: Starlette) -> AsyncIterator["Clients"]:
    """`clients(citizen)` is a browser in which that person is signed in; `clients()` a stranger's."""
    made = Clients(app)
    yield made
    await made.close()


class Clients:
    def __init__(self, app: Starlette) -> None:
        self._app, self._made = app, []

    def __call__(self, actor: Actor | None = None, *, follow: bool = True) -> AsyncClient:
        client = AsyncClient(
            transport=ASGITransport(self._app),
            base_url=BASE,
            follow_redirects=follow,
            cookies={"session": actor.key} if actor else {},
        )
        self._made.append(client)
        return client

    async def close(self) -> None:
        for client in self._made:
            await client.aclose()

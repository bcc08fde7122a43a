"""How often the same person or network may ask. On POSTs and search, never on plain reading."""

import hmac
import ipaddress
from dataclasses import dataclass
from time import monotonic

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError
from starlette.requests import Request

from participe.core.errors import TooMany
from participe.core.i18n import _l
from participe.core.settings import Settings
from participe.core.web import settings_of, viewer_of

log = structlog.get_logger()
TOO_OFTEN = _l("This was asked too often. Wait a few minutes, then try again.")


@dataclass(frozen=True)
class Limit:
    """`Limit("post", "60/minute")`. With `strict`, half of it holds while Redis is away."""

    name: str
    rate: str
    strict: bool = False

    @property
    def item(self) -> RateLimitItem:
        return parse(self.rate)


# A class of thirty or a library shares one network: its limits are for machines, not for them.
POSTS = Limit("post", "240/minute")
SEARCHES = Limit("search", "120/minute")
SIGN_INS = Limit("sign_in", "240/hour", strict=True)
CODES = Limit("code", "10/10 minutes", strict=True)


class Limits:
    """Counts on Redis, shared by all processes; by itself while Redis is away."""

    def __init__(self, settings: Settings, redis_url: str) -> None:
        self.on = settings.rate_limits
        self._alone = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = None
        if redis_url:
            url = redis_url.replace("unix://", "redis+unix://", 1)
            self._shared = SlidingWindowCounterRateLimiter(
                RedisStorage(f"async+{url}", implementation="redispy")
            )
        self._away_until = 0.0

    async def hit(self, limit: Limit, key: str) -> bool:
        """Count one; False when it is one too many."""
        if not self.on:
            return True
        if self._shared is not None and monotonic() > self._away_until:
            try:
                return await self._shared.hit(limit.item, limit.name, key)
            except (RedisError, OSError, TimeoutError):
                self._away_until = monotonic() + 5
                log.warning("Redis is away; this process counts by itself.")
        cost = 2 if limit.strict and self._shared is not None else 1
        return await self._alone.hit(limit.item, limit.name, key, cost=cost)


async def check(request: Request, limit: Limit, key: str = "") -> None:
    """Raise TooMany when this account, else this network, has asked too often."""
    limits: Limits = request.app.state.limits
    viewer = viewer_of(request)
    who = key or (f"p{viewer.id}" if viewer.id else f"n{network_of(request)}")
    if not await limits.hit(limit, _unreadable(request, who)):
        raise TooMany(TOO_OFTEN)


def _unreadable(request: Request, who: str) -> str:
    """Redis may write its memory to disk: no address and no id is to be found there."""
    secret = settings_of(request).secret_key.get_secret_value().encode()
    return hmac.digest(secret, who.encode(), "sha256").hex()[:32]


def network_of(request: Request) -> str:
    """The /24 or /48 of the visitor: a household or a school, not one person's number."""
    address = request.client.host if request.client else "127.0.0.1"
    proxies = [p.strip() for p in settings_of(request).trusted_proxies.split(",") if p.strip()]
    if address in proxies and (forwarded := request.headers.get("x-forwarded-for")):
        address = forwarded.split(",")[-1].strip()
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    length = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network(f"{ip}/{length}", strict=False))

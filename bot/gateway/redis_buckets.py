"""Token buckets that several gateways share. Imported only where there is a Redis."""

from __future__ import annotations

import time

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.gateway.limits import LocalBuckets

_log = structlog.get_logger(__name__)
_TAKE = """
local tokens = tonumber(redis.call('HGET', KEYS[1], 'tokens') or ARGV[1])
local at = tonumber(redis.call('HGET', KEYS[1], 'at') or ARGV[2])
local rate = ARGV[1] / 60
tokens = math.min(tonumber(ARGV[1]), tokens + math.max(0, ARGV[2] - at) * rate)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / rate end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', ARGV[2])
redis.call('EXPIRE', KEYS[1], 120)
return tostring(wait)
"""


class RedisBuckets:
    """Buckets shared by several gateways. Without Redis each gateway counts alone."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self._take = self._redis.register_script(_TAKE)
        self._local = LocalBuckets()

    async def take(self, key: str, per_minute: int) -> float:
        """Take one token; 0, or the seconds until there is one."""
        try:
            return float(await self._take(keys=[f"rate:{key}"], args=[per_minute, time.time()]))
        except RedisError as error:
            _log.warning("redis_away", error=type(error).__name__)
            return await self._local.take(key, per_minute)

"""Celery's settings, for RabbitMQ, Redis and Valkey; BROKER_URL alone tells which.

Reasons, all measured: without late acknowledgement a killed worker loses the task; with it and
without `reject_on_worker_lost` a killed child loses it still; without confirms RabbitMQ may lose
what was published; without socket timeouts a frozen Redis holds a process for ten minutes.
"""

from typing import Any

from celery.schedules import crontab
from django.conf import settings
from kombu import Exchange, Queue

QUEUE = "mcp"
SENDING = "mcp.sending"
"""What waits for mail servers has a queue of its own, so that no slow provider holds up the rest. A
worker takes from both, unless it is told otherwise (docs/operations.md)."""


def spoken_to_as(url: str) -> str:
    """The address as kombu understands it: Valkey speaks the protocol of Redis."""
    for theirs, ours in (("valkeys://", "rediss://"), ("valkey://", "redis://")):
        if url.startswith(theirs):
            return ours + url.removeprefix(theirs)
    return url


def is_rabbitmq(url: str) -> bool:
    """Whether the broker is RabbitMQ."""
    return url.startswith(("amqp://", "amqps://"))


def transport_options(url: str) -> dict[str, Any]:
    """What each kind of broker needs so that nothing is lost and nobody hangs."""
    if is_rabbitmq(url):
        return {
            "confirm_publish": True,
            "connect_timeout": 5,
            "read_timeout": 30,
            "write_timeout": 10,
        }
    if not spoken_to_as(url).startswith("redis"):
        return {}
    return {
        "socket_connect_timeout": 3,
        "socket_timeout": 5,
        "socket_keepalive": True,
        # Longer than any task may run, so that nothing is handed out twice; kombu looks for what
        # was left unacknowledged every `interval` x `throttle` seconds.
        "visibility_timeout": 600,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    }


def queue(url: str, name: str = QUEUE) -> Queue:
    """One of the two queues: replicated on RabbitMQ, where only quorum queues survive a lost node.

    Its exchange is direct, so that Celery publishes straight to the queue by name and a broker
    whose bindings were wiped still carries the next tick.
    """
    arguments = {"x-queue-type": "quorum"} if is_rabbitmq(url) else None
    return Queue(name, Exchange(name, "direct"), routing_key=name, queue_arguments=arguments)


def every_tick(*tasks: str, seconds: int) -> dict[str, dict[str, Any]]:
    """Each task at every tick. A tick that nobody took by the next one is dropped, not kept."""
    return {
        name: {"task": name, "schedule": float(seconds), "options": {"expires": seconds}}
        for name in tasks
    }


def senders(number: int, *, seconds: int) -> dict[str, dict[str, Any]]:
    """As many sweeps of the outbox at every tick, for as many workers to take: each claims other
    messages, so any number is safe."""
    sweep = every_tick("notifications.tasks.sweep", seconds=seconds)["notifications.tasks.sweep"]
    return {f"notifications.tasks.sweep {n}": dict(sweep) for n in range(1, number + 1)}


def every_night(*tasks: str, hour: int) -> dict[str, dict[str, Any]]:
    """Each task once a night, at this hour in England; it may wait two hours for a worker."""
    return {
        name: {
            "task": name,
            "schedule": crontab(hour=hour, minute=30),
            "options": {"expires": 7200},
        }
        for name in tasks
    }


broker_url = spoken_to_as(settings.BROKER_URL)
broker_transport_options = transport_options(settings.BROKER_URL)
broker_connection_timeout = 5
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
broker_heartbeat = 30
# We never use ETA or countdown; Celery makes its queues for them all the same: cheap ones, then.
broker_native_delayed_delivery_queue_type = "classic"

task_queues = [queue(settings.BROKER_URL, name) for name in (QUEUE, SENDING)]
task_routes = {"notifications.tasks.*": {"queue": SENDING, "routing_key": SENDING}}
task_default_queue = QUEUE
task_default_exchange = QUEUE
task_default_exchange_type = "direct"
task_default_routing_key = QUEUE
task_create_missing_queues = False

accept_content = ["json"]
task_serializer = "json"
result_serializer = "json"
result_backend = None
task_ignore_result = True

task_acks_late = True
task_reject_on_worker_lost = True
task_soft_time_limit = 240
task_time_limit = 300
# Beat alone publishes. Only a publisher that tries again opens its connection anew: without this, a
# beat whose RabbitMQ was killed ticked into the dead connection for ever.
task_publish_retry = True
task_publish_retry_policy = {
    "max_retries": 3,
    "interval_start": 0,
    "interval_step": 0.5,
    "interval_max": 1,
}

worker_prefetch_multiplier = 1
worker_max_tasks_per_child = 1000
worker_cancel_long_running_tasks_on_connection_loss = False
worker_soft_shutdown_timeout = 10
worker_send_task_events = False
worker_hijack_root_logger = False  # Django's LOGGING stands, where it says anything

timezone = "Europe/London"
enable_utc = True
beat_schedule = {
    **every_tick(
        "reminders.tasks.post_due",
        "notifications.tasks.ask_receipts",
        seconds=settings.SWEEP_EVERY_SECONDS,
    ),
    **senders(settings.SENDERS, seconds=settings.SWEEP_EVERY_SECONDS),
    **every_night("formation.tasks.verify", hour=3),
}

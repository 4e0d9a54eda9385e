"""The settings that decide whether a task survives: by the kind of broker, and for all of them."""

import pytest

from config import celery_app, celery_settings
from config.celery_settings import every_tick, queue, spoken_to_as, transport_options

RABBITMQ = ["amqp://user:secret@host:5672//", "amqps://host//"]
REDIS = [
    "redis://host:6379/0",
    "rediss://host:6379/0",
    "redis+socket:///run/broker.sock",
    "valkey://host:6379/0",
    "valkeys://host:6379/0",
]


@pytest.mark.parametrize("url", RABBITMQ)
def test_rabbitmq_confirms_what_it_takes_and_replicates_its_queue(url):
    assert transport_options(url)["confirm_publish"] is True
    assert queue(url).queue_arguments == {"x-queue-type": "quorum"}


@pytest.mark.parametrize("url", REDIS)
def test_redis_times_out_and_gives_back_what_was_not_acknowledged(url):
    options = transport_options(url)
    assert options["socket_timeout"] == 5
    assert options["visibility_timeout"] > celery_settings.task_time_limit
    assert options["unacked_restore_throttle"] == 1
    assert queue(url).queue_arguments is None


def test_valkey_is_spoken_to_as_redis():
    assert spoken_to_as("valkey://host:6379/1") == "redis://host:6379/1"
    assert spoken_to_as("valkeys://host:6379/1") == "rediss://host:6379/1"
    assert spoken_to_as("amqp://host//") == "amqp://host//"
    assert transport_options("memory://") == {}


def test_every_task_is_handed_back_if_its_worker_dies_and_only_json_is_read():
    conf = celery_app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.task_ignore_result
    assert conf.result_backend is None
    assert conf.accept_content == ["json"]
    assert conf.worker_prefetch_multiplier == 1
    assert conf.broker_connection_retry_on_startup
    assert conf.worker_soft_shutdown_timeout > 0
    assert 0 < conf.task_soft_time_limit < conf.task_time_limit


def test_beat_only_wakes_and_a_tick_that_nobody_took_is_dropped():
    schedule = celery_app.conf.beat_schedule
    ticks = {
        "reminders.tasks.post_due",
        "notifications.tasks.ask_receipts",
        "notifications.tasks.sweep 1",
    }
    assert set(schedule) == {*ticks, "formation.tasks.verify"}
    for name, entry in schedule.items():
        assert "args" not in entry
        assert "kwargs" not in entry
        assert name not in ticks or entry["options"] == {"expires": entry["schedule"]}
    night = schedule["formation.tasks.verify"]
    assert (night["schedule"].hour, night["schedule"].minute) == ({3}, {30})
    assert night["options"] == {"expires": 7200}
    assert every_tick("a.b", seconds=7)["a.b"]["schedule"] == 7.0


def test_as_many_sweeps_are_woken_at_each_tick_as_a_setting_says():
    woken = celery_settings.senders(3, seconds=20)
    assert len(woken) == 3
    assert {entry["task"] for entry in woken.values()} == {"notifications.tasks.sweep"}
    assert {entry["options"]["expires"] for entry in woken.values()} == {20}


def test_what_waits_for_mail_servers_has_a_queue_of_its_own_on_every_broker():
    assert [each.name for each in celery_settings.task_queues] == ["mcp", "mcp.sending"]
    router = celery_app.amqp.router
    assert router.route({}, "notifications.tasks.sweep")["queue"].name == "mcp.sending"
    assert router.route({}, "formation.tasks.verify")["queue"].name == "mcp"
    assert queue(RABBITMQ[0], "mcp.sending").queue_arguments == {"x-queue-type": "quorum"}


def test_every_task_of_the_schedule_exists_and_acknowledges_late(monkeypatch):
    monkeypatch.setenv("CELERY_SKIP_CHECKS", "1")
    celery_app.loader.import_default_modules()
    for entry in celery_app.conf.beat_schedule.values():
        task = celery_app.tasks[entry["task"]]
        assert task.acks_late

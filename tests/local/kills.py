"""What of the running system can be killed, and how each comes back: as its keeper on AWS would bring it back.

ECS starts a task again, RDS promotes the standby (the monitor of the pair does), Lambda starts a function anew at its
next call. SQS cannot lose a machine here as AWS's would: MiniStack holds the queues in its memory and writes them down
when it is asked to end. So the queue's delivery is stopped, frozen with all of MiniStack, or ended and started again.
"""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import psutil

from tests.local.raised_alert import until
from tests.local.running_system import Checkout
from tests.local.telephone import Text, code_of, receipt_of, texts
from wolfctl.adapters import database_pair, ecs_task, emulator, processes
from wolfctl.adapters.embedded_stack import EmbeddedStack
from wolfctl.adapters.embedded_system import API, EmbeddedSystem, attached
from wolfctl.adapters.state_folder import read_json
from wolfctl.config import load

Kill = Callable[[Checkout, random.Random], Awaitable[None]]

# Functions that the load itself keeps busy, and those that only a clock calls.
BUSY = ("authorize", "connections", "process_intent", "deliver_alert")
BY_CLOCK = ("escalate", "watch_tasks", "maintain_partitions", "speech")
AT_WORK_WITHIN_S, STARTED_S, UNCALLED_S = 0.4, 1.0, 20.0


def running(system: Checkout) -> EmbeddedSystem:
    """The steps of bringing it up, for what already runs."""
    return attached(system.root, EmbeddedStack(system.root, load("local", system.root)))


async def stop_api(system: Checkout, *, kill: bool = False) -> None:
    """End the API, and with it the relay of its outbox: asked to, or killed with all that it started."""
    process = processes.main_process(system.state, API)
    assert process is not None
    if kill:
        await processes.kill([process, *process.children(recursive=True)])
    else:
        await processes.stop(process, patience=20)


async def start_api(system: Checkout, **overrides: str) -> None:
    """Start the API as the applied task definition says, and wait until it can serve."""
    arn = system.outputs["api_task_definition"]
    task = await asyncio.to_thread(ecs_task.described, arn, API, system.ports.emulator, system.region)
    started = processes.start(ecs_task.service(API, task, system.root, overrides), system.state)
    # On a busy machine it takes a moment until a new process can be asked what it belongs to.
    while processes.alive(started) and processes.main_process(system.state, API) is None:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    await running(system).health()


async def synchronous(system: Checkout) -> None:
    """Wait until commits wait for both database nodes."""
    deadline = time.monotonic() + 60
    while not read_json(system.state.database).get("synchronous"):
        assert time.monotonic() < deadline, "the pair did not become synchronous"
        await asyncio.sleep(0.1)


async def api_and_relay(system: Checkout, _: random.Random) -> None:
    """Kill the API, and start another."""
    await stop_api(system, kill=True)
    await start_api(system)


async def primary_database(system: Checkout, _: random.Random) -> None:
    """Kill the primary once its standby has everything, as RDS keeps it."""
    await synchronous(system)
    process = database_pair.of(system.root).roles().primary.process()
    assert process is not None
    process.kill()


def busy_function(name: str) -> Kill:
    """Kill a function that the load calls, all its workers at once."""

    async def kill(system: Checkout, _: random.Random) -> None:
        deadline = time.monotonic() + UNCALLED_S
        while not workers(system, name) and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        if not workers(system, name):
            # An open breaker calls nothing for half a minute, and again where the first call is a cold one.
            await call(system, name)
        await kill_workers(system, name, patience=45)

    return kill


def clock_function(name: str) -> Kill:
    """Call a function as its clock does, and kill it a moment later."""

    async def kill(system: Checkout, chance: random.Random) -> None:
        await call(system, name)
        await asyncio.sleep(chance.uniform(0, AT_WORK_WITHIN_S))
        await kill_workers(system, name, patience=45)

    return kill


async def call(system: Checkout, function: str, payload: bytes = b"{}") -> None:
    """Call a function and do not wait for its answer."""
    arn = system.outputs["functions"][function]["alias_arn"]
    functions = system.client("lambda")
    await asyncio.to_thread(functions.invoke, FunctionName=arn, InvocationType="Event", Payload=payload)


async def dead_letters(system: Checkout, chance: random.Random) -> None:
    """Put a letter among the dead, and kill what records them a moment later."""
    url = system.outputs["alerts_dead_letter_queue_url"]
    await asyncio.to_thread(system.client("sqs").send_message, QueueUrl=url, MessageBody='{"Message": "no alert"}')
    await asyncio.sleep(chance.uniform(0, AT_WORK_WITHIN_S))
    await kill_workers(system, "dead_letters", patience=45)


async def text_reply(system: Checkout, chance: random.Random) -> None:
    """Answer the newest text as a telephone would, and kill what reads it a moment later."""
    text = await newest_call(system)
    reply = {
        "originationNumber": text["PhoneNumber"],
        "messageBody": f"{code_of(text)}a",
        "inboundMessageId": str(uuid4()),
    }
    topic = system.outputs["text_replies_topic_arn"]
    await asyncio.to_thread(system.client("sns").publish, TopicArn=topic, Message=json.dumps(reply))
    await asyncio.sleep(chance.uniform(0, AT_WORK_WITHIN_S))
    await kill_workers(system, "sms_reply", patience=45)


async def text_receipt(system: Checkout, chance: random.Random) -> None:
    """Tell that a telephone took the newest text, and kill what notes it a moment later."""
    await call(system, "sms_receipt", receipt_of(await newest_call(system)))
    await asyncio.sleep(chance.uniform(0, AT_WORK_WITHIN_S))
    await kill_workers(system, "sms_receipt", patience=45)


async def newest_call(system: Checkout) -> Text:
    """The newest text that a telephone can answer, once there is one."""
    sent = await until(lambda: texts(system), lambda found: any(map(code_of, found)), 60)
    return next(text for text in reversed(sent) if code_of(text))


async def queue_stopped(system: Checkout, chance: random.Random) -> None:
    """Have the queue of alerts deliver nothing for some seconds."""
    await let_queue_deliver(system, enabled=False)
    await asyncio.sleep(chance.uniform(2, 5))
    await let_queue_deliver(system, enabled=True)


async def let_queue_deliver(system: Checkout, *, enabled: bool) -> None:
    """Have the queue of alerts call its function, or not."""
    functions, mapping = system.client("lambda"), system.outputs["event_source_mappings"]["deliver_alert"]
    await asyncio.to_thread(functions.update_event_source_mapping, UUID=mapping, Enabled=enabled)


async def emulator_frozen(system: Checkout, chance: random.Random) -> None:
    """Have everything that is AWS's fall silent for some seconds, sockets and functions included."""
    freeze_emulator(system)
    await asyncio.sleep(chance.uniform(1, 4))
    thaw_emulator(system)


def freeze_emulator(system: Checkout) -> None:
    """Stop every process of MiniStack where it is."""
    for process in processes.belonging(system.state, emulator.MINISTACK):
        process.suspend()


def thaw_emulator(system: Checkout) -> None:
    """Have every process of MiniStack go on."""
    for process in processes.belonging(system.state, emulator.MINISTACK):
        with contextlib.suppress(psutil.Error):
            process.resume()


async def emulator_restarted(system: Checkout, _: random.Random) -> None:
    """End everything that is AWS's and start it again: every socket is cut, what was at work is cut off."""
    await restart_emulator(system, emulator.ministack(system.root, system.ports, system.region))


async def restart_emulator(system: Checkout, service: processes.Service) -> None:
    """End MiniStack and start it as described."""
    process = processes.main_process(system.state, emulator.MINISTACK)
    assert process is not None
    await processes.stop(process, patience=45)
    again = processes.start(service, system.state)
    await emulator.answers(emulator.MINISTACK, again, system.ports.emulator, system.state)


async def kill_workers(system: Checkout, function: str, *, patience: float) -> None:
    """Kill every process that runs a function, once there is one."""
    deadline = time.monotonic() + patience
    while not (found := workers(system, function)):
        assert time.monotonic() < deadline, f"nothing runs {function}"
        await asyncio.sleep(0.01)
    await processes.kill(found)


def workers(system: Checkout, function: str) -> list[psutil.Process]:
    """The living processes that run a function."""
    family = processes.belonging(system.state, emulator.MINISTACK)
    return [process for process in family if processes.alive(process) and _function_of(process, STARTED_S) == function]


def _function_of(process: psutil.Process, older_than_s: float) -> str:
    """The function that a process runs; none for one that is about to start, whose code MiniStack still lays out."""
    try:
        name = process.environ().get("AWS_LAMBDA_FUNCTION_NAME", "")
        started = time.time() - process.create_time() > older_than_s
    except (psutil.Error, OSError):
        return ""
    return name.removeprefix("alphawolf-local-").replace("-", "_") if started else ""
